"""Tokens minted by the control route, good and bad, and the rotation of keys."""

import time

import jwt
import pytest

from tests.sandbox.entra.conftest import CLIENT, DATAVERSE, Entra


def unverified(token: str) -> dict[str, object]:
    return dict(jwt.decode(token, options={"verify_signature": False}))


def test_a_minted_token_is_as_good_as_one_from_sign_in(entra: Entra) -> None:
    claims = entra.verified(entra.mint(person="ada"), CLIENT)
    assert (claims["name"], claims["scp"]) == ("Ada Admin", "access_as_user")


def test_overrides_set_and_remove_claims(entra: Entra) -> None:
    token = entra.mint(person="ada", overrides={"scp": None, "tid": "other"})
    claims = unverified(token)
    assert "scp" not in claims
    assert claims["tid"] == "other"


def test_an_expired_token_can_be_minted(entra: Entra) -> None:
    with pytest.raises(jwt.ExpiredSignatureError):
        entra.verified(entra.mint(person="ada", expiresIn=-600), CLIENT)


def test_lifetime_counts_from_the_moved_clock(entra: Entra) -> None:
    entra.control("clock", {"offsetSeconds": 7200})
    try:
        claims = unverified(entra.mint(person="ada", expiresIn=60))
    finally:
        entra.control("clock", {"offsetSeconds": 0})
    assert isinstance(claims["exp"], int)
    assert abs(claims["exp"] - (time.time() + 7260)) < 10


def test_a_token_for_another_audience_is_a_v1_token(entra: Entra) -> None:
    claims = entra.verified(entra.mint(person="sam", audience=DATAVERSE), DATAVERSE)
    assert (claims["ver"], claims["scp"]) == ("1.0", "user_impersonation")
    app = entra.verified(entra.mint(app=True, audience=DATAVERSE), DATAVERSE)
    assert "scp" not in app


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_of_a_forbidden_algorithm_can_be_minted(entra: Entra, algorithm: str) -> None:
    token = entra.mint(person="ada", alg=algorithm)
    assert jwt.get_unverified_header(token)["alg"] == algorithm
    with pytest.raises(jwt.InvalidAlgorithmError):
        entra.verified(token, CLIENT)


def test_a_forged_token_has_a_published_key_id_and_a_wrong_signature(entra: Entra) -> None:
    with pytest.raises(jwt.InvalidSignatureError):
        entra.verified(entra.mint(person="ada", forged=True), CLIENT)


def test_an_unknown_person_and_an_unknown_field_are_refused(entra: Entra) -> None:
    assert entra.control("tokens", {"person": "nobody"}).status_code == 422
    assert entra.control("tokens", {"person": "ada", "exp": 1}).status_code == 422


def test_after_a_rotation_old_tokens_verify_until_the_old_keys_are_retired(entra: Entra) -> None:
    old = entra.mint(person="ada")
    kid = entra.control("rotate").json()["kid"]
    new = entra.mint(person="ada")
    assert jwt.get_unverified_header(new)["kid"] == kid
    assert entra.verified(old, CLIENT)
    assert entra.verified(new, CLIENT)
    entra.control("rotate", {"keepOld": False})
    with pytest.raises(StopIteration):
        entra.verified(old, CLIENT)
