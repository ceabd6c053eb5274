"""The dashboard over the API and stores in memory."""

from datetime import timedelta
from typing import Any

import pytest

from shared.entities import Entity
from shared.store.day_counts import calls_at, throttled_at
from shared.store.problems import Problem
from shared.store.reconciliation import Reconciliation
from shared.store.runs import Run, RunKind, RunState
from shared.sync.state import SyncState
from tests.unit.triggers.calling import Api, content
from tests.unit.triggers.fake_remotes import NOW, USER_OID
from tests.unit.triggers.fake_stores import link

TODAY = NOW.date()


def shown(api: Api) -> Any:
    return content(api.call("GET", "dashboard", oid=USER_OID))


def failing(entity: Entity, record_id: str, **parts: Any) -> Problem:
    known: dict[str, Any] = {
        "record_name": "Ann",
        "contact_id": None,
        "code": "value.too_long",
        "title": "",
        "detail": "",
        "remedy": "",
        "first_seen_at": NOW,
        "last_seen_at": NOW,
        "due_at": NOW,
    }
    return Problem(entity=entity, record_id=record_id, **{**known, **parts})


def run(run_id: str, state: RunState, kind: RunKind = "scheduled", **parts: Any) -> Run:
    return Run(id=run_id, kind=kind, state=state, started_at=NOW, **parts)


def test_before_anything_happened_all_is_nothing(api: Api) -> None:
    api.services.connection_store.clear()
    found = shown(api)
    assert found["connected"] is False
    none = {"inSync": 0, "excluded": 0, "failing": 0}
    assert found["records"] == {"lead": none, "contact": none}
    nothing = ("lastRun", "heldRun", "nextRunAt", "reconciliation")
    assert [found[name] for name in nothing] == [None] * 4
    assert found["backlog"] == {"events": 0, "records": 0, "drainSeconds": 0}


def test_a_record_is_counted_in_one_state_as_the_lists_show_it(api: Api) -> None:
    api.services.links.known = {
        ("lead", str(n)): link("lead", str(n), str(n), "", state=state)
        for n, state in enumerate(["linked"] * 5 + ["excluded"] * 3 + ["closed"])
    }
    problems = [
        failing("lead", "0", link_state="linked"),
        failing("lead", "1", link_state="linked", dismissed=True),
        failing("lead", "5", link_state="excluded"),
        failing("lead", "99"),
    ]
    api.services.problems.known = {problem.id: problem for problem in problems}
    assert shown(api)["records"]["lead"] == {"inSync": 3, "excluded": 2, "failing": 3}


def test_a_held_run_is_shown_although_another_ended_after_it(api: Api) -> None:
    held = run("held", "held", held={"changed": 9})
    api.services.runs.known = [run("newer", "done", "reconcile"), held]
    api.services.state = SyncState(current_run_id="held")
    found = shown(api)
    assert (found["lastRun"]["id"], found["heldRun"]["id"]) == ("newer", "held")
    assert found["heldRun"]["held"] == {"changed": 9}


def test_a_run_that_works_is_not_held(api: Api) -> None:
    api.services.runs.known = [run("now", "running")]
    api.services.state = SyncState(current_run_id="now")
    found = shown(api)
    assert (found["lastRun"]["state"], found["heldRun"]) == ("running", None)


def test_events_are_told_for_thirty_days_with_those_that_wait_today(api: Api) -> None:
    counts = api.services.counts
    counts.add("received", 7)
    counts.add("applied", 6)
    counts.add("received", 3, day=TODAY - timedelta(days=29))
    counts.add("received", 99, day=TODAY - timedelta(days=30))
    api.services.events.enqueue({"contactId": "1"})
    found = shown(api)["events"]
    assert [len(found), found[0], found[-1]] == [
        30,
        {"day": "2026-10-26", "received": 3, "applied": 0},
        {"day": "2026-11-24", "received": 8, "applied": 6},
    ]


def test_calls_are_told_by_day_and_for_the_last_day_by_its_hours(api: Api) -> None:
    counts = api.services.counts
    yesterday = TODAY - timedelta(days=1)
    counts.add(calls_at("activecampaign", 12), 5)
    counts.add(throttled_at("activecampaign", 12), 2)
    counts.add(calls_at("activecampaign", 13), 30, day=yesterday)
    counts.add(calls_at("activecampaign", 12), 400, day=yesterday)
    counts.add(calls_at("dataverse", 0), 6_000)
    found = shown(api)["apiBudget"]
    assert found["activecampaign"]["calls24h"] == 35
    assert found["activecampaign"]["throttled24h"] == 2
    assert found["dynamics"]["calls24h"] == 6_000
    days = found["activecampaign"]["days"]
    assert len(days) == 30
    assert days[-2:] == [
        {"day": "2026-11-23", "calls": 430, "throttled": 0},
        {"day": "2026-11-24", "calls": 5, "throttled": 2},
    ]


@pytest.mark.parametrize(("state", "seconds"), [("running", 0), ("held", None)])
def test_records_that_are_due_wait_for_the_run(
    api: Api, state: RunState, seconds: int | None
) -> None:
    due, later = failing("lead", "1"), failing("lead", "2", due_at=NOW + timedelta(hours=1))
    api.services.problems.known = {one.id: one for one in (due, later)}
    api.services.runs.known = [run("now", state)]
    api.services.state = SyncState(current_run_id="now")
    expected = {"events": 0, "records": 1, "drainSeconds": seconds}
    assert shown(api)["backlog"] == expected


def test_what_the_initial_sync_has_still_to_read_waits(api: Api) -> None:
    api.services.runs.known = [run("now", "running", "initial")]
    api.services.state = SyncState(
        initial="running",
        processed=1_000,
        total=4_000,
        current_run_id="now",
        last_started_at=NOW - timedelta(seconds=10),
    )
    assert shown(api)["backlog"] == {"events": 0, "records": 3_000, "drainSeconds": 30}


def test_the_last_reconciliation_is_told(api: Api) -> None:
    api.services.reconciliation = Reconciliation(NOW, compared=900, differences=2, repaired=1)
    expected = {"at": "2026-11-24T12:00:00.000Z", "compared": 900, "differences": 2}
    assert shown(api)["reconciliation"] == expected


def test_what_a_request_counted_is_written_when_it_is_answered(api: Api) -> None:
    shown(api)
    api.call("GET", "health", oid=None)
    assert api.services.counts.written == 1
