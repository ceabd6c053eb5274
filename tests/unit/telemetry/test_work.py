"""What a function does is counted while it works, by whichever thread, and told when it ends."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest

from shared.telemetry.output import Log
from shared.telemetry.work import (
    at_work,
    carried,
    count_call,
    count_key_rejected,
    count_problem,
    invocation,
)
from tests.unit.telemetry.reading import lines

ROUTE = ("dataverse", "GET", "contacts")


@pytest.fixture(autouse=True)
def heard(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "shared")


def remote(**numbers: int) -> dict[str, Any]:
    service, method, route = ROUTE
    nought = dict.fromkeys(("refused", "throttled", "failed"), 0)
    return {
        "event": "remote",
        "function": "f",
        "service": service,
        "method": method,
        "route": route,
        **nought,
        **numbers,
    }


def test_calls_are_told_once_for_each_route(caplog: pytest.LogCaptureFixture) -> None:
    with at_work("f"):
        for status, seconds in ((200, 0.1), (429, 0.2), (404, 0.1), (503, 0.5), (None, 0.1)):
            count_call(*ROUTE, status, seconds)
    expected = remote(calls=5, refused=1, throttled=1, failed=2, durationMs=1000, slowestMs=500)
    assert lines(caplog) == [expected]


def test_problems_are_told_by_code_and_a_refused_key_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with at_work("f"):
        for code in ("a", "b", "a"):
            count_problem("lead", code)
            count_key_rejected("connection.key_refused")
    assert lines(caplog) == [
        {"event": "problem", "function": "f", "entity": "lead", "code": "a", "count": 2},
        {"event": "problem", "function": "f", "entity": "lead", "code": "b", "count": 1},
        {"event": "key", "function": "f", "code": "connection.key_refused"},
    ]


def test_threads_take_part_in_the_work_of_whoever_started_them(
    caplog: pytest.LogCaptureFixture,
) -> None:
    both = Barrier(2, timeout=10)

    def call(_: int) -> None:
        both.wait()  # the two are inside at the same time
        count_call(*ROUTE, 200, 0.0)
        Log("shared.x").info("from a thread")

    with at_work("f"), ThreadPoolExecutor(2) as threads:
        list(threads.map(carried(call), range(2)))
    notes = lines(caplog, "note")
    assert [line["function"] for line in notes] == ["f", "f"]
    assert lines(caplog, "remote") == [remote(calls=2, durationMs=0, slowestMs=0)]


def test_functions_that_work_beside_one_another_are_counted_apart(
    caplog: pytest.LogCaptureFixture,
) -> None:
    both = Barrier(2, timeout=10)

    def function(name: str) -> None:
        with at_work(name):
            both.wait()
            count_problem("lead", name)
            both.wait()

    with ThreadPoolExecutor(2) as threads:
        list(threads.map(function, ("f", "g")))
    told = [(line["function"], line["code"], line["count"]) for line in lines(caplog)]
    assert sorted(told) == [("f", "f", 1), ("g", "g", 1)]


def test_work_outside_any_function_is_not_counted_and_no_fault(
    caplog: pytest.LogCaptureFixture,
) -> None:
    count_call(*ROUTE, 200, 0.0)
    count_problem("lead", "a")
    count_key_rejected("b")
    assert lines(caplog) == []


def test_a_message_tells_how_long_it_waited_and_how_often_it_came(
    caplog: pytest.LogCaptureFixture,
) -> None:
    queued_at = datetime.now(UTC) - timedelta(minutes=5)
    with invocation("f", queued_at=queued_at, deliveries=2):
        pass
    (line,) = lines(caplog)
    assert (line["outcome"], line["deliveries"]) == ("done", 2)
    assert 300 <= line["waitedSeconds"] < 400


@pytest.mark.parametrize(
    "queued_at",
    [
        lambda: datetime.now(UTC) + timedelta(hours=1),
        lambda: datetime.now(UTC).replace(tzinfo=None) + timedelta(hours=1),
    ],
    ids=["clocks-differ", "naive"],
)
def test_a_message_from_the_future_waited_no_time(
    caplog: pytest.LogCaptureFixture, queued_at: Callable[[], datetime]
) -> None:
    with invocation("f", queued_at=queued_at()):
        pass
    assert lines(caplog)[0]["waitedSeconds"] == 0


def test_a_function_that_fails_says_by_which_kind_of_error_and_what_it_had_done(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail() -> None:
        with invocation("f"):
            count_problem("lead", "a")
            raise ValueError("anna@example.com")

    with pytest.raises(ValueError, match="anna"):
        fail()
    (told,) = lines(caplog, "function")
    assert (told["outcome"], told["fault"]) == ("failed", "ValueError")
    assert [line["count"] for line in lines(caplog, "problem")] == [1]
    assert "anna" not in caplog.text
