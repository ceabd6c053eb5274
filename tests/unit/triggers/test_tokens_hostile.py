"""Tokens made to break the check rather than to pass it."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import jwt
import pytest

from shared.errors import Unauthenticated
from tests.unit.triggers.entra import AUTHORITY, CLIENT, ISSUER, OID, Directory, bearer

SOON = 4_102_444_800
"""A time to come, in 2100: by the clock, the tests' names would differ between workers."""
PAST = 1_700_000_000


@pytest.fixture(scope="module")
def directory() -> Directory:
    return Directory()


def part(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def signed_as_it_is(
    directory: Directory, payload: bytes, header: bytes = b'{"alg":"RS256","kid":"first"}'
) -> str:
    """By the directory itself, so that only what is signed is wrong."""
    head, body = (urlsafe_b64encode(one).decode().rstrip("=") for one in (header, payload))
    key = jwt.algorithms.RSAAlgorithm(jwt.algorithms.RSAAlgorithm.SHA256)
    signature = key.sign(f"{head}.{body}".encode(), directory.keys["first"])
    return f"{head}.{body}.{urlsafe_b64encode(signature).decode().rstrip('=')}"


def signed(directory: Directory, **header: Any) -> str:
    key = directory.keys["first"]
    return jwt.encode(directory.claims(), key, algorithm="RS256", headers={"kid": "first"} | header)


@pytest.mark.parametrize(
    "header",
    [
        "[" * 6_000,
        '{"alg":' + "[" * 6_000,
        "[]",
        "null",
        '"text"',
        '{"alg":"RS256","kid":7}',
        '{"alg":["RS256"],"kid":"first"}',
        '{"alg":"RS256","kid":"first","kid":null}',
        '{"alg":"RS256"}',
        '{"alg":"rs256","kid":"first"}',
        '{"alg":"RS512","kid":"first"}',
        '{"alg":"RS256","kid":"\\ud800"}',
        '{"alg":"RS256","kid":"' + "x" * 9_000 + '"}',
        "{" + '"a":1,' * 2_000 + '"alg":"RS256","kid":"first"}',
        '{"alg":NaN}',
        '{"alg":"RS256","kid":"first","exp":1' + "0" * 6_000 + "}",
    ],
    ids=lambda header: header[:24],
)
def test_a_header_of_any_shape_is_refused(directory: Directory, header: str) -> None:
    for payload in (part(json.dumps(directory.claims())), part("[" * 2_000), ""):
        with pytest.raises(Unauthenticated):
            directory.verifier().verify(bearer(f"{part(header)}.{payload}.{part('signature')}"))


@pytest.mark.parametrize(
    "token",
    ["....", "a.b", ".", "é.é.é", "\x00.\x00.\x00", "a b c", "Bearer x.y.z", "💥" * 100, "=.=.="],
)
def test_what_is_no_token_at_all_is_refused(directory: Directory, token: str) -> None:
    with pytest.raises(Unauthenticated):
        directory.verifier().verify(bearer(token))


@pytest.mark.parametrize(
    "header",
    [
        {"crit": ["exp"]},
        {"crit": ["b64"], "b64": False},
        {"crit": ["x"], "x": 1},
    ],
    ids=str,
)
def test_what_a_token_calls_critical_is_not_passed_over(
    directory: Directory, header: dict[str, Any]
) -> None:
    """RFC 7515, 4.1.11: who does not understand it must refuse."""
    named = json.dumps({"alg": "RS256", "kid": "first"} | header).encode()
    payload = json.dumps(directory.claims()).encode()
    with pytest.raises(Unauthenticated):
        directory.verifier().verify(bearer(signed_as_it_is(directory, payload, named)))


@pytest.mark.parametrize("name", ["jku", "x5u", "jwk", "x5c"])
def test_a_key_that_a_token_brings_along_is_never_used(directory: Directory, name: str) -> None:
    stranger = Directory()
    own = jwt.algorithms.RSAAlgorithm.to_jwk(stranger.keys["first"].public_key(), as_dict=True)
    brought = {"jwk": own, "x5c": ["MIIB"]}.get(name, "https://stranger.example/keys")
    before = directory.look_ups
    verifier = directory.verifier()
    for kid in ("first", "unknown"):
        token = signed(stranger, **{name: brought, "kid": kid})
        with pytest.raises(Unauthenticated):
            verifier.verify(bearer(token))
    assert directory.look_ups == before + 1


def test_a_delegated_token_may_say_that_it_is_one(directory: Directory) -> None:
    assert directory.verifier().verify(bearer(directory.token(idtyp="user", roles=["admin"])))


@pytest.mark.parametrize(
    "changes",
    [
        {"exp": -1},
        {"exp": True},
        {"nbf": "now"},
        {"iat": 10**12},
        {"aud": {"a": 1}},
        {"scp": "ACCESS_AS_USER"},
        {"scp": "access_as_user\taccess_as_user"},
        {"scp": ""},
        {"idtyp": "app", "roles": ["admin"]},
        {"idtyp": "device"},
        {"idtyp": ["user"]},
        {"scp": None, "roles": ["admin"], "oid": "33333333-3333-3333-3333-333333333333"},
        {"oid": "33333333-3333-3333-3333-333333333333' or '1'='1"},
        {"oid": ["33333333-3333-3333-3333-333333333333"]},
        {"tid": "11111111-1111-1111-1111-111111111111 "},
        {"tid": ["11111111-1111-1111-1111-111111111111"]},
        {"exp": str(SOON)},
        {"exp": [SOON]},
        {"exp": None},
        {"nbf": SOON},
        {"nbf": True},
        {"nbf": str(PAST)},
        {"iat": SOON},
        {"iat": None},
        {"aud": [CLIENT]},
        {"aud": True},
        {"iss": [ISSUER]},
        {"iss": f"{ISSUER}/"},
        {"iss": ISSUER.upper()},
        {"iss": f"{AUTHORITY}/common/v2.0"},
        {"iss": AUTHORITY + "/{tenantid}/v2.0"},
        {"ver": "1.0"},
        {"ver": 2},
        {"scp": "access_as_user_x xaccess_as_user"},
        {"scp": "openid,access_as_user"},
        {"scp": "openid\u00a0access_as_user"},
        {"scp": "openid\naccess_as_user"},
        {"scp": f"api://{CLIENT}/access_as_user"},
        {"scp": True},
        {"scp": {"access_as_user": True}},
        {"oid": f"{{{OID}}}"},
        {"oid": f"urn:uuid:{OID}"},
        {"oid": OID.replace("-", "")},
        {"oid": OID.replace("3", "\uff13")},
        {"oid": f"{OID}\n"},
        {"oid": None, "sub": OID},
    ],
    ids=str,
)
def test_claims_of_any_shape_are_refused(directory: Directory, changes: dict[str, Any]) -> None:
    payload = json.dumps(directory.claims(**changes)).encode()
    with pytest.raises(Unauthenticated):
        directory.verifier().verify(bearer(signed_as_it_is(directory, payload)))


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"null",
        b"7",
        b'"text"',
        b"[]",
        b"[{}]",
        b"{}",
        b'{"exp":',
        b'{"oid":"\xff\xfe"}',
        b"[" * 9_000,
        b'{"a":' * 1_500,
        b"\x00",
    ],
    ids=lambda payload: repr(payload[:16]),
)
def test_a_payload_of_any_shape_is_refused_though_its_signature_is_good(
    directory: Directory, payload: bytes
) -> None:
    with pytest.raises(Unauthenticated):
        directory.verifier().verify(bearer(signed_as_it_is(directory, payload)))


@pytest.mark.parametrize("claim", ["exp", "nbf", "iat"])
@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e400", "null", "9" * 6_000])
def test_a_time_that_is_none_is_refused(directory: Directory, claim: str, value: str) -> None:
    claims = {**directory.claims(), claim: "HERE"}
    payload = json.dumps(claims).replace('"HERE"', value).encode()
    with pytest.raises(Unauthenticated):
        directory.verifier().verify(bearer(signed_as_it_is(directory, payload)))


def test_of_a_claim_that_is_there_twice_the_wrong_one_is_not_passed_over(
    directory: Directory,
) -> None:
    good = json.dumps(directory.claims())
    payload = f'{good[:-1]}, "aud": "another"}}'.encode()
    header = b'{"alg":"RS256","kid":"first","alg":"none"}'
    for token in (
        signed_as_it_is(directory, payload),
        signed_as_it_is(directory, good.encode(), header),
    ):
        with pytest.raises(Unauthenticated):
            directory.verifier().verify(bearer(token))


def test_a_time_may_have_a_fraction(directory: Directory) -> None:
    """RFC 7519, section 2, NumericDate."""
    token = directory.token(exp=SOON + 0.5)
    assert directory.verifier().verify(bearer(token)).oid == OID


@pytest.mark.parametrize(
    "name",
    [
        *("none", "None", "NONE", "nOnE", " none", "none ", "", "RS256 ", "rs256", "RS1"),
        *("PS256", "ES256", "EdDSA", "HS256", "HS512", "RS256\u200b"),
    ],
)
@pytest.mark.parametrize("signature", ["", "c2lnbmVk", "{good}"])
def test_no_other_algorithm_is_taken(directory: Directory, name: str, signature: str) -> None:
    head, payload, good = directory.token().split(".")
    head = part(json.dumps({"alg": name, "kid": "first"}))
    token = f"{head}.{payload}.{signature.replace('{good}', good)}"
    with pytest.raises(Unauthenticated):
        directory.verifier().verify(bearer(token))


@pytest.mark.parametrize(
    "kid",
    [
        *("../first", "/dev/null", "first ", "first\x00", "First", "*", "", "first,second"),
        *("first' or '1'='1", "file:///etc/x", "https://stranger.example/keys"),
    ],
)
def test_a_key_id_is_a_name_and_nothing_else(directory: Directory, kid: str) -> None:
    payload = json.dumps(directory.claims()).encode()
    header = json.dumps({"alg": "RS256", "kid": kid}).encode()
    with pytest.raises(Unauthenticated):
        directory.verifier().verify(bearer(signed_as_it_is(directory, payload, header)))


@pytest.mark.parametrize(
    "form",
    [
        *("{0}=.{1}.{2}", "{0}.{1}.", "{0}.{1}", ".{0}.{1}.{2}", "{0}.{1}.{2}.x", "{1}.{0}.{2}"),
        *("{0}.{1}.\t{2}", "{0}.{1}.!!{2}", "{0}.{1}.{2}..", '{{"payload":"{1}"}}'),
    ],
)
def test_a_good_token_in_another_form_is_refused(directory: Directory, form: str) -> None:
    token = form.format(*directory.token().split("."))
    with pytest.raises(Unauthenticated):
        directory.verifier().verify(bearer(token))
