"""Only a person's own, current token of this directory for this app passes."""

import time
from base64 import urlsafe_b64encode
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization

from shared.errors import AnswerNotUnderstood, Unauthenticated, Unreachable
from tests.unit.triggers.entra import CLIENT, OID, TENANT, Directory, bearer


@pytest.fixture
def directory() -> Directory:
    return Directory()


def refusal(directory: Directory, authorization: str | None) -> str:
    with pytest.raises(Unauthenticated) as refused:
        directory.verifier().verify(authorization)
    return refused.value.detail


def test_a_good_token_names_the_person(directory: Directory) -> None:
    assert directory.verifier().verify(bearer(directory.token())).oid == OID


def test_the_scope_may_stand_among_others(directory: Directory) -> None:
    token = directory.token(scp="openid access_as_user profile")
    assert directory.verifier().verify(bearer(token)).oid == OID


def test_a_guest_passes_here_since_roles_decide(directory: Directory) -> None:
    token = directory.token(acct=1, idp="https://sts.windows.net/another/")
    assert directory.verifier().verify(bearer(token)).oid == OID


NOW = int(time.time())


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"exp": NOW - 3600}, id="expired"),
        pytest.param({"nbf": NOW + 3600}, id="not yet valid"),
        pytest.param({"aud": "44444444-4444-4444-4444-444444444444"}, id="other audience"),
        pytest.param({"aud": [CLIENT, "another"]}, id="several audiences"),
        pytest.param({"aud": f"api://{CLIENT}"}, id="v1 audience"),
        pytest.param({"iss": f"https://sts.windows.net/{TENANT}/"}, id="v1 issuer"),
        pytest.param({"iss": "https://evil.example/v2.0"}, id="other issuer"),
        pytest.param({"tid": "55555555-5555-5555-5555-555555555555"}, id="other tenant"),
        pytest.param({"scp": None}, id="no scope"),
        pytest.param({"scp": "User.Read"}, id="other scope"),
        pytest.param({"scp": "access_as_user_too"}, id="longer scope"),
        pytest.param({"scp": ["access_as_user"]}, id="scope as list"),
        pytest.param({"scp": None, "roles": ["access_as_user"]}, id="app roles only"),
        pytest.param({"idtyp": "app"}, id="app only"),
        pytest.param({"oid": None}, id="no oid"),
        pytest.param({"oid": "somebody"}, id="oid is no GUID"),
        pytest.param({"oid": 7}, id="oid is a number"),
        pytest.param({"tid": None}, id="no tenant"),
        pytest.param({"exp": None}, id="no expiry"),
        pytest.param({"exp": "soon"}, id="expiry is a text"),
        pytest.param({"nbf": None}, id="no not-before"),
        pytest.param({"aud": None}, id="no audience"),
        pytest.param({"iss": None}, id="no issuer"),
    ],
)
def test_a_token_with_a_wrong_claim_is_refused(
    directory: Directory, changes: dict[str, Any]
) -> None:
    assert refusal(directory, bearer(directory.token(**changes)))


def test_clocks_may_differ_by_two_minutes(directory: Directory) -> None:
    token = directory.token(exp=int(time.time()) - 100, nbf=int(time.time()) - 4000)
    assert directory.verifier().verify(bearer(token)).oid == OID


@pytest.mark.parametrize(
    "header",
    [None, "", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "Bearer garbage", "Bearer a.b.c"],
)
def test_what_is_no_bearer_token_is_refused(directory: Directory, header: str | None) -> None:
    assert refusal(directory, header)


def test_a_token_of_absurd_length_is_refused_unread(directory: Directory) -> None:
    assert refusal(directory, bearer("a" * 20_000)) == "The token is too long."
    assert directory.look_ups == 0


def test_an_unsigned_token_is_refused(directory: Directory) -> None:
    token = jwt.encode(directory.claims(), None, algorithm="none", headers={"kid": "first"})
    assert "RS256" in refusal(directory, bearer(token))


def test_a_token_signed_with_the_public_key_as_a_password_is_refused(directory: Directory) -> None:
    """HS256 with the public key's text: the classic confusion of algorithms."""
    public = directory.keys["first"].public_key()
    text = public.public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    head, payload = (
        urlsafe_b64encode(part).rstrip(b"=").decode()
        for part in (
            b'{"alg":"HS256","typ":"JWT","kid":"first"}',
            jwt.utils.force_bytes(__import__("json").dumps(directory.claims())),
        )
    )
    key = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    signature = urlsafe_b64encode(key.sign(f"{head}.{payload}".encode(), text)).rstrip(b"=")
    assert "RS256" in refusal(directory, bearer(f"{head}.{payload}.{signature.decode()}"))


def test_a_token_signed_by_somebody_else_under_our_key_id_is_refused(directory: Directory) -> None:
    other = Directory()
    assert refusal(directory, bearer(other.token())) == "The token is not valid."


def test_a_changed_payload_is_refused(directory: Directory) -> None:
    head, _, signature = directory.token().split(".")
    payload = directory.token(oid="66666666-6666-6666-6666-666666666666").split(".")[1]
    assert refusal(directory, bearer(f"{head}.{payload}.{signature}"))


def test_keys_are_read_once_for_many_tokens(directory: Directory) -> None:
    verifier = directory.verifier()
    for _ in range(5):
        verifier.verify(bearer(directory.token()))
    assert directory.look_ups == 1


def test_a_rolled_key_is_found_by_reading_the_keys_again(directory: Directory) -> None:
    verifier = directory.verifier()
    verifier.verify(bearer(directory.token()))
    directory.roll("second")
    directory.now += 61
    assert verifier.verify(bearer(directory.token("second"))).oid == OID


def test_made_up_key_ids_read_the_keys_once_a_minute(directory: Directory) -> None:
    verifier = directory.verifier()
    verifier.verify(bearer(directory.token()))
    other = Directory()
    directory.now += 61
    for number in range(20):
        other.roll(f"made up {number}")
        with pytest.raises(Unauthenticated):
            verifier.verify(bearer(other.token(f"made up {number}")))
    assert directory.look_ups == 2


def test_an_outage_is_survived_with_the_known_keys(directory: Directory) -> None:
    verifier = directory.verifier()
    verifier.verify(bearer(directory.token()))
    directory.available = False
    directory.now += 25 * 3600
    for _ in range(3):
        assert verifier.verify(bearer(directory.token())).oid == OID
    assert directory.look_ups == 2


def test_keys_are_not_trusted_for_ever(directory: Directory) -> None:
    verifier = directory.verifier()
    verifier.verify(bearer(directory.token()))
    directory.available = False
    directory.now += 8 * 24 * 3600
    with pytest.raises(AnswerNotUnderstood):
        verifier.verify(bearer(directory.token()))


def test_without_any_key_an_outage_is_no_fault_of_the_caller(directory: Directory) -> None:
    verifier = directory.verifier()
    directory.available = False
    with pytest.raises(Unreachable):
        verifier.verify(bearer(directory.token()))


def test_at_microsoft_only_the_directory_itself_may_issue(directory: Directory) -> None:
    directory.issuer = "https://sts.windows.net/other/"
    with pytest.raises(AnswerNotUnderstood):
        directory.verifier().verify(bearer(directory.token()))


def test_another_authority_issues_as_its_discovery_document_says() -> None:
    issuer = "https://login.partner.example/whatever"
    directory = Directory("https://login.partner.example", issuer)
    assert directory.verifier().verify(bearer(directory.token())).oid == OID


def test_keys_are_not_read_over_plain_http(directory: Directory) -> None:
    directory.keys_url = "http://127.0.0.1:9/keys"
    with pytest.raises(AnswerNotUnderstood):
        directory.verifier().verify(bearer(directory.token()))
