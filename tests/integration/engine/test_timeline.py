"""Marketing events as activities in Dynamics: one for each event and record, completed, whatever
comes twice, and whoever tells of it."""

from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import count

import pytest

from sandbox.dataverse.people import MARKETING_TEAM_ID, ROOT_UNIT_ID, default_team_id, user_id
from shared.actions.activities import activities_page
from shared.actions.activity_sources import KIND as LACKING
from shared.actions.timeline.jobs import (
    timeline_of,
)
from shared.actions.timeline.rows import FIRST_KIND
from shared.actions.timeline.writing import TableMissing
from shared.entities import ENTITIES, Entity
from shared.transport import Calls
from tests.integration.engine.dying import Killed, calls_going_wrong
from tests.integration.engine.timelines import (
    BOUNCED,
    CAMPAIGN,
    CLICKED,
    OPENED,
    SAM,
    Aside,
    an_open,
    deliver,
    engage,
    give,
    kinds,
    of,
    ownership,
    rows,
    switch,
)
from tests.integration.engine.two_systems import TwoSystems, new_email


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
