"""How long until what waits is through, told by how fast it went lately. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.sync.state import SyncState


@dataclass(frozen=True, slots=True)
class Waiting:
    """`events` on the queue, records with a problem that is due, records that the initial sync
    has still to read."""

    events: int
    due: int
    unread: int

    @property
    def records(self) -> int:
        return self.due + self.unread


def unread(state: SyncState) -> int:
    """Records that the initial sync has still to read."""
    return max(0, state.total - state.processed) if state.initial == "running" else 0


def events_a_second(days: Iterable[Mapping[str, int]]) -> float | None:
    """How many events one worker applied a second, by the counts of some days: of invocations
    that had many, if there were any. None if nothing was applied."""
    added = [*days]
    for applied, milliseconds in (("many_applied", "many_applying_ms"), ("applied", "applying_ms")):
        number = sum(day.get(applied, 0) for day in added)
        seconds = sum(day.get(milliseconds, 0) for day in added) / 1000
        if number:
            return number / max(seconds, 0.001)
    return None


def records_a_second(state: SyncState, now: datetime) -> float | None:
    """How many records the initial sync has read a second. None before the first."""
    if state.last_started_at is None or state.processed == 0:
        return None
    return state.processed / max((now - state.last_started_at).total_seconds(), 0.001)


def drain_seconds(
    waiting: Waiting,
    events_rate: float | None,
    records_rate: float | None,
    seconds_to_next_run: float | None,
) -> int | None:
    """Until all that waits is probably through; events, the initial sync and the next run go on
    beside one another. None if one of them cannot be told."""
    parts: list[float | None] = [0]
    if waiting.events:
        parts.append(waiting.events / events_rate if events_rate else None)
    if waiting.unread:
        parts.append(waiting.unread / records_rate if records_rate else None)
    if waiting.due:
        parts.append(seconds_to_next_run)
    known = [part for part in parts if part is not None]
    return round(max(known)) if len(known) == len(parts) else None
