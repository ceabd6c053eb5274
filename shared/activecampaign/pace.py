"""Keeps the calls of all threads within ActiveCampaign's limits: evenly spaced, no burst. Knows
time, and which calls are imports; sends nothing.

Limits: 5 calls a second for the whole account, no burst allowance, `RateLimit-Limit` and, on a
429, `Retry-After` (developers.activecampaign.com, "Rate limits"); bulk imports 100 a minute, of
one contact 20 (same place, "Bulk import contacts"); both read 2026-11-24."""

import re
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from shared.activecampaign.bulk_import import IMPORT_ROUTE, SINGLE_IMPORT_ROUTE
from shared.activecampaign.faults import WAIT_WITHOUT_WORD_SECONDS, wait_seconds
from shared.errors import Throttled
from shared.transport import Request

SHARE_USED = 0.975
"""Of a limit. What is left over (25 ms of a second) takes up the differences in the time that
calls are on their way, so that the server too never sees more than its limit in any window."""

WINDOW_SHARE = 0.98
"""A call that left late must not be followed too soon by those after it: this share holds from
the time it really left."""

SINGLE_IMPORTS_SHARE = 0.2

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Allowance:
    """`count` calls in `seconds`."""

    count: float
    seconds: float

    @property
    def spacing_seconds(self) -> float:
        return self.seconds / self.count / SHARE_USED

    @property
    def window_calls(self) -> int:
        return max(1, int(self.count))

    @property
    def window_seconds(self) -> float:
        return self.window_calls * self.seconds / self.count / WINDOW_SHARE


class Lane:
    """A queue in which calls pass one by one, as an allowance permits. Thread safe: the thread
    at the head sleeps, the others wait behind it."""

    def __init__(self, allowance: Allowance, clock: Clock, sleep: Callable[[float], None]) -> None:
        self.allowance = allowance
        self._clock = clock
        self._sleep = sleep
        self._turn = threading.Lock()
        self._next = float("-inf")
        self._passed: deque[float] = deque(maxlen=allowance.window_calls)

    def pass_one(self, held_until: Callable[[], float]) -> None:
        """Blocks until this call may leave. `held_until` is asked again after every sleep; what
        it raises ends the wait."""
        with self._turn:
            slot = max(self._due(), self._clock())
            while True:
                slot = max(slot, held_until())
                pause = slot - self._clock()
                if pause <= 0:
                    break
                self._sleep(pause)
            self._next = slot + self.allowance.spacing_seconds
            self._passed.append(self._clock())

    def _due(self) -> float:
        allowance = self.allowance
        if len(self._passed) < allowance.window_calls:
            return self._next
        window_opened = self._passed[-allowance.window_calls]
        return max(self._next, window_opened + allowance.window_seconds)


class CallPace:
    """The pace of all calls to one account, for `shared.transport.Transport`. Thread safe; one
    object is shared by everything in a process that calls the account."""

    def __init__(
        self,
        calls_per_second: float,
        imports_per_minute: float,
        *,
        clock: Clock = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        longest_hold_seconds: float = 35.0,
    ) -> None:
        self._clock = clock
        self._longest_hold = longest_hold_seconds
        self._own_limit = calls_per_second
        self._calls = Lane(Allowance(calls_per_second, 1), clock, sleep)
        single = imports_per_minute * SINGLE_IMPORTS_SHARE
        self._imports = {
            IMPORT_ROUTE: Lane(Allowance(imports_per_minute, 60), clock, sleep),
            SINGLE_IMPORT_ROUTE: Lane(Allowance(single, 60), clock, sleep),
        }
        self._hold_lock = threading.Lock()
        self._held_until = float("-inf")

    def wait(self, request: Request) -> None:
        """Blocks until the request may be sent.

        Raises Throttled if ActiveCampaign asked for a longer pause than we sit out; the work
        then goes back to its queue."""
        imports = self._imports.get(request.route)
        if imports is not None:
            imports.pass_one(self._hold)
        self._calls.pass_one(self._hold)

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
