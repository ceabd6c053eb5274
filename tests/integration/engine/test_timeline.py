"""Marketing events as activities in Dynamics: one for each event and record, completed, whatever
comes twice, and whoever tells of it."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import pytest

from sandbox.dataverse.people import MARKETING_TEAM_ID, ROOT_UNIT_ID, default_team_id, user_id
from sandbox.demo.people import USERS
from shared.actions.activities import activities_page
from shared.actions.activity_sources import KIND as LACKING
from shared.actions.models.sync import SyncSettingsInput
from shared.actions.people import Person
from shared.actions.sync_settings import set_sync_settings
from shared.actions.timeline.jobs import (
    STUCK,
    TimelineBusy,
    start_backfill,
    start_removal,
    timeline_of,
)
from shared.actions.timeline.rows import FIRST_KIND
from shared.actions.timeline.steps import timeline_step
from shared.actions.timeline.writing import TableMissing
from shared.entities import ENTITIES, Entity
from shared.store.timeline import TimelineMessage
from shared.sync.sides import TABLE
from shared.transport import Calls
from tests.integration.engine.dying import Killed, calls_going_wrong
from tests.integration.engine.two_systems import TwoSystems, new_email

SAM_OID = next(user.oid for user in USERS if user.key == "sam")
SAM = Person(SAM_OID, SAM_OID, "Sam", frozenset({"user"}))
ADA = Person("ada", "ada", "Ada", frozenset({"admin", "user"}))
CAMPAIGN = 2
ROWS = "/_sandbox/rows/acd_marketingactivities"


@pytest.fixture
def timeline(systems: TwoSystems) -> Iterator[TwoSystems]:
    """Switched on; empty before and after."""
    switch(systems, on=True)
    yield systems
    clear(systems)
    systems.app.sync_settings.change({"timeline": False})


def switch(systems: TwoSystems, *, on: bool) -> None:
    set_sync_settings(systems.app, ADA, SyncSettingsInput(timeline=on))


def clear(systems: TwoSystems) -> None:
    for row in rows(systems):
        systems.world.dataverse.delete(f"{ROWS}/{row['activityid']}?as=system")


def engage(systems: TwoSystems, contact_id: str, kind: str, **more: Any) -> None:
    act = {"contact": int(contact_id), "campaign": CAMPAIGN, "kind": kind, **more}
    systems.world.activecampaign.post("/_sandbox/engage", act)


def rows(systems: TwoSystems) -> list[dict[str, Any]]:
    return list(systems.world.dataverse.get(f"{ROWS}?limit=5000")["items"])


def of(systems: TwoSystems, record_id: str) -> list[dict[str, Any]]:
    found = [row for row in rows(systems) if row["_regardingobjectid_value"] == record_id]
    return sorted(found, key=lambda row: row["acd_kind"])


def give(systems: TwoSystems, entity: Entity, record_id: str, owner: str) -> None:
    """An administrator makes somebody the owner of a record."""
    path = f"/_sandbox/rows/{TABLE[entity]}/{record_id}?as=system"
    systems.world.dataverse.patch(path, {"ownerid@odata.bind": f"/{owner}"})


def ownership(row: dict[str, Any]) -> list[Any]:
    columns = (
        "_ownerid_value",
        "_owninguser_value",
        "_owningteam_value",
        "_owningbusinessunit_value",
    )
    return [row[column] for column in columns]


def deliver(systems: TwoSystems) -> None:
    systems.deliver_events()
    systems.work_off_timeline()


class Aside:
    """The app at another time, its timeline's queue in memory, so that nothing has to wait."""

    def __init__(self, systems: TwoSystems, later: timedelta = timedelta()) -> None:
        self._app = systems.app
        self._later = later
        self.messages: list[TimelineMessage] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._app, name)

    @property
    def timeline(self) -> "Aside":
        return self

    def clock(self) -> datetime:
        return self._app.clock() + self._later

    def enqueue(self, message: TimelineMessage, *, delay_seconds: int = 0) -> None:
        assert delay_seconds >= 0
        self.messages.append(message)

    def take(self, events: list[dict[str, Any]]) -> None:
        """Works off events, unless they are put off."""
        account = self._app.connection_store.account()
        step(self, TimelineMessage(job="events", account=account, events=events))

    def work_off(self) -> None:
        while self.messages:
            step(self, self.messages.pop(0))


def step(app: Any, message: TimelineMessage) -> None:
    timeline_step(app, message)


def backfilled(systems: TwoSystems) -> int:
    """Rows that a back-fill of the last week wrote, as if it began a while later."""
    aside: Any = Aside(systems, timedelta(minutes=11))
    start_backfill(aside, ADA, 7)
    aside.work_off()
    job = timeline_of(systems.app).backfill
    assert job is not None
    assert (job.state, job.processed) == ("done", job.total)
    return job.written


def kinds(found: list[dict[str, Any]]) -> list[int]:
    return [row["acd_kind"] - FIRST_KIND for row in found]


SENT, OPENED, CLICKED, BOUNCED = 0, 1, 2, 5


def test_an_event_becomes_a_completed_activity_of_the_record(timeline: TwoSystems) -> None:
    record_id, contact_id = timeline.synced("lead")
    engage(timeline, contact_id, "click", url="https://shop.example.com/a?b=1")
    deliver(timeline)
    (row,) = of(timeline, record_id)
    campaign = timeline.app.activecampaign(Calls()).campaign(str(CAMPAIGN))
    assert (row["statecode"], row["statuscode"]) == (1, 2)
    assert row["acd_kind"] == FIRST_KIND + CLICKED
    assert row["acd_campaign"] == campaign.name
    assert row["acd_campaignid"] == str(CAMPAIGN)
    assert row["acd_url"] == "https://shop.example.com/a?b=1"
    assert row["subject"].startswith("Link clicked: ")
    now = timeline.app.clock()
    ended_at = datetime.fromisoformat(row["actualend"])
    assert now - timedelta(minutes=1) < ended_at <= now
    assert row["sortdate"] == row["actualend"]


def test_both_records_of_one_person_get_it(timeline: TwoSystems) -> None:
    email = new_email()
    lead, contact_id = timeline.synced("lead", emailaddress1=email)
    contact, same_id = timeline.synced("contact", emailaddress1=email)
    assert contact_id == same_id
    engage(timeline, contact_id, "open")
    deliver(timeline)
    assert kinds(of(timeline, lead)) == kinds(of(timeline, contact)) == [OPENED]


def test_an_event_that_comes_twice_is_one_row(timeline: TwoSystems) -> None:
    record_id, contact_id = timeline.synced("contact")
    timeline.world.activecampaign.post("/_sandbox/deliveries", {"duplicate": 1.0})
    try:
        for kind in ("open", "click", "bounce"):
            engage(timeline, contact_id, kind)
        deliver(timeline)
    finally:
        timeline.world.activecampaign.post("/_sandbox/deliveries", {"duplicate": 0.0})
    assert kinds(of(timeline, record_id)) == [OPENED, CLICKED, BOUNCED]


def test_nothing_is_written_while_it_is_off_and_of_people_who_are_not_linked(
    timeline: TwoSystems,
) -> None:
    stranger = timeline.new_contact()
    engage(timeline, stranger, "open")
    deliver(timeline)
    _, contact_id = timeline.synced("contact")
    switch(timeline, on=False)
    engage(timeline, contact_id, "open")
    deliver(timeline)
    assert rows(timeline) == []


def test_it_is_off_at_first_and_needs_its_table(systems: TwoSystems) -> None:
    assert not systems.app.sync_settings.load().timeline
    systems.world.dataverse.post("/_sandbox/solution", {"installed": False})
    try:
        assert not timeline_of(systems.app).installed
        with pytest.raises(TableMissing):
            switch(systems, on=True)
        assert not systems.app.sync_settings.load().timeline
    finally:
        systems.world.dataverse.post("/_sandbox/solution", {"installed": True})


def test_an_event_is_in_the_list_of_activities_though_the_account_lacks_its_stream(
    systems: TwoSystems,
) -> None:
    record_id, contact_id = systems.synced("contact")
    for source in ("activities", "messageActivities"):
        rule = {"kind": "status", "path": f"^/api/3/{source}", "status": 403, "times": None}
        systems.world.activecampaign.post("/_sandbox/faults", rule)
    try:
        engage(systems, contact_id, "click")
        systems.deliver_events()
        shown = activities_page(systems.app, SAM, "contact", record_id, None, 20)
    finally:
        systems.world.activecampaign.delete("/_sandbox/faults")
        systems.app.documents.remove(LACKING, str(systems.app.known.number))
    clicks = [item for item in shown.items if item.kind == "clicked"]
    assert [(one.title, one.url) for one in clicks] == [
        ("Link clicked", "https://shop.example.com/")
    ]
    assert clicks[0].campaign


def test_events_wait_while_the_table_is_away(timeline: TwoSystems) -> None:
    record_id, contact_id = timeline.synced("contact")
    aside = Aside(timeline)
    timeline.world.dataverse.post("/_sandbox/solution", {"installed": False})
    aside.take([an_open(contact_id, 1)])
    timeline.world.dataverse.post("/_sandbox/solution", {"installed": True})
    assert of(timeline, record_id) == []
    aside.work_off()
    assert kinds(of(timeline, record_id)) == [OPENED]


def test_killed_after_any_call_it_writes_each_event_once(timeline: TwoSystems) -> None:
    record_id, contact_id = timeline.synced("contact")
    timeline.lose_webhooks(lost=True)
    aside = Aside(timeline)
    for at in count(1):
        events = [an_open(contact_id, at), {**an_open(contact_id, at), "type": "click"}]
        with calls_going_wrong("killed", at, "http") as calls, suppress(Killed):
            aside.take(events)
        if not calls.struck:
            break
        aside.take(events)
    assert at > 6, "hardly a call was made"
    found = of(timeline, record_id)
    assert Counter(kinds(found)) == {OPENED: at, CLICKED: at}
    assert {row["statecode"] for row in found} == {1}


def test_a_back_fill_writes_what_happened_before_and_nothing_that_is_there(
    timeline: TwoSystems,
) -> None:
    record_id, contact_id = timeline.synced("contact")
    switch(timeline, on=False)
    opened_at = timeline.app.clock().isoformat()
    for kind in ("mail", "open", "mppOpen"):
        engage(timeline, contact_id, kind)
    deliver(timeline)
    switch(timeline, on=True)
    engage(timeline, contact_id, "bounce")
    deliver(timeline)
    assert kinds(of(timeline, record_id)) == [BOUNCED]

    assert backfilled(timeline) > 0
    assert kinds(of(timeline, record_id)) == [SENT, OPENED, BOUNCED]
    assert {row["statecode"] for row in rows(timeline)} == {1}
    before, calls = len(rows(timeline)), timeline.calls()["activecampaign"]
    assert backfilled(timeline) == 0
    assert len(rows(timeline)) == before
    calls = timeline.calls()["activecampaign"] - calls
    assert calls < 4 * sum(timeline.app.links.counts(one)["linked"] for one in ENTITIES)

    late = {**an_open(contact_id, 0), "occurredAt": opened_at}
    Aside(timeline).take([late])
    assert len(rows(timeline)) == before, "an event that comes after the back-fill told of it"


@pytest.mark.parametrize("entity", ENTITIES)
@pytest.mark.parametrize(
    "owner",
    [
        pytest.param(f"systemusers({user_id('nora')})", id="a user"),
        pytest.param(f"teams({MARKETING_TEAM_ID})", id="a team"),
    ],
)
def test_a_row_belongs_to_whom_its_record_belongs_to(
    timeline: TwoSystems, entity: Entity, owner: str
) -> None:
    """Who reads activities only of their own, or of their unit, sees those of their records."""
    record_id, contact_id = timeline.synced(entity)
    give(timeline, entity, record_id, owner)
    engage(timeline, contact_id, "open")
    deliver(timeline)
    (row,) = of(timeline, record_id)
    record = timeline.record(entity, record_id)
    assert record["_ownerid_value"] in owner
    assert ownership(row) == ownership(record)
    assert row["_createdby_value"] == timeline.app.dataverse(Calls()).who_am_i().user_id


@pytest.mark.parametrize(
    "owner",
    [
        pytest.param(f"systemusers({user_id('dora')})", id="disabled"),
        pytest.param(f"systemusers({user_id('ned')})", id="without the right to read"),
        pytest.param(f"teams({default_team_id(ROOT_UNIT_ID)})", id="a team without that right"),
    ],
)
def test_a_row_whose_owner_is_not_taken_belongs_to_the_app(
    timeline: TwoSystems, owner: str
) -> None:
    record_id, contact_id = timeline.synced("contact")
    other_id, other_contact = timeline.synced("contact")
    give(timeline, "contact", record_id, owner)
    for one in (contact_id, other_contact):
        engage(timeline, one, "open")
    deliver(timeline)
    (row,), (other,) = of(timeline, record_id), of(timeline, other_id)
    assert row["_ownerid_value"] == timeline.app.dataverse(Calls()).who_am_i().user_id
    assert other["_ownerid_value"] == user_id("sam")
    assert {row["statecode"], other["statecode"]} == {1}


def test_many_events_cost_as_many_calls_as_few(timeline: TwoSystems) -> None:
    email = new_email()
    _, one = timeline.synced("contact")
    timeline.synced("lead", emailaddress1=email)
    _, other = timeline.synced("contact", emailaddress1=email)

    def calls_of(numbers: range) -> int:
        before = timeline.calls()["dataverse"]
        Aside(timeline).take([an_open(who, number) for who in (one, other) for number in numbers])
        return timeline.calls()["dataverse"] - before

    few, many = calls_of(range(1)), calls_of(range(1, 20))
    assert len(rows(timeline)) == 3 * 20
    assert few == many < 8


def test_one_job_at_a_time_and_events_of_its_time_wait_for_it(timeline: TwoSystems) -> None:
    record_id, contact_id = timeline.synced("contact")
    aside: Any = Aside(timeline)
    start_backfill(aside, ADA, 1)
    with pytest.raises(TimelineBusy):
        start_removal(aside, ADA)
    (job,) = aside.messages
    aside.messages.clear()
    aside.take([an_open(contact_id, 1)])
    assert of(timeline, record_id) == []
    (waiting,) = aside.messages
    aside.messages[:] = [job, waiting]
    aside.work_off()
    assert kinds(of(timeline, record_id)) == [OPENED]


def test_events_do_not_wait_for_a_back_fill_that_is_stuck_and_are_written_once(
    timeline: TwoSystems,
) -> None:
    record_id, contact_id = timeline.synced("contact")
    timeline.lose_webhooks(lost=True)
    opened_at = timeline.app.clock().isoformat()
    engage(timeline, contact_id, "open")
    aside: Any = Aside(timeline, timedelta(minutes=11))
    start_backfill(aside, ADA, 1)
    (job,) = aside.messages
    later: Any = Aside(timeline, timedelta(minutes=11) + STUCK)
    later.take([{**an_open(contact_id, 0), "occurredAt": opened_at}])
    assert later.messages == []
    assert kinds(of(timeline, record_id)) == [OPENED]
    later.messages.append(job)
    later.work_off()
    assert kinds(of(timeline, record_id)) == [OPENED]


def test_removal_takes_every_row_of_ours_and_leaves_those_of_people(timeline: TwoSystems) -> None:
    record_id, contact_id = timeline.synced("contact")
    for kind in ("open", "click"):
        engage(timeline, contact_id, kind)
    deliver(timeline)
    own = timeline.world.dataverse.post(ROWS, {"subject": "Called", "acd_kind": FIRST_KIND})
    assert len(of(timeline, record_id)) == 2
    aside: Any = Aside(timeline, timedelta(seconds=2))
    start_removal(aside, ADA)
    aside.work_off()
    assert [row["activityid"] for row in rows(timeline)] == [own["id"]]
    job = timeline_of(timeline.app).removal
    assert job is not None
    assert (job.state, job.processed) == ("done", 2)


def an_open(contact_id: str, number: int) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "type": "open",
        "contactId": contact_id,
        "occurredAt": _iso(1_790_000_000 + 3600 * number),
        "receivedAt": _iso(1_790_000_001 + 3600 * number),
        "campaignId": str(CAMPAIGN),
        "campaignName": "Spring news",
    }


def _iso(timestamp: int) -> str:
    return datetime.fromtimestamp(timestamp, UTC).isoformat()
