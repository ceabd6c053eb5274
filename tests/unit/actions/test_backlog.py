"""How long until what waits is through."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.actions.backlog import (
    Waiting,
    drain_seconds,
    events_a_second,
    records_a_second,
    unread,
)
from shared.sync.state import SyncState

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("waiting", "seconds"),
    [
        (Waiting(events=0, due=0, unread=0), 0),
        (Waiting(events=500, due=0, unread=0), 50),
        (Waiting(events=0, due=7, unread=0), 600),
        (Waiting(events=0, due=0, unread=900), 9),
        (Waiting(events=500, due=7, unread=900), 600),
    ],
    ids=["nothing", "events", "due", "initial sync", "the slowest of all"],
)
def test_it_takes_as_long_as_the_slowest_of_what_waits(waiting: Waiting, seconds: int) -> None:
    assert drain_seconds(waiting, 10, 100, 600) == seconds


@pytest.mark.parametrize(
    "waiting",
    [
        Waiting(events=1, due=0, unread=0),
        Waiting(events=0, due=1, unread=0),
        Waiting(events=0, due=0, unread=1),
    ],
    ids=["no event was applied yet", "no run will come", "no record was read yet"],
)
def test_nobody_can_tell_of_what_was_never_measured(waiting: Waiting) -> None:
    assert drain_seconds(waiting, None, None, None) is None


def test_the_speed_of_events_is_that_of_invocations_with_many() -> None:
    slow = {"applied": 10, "applying_ms": 10_000}
    fast = {"many_applied": 500, "many_applying_ms": 2_000}
    assert events_a_second([slow, slow]) == 1
    assert events_a_second([slow, fast, slow]) == 250
    assert events_a_second([]) is None


def test_the_initial_sync_goes_on_as_fast_as_it_went() -> None:
    state = SyncState(
        initial="running",
        processed=600,
        total=1_000,
        last_started_at=NOW - timedelta(minutes=1),
    )
    assert unread(state) == 400
    assert records_a_second(state, NOW) == 10
    assert unread(state.model_copy(update={"initial": "done"})) == 0
    assert records_a_second(SyncState(), NOW) is None
