"""Whose call leaves next, and when: one call at a time, as an allowance permits. Knows time; sends
nothing."""

import random
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

from shared.activecampaign.allowance import Allowance
from shared.activecampaign.timetable import (
    Board,
    Booked,
    ComeAgain,
    Numbers,
    Timetable,
    Who,
    book,
)

BLOCK_SECONDS = 0.2
"""Where an account allows many calls a second, so much time is booked at once, not call by call."""

Clock = Callable[[], float]


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


class Turns:
    """The queue of all calls of this process: people go before work, unless work is owed a call.
    Safe for many threads."""

    def __init__(
        self, allowance: Allowance, board: Board, clock: Clock, sleep: Callable[[float], None]
    ) -> None:
        self.allowance = allowance
        self._board = board
        self._clock = clock
        self._sleep = sleep
        self._host = random.random()  # noqa: S311 - tells hosts apart, no secret
        self._free = threading.Condition()
        self._busy = False
        self._waiting: dict[Who, int] = {"people": 0, "work": 0}
        self._work_owed_at = float("-inf")
        self._head_of_work = threading.Lock()
        self._booked_from, self._booked_until = 0.0, 0.0
        self._passed: deque[float] = deque(maxlen=allowance.window_calls)

    def pass_one(self, who: Who, held_until: Callable[[], float]) -> None:
        """Blocks until this call may leave. `held_until` is asked again after every sleep; what
        it raises ends the wait."""
        with self._head_of_work if who == "work" else nullcontext():
            while (again_at := self._try(who, held_until)) is not None:
                pause = again_at - self._clock()
                if pause > 0:
                    self._sleep(pause)

    def _try(self, who: Who, held_until: Callable[[], float]) -> float | None:
        """Lets the call pass, or says when to try again: others may go meanwhile."""
        with self._turn(who):
            held = held_until()
            if held > self._clock():
                return held
            found = self._moment(who)
            if isinstance(found, ComeAgain):
                self._work_owed_at = found.at
                return found.at
            while (pause := found.at - self._clock()) > 0:
                self._sleep(pause)
            held = held_until()
            if held > self._clock():
                return held
            self._passed.append(self._clock())
            return None

    @contextmanager
    def _turn(self, who: Who) -> Iterator[None]:
        with self._free:
            self._waiting[who] += 1
            self._free.wait_for(lambda: not self._busy and self._goes_first(who))
            self._waiting[who] -= 1
            self._busy = True
        try:
            yield
        finally:
            with self._free:
                self._busy = False
                self._free.notify_all()

    def _goes_first(self, who: Who) -> bool:
        other: Who = "work" if who == "people" else "people"
        if not self._waiting[other]:
            return True
        return (self._clock() >= self._work_owed_at) is (who == "work")

    def _moment(self, who: Who) -> Booked | ComeAgain:
        """When the call may leave, by what is booked already or is booked now."""
        spacing = self.allowance.spacing_seconds
        at = max(self._booked_from, self._earliest())
        if at < self._booked_until:
            self._booked_from = at + spacing
            return Booked(at, Timetable())
        calls = max(1, int(BLOCK_SECONDS / spacing))
        found: Booked | ComeAgain = ComeAgain(at)

        def change(numbers: Numbers) -> Numbers | None:
            nonlocal found
            table = Timetable.of(numbers)
            earliest = self._earliest()
            found = book(table, who, earliest, spacing, host=self._host, calls=calls)
            return found.table.numbers() if isinstance(found, Booked) else None

        self._board(change)
        if isinstance(found, Booked):
            self._work_owed_at = found.table.work_at
            self._booked_from = found.at + spacing
            self._booked_until = found.at + calls * spacing
        return found

    def _earliest(self) -> float:
        allowance = self.allowance
        if len(self._passed) < allowance.window_calls:
            return self._clock()
        window_opened = self._passed[-allowance.window_calls]
        return max(self._clock(), window_opened + allowance.window_seconds)
