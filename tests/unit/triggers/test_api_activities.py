"""The list of activities over the API: a real client, whose account answers what a test says."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import responses

from shared.activecampaign.client import ActiveCampaign
from shared.activecampaign.connect import POLICY
from shared.transport import Calls, Transport, open_session
from tests.unit.triggers.calling import RECORD, Api, content, faults
from tests.unit.triggers.fake_remotes import NOW, USER_OID
from tests.unit.triggers.fake_stores import link
from tests.unit.triggers.fakes import FakeServices

PATH = "records/{entity}/{id}/activities"
OTHER = "dddddddd-0000-0000-0000-000000000002"
ORIGIN = "https://acme.api-us1.com"
API = f"{ORIGIN}/api/3"
CONTACT = {"id": "42", "email": "a@example.com", "bounced_hard": "0", "bounced_soft": "0"}
LACKING = {"message": "No route found"}


class Services(FakeServices):
    """Its clock can be moved by `now` seconds."""

    def clock(self) -> datetime:
        return NOW + timedelta(seconds=self.now)


@pytest.fixture
def account() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        yield mock


@pytest.fixture
def api(account: responses.RequestsMock) -> Api:
    services = Services().connected()
    services.put_in_sync("lead", RECORD, "42", "a@example.com")
    transport = Transport(
        "activecampaign",
        API,
        session=open_session(),
        headers=dict,
        calls=Calls(),
        policy=POLICY,
        sleep=lambda _: None,
    )
    services.campaign = ActiveCampaign(transport, url=ORIGIN, key="key")  # type: ignore[assignment]
    return Api(services)


def answers(account: responses.RequestsMock, **but: dict[str, Any]) -> None:
    """What the account answers: nothing happened, `but` in the sources named."""
    sources = {
        "contact": "contacts/42",
        "activities": "activities",
        "emailActivities": "emailActivities",
        "messageActivities": "messageActivities",
        "bounceLogs": "contacts/42/bounceLogs",
        "notes": "contacts/42/notes",
        "trackingLogs": "contacts/42/trackingLogs",
        "contacts": "contacts",
        "me": "users/me",
    }
    for key, path in sources.items():
        default = {"json": {key: [], "contact": CONTACT, "user": {"id": "1"}}}
        account.get(f"{API}/{path}", **but.get(key, default))


def mail(number: int, minutes: int = 0) -> dict[str, Any]:
    return {
        "id": str(number),
        "tstamp": (NOW - timedelta(minutes=minutes)).isoformat(),
        "subscriberid": "42",
        "reference_type": "Log",
        "reference_id": str(number),
        "reference": {"type": "log", "id": str(number)},
    }


def mails(first: int, number: int, in_all: int) -> dict[str, Any]:
    """A page of the stream, a mail every ten minutes."""
    rows = [mail(in_all - place, 10 * place) for place in range(first, first + number)]
    return {"json": {"activities": rows, "meta": {"total": str(in_all)}}}


def get(api: Api, record_id: str = RECORD, **query: str) -> Any:
    values = {"entity": "lead", "id": record_id}
    return api.call("GET", PATH, oid=USER_OID, values=values, query=query)


def asked(account: responses.RequestsMock) -> list[str]:
    paths = [urlsplit(call.request.url or "").path for call in account.calls]
    account.calls.reset()
    return [path.removeprefix("/api/3/") for path in paths]


def test_an_activity_has_all_its_parts(api: Api, account: responses.RequestsMock) -> None:
    stream = {
        "activities": [mail(7)],
        "logs": [{"id": "7", "campaignid": "5"}],
        "campaigns": [{"id": "5", "name": "News", "seriesid": "0"}],
        "meta": {"total": "1"},
    }
    letter = {"id": "3", "tstamp": NOW.isoformat(), "subscriberid": "42", "subject": "Hello"}
    answers(
        account,
        activities={"json": stream},
        emailActivities={"json": {"emailActivities": [letter]}},
    )
    assert content(get(api)) == {
        "items": [
            {
                "id": "activity-7",
                "at": "2026-11-24T12:00:00.000Z",
                "kind": "sent",
                "title": "Email sent",
                "detail": "Hello",
                "campaign": "News",
                "url": None,
            }
        ],
        "next": None,
    }


def test_the_contact_is_read_before_its_stream(api: Api, account: responses.RequestsMock) -> None:
    answers(account)
    get(api)
    paths = asked(account)
    assert paths[:2] == ["contacts/42", "activities"]
    assert len(paths) <= 6


@pytest.mark.parametrize("refusal", [{"json": LACKING, "status": 404}, {"status": 403}])
def test_a_source_that_the_account_lacks_is_asked_once_an_hour(
    api: Api, account: responses.RequestsMock, refusal: dict[str, Any]
) -> None:
    answers(account, messageActivities=refusal, activities=mails(0, 1, 1))
    asks = []
    for seconds in (0, 60, 3_500, 3_700):
        api.services.now = seconds
        assert len(content(get(api))["items"]) == 1
        asks.append("messageActivities" in asked(account))
    assert asks == [True, False, False, True]


def test_without_the_stream_the_other_sources_are_shown(
    api: Api, account: responses.RequestsMock
) -> None:
    note = {"id": "3", "cdate": NOW.isoformat(), "relid": "42", "note": "Call him"}
    answers(account, activities={"status": 403}, notes={"json": {"notes": [note]}})
    (item,) = content(get(api))["items"]
    assert (item["kind"], item["detail"]) == ("note", "Call him")


def test_a_source_that_fails_is_left_out_and_tried_again(
    api: Api, account: responses.RequestsMock
) -> None:
    answers(account, emailActivities={"status": 503}, activities=mails(0, 1, 1))
    for _ in range(2):
        assert len(content(get(api))["items"]) == 1
        assert "emailActivities" in asked(account)


@pytest.mark.parametrize("source", ["contact", "activities"])
def test_while_activecampaign_is_away_the_answer_says_so(
    api: Api, account: responses.RequestsMock, source: str
) -> None:
    answers(account, **{source: {"status": 503}})
    assert get(api).status == 503


def test_what_was_read_is_kept_for_half_a_minute(api: Api, account: responses.RequestsMock) -> None:
    answers(account, activities=mails(0, 1, 1))
    looks = []
    for seconds in (0, 29, 31):
        api.services.now = seconds
        assert len(content(get(api))["items"]) == 1
        looks.append(len(asked(account)) > 0)
    assert looks == [True, False, True]


def test_pages_go_on_where_the_one_before_ended(api: Api, account: responses.RequestsMock) -> None:
    def stream(request: Any) -> tuple[int, dict[str, str], str]:
        offset = int(dict(parse_qsl(urlsplit(request.url).query))["offset"])
        body = mails(offset, max(0, min(100, 250 - offset)), 250)["json"]
        return 200, {}, json.dumps(body)

    answers(account)
    account.remove(responses.GET, f"{API}/activities")
    account.add_callback(responses.GET, f"{API}/activities", stream)
    seen: list[str] = []
    query = {"limit": "30"}
    while True:
        page = content(get(api, **query))
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        query["after"] = page["next"]
        api.services.now += 40
    assert seen == [f"activity-{number}" for number in range(250, 0, -1)]


def test_a_position_is_good_for_its_record_only(api: Api, account: responses.RequestsMock) -> None:
    answers(account, activities=mails(0, 3, 3))
    api.services.crm.rows["leads"][OTHER] = {}
    after = content(get(api, limit="1"))["next"]
    assert faults(get(api, OTHER, after=after)) == {"after": "not_allowed"}
    assert len(content(get(api, after=after))["items"]) == 2


@pytest.mark.parametrize("limit", ["0", "51", "x"])
def test_a_page_holds_one_to_fifty(api: Api, limit: str) -> None:
    assert "limit" in faults(get(api, limit=limit))


def test_no_access_and_no_record_cannot_be_told_apart(
    api: Api, account: responses.RequestsMock
) -> None:
    api.services.crm.unreadable.add(RECORD)
    forbidden, missing = get(api), get(api, OTHER)
    assert forbidden.status == missing.status == 404
    assert forbidden.body == missing.body
    assert asked(account) == []


@pytest.mark.parametrize("state", ["closed", "excluded", None])
def test_a_record_without_a_contact_has_none(
    api: Api, account: responses.RequestsMock, state: str | None
) -> None:
    api.services.links.known.clear()
    if state is not None:
        contact_id = "42" if state == "closed" else None
        known = link("lead", RECORD, contact_id, "a@example.com", state=state)
        api.services.links.known["lead", RECORD] = known
    assert content(get(api)) == {"items": [], "next": None}
    assert asked(account) == []


def test_a_contact_that_was_deleted_there_has_none(
    api: Api, account: responses.RequestsMock
) -> None:
    answers(account, contact={"json": {"message": "No Result found"}, "status": 404})
    assert content(get(api)) == {"items": [], "next": None}


def test_without_a_connection_there_is_a_conflict(api: Api) -> None:
    api.services.connection_store.clear()
    assert get(api).status == 409


def test_the_log_holds_nothing_about_the_person(
    api: Api, account: responses.RequestsMock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="shared")
    said = {"errors": [{"detail": "a@example.com may not"}]}
    note = {"id": "3", "cdate": NOW.isoformat(), "relid": "42", "note": "Call him"}
    answers(
        account,
        emailActivities={"json": said, "status": 403},
        notes={"json": {"notes": [note]}},
    )
    get(api)
    assert "emails" in caplog.text
    assert "a@example.com" not in caplog.text
    assert "Call him" not in caplog.text
