"""Change tracking: the calls, the pages, and when the link is lost."""

import json

import pytest
import responses

from shared.dataverse.links import is_own
from shared.dataverse.lookups import Lookups
from shared.dataverse.tracking import ChangePage, read_changes
from shared.errors import (
    AnswerNotUnderstood,
    CredentialsRefused,
    RemoteError,
    RequestRefused,
    RightMissing,
    Throttled,
    TrackingLost,
    Unreachable,
)
from tests.unit.dataverse.support import API, URL, an_id, client, error_body

PREFER = (
    "odata.track-changes,odata.maxpagesize=1000,"
    'odata.include-annotations="Microsoft.Dynamics.CRM.globalmetadataversion"'
)
DELTA = f"{API}leads?$select=subject&$deltatoken=919042%2108%2F22%2F2026%2008%3A10%3A44"
NEXT = f"{API}leads?$select=subject&$skiptoken=%3Ccookie%20istracking=%22True%22%20/%3E"


def row(number: int) -> dict[str, object]:
    return {"@odata.etag": f'W/"{number}"', "leadid": an_id(number), "subject": None}


def deletion(number: int) -> dict[str, str]:
    return {
        "@odata.context": f"{API}$metadata#leads/$deletedEntity",
        "id": an_id(number),
        "reason": "deleted",
    }


@responses.activate
def test_a_first_read_asks_for_all_rows_with_tracking() -> None:
    call = responses.get(
        f"{API}leads?$select=subject,leadid",
        json={
            "@odata.context": f"{API}$metadata#leads(subject)",
            "@Microsoft.Dynamics.CRM.globalmetadataversion": "5551212",
            "@odata.nextLink": NEXT,
            "value": [row(1), row(2)],
        },
    )
    page = client().changes("leads", ["subject", "leadid"], link=None, page_size=1000)
    assert page == ChangePage([row(1), row(2)], [], NEXT, None, "5551212")
    assert call.calls[0].request.headers["Prefer"] == PREFER


@responses.activate
@pytest.mark.parametrize("link", [DELTA, NEXT])
def test_a_link_is_given_back_as_it_came_with_the_same_preferences(link: str) -> None:
    call = responses.get(link, json={"value": [], "@odata.deltaLink": DELTA})
    page = client().changes("leads", ["subject"], link=link, page_size=1000)
    assert page == ChangePage([], [], None, DELTA, None)
    assert call.calls[0].request.url == link
    assert call.calls[0].request.headers["Prefer"] == PREFER


@responses.activate
@pytest.mark.parametrize("link", [None, DELTA, NEXT])
def test_names_of_lookups_are_asked_for_on_each_page_beside_the_rest(link: str | None) -> None:
    responses.get(f"{API}leads", json={"value": []})
    client().changes("leads", ["subject"], link=link, page_size=1000, lookups=Lookups(names=True))
    assert responses.calls[0].request.headers["Prefer"] == (
        "odata.track-changes,odata.maxpagesize=1000,"
        'odata.include-annotations="Microsoft.Dynamics.CRM.globalmetadataversion,'
        'OData.Community.Display.V1.FormattedValue"'
    )


def test_deleted_rows_are_told_by_their_ids() -> None:
    page = read_changes({"value": [row(1), deletion(2)], "@odata.deltaLink": DELTA})
    assert page is not None
    assert (page.rows, page.deleted_ids) == ([row(1)], [an_id(2)])


@pytest.mark.parametrize(
    "deleted",
    [
        {"id": an_id(3).upper(), "reason": "deleted"},
        {"@odata.context": "x#leads/$deletedEntity", "id": f"{API}leads({an_id(3)})"},
    ],
)
def test_other_forms_of_a_deletion_are_known(deleted: dict[str, str]) -> None:
    page = read_changes({"value": [deleted]})
    assert page is not None
    assert (page.rows, page.deleted_ids) == ([], [an_id(3)])


def test_a_column_called_reason_makes_no_deletion() -> None:
    changed = {**row(1), "reason": "deleted", "id": "x"}
    page = read_changes({"value": [changed]})
    assert page is not None
    assert (page.rows, page.deleted_ids) == ([changed], [])


@pytest.mark.parametrize(
    "body", [{}, {"value": None}, {"value": [1]}, {"value": [{"id": "?", "reason": "deleted"}]}]
)
def test_what_is_no_list_of_changes_is_not_taken_for_an_empty_one(body: dict[str, object]) -> None:
    assert read_changes(body) is None


@responses.activate
@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, TrackingLost),
        (404, TrackingLost),
        (410, TrackingLost),
        (401, CredentialsRefused),
        (403, RightMissing),
        (429, Throttled),
        (503, Unreachable),
    ],
)
def test_a_refused_link_leads_to_a_full_read(status: int, kind: type[RemoteError]) -> None:
    responses.get(DELTA, status=status, json=error_body())
    with pytest.raises(RemoteError) as caught:
        client().changes("leads", ["subject"], link=DELTA, page_size=1000)
    assert type(caught.value) is kind


@responses.activate
def test_a_refused_first_read_is_no_lost_link() -> None:
    responses.get(f"{API}leads", status=400, json=error_body("0x80048d19"))
    with pytest.raises(RequestRefused):
        client().changes("leads", ["subject"], link=None, page_size=1000)


@responses.activate
@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/api/data/v9.2/leads",
        "https://org.crm.dynamics.com.evil.example/api/data/v9.2/leads",
        "https://org.crm.dynamics.com@evil.example/api/data/v9.2/leads",
        "http://org.crm.dynamics.com/api/data/v9.2/leads",
        "https://org.crm.dynamics.com:8443/api/data/v9.2/leads",
        "https://org.crm.dynamics.com/other",
        "leads?$deltatoken=1",
        "https://[",
    ],
)
def test_a_link_to_elsewhere_gets_no_token_and_counts_as_lost(link: str) -> None:
    with pytest.raises(TrackingLost):
        client().changes("leads", ["subject"], link=link, page_size=1000)
    assert len(responses.calls) == 0


def test_a_link_of_our_own_is_known_whatever_its_case_and_port() -> None:
    assert is_own("https://ORG.crm.dynamics.com:443/api/data/v9.2/leads?x", URL)
    assert is_own("http://127.0.0.1:8080/api/data/v9.2/leads", "http://127.0.0.1:8080")


@responses.activate
def test_a_page_that_leads_to_itself_is_not_read_for_ever() -> None:
    responses.get(NEXT, json={"value": [], "@odata.nextLink": NEXT})
    with pytest.raises(AnswerNotUnderstood):
        client().changes("leads", ["subject"], link=NEXT, page_size=1000)


@responses.activate
@pytest.mark.parametrize("body", [b"<html></html>", b"", b"[]", b'{"value":1}'])
def test_a_success_without_changes_in_it_is_not_understood(body: bytes) -> None:
    responses.get(DELTA, body=body)
    with pytest.raises(AnswerNotUnderstood):
        client().changes("leads", ["subject"], link=DELTA, page_size=1000)


def test_five_thousand_rows_are_read_in_a_moment() -> None:
    import time

    columns = {f"column{number}": "text of a usual length" for number in range(20)}
    body = json.dumps({"value": [row(number) | columns for number in range(5000)]})
    began = time.perf_counter()
    page = read_changes(json.loads(body))
    assert page is not None
    assert len(page.rows) == 5000
    assert time.perf_counter() - began < 2
