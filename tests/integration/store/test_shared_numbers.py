"""Numbers that all hosts share: nobody's change is lost, and alone a change is one call."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from shared.activecampaign.timetable import Numbers
from shared.errors import Unreachable
from shared.store.connection import Storage
from shared.store.shared_numbers import SharedNumbers
from tests.integration.store.faulty import Line, lost_after, lost_before


def add_one(numbers: Numbers) -> Numbers:
    return {"count": numbers.get("count", 0.0) + 1.0}


def read(storage: Storage) -> float:
    found: list[float] = []

    def look(numbers: Numbers) -> None:
        found.append(numbers["count"])

    SharedNumbers(storage, "pace").change(look)
    return found[0]


def test_hosts_that_change_them_at_once_lose_nothing(storage: Storage) -> None:
    def host(_: int) -> None:
        numbers = SharedNumbers(storage, "pace")
        for _ in range(10):
            numbers.change(add_one)

    with ThreadPoolExecutor(6) as threads:
        assert [*threads.map(host, range(6))] == [None] * 6
    assert read(storage) == 60


def test_alone_a_change_is_one_call_and_none_if_nothing_is_to_change(
    shaky: Storage, line: Line
) -> None:
    numbers = SharedNumbers(shaky, "pace")
    numbers.change(add_one)
    line.clear()
    numbers.change(add_one)
    numbers.change(lambda _: None)
    assert len(line.requests) == 1


def test_what_another_host_wrote_is_not_written_over(storage: Storage) -> None:
    one, other = SharedNumbers(storage, "pace"), SharedNumbers(storage, "pace")
    one.change(add_one)
    other.change(add_one)
    one.change(add_one)
    assert read(storage) == 3


def test_a_change_whose_answer_was_lost_is_made_once(shaky: Storage, line: Line) -> None:
    numbers = SharedNumbers(shaky, "pace")
    numbers.change(add_one)
    line.plan("PUT", "leases", lost_after)
    numbers.change(add_one)
    assert read(shaky) == 2


def test_an_account_that_does_not_answer_is_told(shaky: Storage, line: Line) -> None:
    line.plan("GET", "leases", lost_before, times=None)
    with pytest.raises(Unreachable):
        SharedNumbers(shaky, "pace").change(add_one)
