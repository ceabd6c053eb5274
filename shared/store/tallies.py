"""Counts that cannot drift from the rows they count. Knows no row's meaning.

A write that changes a count puts one small row with what changes beside its own rows, into the
same transaction: both happen or neither, whatever crashes, and no two writers touch one row. Now
and then the small rows of a partition are folded into one, again in a transaction."""

import threading
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final
from uuid import uuid4

from azure.core import MatchConditions
from azure.data.tables import TableClient, TableTransactionError, UpdateMode

from shared.errors import AppError
from shared.store import bulk
from shared.store.connection import guarded
from shared.store.keys import encoded
from shared.store.limits import BATCH_ROWS
from shared.store.scan import pages
from shared.telemetry.output import Log

log = Log(__name__)

SUM: Final = "-"
"""Key of the row into which the others are folded. It sorts, as theirs do, before every GUID."""

AFTER: Final = "."
"""Sorts just behind the keys of all tallies."""

FOLD_EVERY: Final = 16
"""Tallies that a process writes to a partition before it folds them."""

FOLD_FROM: Final = 64
"""A partition with so many rows, of many processes, is folded when they are read."""


def change(partition: str, changes: Mapping[str, int]) -> bulk.Row | None:
    """The row that says so, or None if nothing changes."""
    numbers = {name: number for name, number in changes.items() if number}
    if not numbers:
        return None
    return {"PartitionKey": partition, "RowKey": f"{SUM}{uuid4().hex}", **numbers}


class Folding:
    """Folds what this process writes, so that few rows are to be read. Safe for many threads."""

    def __init__(self, table: TableClient) -> None:
        self._table = table
        self._lock = threading.Lock()
        self._written: Counter[str] = Counter()

    def note(self, partitions: Collection[str]) -> None:
        """A tally was written to each of these partitions. If they cannot be folded now, readers
        do it: what was written is written."""
        with self._lock:
            self._written.update(partitions)
            many = [one for one in partitions if self._written[one] >= FOLD_EVERY]
            for partition in many:
                del self._written[partition]
        try:
            bulk.in_parallel(lambda one: fold(self._table, one), many)
        except AppError as fault:
            log.warning("counts could not be folded: %s", fault)


def total(table: TableClient, partitions: Sequence[str]) -> Counter[str]:
    """What all partitions count together. Folds those with many rows."""
    found = bulk.in_parallel(lambda one: _rows(table, one), list(partitions))
    many = [one for one, rows in zip(partitions, found, strict=True) if len(rows) >= FOLD_FROM]
    bulk.in_parallel(lambda one: fold(table, one), many)
    return sum((added(rows) for rows in found), Counter())


def fold(table: TableClient, partition: str) -> None:
    """Makes one row of the partition's tallies."""
    fold_rows(table, partition, SUM, AFTER)


def fold_rows(table: TableClient, partition: str, key: str, after: str) -> None:
    """Makes one row with `key` of all from it up to `after`, whose numbers are added. Another who
    does so at the same time does it for both."""
    while len(rows := _rows(table, partition, key, after)) > 1:
        if not _fold(table, partition, key, rows):
            return


def added(rows: Sequence[bulk.Row]) -> Counter[str]:
    """The sum; what comes to nothing is left out, and so is what a later version may have put
    there that is no number. A number may be below zero on the way."""
    found: Counter[str] = Counter()
    for row in rows:
        found.update({name: number for name, number in row.items() if isinstance(number, int)})
    return Counter({name: number for name, number in found.items() if number})


def correct(
    table: TableClient, partition: str, count: Callable[[], Mapping[str, int]]
) -> bool | None:
    """Compares the tallies with `count`, which counts the rows themselves, and puts them right.
    True if they were wrong, None if others wrote meanwhile, so that nothing can be said."""
    fold(table, partition)
    before = _rows(table, partition)
    counted = Counter(count())
    if _versions(_rows(table, partition)) != _versions(before):
        return None
    if added(before) == counted:
        return False
    row = {"PartitionKey": partition, "RowKey": SUM, **counted}
    known = next((bulk.version_of(one) for one in before if one["RowKey"] == SUM), None)
    return True if bulk.write(table, [(row, known)])[0] is not None else None


def _rows(
    table: TableClient, partition: str, first: str = SUM, after: str = AFTER
) -> list[bulk.Row]:
    query = "PartitionKey eq @p and RowKey ge @first and RowKey lt @after"
    parameters = {"p": encoded(partition), "first": first, "after": after}
    return [row for page in pages(table, query, parameters) for row in page]


def _versions(rows: Sequence[bulk.Row]) -> set[str]:
    return {bulk.version_of(row) for row in rows}


def _fold(table: TableClient, partition: str, key: str, rows: Sequence[bulk.Row]) -> bool:
    """Folds as many as one transaction takes; False if others were quicker. If the answer is
    lost, what was folded is found folded."""
    known = next((row for row in rows if row["RowKey"] == key), None)
    others = [row for row in rows if row["RowKey"] != key][: BATCH_ROWS - 1]
    numbers = added([*others, known] if known is not None else others)
    folded = {"PartitionKey": encoded(partition), "RowKey": encoded(key), **numbers}
    operations: list[Any] = [("delete", _key(partition, row), _unchanged(row)) for row in others]
    if known is None:
        operations.append(("create", folded))
    else:
        options = {"mode": UpdateMode.REPLACE, **_unchanged(known)}
        operations.append(("update", folded, options))
    try:
        guarded(lambda: _send(table, operations))
    except bulk.LostRace:
        return False
    return True


def _send(table: TableClient, operations: list[Any]) -> None:
    try:
        table.submit_transaction(operations, **bulk.AGAIN)
    except TableTransactionError as fault:
        raise bulk.lost_race(fault) from None


def _key(partition: str, row: bulk.Row) -> dict[str, str]:
    return {"PartitionKey": encoded(partition), "RowKey": encoded(row["RowKey"])}


def _unchanged(row: bulk.Row) -> dict[str, Any]:
    return {"etag": bulk.version_of(row), "match_condition": MatchConditions.IfNotModified}
