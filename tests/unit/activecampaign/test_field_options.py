"""Options are made once, behind those that are there."""

import json
from typing import Any

import pytest
import requests
import responses

from shared.activecampaign.client import ActiveCampaign
from shared.errors import Gone, OutcomeUnknown, RequestRefused, RightMissing

from .conftest import API, asked

BULK = f"{API}/fieldOption/bulk"
READ = ("GET", "fields/6/options")
ADD = ("POST", "fieldOption/bulk")


def option(number: int, value: str) -> dict[str, Any]:
    return {"id": str(number), "field": "6", "value": value, "orderid": str(number)}


def has(account: responses.RequestsMock, *values: str) -> None:
    """The next read of the field's options gives these."""
    found = [option(number, value) for number, value in enumerate(values, 1)]
    account.get(f"{API}/fields/6/options", json={"fieldOptions": found})


def takes(account: responses.RequestsMock) -> None:
    account.post(BULK, status=201, json={"fieldOptions": []})


def made(account: responses.RequestsMock) -> list[list[tuple[str, int]]]:
    """Value and place of the options of each call that adds some."""
    bodies = [
        json.loads(call.request.body or "")["fieldOptions"]
        for call in account.calls
        if call.request.method == "POST"
    ]
    return [[(one["value"], one["orderid"]) for one in body] for body in bodies]


def test_only_what_is_missing_is_added_behind_the_others(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    has(account, "Gold", "Silver")
    takes(account)
    client.add_options("6", ["GOLD ", "Bronze", "", "bronze", "Tin"])
    assert made(account) == [[("Bronze", 3), ("Tin", 4)]]
    sent = json.loads(account.calls[-1].request.body or "")["fieldOptions"][0]
    assert sent == {
        "field": "6", "value": "Bronze", "label": "Bronze", "orderid": 3, "isdefault": False,
    }  # fmt: skip


def test_a_field_without_options_gets_its_first(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    has(account)
    takes(account)
    client.add_options("6", ["Gold"])
    assert made(account) == [[("Gold", 1)]]


def test_nothing_is_sent_where_nothing_is_missing(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    has(account, "Gold")
    client.add_options("6", ["gold"])
    assert asked(account) == [READ]


def test_many_are_added_a_hundred_a_call(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    has(account, "first")
    takes(account)
    client.add_options("6", [f"Option {number}" for number in range(250)])
    assert [len(call) for call in made(account)] == [100, 100, 50]
    places = [place for call in made(account) for _, place in call]
    assert places == list(range(2, 252))


@pytest.mark.parametrize("lost", [requests.ReadTimeout(), 500, 504], ids=str)
def test_after_an_unclear_outcome_only_what_is_still_missing_is_sent(
    client: ActiveCampaign, account: responses.RequestsMock, lost: Exception | int
) -> None:
    has(account)
    has(account, "Gold")
    if isinstance(lost, int):
        account.post(BULK, status=lost)
    else:
        account.post(BULK, body=lost)
    takes(account)
    client.add_options("6", ["Gold", "Silver"])
    assert asked(account) == [READ, ADD, READ, ADD]
    assert made(account) == [[("Gold", 1), ("Silver", 2)], [("Silver", 2)]]


def test_an_outcome_that_proves_to_be_good_is_not_repeated(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    has(account)
    has(account, "Gold")
    account.post(BULK, body=requests.ReadTimeout())
    client.add_options("6", ["Gold"])
    assert asked(account) == [READ, ADD, READ]


def test_an_outcome_that_stays_unclear_is_told(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    has(account)
    account.post(BULK, body=requests.ReadTimeout())
    with pytest.raises(OutcomeUnknown):
        client.add_options("6", ["Gold"])
    assert asked(account) == [READ, ADD, READ, ADD]


def test_a_refusal_is_told_and_not_repeated(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    has(account)
    account.post(BULK, status=422, json={"errors": "Bulk operation failed. Field id not valid."})
    with pytest.raises(RequestRefused, match="Field id not valid"):
        client.add_options("6", ["Gold"])
    assert asked(account) == [READ, ADD]


def test_a_missing_right_and_a_missing_field_are_told_apart(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.get(f"{API}/users/me", json={"user": {"id": "1"}})
    account.get(f"{API}/fields/7/options", status=404, json={"message": "No Result found"})
    with pytest.raises(Gone):
        client.add_options("7", ["Gold"])
    has(account)
    account.post(BULK, status=403, json={"message": "No permission"})
    with pytest.raises(RightMissing):
        client.add_options("6", ["Gold"])
