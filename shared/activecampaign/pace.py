"""Keeps the calls of all threads, and by a shared timetable those of all hosts, within
ActiveCampaign's limits: evenly spaced, no burst, people first. Knows which calls are imports;
sends nothing.

Limits: 5 calls a second for the whole account, no burst allowance, `RateLimit-Limit` and, on a
429, `Retry-After` (developers.activecampaign.com, "Rate limits"); bulk imports 100 a minute, of
one contact 20 (same place, "Bulk import contacts"); both read 2026-11-24."""

import re
import threading
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from shared.activecampaign.allowance import Allowance
from shared.activecampaign.bulk_import import IMPORT_ROUTE, SINGLE_IMPORT_ROUTE
from shared.activecampaign.faults import WAIT_WITHOUT_WORD_SECONDS, wait_seconds
from shared.activecampaign.timetable import Board, OwnBoard, Who
from shared.activecampaign.turns import Clock, Lane, Turns
from shared.errors import Throttled
from shared.transport import Pace, Request

SINGLE_IMPORTS_SHARE = 0.2


class CallPace:
    """The pace of all calls to one account, for `shared.transport.Transport`. Thread safe; one
    object is shared by everything in a process that calls the account, and `board` by all
    processes that do. Itself it is the pace of work that nobody waits for."""

    def __init__(
        self,
        calls_per_second: float,
        imports_per_minute: float,
        *,
        board: Board | None = None,
        clock: Clock | None = None,
        sleep: Callable[[float], None] = time.sleep,
        longest_hold_seconds: float = 35.0,
    ) -> None:
        """`clock` tells seconds since the epoch, the same on all hosts."""
        clock = clock or steady_clock()
        self._clock = clock
        self._longest_hold = longest_hold_seconds
        self._own_limit = calls_per_second
        self._calls = Turns(Allowance(calls_per_second, 1), board or OwnBoard(), clock, sleep)
        single = imports_per_minute * SINGLE_IMPORTS_SHARE
        self._imports = {
            IMPORT_ROUTE: Lane(Allowance(imports_per_minute, 60), clock, sleep),
            SINGLE_IMPORT_ROUTE: Lane(Allowance(single, 60), clock, sleep),
        }
        self._hold_lock = threading.Lock()
        self._held_until = float("-inf")

    def of(self, who: Who) -> Pace:
        """The pace of calls for which people wait, or of work."""
        return self if who == "work" else PeoplesPace(self)

    def wait(self, request: Request, who: Who = "work") -> None:
        """Blocks until the request may be sent.

        Raises Throttled if ActiveCampaign asked for a longer pause than we sit out, and the
        errors of the board; the work then goes back to its queue."""
        imports = self._imports.get(request.route)
        if imports is not None:
            imports.pass_one(self._hold)
        self._calls.pass_one(who, self._hold)

    def learn(self, request: Request, status: int, headers: Mapping[str, str]) -> None:
        """Takes over a lower limit, never a higher one than our own, and after a 429 holds all
        calls back as long as it says."""
        limit = re.match(r"\d+", headers.get("RateLimit-Limit", "").strip())
        if limit is not None and request.route not in self._imports and int(limit[0]) > 0:
            count = min(self._own_limit, float(limit[0]))
            if count != self._calls.allowance.count:
                self._calls.allowance = Allowance(count, 1)
        if status == 429:
            header = headers.get("Retry-After")
            seconds = wait_seconds(header, datetime.now(UTC), WAIT_WITHOUT_WORD_SECONDS)
            with self._hold_lock:
                self._held_until = max(self._held_until, self._clock() + seconds)

    def _hold(self) -> float:
        left = self._held_until - self._clock()
        if left > self._longest_hold:
            raise Throttled(
                "activecampaign",
                "ActiveCampaign asked for a pause.",
                retry_after_seconds=left,
                status=429,
            )
        return self._held_until


class PeoplesPace:
    """The pace of calls for which somebody waits: they go before all others."""

    def __init__(self, pace: CallPace) -> None:
        self._pace = pace

    def wait(self, request: Request) -> None:
        """As `CallPace.wait`."""
        self._pace.wait(request, "people")

    def learn(self, request: Request, status: int, headers: Mapping[str, str]) -> None:
        """As `CallPace.learn`."""
        self._pace.learn(request, status, headers)


def steady_clock() -> Clock:
    """Seconds since the epoch, which do not jump when the clock is set."""
    offset = time.time() - time.monotonic()
    return lambda: offset + time.monotonic()
