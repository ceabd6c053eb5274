"""Reads and writes many rows of one table, few calls for many rows. Knows no row's meaning.

Rows of one partition are read by one filter and written by one batch; partitions are worked on by
several threads. A conditional batch that fails says only that one row was changed by others, so
its rows are then written one by one."""

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final
from uuid import uuid4

from azure.core import MatchConditions
from azure.core.exceptions import (
    ResourceExistsError,
    ResourceModifiedError,
    ResourceNotFoundError,
)
from azure.data.tables import TableClient, TableTransactionError, UpdateMode

from shared.store.connection import guarded
from shared.store.keys import grouped

Row = Mapping[str, Any]
Key = tuple[str, str]

THREADS: Final = 8
BATCH: Final = 100
FILTER_TERMS: Final = 20
STAMP: Final = "writeStamp"
"""Property with a fresh value for every write: a write that is refused because the same write had
come through, its answer lost and the SDK trying again, is recognised by it."""

_REPLACE: Final = {"mode": UpdateMode.REPLACE}


def read(
    table: TableClient, keys: Iterable[Key], select: list[str] | None = None
) -> dict[Key, Row]:
    """The rows that are there, by (partition, row) key."""
    parts = [
        (partition, chunk)
        for partition, rows in grouped(keys).items()
        for chunk in _chunks(sorted(set(rows)), FILTER_TERMS)
    ]

    def one(part: tuple[str, list[str]]) -> list[Row]:
        return guarded(lambda: _read_chunk(table, *part, select))

    found = _parallel(one, parts)
    return {(row["PartitionKey"], row["RowKey"]): row for rows in found for row in rows}


def put(table: TableClient, rows: Iterable[Row]) -> None:
    """Writes the rows whatever is there."""
    parts = [
        chunk
        for group in grouped((row["PartitionKey"], row) for row in rows).values()
        for chunk in _chunks(list({row["RowKey"]: row for row in group}.values()), BATCH)
    ]

    def one(part: list[Row]) -> None:
        guarded(lambda: table.submit_transaction([("upsert", row, _REPLACE) for row in part]))

    _parallel(one, parts)


def remove(table: TableClient, keys: Iterable[Key]) -> None:
    """Removes the rows; one that is not there is no error."""

    def one(key: Key) -> None:
        guarded(lambda: table.delete_entity(*key))

    _parallel(one, list(keys))


def write(table: TableClient, rows: Sequence[tuple[Row, str | None]]) -> list[str | None]:
    """Writes each row on condition that its version is still the given one (None: that there is
    no such row). The new version of each, or None where others were quicker."""
    versions: list[str | None] = [None] * len(rows)
    stamped = [({**row, STAMP: uuid4().hex}, version) for row, version in rows]
    parts = [
        chunk
        for group in grouped(
            (row["PartitionKey"], place) for place, (row, _) in enumerate(stamped)
        ).values()
        for chunk in _chunks(group, BATCH)
    ]

    def one(places: list[int]) -> None:
        for place, version in zip(
            places,
            guarded(lambda: _write_chunk(table, [stamped[place] for place in places])),
            strict=True,
        ):
            versions[place] = version

    _parallel(one, parts)
    return versions


def _read_chunk(
    table: TableClient, partition: str, rows: list[str], select: list[str] | None
) -> list[Row]:
    if len(rows) == 1:
        try:
            return [table.get_entity(partition, rows[0], select=select)]
        except ResourceNotFoundError:
            return []
    names = {f"r{number}": row for number, row in enumerate(rows)}
    terms = " or ".join(f"RowKey eq @{name}" for name in names)
    query = f"PartitionKey eq @p and ( {terms} )"  # the SDK replaces whole words only
    return list(table.query_entities(query, parameters={"p": partition, **names}, select=select))


def _write_chunk(table: TableClient, rows: Sequence[tuple[Row, str | None]]) -> list[str | None]:
    if len(rows) > 1:
        try:
            answers = table.submit_transaction([_operation(row, etag) for row, etag in rows])
        except (TableTransactionError, ResourceModifiedError, ResourceExistsError):
            return [_write_one(table, row, etag) for row, etag in rows]
        return [answer["etag"] for answer in answers]
    return [_write_one(table, row, etag) for row, etag in rows]


def _operation(row: Row, etag: str | None) -> Any:
    if etag is None:
        return ("create", row)
    conditional = {"etag": etag, "match_condition": MatchConditions.IfNotModified}
    return ("update", row, {**_REPLACE, **conditional})


def _write_one(table: TableClient, row: Row, etag: str | None) -> str | None:
    try:
        if etag is None:
            return str(table.create_entity(row)["etag"])
        answer = table.update_entity(
            row,
            mode=UpdateMode.REPLACE,
            etag=etag,
            match_condition=MatchConditions.IfNotModified,
        )
        return str(answer["etag"])
    except (ResourceExistsError, ResourceModifiedError, ResourceNotFoundError):
        return _own_success(table, row)


def _own_success(table: TableClient, row: Row) -> str | None:
    """The version of the row if it holds what was to be written: the write had come through."""
    try:
        found = table.get_entity(row["PartitionKey"], row["RowKey"])
    except ResourceNotFoundError:
        return None
    return str(found.metadata["etag"]) if found.get(STAMP) == row[STAMP] else None


def version_of(row: Row) -> str:
    """The version (ETag) of a row as read."""
    return str(row.metadata["etag"])  # type: ignore[attr-defined] # TableEntity


def _chunks(items: list[Any], size: int) -> list[list[Any]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


def _parallel(act: Any, parts: list[Any]) -> list[Any]:
    if len(parts) <= 1:
        return [act(part) for part in parts]
    with ThreadPoolExecutor(min(THREADS, len(parts)), thread_name_prefix="table") as threads:
        return list(threads.map(act, parts))
