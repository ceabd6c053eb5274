"""The pace of calls: even, without burst, shared by all threads, and near the limit."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.activecampaign.bulk_import import IMPORT_ROUTE, SINGLE_IMPORT_ROUTE
from shared.activecampaign.pace import CallPace
from shared.activecampaign.timetable import Who
from shared.errors import Throttled
from shared.transport import Request

READ = Request("GET", "contacts", "contacts")
IMPORT = Request("POST", IMPORT_ROUTE, IMPORT_ROUTE)
SINGLE_IMPORT = Request("POST", IMPORT_ROUTE, SINGLE_IMPORT_ROUTE)


class Clock:
    """Time that passes only by sleeping, and oversleeps as told."""

    def __init__(self, oversleep: Callable[[], float] = lambda: 0.0) -> None:
        self.now = 1_000.0
        self._oversleep = oversleep

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds + self._oversleep()


def paced(clock: Clock, per_second: float = 5, per_minute: float = 100) -> CallPace:
    return CallPace(per_second, per_minute, clock=clock, sleep=clock.sleep)


def times(pace: CallPace, clock: Clock, count: int, request: Request = READ) -> list[float]:
    """When each of so many calls left, one right after the other."""
    left = []
    for _ in range(count):
        pace.wait(request)
        left.append(clock.now)
    return left


def most_in_a_window(left: list[float], seconds: float) -> int:
    ordered = sorted(left)
    return max(
        sum(1 for other in ordered if start <= other <= start + seconds) for start in ordered
    )


def test_the_first_call_leaves_at_once() -> None:
    clock = Clock()
    assert times(paced(clock), clock, 1) == [1_000.0]


def test_saturated_the_limit_is_kept_and_used() -> None:
    clock = Clock()
    left = times(paced(clock), clock, 200)
    assert most_in_a_window(left, 1.0) == 5
    assert 199 / (left[-1] - left[0]) >= 5 * 0.97


def test_calls_are_evenly_spaced_also_after_a_pause() -> None:
    clock = Clock()
    pace = paced(clock)
    times(pace, clock, 3)
    clock.now += 60
    left = times(pace, clock, 10)
    gaps = [after - before for before, after in pairwise(left)]
    assert min(gaps) > 0.2
    assert max(gaps) < 0.21


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.floats(0, 0.5), min_size=1, max_size=40),
    st.lists(st.floats(0, 0.4), min_size=1, max_size=40),
)
def test_no_window_holds_more_however_late_the_system_wakes_us(
    lags: list[float], work: list[float]
) -> None:
    lag = iter(lags * 200)
    clock = Clock(lambda: next(lag))
    pace = paced(clock)
    left = []
    for seconds in work * 3:
        pace.wait(READ)
        left.append(clock.now)
        clock.now += seconds
    assert most_in_a_window(left, 1.0) <= 5


def test_a_little_lateness_costs_no_throughput() -> None:
    clock = Clock(lambda: 0.003)
    left = times(paced(clock), clock, 200)
    assert 199 / (left[-1] - left[0]) >= 5 * 0.97


@pytest.mark.parametrize(
    ("per_second", "window", "most"), [(0.5, 2, 1), (2.5, 0.8, 2), (10, 1, 10)]
)
def test_other_limits_are_kept_too(per_second: float, window: float, most: int) -> None:
    clock = Clock()
    left = times(paced(clock, per_second), clock, 50)
    assert most_in_a_window(left, window) == most


@pytest.mark.parametrize(("request_", "most"), [(IMPORT, 100), (SINGLE_IMPORT, 20)])
def test_imports_have_a_limit_by_the_minute(request_: Request, most: int) -> None:
    clock = Clock()
    left = times(paced(clock), clock, 3 * most, request_)
    assert most * 0.97 <= most_in_a_window(left, 60) <= most


def test_imports_count_among_all_calls() -> None:
    clock = Clock()
    pace = paced(clock, per_minute=100_000)
    left = [at for _ in range(20) for at in times(pace, clock, 1) + times(pace, clock, 1, IMPORT)]
    assert most_in_a_window(left, 1.0) == 5


def test_a_lower_limit_is_learned_and_a_higher_one_is_not_trusted() -> None:
    clock = Clock()
    pace = paced(clock)
    pace.learn(READ, 200, {"RateLimit-Limit": "2"})
    assert most_in_a_window(times(pace, clock, 20), 1.0) == 2
    pace.learn(READ, 200, {"RateLimit-Limit": "50, 50;w=1"})
    assert most_in_a_window(times(pace, clock, 20)[5:], 1.0) == 5


@pytest.mark.parametrize("header", ["", "0", "many"])
def test_a_limit_that_says_nothing_is_ignored(header: str) -> None:
    clock = Clock()
    pace = paced(clock)
    pace.learn(READ, 200, {"RateLimit-Limit": header})
    assert most_in_a_window(times(pace, clock, 20), 1.0) == 5


def test_the_limit_of_imports_is_not_taken_for_that_of_all_calls() -> None:
    clock = Clock()
    pace = paced(clock)
    pace.learn(IMPORT, 200, {"RateLimit-Limit": "1"})
    assert most_in_a_window(times(pace, clock, 20), 1.0) == 5


@pytest.mark.parametrize(("headers", "seconds"), [({"Retry-After": "30"}, 30.0), ({}, 1.0)])
def test_after_a_429_everybody_waits_and_then_goes_evenly(
    headers: dict[str, str], seconds: float
) -> None:
    clock = Clock()
    pace = paced(clock)
    times(pace, clock, 4)
    told_at = clock.now
    pace.learn(READ, 429, headers)
    left = times(pace, clock, 10) + times(pace, clock, 1, IMPORT)
    assert left[0] >= told_at + seconds
    assert most_in_a_window(left, 1.0) == 5


def test_a_shorter_pause_never_ends_a_longer_one() -> None:
    clock = Clock()
    pace = paced(clock)
    pace.learn(READ, 429, {"Retry-After": "20"})
    pace.learn(READ, 429, {"Retry-After": "1"})
    assert times(pace, clock, 1)[0] >= 1_020


def test_a_pause_that_comes_while_a_call_waits_holds_it_too() -> None:
    clock = Clock()
    pace: CallPace

    def sleep(seconds: float) -> None:
        clock.sleep(seconds)
        if clock.now < 1_001:
            pace.learn(READ, 429, {"Retry-After": "10"})

    pace = CallPace(5, 100, clock=clock, sleep=sleep)
    assert times(pace, clock, 2)[1] >= 1_010


def test_a_pause_too_long_to_sit_out_goes_to_the_caller() -> None:
    clock = Clock()
    pace = paced(clock)
    pace.learn(READ, 429, {"Retry-After": "600"})
    with pytest.raises(Throttled) as raised:
        pace.wait(READ)
    assert raised.value.retry_after_seconds == 600
    clock.now += 600
    assert times(pace, clock, 1) == [1_600.0]


def test_a_pause_without_end_ends_all_the_same() -> None:
    clock = Clock()
    pace = paced(clock)
    pace.learn(READ, 429, {"Retry-After": "1e999"})
    clock.now += 3_600
    assert times(pace, clock, 1) == [4_600.0]


def test_many_threads_share_the_limit_and_use_it() -> None:
    clock, calls = Clock(), 400
    pace = paced(clock, per_second=50)
    with ThreadPoolExecutor(8) as threads:
        assert [*threads.map(pace.wait, [READ] * calls)] == [None] * calls
    assert 50 * 0.9 <= (calls - 1) / (clock.now - 1_000) <= 50


class Gate:
    """Time that stands still until it is let go, and then passes by sleeping."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self._lock = threading.Lock()
        self.open = threading.Event()

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert self.open.wait(10)
        with self._lock:
            self.now += seconds


def test_people_go_before_the_work_that_waited_longer_and_work_goes_on() -> None:
    gate = Gate()
    pace = CallPace(5, 100, clock=gate, sleep=gate.sleep)
    order: list[str] = []

    def call(who: Who) -> None:
        pace.of(who).wait(READ)
        order.append(who)

    def lined_up(number: int) -> bool:
        return sum(pace._calls._waiting.values()) == number

    pace.wait(READ)
    threads = [threading.Thread(target=call, args=("people",))]
    threads[0].start()  # it holds the turn, and sleeps
    for who in ("work", *("people",) * 8):
        threads.append(threading.Thread(target=call, args=(who,)))
        threads[-1].start()
    deadline = time.monotonic() + 10
    while not lined_up(9):
        assert time.monotonic() < deadline
        time.sleep(0.001)
    gate.open.set()
    for thread in threads:
        thread.join(10)
    assert sorted(order) == ["people"] * 9 + ["work"]
    assert 4 <= order.index("work") <= 7
