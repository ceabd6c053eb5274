"""Numbers by day: counted in the process, written in one go, added up over all processes."""

import logging
from datetime import timedelta

import pytest

from shared.store.connection import Storage
from shared.store.day_counts import DayCounts, calls_at, throttled_at
from tests.integration.conftest import Clock
from tests.integration.store.faulty import Line, answering, lost_after


def rows(storage: Storage) -> list[str]:
    return [row["RowKey"] for row in storage.table("counts").list_entities()]


def test_processes_count_apart_and_are_added_up(storage: Storage, clock: Clock) -> None:
    one, other = DayCounts(storage, clock), DayCounts(storage, clock)
    today = clock().date()
    for counts in (one, other):
        counts.add("applied", 5)
        counts.flush()
    one.add("applied")
    one.add("received", 2, day=today - timedelta(days=1))
    one.flush()
    assert other.days(today - timedelta(days=1)) == {
        today: {"applied": 11},
        today - timedelta(days=1): {"received": 2},
    }
    assert other.days(today).keys() == {today}


def test_calls_are_counted_by_the_hour_and_so_are_the_throttled(
    storage: Storage, clock: Clock
) -> None:
    counts = DayCounts(storage, clock)
    counts.call("activecampaign", 200)
    counts.call("activecampaign", 429)
    clock.move(3600)
    counts.call("activecampaign", None)
    counts.call("dataverse", 204)
    counts.flush()
    assert counts.days(clock().date())[clock().date()] == {
        calls_at("activecampaign", 12): 2,
        throttled_at("activecampaign", 12): 1,
        calls_at("activecampaign", 13): 1,
        calls_at("dataverse", 13): 1,
    }


def test_counting_costs_no_call_and_writing_one(shaky: Storage, line: Line, clock: Clock) -> None:
    counts = DayCounts(shaky, clock)
    for _ in range(1_000):
        counts.call("dataverse", 200)
    assert line.requests == []
    counts.flush()
    counts.flush()
    assert len(line.requests) == 1


def test_what_cannot_be_written_is_written_the_next_time(
    shaky: Storage, line: Line, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    counts = DayCounts(shaky, clock)
    line.plan("POST", "counts|batch", answering(403, "AuthorizationFailure"))
    with caplog.at_level(logging.WARNING), counts.flushed():
        counts.add("applied", 3)
    assert "counts could not be written" in caplog.text
    counts.add("applied", 1)
    counts.flush()
    assert counts.days(clock().date()) == {clock().date(): {"applied": 4}}


def test_a_write_whose_answer_was_lost_is_counted_once(
    shaky: Storage, line: Line, clock: Clock
) -> None:
    counts = DayCounts(shaky, clock)
    line.plan("POST", "batch", lost_after)
    counts.add("applied", 3)
    counts.flush()
    assert counts.days(clock().date()) == {clock().date(): {"applied": 3}}


def test_days_that_are_over_become_one_row_and_old_ones_go(storage: Storage, clock: Clock) -> None:
    first = clock().date()
    for _ in range(3):
        counts = DayCounts(storage, clock)
        counts.add("received", 2)
        counts.flush()
    clock.move(3 * 86_400)
    late = DayCounts(storage, clock)
    late.add("received", 4)
    late.flush()
    late.tidy()
    assert sorted(rows(storage))[0] == first.isoformat()
    assert len(rows(storage)) == 2
    assert late.days(first)[first] == {"received": 6}
    clock.move(60 * 86_400)
    late.tidy()
    assert rows(storage) == []


def test_an_event_that_waited_for_days_is_counted_for_its_day_beside_what_was_made_one_row(
    storage: Storage, clock: Clock
) -> None:
    day = clock().date()
    counts = DayCounts(storage, clock)
    clock.move(5 * 86_400)
    for number in (3, 4, 5):
        counts.add("received", number, day=day)
        counts.flush()
        counts.tidy()
    assert counts.days(day) == {day: {"received": 12}}
