"""When a scheduled run is due."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.sync.schedule import PAUSES, is_due, next_run_at
from shared.sync.state import SyncState

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ENDED = NOON + timedelta(minutes=10)


def begun(at: datetime = NOON) -> SyncState:
    return SyncState(last_started_at=at)


def stopped(times: int) -> SyncState:
    """A run that began at noon and was stopped ten minutes later."""
    return SyncState(last_started_at=NOON, stopped_at=ENDED, stopped_in_a_row=times)


@pytest.mark.parametrize("hours", [1, 2, 4, 6, 8, 12, 24])
def test_a_run_is_due_once_the_frequency_has_passed(hours: int) -> None:
    due = NOON + timedelta(hours=hours)
    assert next_run_at(begun(), hours) == due
    assert not is_due(due - SECOND, begun(), hours)
    assert is_due(due, begun(), hours)


def test_the_first_run_is_due_at_once() -> None:
    assert next_run_at(SyncState(), 24) is None
    assert is_due(NOON, SyncState(), 24)


def test_a_clock_that_was_set_back_delays_a_run_by_no_more_than_the_frequency() -> None:
    assert not is_due(NOON, begun(NOON + timedelta(minutes=30)), 1)
    assert is_due(NOON, begun(NOON + timedelta(hours=2)), 1)


@pytest.mark.parametrize(("times", "minutes"), [(1, 5), (2, 15), (3, 60), (4, 240)])
def test_after_a_run_that_was_stopped_the_next_comes_soon_and_each_time_later(
    times: int, minutes: int
) -> None:
    due = ENDED + timedelta(minutes=minutes)
    assert next_run_at(stopped(times), 24) == due
    assert not is_due(due - SECOND, stopped(times), 24)
    assert is_due(due, stopped(times), 24)


def test_what_does_not_pass_is_tried_no_more_often_than_by_the_frequency_in_the_end() -> None:
    assert next_run_at(stopped(len(PAUSES) + 1), 24) == NOON + timedelta(hours=24)


def test_no_pause_is_longer_than_the_frequency() -> None:
    assert next_run_at(stopped(3), 1) == NOON + timedelta(hours=1)
