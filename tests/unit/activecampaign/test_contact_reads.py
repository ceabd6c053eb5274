"""Many contacts: by ids and by rising id, with what stands beside them."""

import json
import timeit
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
import responses
from requests import PreparedRequest

from shared.activecampaign.client import ActiveCampaign
from shared.activecampaign.contacts import read_contacts
from shared.errors import AnswerNotUnderstood, Unreachable
from shared.transport import Calls

from .conftest import API, asked, query

Reply = tuple[int, dict[str, str], str]


def rows(ids: Sequence[int]) -> list[dict[str, str]]:
    return [{"id": str(number), "email": f"p{number}@example.org"} for number in ids]


def account_of(
    account: responses.RequestsMock, ids: Sequence[int], *, most: int = 100, total: bool = True
) -> None:
    """An account with these contacts that honours `ids[]`, `id_greater` and a clamped limit."""

    def answer(request: PreparedRequest) -> Reply:
        asked_for = parse_qs(urlsplit(request.url or "").query)
        found = sorted(ids)
        if "ids[]" in asked_for:
            found = [number for number in found if str(number) in asked_for["ids[]"]]
        if "id_greater" in asked_for:
            found = [number for number in found if number > int(asked_for["id_greater"][0])]
        page = found[: min(most, int(asked_for["limit"][0]))]
        body: dict[str, object] = {"contacts": rows(page), "fieldValues": []}
        if total:
            body["meta"] = {"total": str(len(found))}
        return 200, {}, json.dumps(body)

    account.add_callback(responses.GET, f"{API}/contacts", callback=answer)


def test_a_page_of_a_hundred_is_read_in_well_under_two_milliseconds() -> None:
    moment = "2022-04-14T10:03:23-05:00"
    values = [
        {"contact": str(number % 100 + 1), "field": str(number // 100 + 1), "value": "x"}
        for number in range(400)
    ]
    contacts = [row | {"cdate": moment, "udate": moment} for row in rows(range(1, 101))]
    body = {"contacts": contacts, "fieldValues": values}
    fastest_seconds = min(timeit.repeat(lambda: read_contacts(body), number=1, repeat=30))
    assert len(read_contacts(body) or ()) == 100
    assert fastest_seconds < 0.002


def test_contacts_are_read_by_hundreds(
    client: ActiveCampaign, account: responses.RequestsMock, calls: Calls
) -> None:
    account_of(account, range(1, 251))
    found = client.contacts_by_id([str(number) for number in range(1, 251)])
    assert sorted(found, key=int) == [str(number) for number in range(1, 251)]
    assert calls.made("activecampaign") == 3


def test_an_id_that_is_not_there_is_absent_at_no_extra_call(
    client: ActiveCampaign, account: responses.RequestsMock, calls: Calls
) -> None:
    account_of(account, [1, 2])
    assert client.contacts_by_id(["1", "2", "3", "2"]).keys() == {"1", "2"}
    assert calls.made("activecampaign") == 1


def test_what_is_no_id_is_never_asked_for(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    assert client.contacts_by_id(["", "0", "abc"]) == {}
    assert asked(account) == []


def test_a_clamped_page_of_ids_is_asked_on(
    client: ActiveCampaign, account: responses.RequestsMock, calls: Calls
) -> None:
    account_of(account, range(1, 51), most=20)
    assert len(client.contacts_by_id([str(number) for number in range(1, 51)])) == 50
    assert calls.made("activecampaign") == 3


def test_if_the_ids_are_ignored_no_contact_is_taken_for_gone(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.get(f"{API}/contacts", json={"contacts": rows([1, 2]), "fieldValues": []})
    account.get(f"{API}/contacts/7", json={"contact": rows([7])[0], "fieldValues": []})
    account.get(f"{API}/contacts/8", status=404, json={"message": "No Result found"})
    assert client.contacts_by_id(["2", "7", "8"]).keys() == {"2", "7"}


def test_field_values_tags_and_lists_come_beside_the_contacts(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    body = {
        "contacts": rows([1, 2]),
        "fieldValues": [
            {"contact": 1, "field": 6, "value": "0"},
            {"contact": "9", "field": "6", "value": "of somebody else"},
        ],
        "contactTags": [{"id": "5", "contact": "1", "tag": "20"}, {"contact": 1, "tag": 21}],
        "contactLists": [{"contact": "2", "list": "8", "status": 2}],
        "tags": [{"id": "20", "tag": "[D365: Lead]"}],
    }
    account.get(f"{API}/contacts", json=body)
    found = client.contacts_by_id(["1", "2"], tags=True, lists=True)
    assert (found["1"].fields, found["2"].fields) == ({"6": "0"}, {})
    assert (found["1"].tag_ids, found["2"].tag_ids) == (frozenset({"20", "21"}), frozenset())
    assert (found["1"].lists, found["2"].lists) == ({}, {"8": "2"})
    assert ("include", "fieldValues,contactTags.tag,contactLists") in query(account)
    assert len(account.calls) == 1


def test_without_the_sideload_each_contact_is_asked_for_what_was_wanted(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.get(f"{API}/contacts", json={"contacts": rows([1])})
    values = [{"id": "4", "contact": "1", "field": "6", "value": "x"}]
    account.get(f"{API}/contacts/1/fieldValues", json={"fieldValues": values})
    account.get(f"{API}/contacts/1/contactTags", json={"contactTags": [{"id": "5", "tag": "20"}]})
    memberships = [{"id": "9", "contact": "1", "list": "8", "status": "1"}]
    account.get(f"{API}/contacts/1/contactLists", json={"contactLists": memberships})
    found = client.contacts_by_id(["1"], tags=True, lists=True)["1"]
    assert (found.fields, found.tag_ids, found.lists) == (
        {"6": "x"},
        frozenset({"20"}),
        {"8": "1"},
    )


def test_a_contact_deleted_while_it_is_asked_for_does_not_end_the_sweep(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.get(f"{API}/contacts", json={"contacts": rows([1, 2])})
    account.get(f"{API}/contacts/1/fieldValues", status=404, json={"message": "No Result found"})
    account.get(f"{API}/contacts/2/fieldValues", json={"fieldValues": []})
    assert [[c.id for c in page] for page in client.contacts_after_id("0")] == [["2"]]
    assert client.contacts_by_id(["1", "2"]).keys() == {"2"}


def test_what_was_not_asked_for_is_unknown_and_not_empty(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account_of(account, [1])
    found = client.contacts_by_id(["1"])["1"]
    assert (found.tag_ids, found.lists) == (None, None)


@pytest.mark.parametrize("total", [True, False])
def test_a_sweep_sees_every_contact_once_and_stops_at_the_short_page(
    client: ActiveCampaign, account: responses.RequestsMock, calls: Calls, total: bool
) -> None:
    account_of(account, range(1, 251), total=total)
    pages = list(client.contacts_after_id("0"))
    assert [len(page) for page in pages] == [100, 100, 50]
    assert [c.id for page in pages for c in page] == [str(number) for number in range(1, 251)]
    assert calls.made("activecampaign") == 3


def test_a_sweep_misses_nobody_when_contacts_of_pages_already_read_are_deleted(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    """By numbers of rows, the next page would begin behind as many as were deleted."""
    ids = list(range(1, 251))
    account_of(account, ids)
    seen = []
    for page in client.contacts_after_id("0"):
        seen += [contact.id for contact in page]
        del ids[:30]
    assert seen == [str(number) for number in range(1, 251)]


def test_a_sweep_in_which_nothing_changed_costs_one_call(
    client: ActiveCampaign, account: responses.RequestsMock, calls: Calls
) -> None:
    account_of(account, [])
    moment = datetime(2026, 11, 24, 11, 30, tzinfo=UTC)
    assert list(client.contacts_after_id("17", updated_after=moment)) == []
    assert calls.made("activecampaign") == 1
    assert query(account) == [
        ("id_greater", "17"),
        ("orders[id]", "ASC"),
        ("limit", "100"),
        ("filters[updated_after]", "2026-11-24T11:30:00+00:00"),
        ("include", "fieldValues"),
    ]


def test_a_clamped_page_does_not_end_a_sweep(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account_of(account, range(1, 51), most=20)
    assert [len(page) for page in client.contacts_after_id("")] == [20, 20, 10]


def test_a_server_that_ignores_the_start_is_noticed_before_it_loops(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    page = {"contacts": rows(range(1, 101)), "fieldValues": [], "meta": {"total": 500}}
    account.get(f"{API}/contacts", json=page)
    sweep = client.contacts_after_id("0")
    assert len(next(sweep)) == 100
    with pytest.raises(AnswerNotUnderstood):
        next(sweep)


def test_a_server_that_ignores_the_order_is_noticed_before_contacts_are_missed(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.get(f"{API}/contacts", json={"contacts": rows([9, 4]), "fieldValues": []})
    with pytest.raises(AnswerNotUnderstood):
        next(client.contacts_after_id("0"))


def test_a_sweep_that_breaks_off_keeps_the_pages_read(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    body = {"contacts": rows(range(1, 101)), "fieldValues": [], "meta": {"total": "300"}}
    account.get(f"{API}/contacts", json=body)
    for _ in range(3):
        account.get(f"{API}/contacts", status=503, body="<html>")
    sweep = client.contacts_after_id("0")
    assert next(sweep)[-1].id == "100"
    with pytest.raises(Unreachable):
        next(sweep)
