"""Filling the timeline with what happened before, and clearing it."""

from datetime import timedelta
from typing import Any

import pytest

from shared.actions.timeline.jobs import (
    STUCK,
    TimelineBusy,
    start_backfill,
    start_removal,
    timeline_of,
)
from shared.actions.timeline.rows import FIRST_KIND
from shared.entities import ENTITIES
from tests.integration.engine.timelines import (
    ADA,
    BOUNCED,
    OPENED,
    ROWS,
    SENT,
    Aside,
    an_open,
    backfilled,
    deliver,
    engage,
    kinds,
    of,
    rows,
    switch,
)
from tests.integration.engine.two_systems import TwoSystems


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
