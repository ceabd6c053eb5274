"""Only a good token of this app, for a person with a role, opens the API."""

from typing import Any

import pytest

from tests.integration.api.conftest import Api

ME = "/api/me"
OTHER = "https://other.example"


def minted(api: Api, **order: Any) -> str:
    return str(api.world.entra.post("/_sandbox/tokens", {"person": "ada", **order})["token"])


def test_a_good_token_is_let_in(api: Api) -> None:
    answer = api.call("GET", ME, token=minted(api))
    assert answer.status == 200
    assert "admin" in answer.content["roles"]


@pytest.mark.parametrize(
    "order",
    [
        {"expiresIn": -3600},
        {"overrides": {"exp": None}},
        {"overrides": {"nbf": 4_000_000_000}},
        {"overrides": {"aud": OTHER}},
        {"overrides": {"iss": OTHER}},
        {"overrides": {"tid": "7e000000-0000-4000-8000-00000000dead"}},
        {"overrides": {"scp": "something.else"}},
        {"overrides": {"oid": None}},
        {"app": True, "person": None},
        {"alg": "none"},
        {"alg": "HS256"},
        {"forged": True},
        {"kid": "never-published"},
    ],
    ids=str,
)
def test_a_bad_token_is_refused(api: Api, order: dict[str, Any]) -> None:
    answer = api.call("GET", ME, token=minted(api, **order))
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_no_token_or_none_at_all_is_refused(api: Api) -> None:
    assert api.call("GET", ME, person=None).status == 401
    assert api.call("GET", ME, token="not.a.token").status == 401


@pytest.mark.parametrize("person", ["ned", "dora"])
def test_somebody_without_a_role_or_disabled_is_refused(api: Api, person: str) -> None:
    assert api.call("GET", ME, person=person).status == 403


def test_a_salesperson_sees_no_settings(api: Api) -> None:
    for path in ("/api/sync-settings", "/api/runs", "/api/problems", "/api/connection"):
        assert api.call("GET", path, person="sam").status == 403


def test_health_and_the_description_need_no_token(api: Api) -> None:
    assert api.call("GET", "/api/health", person=None).content["status"] == "ok"
    assert api.call("GET", "/api/openapi.json", person=None).content["openapi"].startswith("3.1")
