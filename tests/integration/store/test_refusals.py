"""The storage account refuses, or is busy: tried again for a while, then told as what it is."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from azure.data.tables import TableClient

from sandbox.azurite import Azurite
from shared.errors import AppError, RightMissing, Throttled, Unreachable
from shared.store import bulk
from shared.store.connection import Storage
from shared.store.scan import page_of, pages
from tests.integration.conftest import settings_for
from tests.integration.store.faulty import (
    Line,
    answering,
    answering_in_batch,
    empty_page,
    lost_before,
)

ROWS = [{"PartitionKey": "p", "RowKey": str(number), "text": "x"} for number in range(3)]
NEW = [{"PartitionKey": "p", "RowKey": f"new{number}", "text": "x"} for number in range(3)]
KEYS = [("p", str(number)) for number in range(3)]

CALLS: dict[str, Callable[[TableClient], Any]] = {
    "read one": lambda table: bulk.read(table, KEYS[:1]),
    "read some": lambda table: bulk.read(table, KEYS),
    "write one": lambda table: bulk.write(table, [(NEW[0], None)]),
    "write some": lambda table: bulk.write(table, [(row, None) for row in NEW]),
    "put": lambda table: bulk.put(table, ROWS),
    "remove one": lambda table: bulk.remove(table, KEYS[:1]),
    "remove some": lambda table: bulk.remove(table, KEYS),
    "a page": lambda table: page_of(table, ["p"], (), None, 10),
}
BUSY = {
    "503": (answering(503, "ServerBusy"), Throttled),
    "429": (answering(429, "TooManyRequests"), Throttled),
    "500": (answering(500, "InternalError"), Unreachable),
    "lost": (lost_before, Unreachable),
}
METHODS = "GET", "PUT", "POST", "DELETE"


@pytest.fixture
def table(shaky: Storage, line: Line) -> TableClient:
    table = shaky.table("links")
    bulk.put(table, ROWS)
    line.clear()
    return table


@pytest.fixture(params=CALLS.values(), ids=CALLS.keys())
def call(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture(params=BUSY.values(), ids=BUSY.keys())
def busy(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_once_busy_is_tried_again(
    table: TableClient, line: Line, call: Callable[[TableClient], Any], busy: Any
) -> None:
    for method in METHODS:
        line.plan(method, "", busy[0])
    call(table)
    assert len(line.requests) <= len(KEYS) + 2


def test_for_ever_busy_is_told_after_few_tries(
    table: TableClient, line: Line, call: Callable[[TableClient], Any], busy: Any
) -> None:
    act, error = busy
    for method in METHODS:
        line.plan(method, "", act, times=None)
    with pytest.raises(error):
        call(table)
    assert len(line.requests) <= 5 * len(KEYS)


def test_a_right_that_is_missing_is_told_at_once(
    table: TableClient, line: Line, call: Callable[[TableClient], Any]
) -> None:
    for method in METHODS:
        line.plan(method, "", answering(403, "AuthorizationPermissionMismatch"), times=None)
    with pytest.raises(RightMissing, match="Storage Table Data Contributor"):
        call(table)
    assert len(line.requests) <= len(KEYS)


@pytest.mark.parametrize(
    ("status", "code", "error"),
    [
        (503, "ServerBusy", Throttled),
        (500, "InternalError", Unreachable),
        (403, "AuthorizationFailure", RightMissing),
    ],
)
def test_an_error_within_the_answer_to_a_batch_is_told_as_what_it_is(
    table: TableClient, line: Line, status: int, code: str, error: type[AppError]
) -> None:
    line.plan("POST", "batch", answering_in_batch(status, code))
    with pytest.raises(error):
        bulk.put(table, ROWS)


def test_a_batch_that_failed_for_one_row_is_written_row_by_row(
    table: TableClient, line: Line
) -> None:
    line.plan("POST", "batch", answering_in_batch(503, "ServerBusy"))
    assert None not in bulk.write(table, [(row, None) for row in NEW])
    assert line.count("POST", "links") == len(NEW)


def test_while_nothing_is_answered_no_further_partition_is_tried(
    table: TableClient, line: Line
) -> None:
    line.plan("POST", "", lost_before, times=None)
    rows = [{"PartitionKey": f"p{number}", "RowKey": "0"} for number in range(200)]
    with pytest.raises(Unreachable):
        bulk.put(table, rows)
    assert line.count("POST") <= 5 * 2 * bulk.THREADS


def test_the_waits_between_the_tries_end_soon(azurite: Azurite, line: Line) -> None:
    """With the waits that the product has."""
    storage = Storage(settings_for(azurite), transport=line.transport())
    line.plan("GET", "", answering(503, "ServerBusy"), times=None)
    began = time.monotonic()
    with pytest.raises(Throttled):
        bulk.read(storage.table("links"), KEYS)
    assert 1 < time.monotonic() - began < 15


def test_an_empty_page_is_not_the_end(table: TableClient, line: Line) -> None:
    reads: list[Callable[[], int]] = [
        lambda: len(page_of(table, ["p"], (), None, 10)[0]),
        lambda: sum(len(page) for page in pages(table, "PartitionKey eq @p", {"p": "p"})),
    ]
    for read in reads:
        line.plan("GET", "filter=", empty_page, times=1)
        assert read() == 3
        assert line.count("GET", "NextPartitionKey") == 1
        line.clear()


def test_of_a_batch_only_the_row_that_others_changed_is_lost(
    table: TableClient, line: Line
) -> None:
    before = bulk.write(table, [(row, None) for row in NEW])
    bulk.put(table, [{**NEW[1], "text": "theirs"}])
    ours = [{**row, "text": "ours"} for row in NEW]
    results = bulk.write(table, list(zip(ours, before, strict=True)))
    assert [result is None for result in results] == [False, True, False]
    found = bulk.read(table, [("p", str(row["RowKey"])) for row in NEW])
    assert [found["p", f"new{n}"]["text"] for n in range(3)] == ["ours", "theirs", "ours"]


def test_of_a_batch_only_the_row_that_others_removed_is_lost(table: TableClient) -> None:
    before = bulk.write(table, [(row, None) for row in NEW])
    bulk.remove(table, [("p", "new2")])
    results = bulk.write(table, list(zip(NEW, before, strict=True)))
    assert [result is None for result in results] == [False, False, True]


def test_the_same_row_twice_in_one_go_is_written_once(table: TableClient) -> None:
    first, second = bulk.write(table, [({**NEW[0], "text": "a"}, None), (NEW[0], None)])
    assert first is not None
    assert second is None
