"""When a scheduled run is due."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.sync.schedule import is_due, next_run_at

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize("hours", [1, 2, 4, 6, 8, 12, 24])
def test_a_run_is_due_once_the_frequency_has_passed(hours: int) -> None:
    due = next_run_at(NOON, hours)
    assert not is_due(due - timedelta(seconds=1), NOON, hours)
    assert is_due(due, NOON, hours)


def test_the_first_run_is_due_at_once() -> None:
    assert is_due(NOON, None, 24)


def test_a_clock_that_was_set_back_delays_a_run_by_no_more_than_the_frequency() -> None:
    assert not is_due(NOON, NOON + timedelta(minutes=30), 1)
    assert is_due(NOON, NOON + timedelta(hours=2), 1)
