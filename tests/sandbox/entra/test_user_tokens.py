"""Sign-in of a page: authorization code with PKCE, refresh, and who is let in."""

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests

from sandbox.demo.people import USERS
from tests.sandbox.entra.conftest import CLIENT, DATAVERSE, REDIRECT, TENANT, Entra

ORIGIN = {"Origin": "http://127.0.0.1:5999"}
VERIFIER = "v" * 50
CHALLENGE = (
    base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
)
API = f"openid profile offline_access api://{CLIENT}/access_as_user"
SAM = next(user for user in USERS if user.key == "sam")


def authorize(
    entra: Entra, session: requests.Session | None = None, **changes: str
) -> requests.Response:
    asked = {
        "client_id": CLIENT,
        "response_type": "code",
        "redirect_uri": REDIRECT,
        "response_mode": "fragment",
        "scope": API,
        "state": "st&te",
        "nonce": "n1",
        "code_challenge": CHALLENGE,
        "code_challenge_method": "S256",
        **changes,
    }
    return (session or requests.Session()).get(
        f"{entra.authority}/oauth2/v2.0/authorize",
        params={name: value for name, value in asked.items() if value},
        allow_redirects=False,
        timeout=9,
    )


def sent_back(answer: requests.Response) -> dict[str, str]:
    assert answer.status_code == 302, answer.text
    location = urlsplit(answer.headers["Location"])
    values = parse_qs(location.fragment or location.query)
    return {name: value[0] for name, value in values.items()}


def redeem(entra: Entra, code: str, **changes: str) -> requests.Response:
    form = {
        "grant_type": "authorization_code",
        "client_id": CLIENT,
        "code": code,
        "redirect_uri": REDIRECT,
        "code_verifier": VERIFIER,
        "scope": API,
        "client_info": "1",
        **changes,
    }
    return entra.token(ORIGIN, **form)


def signed_in(entra: Entra, **changes: str) -> dict[str, Any]:
    answer = sent_back(authorize(entra, login_hint=SAM.email, **changes))
    assert answer["state"] == "st&te"
    body = redeem(entra, answer["code"]).json()
    assert "access_token" in body, body
    return dict(body)


def test_a_hinted_person_gets_a_v2_token_for_the_api(entra: Entra) -> None:
    body = signed_in(entra, prompt="none")
    claims = entra.verified(body["access_token"], CLIENT)
    assert claims["iss"] == f"{entra.authority}/v2.0"
    assert claims["ver"] == "2.0"
    assert claims["scp"] == "access_as_user"
    assert claims["azp"] == CLIENT
    assert claims["tid"] == TENANT
    assert (claims["oid"], claims["name"]) == (SAM.oid, SAM.name)
    assert claims["preferred_username"] == SAM.email
    assert claims["nbf"] < claims["exp"]


def test_the_id_token_carries_the_nonce_and_the_same_person(entra: Entra) -> None:
    body = signed_in(entra)
    claims = entra.verified(body["id_token"], CLIENT)
    assert (claims["nonce"], claims["oid"]) == ("n1", SAM.oid)
    info = base64.urlsafe_b64decode(body["client_info"] + "==")
    assert SAM.oid.encode() in info


def test_a_person_is_picked_on_the_page_and_then_remembered(entra: Entra) -> None:
    browser = requests.Session()
    page = authorize(entra, browser)
    assert page.status_code == 200
    assert SAM.name in page.text
    picked = browser.post(page.url, data={"person": "ada"}, allow_redirects=False, timeout=9)
    assert "code" in sent_back(picked)
    silent = sent_back(authorize(entra, browser, prompt="none"))
    claims = entra.verified(redeem(entra, silent["code"]).json()["access_token"], CLIENT)
    assert claims["name"] == "Ada Admin"
    assert authorize(entra, browser, prompt="select_account").status_code == 200


def test_without_a_person_a_silent_request_asks_for_a_login(entra: Entra) -> None:
    assert sent_back(authorize(entra, prompt="none"))["error"] == "login_required"


def test_a_person_of_another_tenant_is_refused(entra: Entra) -> None:
    answer = sent_back(authorize(entra, login_hint="fred.foreign@fabrikam.example"))
    assert answer["error_description"].startswith("AADSTS50020")


def test_a_guest_gets_a_token_that_names_the_home(entra: Entra) -> None:
    answer = sent_back(authorize(entra, login_hint="gina.guest@fabrikam.example"))
    claims = entra.verified(redeem(entra, answer["code"]).json()["access_token"], CLIENT)
    assert claims["idp"].startswith("https://sts.windows.net/")
    assert claims["tid"] == TENANT


def test_an_unregistered_redirect_address_is_shown_and_not_followed(entra: Entra) -> None:
    answer = authorize(entra, redirect_uri="http://evil.example/", login_hint=SAM.email)
    assert answer.status_code == 400
    assert "AADSTS50011" in answer.text


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"response_type": "token"}, "AADSTS700054"),
        ({"code_challenge": ""}, "AADSTS9002325"),
        ({"scope": f"api://{CLIENT}/everything"}, "AADSTS70011"),
        ({"scope": f"{API} {DATAVERSE}/user_impersonation"}, "AADSTS70011"),
    ],
)
def test_a_bad_sign_in_request_is_sent_back_with_its_code(
    entra: Entra, changes: dict[str, str], code: str
) -> None:
    answer = sent_back(authorize(entra, login_hint=SAM.email, **changes))
    assert answer["error_description"].startswith(code)


def test_a_code_is_good_once(entra: Entra) -> None:
    code = sent_back(authorize(entra, login_hint=SAM.email))["code"]
    assert redeem(entra, code).status_code == 200
    assert redeem(entra, code).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"code_verifier": "w" * 50}, 501481),
        ({"redirect_uri": REDIRECT + "x"}, 50011),
        ({"client_secret": "a secret with spaces & signs"}, 90023),
    ],
)
def test_a_code_is_redeemed_only_as_it_was_asked_for(
    entra: Entra, changes: dict[str, str], code: int
) -> None:
    given = sent_back(authorize(entra, login_hint=SAM.email))["code"]
    assert redeem(entra, given, **changes).json()["error_codes"] == [code]


def test_a_code_of_a_page_is_not_redeemed_without_an_origin(entra: Entra) -> None:
    code = sent_back(authorize(entra, login_hint=SAM.email))["code"]
    answer = entra.token(
        grant_type="authorization_code",
        client_id=CLIENT,
        code=code,
        redirect_uri=REDIRECT,
        code_verifier=VERIFIER,
    )
    assert answer.json()["error_codes"] == [9002327]


def test_a_refresh_token_gives_a_token_for_dataverse_as_the_same_person(entra: Entra) -> None:
    refresh = signed_in(entra)["refresh_token"]
    answer = entra.token(
        ORIGIN,
        grant_type="refresh_token",
        client_id=CLIENT,
        refresh_token=refresh,
        scope=f"{DATAVERSE}/user_impersonation",
    ).json()
    claims = entra.verified(answer["access_token"], DATAVERSE)
    assert (claims["oid"], claims["scp"]) == (SAM.oid, "user_impersonation")
    assert claims["appid"] == CLIENT


@pytest.mark.parametrize("scope", ["", "openid profile offline_access"])
def test_a_refresh_must_name_the_scope_of_the_api_again(entra: Entra, scope: str) -> None:
    order = {
        "grant_type": "refresh_token",
        "client_id": CLIENT,
        "refresh_token": signed_in(entra)["refresh_token"],
    }
    refused = entra.token(ORIGIN, **order, **({"scope": scope} if scope else {}))
    assert refused.json()["error_codes"] == [90009]
    order["refresh_token"] = signed_in(entra)["refresh_token"]
    answer = entra.token(ORIGIN, **order, scope=API).json()
    assert entra.verified(answer["access_token"], CLIENT)["scp"] == "access_as_user"


def test_a_refresh_token_ends_a_day_after_sign_in(entra: Entra) -> None:
    refresh = signed_in(entra)["refresh_token"]
    entra.control("clock", {"offsetSeconds": 24 * 3600 + 5})
    try:
        answer = entra.token(
            ORIGIN, grant_type="refresh_token", client_id=CLIENT, refresh_token=refresh
        )
    finally:
        entra.control("clock", {"offsetSeconds": 0})
    assert answer.json()["error_codes"] == [700084]


def test_a_page_of_another_origin_may_read_configuration_and_tokens(entra: Entra) -> None:
    url = f"{entra.authority}/v2.0/.well-known/openid-configuration"
    answer = requests.get(url, headers=ORIGIN, timeout=9)
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN["Origin"]
    preflight = requests.options(
        f"{entra.authority}/oauth2/v2.0/token",
        headers={**ORIGIN, "Access-Control-Request-Method": "POST"},
        timeout=9,
    )
    assert preflight.status_code == 204


def test_configuration_leads_to_keys_that_verify_a_token(entra: Entra) -> None:
    url = f"{entra.authority}/v2.0/.well-known/openid-configuration"
    configuration = requests.get(url, timeout=9).json()
    keys = jwt.PyJWKClient(configuration["jwks_uri"])
    token = entra.mint(person="sam")
    key = keys.get_signing_key_from_jwt(token)
    claims = jwt.decode(token, key.key, algorithms=["RS256"], audience=CLIENT)
    assert claims["iss"] == configuration["issuer"]
