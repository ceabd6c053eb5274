"""When the next call to an account may leave, as all hosts of the app agree on it: one after the
other at the account's pace, with a lane for people. Pure; where the table lies is not known here.

Somebody who waits takes the next free moment, whatever the syncs have still to do; these may be
ahead of the clock by little, and while people ask they get every fifth call, so that they go on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal

Who = Literal["people", "work"]

Numbers = Mapping[str, float]

Board = Callable[[Callable[[Numbers], Numbers | None]], None]
"""Changes numbers that all hosts share: writes what the function makes of them (nothing if that
is None), on condition that they are still the same, else asks it again."""

AHEAD_SECONDS: Final = 0.3
"""Work books no earlier than so long before its call leaves: long enough for booking itself, and
the longest that somebody waits behind it."""

PEOPLE_SECONDS: Final = 0.8
"""So long after a call of theirs the next one is expected: what a person asks for takes several."""

WORK_EVERY: Final = 5
"""While people ask, one call in so many is work's."""

HANDOVER_SECONDS: Final = 0.03
"""Left free where another host's call went before: its clock may differ, and how late its call
really left is not known here."""

FARTHEST_SECONDS: Final = 60.0
"""A table that is booked for longer was written by a clock that was wrong."""


@dataclass(frozen=True, slots=True)
class Timetable:
    """Moments in seconds since the epoch: until `next_at` all is booked, the last by `host`;
    while people are asking, until `people_until`, work does not go before `work_at`."""

    next_at: float = 0.0
    host: float = 0.0
    people_until: float = 0.0
    work_at: float = 0.0

    @classmethod
    def of(cls, numbers: Numbers) -> "Timetable":
        return cls(**{name: float(numbers.get(name, 0.0)) for name in cls.__slots__})

    def numbers(self) -> dict[str, float]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Booked:
    """The call may leave at `at`; the table as it is then."""

    at: float
    table: Timetable


@dataclass(frozen=True, slots=True)
class ComeAgain:
    """Nothing is booked; ask again at `at`."""

    at: float


def book(
    table: Timetable, who: Who, now: float, spacing: float, *, host: float = 0.0, calls: int = 1
) -> Booked | ComeAgain:
    """Books the time of so many calls, `spacing` seconds apart. `now` is the earliest that the
    first of them can leave; `host` tells the host that asks from others."""
    taken = table.next_at if table.next_at - now <= FARTHEST_SECONDS else now
    if host != table.host:
        taken += HANDOVER_SECONDS
    share = WORK_EVERY * spacing
    if who == "work":
        if now < table.people_until <= now + FARTHEST_SECONDS:
            if now < table.work_at <= now + share:
                return ComeAgain(min(table.work_at, table.people_until))
        elif taken - now > AHEAD_SECONDS:
            return ComeAgain(taken - AHEAD_SECONDS)
    at = max(taken, now)
    after = replace(table, next_at=at + calls * spacing, host=host)
    if who == "people":
        return Booked(at, replace(after, people_until=at + PEOPLE_SECONDS))
    return Booked(at, replace(after, work_at=now + share))


class OwnBoard:
    """A board that nobody else sees."""

    def __init__(self) -> None:
        self._numbers: Numbers = {}

    def __call__(self, change: Callable[[Numbers], Numbers | None]) -> None:
        self._numbers = change(self._numbers) or self._numbers
