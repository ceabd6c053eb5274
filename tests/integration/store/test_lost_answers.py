"""An answer that gets lost: what was written is known as written, and by whom."""

from typing import Any

import pytest
from azure.data.tables import TableClient

from shared.errors import Unreachable
from shared.store import bulk
from shared.store.connection import Storage
from shared.store.leases import LeaseStore
from shared.store.sends import SendStore
from tests.integration.conftest import Clock
from tests.integration.store.faulty import Act, Line, answering_after, lost_after, lost_before

FAULTS = {
    "lost before it arrived": lost_before,
    "lost after it was done": lost_after,
    "500 after it was done": answering_after(500, "InternalError"),
    "408 after it was done": answering_after(408, "OperationTimedOut"),
}


@pytest.fixture(params=FAULTS.values(), ids=FAULTS.keys())
def fault(request: pytest.FixtureRequest) -> Act:
    act: Act = request.param
    return act


@pytest.fixture
def table(shaky: Storage) -> TableClient:
    return shaky.table("links")


def rows(count: int, **values: Any) -> list[dict[str, Any]]:
    return [{"PartitionKey": "p", "RowKey": str(n), "text": "new", **values} for n in range(count)]


def stored(table: TableClient) -> dict[str, str]:
    return {row["RowKey"]: row["text"] for row in table.list_entities()}


def test_a_row_that_was_created_is_ours(table: TableClient, line: Line, fault: Act) -> None:
    line.plan("POST", "links", fault)
    (version,) = bulk.write(table, [(rows(1)[0], None)])
    assert version == table.get_entity("p", "0").metadata["etag"]
    assert line.count("POST") == 2


def test_a_row_that_was_changed_is_ours(table: TableClient, line: Line, fault: Act) -> None:
    (before,) = bulk.write(table, [(rows(1, text="old")[0], None)])
    line.plan("PUT", "links", fault)
    (version,) = bulk.write(table, [(rows(1)[0], before)])
    assert version == table.get_entity("p", "0").metadata["etag"]
    assert stored(table) == {"0": "new"}


def test_a_batch_that_was_created_is_ours(table: TableClient, line: Line, fault: Act) -> None:
    line.plan("POST", "batch", fault)
    versions = bulk.write(table, [(row, None) for row in rows(7)])
    etags = [table.get_entity("p", str(n)).metadata["etag"] for n in range(7)]
    assert versions == etags


def test_a_batch_that_was_changed_is_ours(table: TableClient, line: Line, fault: Act) -> None:
    before = bulk.write(table, [(row, None) for row in rows(7, text="old")])
    line.plan("POST", "batch", fault)
    versions = bulk.write(table, list(zip(rows(7), before, strict=True)))
    etags = [table.get_entity("p", str(n)).metadata["etag"] for n in range(7)]
    assert versions == etags
    assert set(stored(table).values()) == {"new"}


def test_what_is_put_is_there(table: TableClient, line: Line, fault: Act) -> None:
    line.plan("POST", "batch", fault)
    bulk.put(table, rows(7))
    assert len(stored(table)) == 7


def test_what_is_removed_is_gone(table: TableClient, line: Line, fault: Act) -> None:
    bulk.put(table, rows(7))
    line.plan("POST", "batch", fault)
    bulk.remove(table, [("p", str(n)) for n in range(6)])
    line.plan("DELETE", "links", fault)
    bulk.remove(table, [("p", "6")])
    assert stored(table) == {}


def test_a_write_lost_to_others_while_its_answer_was_lost_is_lost(
    table: TableClient, line: Line
) -> None:
    """The stamp tells them apart even where the content is the same."""
    (before,) = bulk.write(table, [(rows(1, text="old")[0], None)])
    bulk.write(table, [(rows(1)[0], before)])
    line.plan("PUT", "links", lost_before)
    assert bulk.write(table, [(rows(1)[0], before)]) == [None]


def test_a_lease_is_held_though_the_answer_was_lost(
    shaky: Storage, line: Line, clock: Clock, fault: Act
) -> None:
    leases = LeaseStore(shaky, clock)
    line.plan("POST", "leases", fault)
    lease = leases.take("run", "a", 60)
    assert lease is not None
    line.plan("PUT", "leases", fault)
    assert leases.renew(lease, 60) is not None
    assert leases.take("run", "b", 60) is None


def test_an_act_is_begun_though_the_answer_was_lost(
    shaky: Storage, line: Line, clock: Clock, fault: Act
) -> None:
    """Otherwise it would be told as begun by somebody else, and never be done."""
    sends = SendStore(shaky, clock)
    line.plan("POST", "sends", fault)
    assert sends.begin("send", "request", "1", "ann") == "new"
    assert sends.begin("send", "request", "1", "ann") != "new"


def test_a_line_that_stays_broken_is_told_after_few_tries(table: TableClient, line: Line) -> None:
    line.plan("POST", "links", lost_after, times=None)
    with pytest.raises(Unreachable):
        bulk.write(table, [(rows(1)[0], None)])
    assert line.count("POST") <= 5
