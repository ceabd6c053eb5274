"""Connecting an account that is wrong in some way names what is wrong, and changes nothing."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.api.conftest import Answer, Api


@pytest.fixture
def unchanged(api: Api) -> Iterator[Api]:
    """What is connected, and the account's webhooks, are the same after the test."""
    before = connected(api)
    hooks = api.world.activecampaign.get("/_sandbox/state")["webhooks"]["registered"]
    yield api
    assert connected(api) == before
    assert before["connected"] is True
    assert api.world.activecampaign.get("/_sandbox/state")["webhooks"]["registered"] == hooks
    assert api.call("GET", "/api/campaigns", person="sam").status == 200


def connected(api: Api) -> dict[str, Any]:
    """What is connected, whenever ActiveCampaign last called."""
    found: dict[str, Any] = api.call("GET", "/api/connection").content
    found["webhook"].pop("lastReceivedAt")
    return found


def connect(api: Api, url: str, key: str) -> Answer:
    return api.call("POST", "/api/connection", json={"url": url, "key": key})


@pytest.mark.parametrize(
    "url",
    ["no address", "", "https://evil.example", "ftp://a.api-us1.com", "http://127.0.0.1:1"],
)
def test_a_wrong_address(unchanged: Api, url: str) -> None:
    answer = connect(unchanged, url, "some-key")
    assert answer.status == 422
    assert set(answer.faults) == {"url"}


def test_a_wrong_key(unchanged: Api) -> None:
    answer = connect(unchanged, unchanged.world.activecampaign_url, "no-such-key")
    assert answer.status == 422
    assert answer.faults == {"key": "connection.key_refused"}


def test_a_key_without_the_rights_names_them(unchanged: Api) -> None:
    answer = connect(unchanged, unchanged.world.activecampaign_url, "sandbox-key-limited")
    assert answer.status == 422
    assert answer.faults["key"].startswith("connection.right_missing.")


def test_an_account_that_answers_html(unchanged: Api, web_site: str) -> None:
    answer = connect(unchanged, web_site, "some-key")
    assert answer.status == 422
    assert answer.faults == {"url": "connection.not_activecampaign"}


def test_a_host_that_nobody_answers_at(unchanged: Api, nobody: str) -> None:
    answer = connect(unchanged, nobody, "some-key")
    assert answer.status == 422
    assert answer.faults == {"url": "connection.unreachable"}


def test_a_salesperson_may_not_connect(unchanged: Api) -> None:
    body = {"url": unchanged.world.activecampaign_url, "key": unchanged.world.activecampaign_key}
    answer = unchanged.call("POST", "/api/connection", person="sam", json=body)
    assert (answer.status, answer.code) == (403, "auth.forbidden")
