"""Tokens made to break the check rather than to pass it."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import jwt
import pytest

from shared.errors import Unauthenticated
from tests.unit.triggers.entra import Directory, bearer


@pytest.fixture(scope="module")
def directory() -> Directory:
    return Directory()


def part(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


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
    head, payload, _ = signed(directory).split(".")
    head = part(json.dumps({"alg": "RS256", "kid": "first"} | header))
    key = jwt.algorithms.RSAAlgorithm(jwt.algorithms.RSAAlgorithm.SHA256)
    signature = key.sign(f"{head}.{payload}".encode(), directory.keys["first"])
    token = f"{head}.{payload}.{urlsafe_b64encode(signature).decode().rstrip('=')}"
    with pytest.raises(Unauthenticated):
        directory.verifier().verify(bearer(token))


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
    ],
    ids=str,
)
def test_claims_of_any_shape_are_refused(directory: Directory, changes: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated):
        directory.verifier().verify(bearer(directory.token(**changes)))
