"""What the app did, by day: webhook events, and calls to both systems by the hour. Numbers are
kept in the process and written as one row of its own, so that counting costs no call, and a
write no race; a process that is killed loses what it counted since its last `flush`."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final
from uuid import uuid4

from shared.errors import AppError, Service
from shared.store import bulk, tallies
from shared.store.connection import Storage
from shared.store.keys import grouped
from shared.store.prune import prune
from shared.store.scan import pages
from shared.telemetry.output import Log

log = Log(__name__)

DAY: Final = "day"
KEPT: Final = timedelta(days=40)
_BEHIND: Final = "~"
"""Sorts behind all keys of a day, which are the day alone or with a process."""

_SETTLED: Final = timedelta(days=2)
"""No invocation lasts so long that it would still count for that day as for its own. Only an
event that had waited on the queue is counted for an older one, in a row of its own."""


def calls_at(service: Service, hour: int) -> str:
    """Name of the number of calls in one hour of a day (UTC)."""
    return f"{service}_{hour:02d}"


def throttled_at(service: Service, hour: int) -> str:
    """The same of the calls that were answered by 429."""
    return f"{service}_throttled_{hour:02d}"


@dataclass
class _Day:
    """One row of this process. It is written again and again, with all of its numbers."""

    key: str
    numbers: Counter[str] = field(default_factory=Counter)


class DayCounts:
    """One for the process; safe for many threads."""

    def __init__(self, storage: Storage, clock: Callable[[], datetime]) -> None:
        self._table = storage.table("counts")
        self._clock = clock
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._days: dict[date, _Day] = {}
        self._changed: set[date] = set()

    def add(self, name: str, number: int = 1, *, day: date | None = None) -> None:
        """Adds to a number of today, or of `day`."""
        with self._lock:
            counted = day or self._clock().date()
            if counted not in self._days:
                self._days[counted] = _Day(f"{counted.isoformat()}-{uuid4().hex}")
            self._days[counted].numbers[name] += number
            self._changed.add(counted)

    def call(self, service: Service, status: int | None) -> None:
        """Counts one call that was sent, and its answer; None if none came."""
        now = self._clock()
        self.add(calls_at(service, now.hour), day=now.date())
        if status == 429:
            self.add(throttled_at(service, now.hour), day=now.date())

    def flush(self) -> None:
        """Writes what was counted since the last time. What cannot be written is kept for the
        next: no work fails for its being counted."""
        with self._writing:
            with self._lock:
                changed, self._changed = self._changed, set()
                rows = [_row(self._days[day]) for day in changed]
            try:
                if rows:
                    bulk.put(self._table, rows)
            except AppError as fault:
                log.warning("counts could not be written: %s", fault)
                with self._lock:
                    self._changed |= changed
            else:
                self._forget()

    @contextmanager
    def flushed(self) -> Iterator[None]:
        """Writes what was counted when the block is left, by whichever way."""
        try:
            yield
        finally:
            self.flush()

    def days(self, since: date) -> Mapping[date, Counter[str]]:
        """The numbers of each day from `since` on, by day; a day without any is absent."""
        query = "PartitionKey eq @p and RowKey ge @since"
        found = pages(self._table, query, {"p": DAY, "since": since.isoformat()})
        rows = [(date.fromisoformat(row["RowKey"][:10]), row) for page in found for row in page]
        return {day: tallies.added(of_day) for day, of_day in grouped(rows).items()}

    def tidy(self) -> None:
        """Makes one row of each day that is over, and removes old ones."""
        today = self._clock().date()
        old = {"p": DAY, "before": (today - KEPT).isoformat()}
        prune(self._table, "PartitionKey eq @p and RowKey lt @before", old)
        for day in self.days(today - KEPT):
            if day <= today - _SETTLED:
                key = day.isoformat()
                tallies.fold_rows(self._table, DAY, key, key + _BEHIND)

    def _forget(self) -> None:
        """Leaves the rows of days that are over: others may make one of them."""
        with self._lock:
            until = self._clock().date() - _SETTLED
            for day in [*self._days]:
                if day <= until and day not in self._changed:
                    del self._days[day]


def _row(day: _Day) -> bulk.Row:
    return {"PartitionKey": DAY, "RowKey": day.key, **day.numbers}
