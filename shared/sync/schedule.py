"""When a scheduled run is due. Pure."""

from datetime import datetime, timedelta
from typing import Final

from shared.sync.state import SyncState

PAUSES: Final = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240))
"""After the first, second, ... run in a row that was stopped: what stopped it may pass, such as a
page of a proxy in the place of an answer. After that the frequency alone counts."""


def next_run_at(state: SyncState, frequency_hours: int) -> datetime | None:
    """The moment from which the next run is due; None if none has begun yet."""
    if state.last_started_at is None:
        return None
    regular = state.last_started_at + timedelta(hours=frequency_hours)
    if state.stopped_at is None or not 0 < state.stopped_in_a_row <= len(PAUSES):
        return regular
    return min(regular, state.stopped_at + PAUSES[state.stopped_in_a_row - 1])


def is_due(now: datetime, state: SyncState, frequency_hours: int) -> bool:
    """True once the frequency has passed since the last run began, or a pause since it was
    stopped. The first run is due at once. A clock that was set back does not delay it by more than
    the frequency."""
    last = state.last_started_at
    if last is not None and last > now:
        return last - now > timedelta(hours=frequency_hours)
    due = next_run_at(state, frequency_hours)
    return due is None or now >= due
