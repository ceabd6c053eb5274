"""Several chunks at once, answered in their order."""

import threading
import time

import pytest

from shared.sync.chunks import in_order


def test_answers_come_in_the_order_of_the_chunks() -> None:
    def slow_first(chunk: int) -> int:
        time.sleep(0.05 if chunk == 0 else 0)
        return chunk * 10

    assert list(in_order(range(5), slow_first, at_once=3)) == [n * 10 for n in range(5)]


def test_no_more_than_the_allowed_number_is_under_way() -> None:
    lock, now, most = threading.Lock(), 0, 0

    def act(_: int) -> None:
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.005)
        with lock:
            now -= 1

    list(in_order(range(20), act, at_once=3))
    assert most <= 3


def test_a_slow_chunk_does_not_keep_the_others_waiting() -> None:
    others_are_through = threading.Event()

    def act(chunk: int) -> int:
        if chunk == 0:
            assert others_are_through.wait(5)
        elif chunk == 5:
            others_are_through.set()
        return chunk

    assert list(in_order(range(8), act, at_once=2)) == list(range(8))


def test_an_error_comes_in_its_place() -> None:
    def act(chunk: int) -> int:
        if chunk == 2:
            raise ValueError("two")
        return chunk

    seen: list[int] = []

    def take_all() -> None:
        for chunk in in_order(range(5), act, at_once=2):
            seen.append(chunk)

    with pytest.raises(ValueError, match="two"):
        take_all()
    assert seen == [0, 1]
