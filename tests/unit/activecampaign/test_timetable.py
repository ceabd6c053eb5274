"""One timetable for all hosts: the limit is kept whoever asks, and people go first."""

import heapq
from dataclasses import dataclass, field
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.activecampaign.allowance import Allowance
from shared.activecampaign.timetable import (
    AHEAD_SECONDS,
    FARTHEST_SECONDS,
    HANDOVER_SECONDS,
    PEOPLE_SECONDS,
    WORK_EVERY,
    Booked,
    ComeAgain,
    Timetable,
    Who,
    book,
)

SPACING = Allowance(5, 1).spacing_seconds
NOW = 1_800_000_000.0


@dataclass
class Caller:
    """Makes one call after the other: `busy_seconds` pass between leaving and asking again."""

    who: Who
    busy_seconds: float
    begins_at: float = 0.0
    calls: int = 10**9
    asked: list[float] = field(default_factory=list)
    left: list[float] = field(default_factory=list)


def play(callers: list[Caller], seconds: float) -> None:
    """Lets hosts ask in the order of time, each as soon as it may."""
    table = Timetable()
    turns = [(NOW + caller.begins_at, place, True) for place, caller in enumerate(callers)]
    heapq.heapify(turns)
    while turns and turns[0][0] < NOW + seconds:
        now, place, is_new = heapq.heappop(turns)
        caller = callers[place]
        if is_new:
            caller.asked.append(now)
        found = book(table, caller.who, now, SPACING, host=float(place))
        if isinstance(found, ComeAgain):
            assert found.at > now
            heapq.heappush(turns, (found.at, place, False))
            continue
        table = found.table
        caller.left.append(found.at)
        if len(caller.left) < caller.calls:
            heapq.heappush(turns, (found.at + caller.busy_seconds, place, True))


def left(callers: list[Caller]) -> list[float]:
    return sorted(at for caller in callers for at in caller.left)


def work(number: int, busy_seconds: float = 0.0) -> list[Caller]:
    return [Caller("work", busy_seconds) for _ in range(number)]


@given(
    st.lists(
        st.builds(
            Caller,
            st.sampled_from(["work", "people"]),
            st.floats(0, 1.5),
            st.floats(0, 5),
            st.integers(1, 40),
        ),
        max_size=12,
    )
)
def test_calls_of_all_hosts_are_spaced_as_the_account_allows(callers: list[Caller]) -> None:
    play(callers, 30)
    assert all(later - earlier >= SPACING * 0.999 for earlier, later in pairwise(left(callers)))


@pytest.mark.parametrize(("hosts", "spacing"), [(1, SPACING), (10, SPACING + HANDOVER_SECONDS)])
def test_work_alone_gets_the_whole_budget(hosts: int, spacing: float) -> None:
    """Hosts that take turns leave a little between them."""
    callers = work(hosts)
    play(callers, 60)
    assert len(left(callers)) >= 60 / spacing * 0.99


@pytest.mark.parametrize("hosts", [1, 6, 40])
def test_somebody_who_waits_is_behind_hardly_any_work(hosts: int) -> None:
    person = Caller("people", 0.2, begins_at=10, calls=6)
    play([*work(hosts), person], 30)
    waits = [at - asked for asked, at in zip(person.asked, person.left, strict=True)]
    assert waits[0] <= AHEAD_SECONDS + SPACING + HANDOVER_SECONDS
    assert person.left[-1] - person.asked[0] < 3


def test_two_who_wait_share_what_there_is() -> None:
    people = [Caller("people", 0.2, begins_at=10, calls=8) for _ in range(2)]
    play([*work(6), *people], 30)
    ends = [person.left[-1] for person in people]
    assert abs(ends[0] - ends[1]) <= 2 * SPACING


def test_work_goes_on_while_people_ask_all_the_time() -> None:
    callers = work(3)
    people = [Caller("people", 0.0) for _ in range(3)]
    play([*callers, *people], 60)
    share = len(left(callers)) / len(left([*callers, *people]))
    assert 0.8 / WORK_EVERY <= share <= 1.25 / WORK_EVERY


def test_work_has_the_whole_budget_again_soon_after_the_last_person() -> None:
    callers = work(1)
    person = Caller("people", 0.2, begins_at=5, calls=3)
    play([*callers, person], 40)
    after = person.left[-1] + PEOPLE_SECONDS + 1
    later = [at for at in left(callers) if after <= at < after + 20]
    assert len(later) >= 20 / SPACING * 0.98


def test_people_alone_wait_only_for_each_other() -> None:
    person = Caller("people", 1.0, calls=5)
    play([person], 30)
    assert person.left == pytest.approx(person.asked)


def test_what_a_wrong_clock_booked_stops_nobody() -> None:
    far = NOW + FARTHEST_SECONDS + 1
    wrong = Timetable(next_at=far, people_until=far, work_at=far)
    for who in ("work", "people"):
        found = book(wrong, who, NOW, SPACING)  # type: ignore[arg-type]
        assert isinstance(found, Booked)
        assert found.at == NOW


def test_a_block_is_booked_as_a_whole() -> None:
    first = book(Timetable(), "work", NOW, 0.001, calls=200)
    assert isinstance(first, Booked)
    other = book(first.table, "people", NOW, 0.001)
    assert isinstance(other, Booked)
    assert other.at == pytest.approx(NOW + 0.2)


def test_the_table_is_the_same_after_it_was_kept_as_numbers() -> None:
    table = Timetable(next_at=1.5, people_until=2.0, work_at=3.0)
    assert Timetable.of(table.numbers()) == table
    assert Timetable.of({}) == Timetable()
