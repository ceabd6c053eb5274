"""How the sources of a contact's history are asked, page by page."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import responses

from shared.activecampaign.client import ActiveCampaign
from shared.errors import Gone
from shared.transport import Calls

from .conftest import API, asked, query

NOTES = f"{API}/contacts/4/notes"

ROW: dict[str, Any] = {
    "id": "4",
    "email": "a@b.example",
    "last_open_date": "2026-11-20T09:30:00-06:00",
    "last_click_date": None,
}
BESIDE: dict[str, Any] = {
    "contactLists": [{"contact": "4", "list": "5", "status": "1"}],
    "contactTags": [{"id": "9", "contact": "4", "tag": "20"}],
    "tags": [{"id": "20", "tag": "VIP"}],
    "scoreValues": [{"contact": "4", "deal": None, "scoreValue": "25"}],
}


def notes(first: int, last: int) -> list[dict[str, Any]]:
    """Notes `first` to `last`, each a minute after the one before it."""
    step = 1 if first <= last else -1
    start = datetime(2026, 11, 1, tzinfo=UTC)
    return [
        {
            "id": str(number),
            "relid": "4",
            "reltype": "Subscriber",
            "note": "",
            "cdate": (start + timedelta(minutes=number)).isoformat(),
        }
        for number in range(first, last + step, step)
    ]


def body(rows: list[dict[str, Any]], in_all: int | None) -> dict[str, Any]:
    return {"notes": rows, **({} if in_all is None else {"meta": {"total": str(in_all)}})}


def ids(client: ActiveCampaign, start: int) -> tuple[list[int], bool]:
    page = client.activity.page("notes", "4", start)
    return [int(one.reference_id) for one in page.happenings], page.more


def test_the_stream_is_asked_for_the_newest_first(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.get(f"{API}/activities", json={"activities": [], "meta": {"total": "0"}})
    assert not client.activity.page("activities", "4", 80).more
    sent = dict(query(account))
    assert (sent["contact"], sent["orders[tstamp]"]) == ("4", "DESC")
    assert (sent["limit"], sent["offset"]) == ("100", "80")
    assert "reference.link" in sent["include"].split(",")


def test_a_list_newest_first_is_taken_as_it_is(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.get(NOTES, json=body(notes(250, 151), 250))
    assert ids(client, 0) == (list(range(250, 150, -1)), True)


def test_a_short_list_oldest_first_is_turned(
    client: ActiveCampaign, account: responses.RequestsMock, calls: Calls
) -> None:
    account.get(NOTES, json=body(notes(1, 3), 3))
    assert ids(client, 0) == ([3, 2, 1], False)
    assert calls.made("activecampaign") == 1


def test_a_long_list_oldest_first_is_read_from_its_end(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.get(NOTES, json=body(notes(1, 100), 250))
    account.get(NOTES, json=body(notes(151, 250), 250))
    assert ids(client, 0) == (list(range(250, 150, -1)), True)
    assert dict(query(account))["offset"] == "150"


def test_its_last_page_holds_what_is_left(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.get(NOTES, json=body(notes(201, 250), 250))
    account.get(NOTES, json=body(notes(1, 50), 250))
    assert ids(client, 200) == (list(range(50, 0, -1)), False)
    last = dict(query(account))
    assert (last["offset"], last["limit"]) == ("0", "50")


@pytest.mark.parametrize(("number", "more"), [(100, True), (99, False), (130, False)])
def test_without_a_total_a_full_page_has_more(
    client: ActiveCampaign, account: responses.RequestsMock, number: int, more: bool
) -> None:
    account.get(NOTES, json=body(notes(number, 1), None))
    assert ids(client, 0) == (list(range(number, 0, -1)), more)


def test_a_source_that_never_ends_is_left_after_ten_thousand_rows(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.get(NOTES, json=body(notes(100, 1), None))
    assert ids(client, 9_900)[1] is False


def test_a_contact_that_is_gone_is_gone(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    said = {"message": "No Result found for Subscriber with id 4"}
    account.get(f"{API}/contacts/4", json=said, status=404)
    account.get(f"{API}/contacts", json={"contacts": []})
    with pytest.raises(Gone):
        client.activity.history("4")
    assert client.activity.standing("4") is None


class TestStanding:
    def test_one_call_is_enough_where_the_account_sideloads(
        self, client: ActiveCampaign, account: responses.RequestsMock
    ) -> None:
        account.get(f"{API}/contacts", json={"contacts": [ROW], **BESIDE})
        found = client.activity.standing("4")
        assert found is not None
        assert (found.score, found.tags, found.contact.lists) == (25, ("VIP",), {"5": "1"})
        assert found.last_open_at == datetime(2026, 11, 20, 15, 30, tzinfo=UTC)
        assert found.last_click_at is None
        assert len(account.calls) == 1

    def test_what_was_not_sideloaded_is_asked_for(
        self, client: ActiveCampaign, account: responses.RequestsMock
    ) -> None:
        account.get(f"{API}/contacts", json={"contacts": [ROW], "scoreValues": []})
        lists = {"contactLists": BESIDE["contactLists"]}
        account.get(f"{API}/contacts/4/contactLists", json=lists)
        account.get(f"{API}/contacts/4/scoreValues", json={"message": "Upgrade"}, status=404)
        found = client.activity.standing("4")
        assert found is not None
        assert (found.score, found.tags, found.contact.lists) == (None, None, {"5": "1"})

    def test_another_contact_is_not_taken_for_the_one_asked_for(
        self, client: ActiveCampaign, account: responses.RequestsMock
    ) -> None:
        other = {**ROW, "id": "1"}
        account.get(f"{API}/contacts", json={"contacts": [other], **BESIDE})
        account.get(f"{API}/contacts/4", json={"contact": ROW, **BESIDE})
        found = client.activity.standing("4")
        assert found is not None
        assert found.contact.id == "4"
        assert asked(account)[-1] == ("GET", "contacts/4")
