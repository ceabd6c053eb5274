"""Reads and writes many rows of one table, few calls for many rows. Knows no row's meaning.

Rows of one partition are written by one batch; rows are read, and partitions written, by several
threads. A conditional batch that fails says only that one row was changed by others, so
its rows are then written one by one. Keys are any texts: they are encoded on the way."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from typing import Any, Final
from uuid import uuid4

from azure.core import MatchConditions
from azure.core.exceptions import (
    HttpResponseError,
    ResourceExistsError,
    ResourceModifiedError,
    ResourceNotFoundError,
)
from azure.data.tables import TableClient, TableTransactionError, UpdateMode

from shared.store.connection import guarded
from shared.store.keys import decoded, encoded, grouped
from shared.store.limits import BATCH_ROWS, NotStorable, batches, fits_as_key, row_fault, sent_bytes

Row = Mapping[str, Any]
Key = tuple[str, str]

THREADS: Final = 6
"""A row takes the service some milliseconds, during which others can be asked for."""

CROWD: Final = 20
"""From so many rows of a partition on it is worth its while to read the whole of it."""

STAMP: Final = "writeStamp"
"""Property with a fresh value for every write: a write that is refused because the same write had
come through, its answer lost and the SDK trying again, is recognised by it."""

_REPLACE: Final = {"mode": UpdateMode.REPLACE}
_BY_CONDITION: Final = (404, 409, 412)

AGAIN: Final[Mapping[str, Any]] = {"retry_on_methods": frozenset({"POST"})}
"""Creating and batches are repeatable here, by their conditions and stamps. The SDK by itself
tries a POST again only after 500, 503 and 504 (azure-core 1.41, _retry.py, read 2026-11-24)."""


def read(
    table: TableClient, keys: Iterable[Key], select: list[str] | None = None
) -> dict[Key, Row]:
    """The rows that are there, by (partition, row) key.

    Each is asked for by itself: the index does not speed up a filter that is an `or` of several
    row keys (learn.microsoft.com, Table Storage's design guide)."""
    wanted = {(encoded(partition), encoded(row)) for partition, row in keys}

    def one(key: Key) -> Row | None:
        return guarded(lambda: _read_one(table, *key, select))

    found = in_parallel(one, sorted(key for key in wanted if _may_be_there(key)))
    rows = [as_read(row) for row in found if row is not None]
    return {(row["PartitionKey"], row["RowKey"]): row for row in rows}


def read_crowd(table: TableClient, keys: Iterable[Key], large: set[str]) -> dict[Key, Row]:
    """As `read`, for a table of which many rows are wanted at once: a partition that holds no
    more than one answer does is read as a whole, for which the SDK takes a twentieth of the time.
    `large` are the partitions that were found to hold more, and is added to."""
    groups = grouped(set(keys))
    whole = [
        (partition, rows)
        for partition, rows in groups.items()
        if len(rows) >= CROWD and partition not in large
    ]
    found: dict[Key, Row] = {}
    for (partition, _), (rows, is_all) in zip(
        whole, in_parallel(lambda part: _read_range(table, *part), whole), strict=True
    ):
        found |= {(partition, row["RowKey"]): row for row in rows}
        if not is_all:
            large.add(partition)
    through = {partition for partition, _ in whole} - large
    rest = [
        (partition, row)
        for partition, rows in groups.items()
        if partition not in through
        for row in rows
    ]
    wanted = {(partition, row) for partition in through for row in groups[partition]}
    return {key: row for key, row in found.items() if key in wanted} | read(table, rest)


def put(table: TableClient, rows: Iterable[Row]) -> None:
    """Writes the rows whatever is there; of two with one key the later. Raises NotStorable for
    one over the limits of Table Storage, after the others were written."""
    by_key = {(row["PartitionKey"], row["RowKey"]): row for row in map(_as_sent, rows)}
    faults = {key: row_fault(row) for key, row in by_key.items()}
    groups = grouped((key[0], row) for key, row in by_key.items() if faults[key] is None)
    parts = [part for group in groups.values() for part in batches(group, sent_bytes)]

    def one(part: list[Row]) -> None:
        operations = [("upsert", row, _REPLACE) for row in part]
        guarded(lambda: table.submit_transaction(operations, **AGAIN))

    in_parallel(one, parts)
    for fault in faults.values():
        if fault is not None:
            raise fault


def remove(table: TableClient, keys: Iterable[Key]) -> None:
    """Removes the rows; one that is not there is no error."""
    wanted = {(encoded(partition), encoded(row)) for partition, row in keys}
    groups = grouped((key[0], key) for key in sorted(wanted) if _may_be_there(key))
    parts = [part for group in groups.values() for part in batches(group, lambda _: 1)]
    in_parallel(lambda part: guarded(lambda: _remove_chunk(table, part)), parts)


def remove_as_read(table: TableClient, row: Row, beside: Row | None = None) -> bool:
    """Removes a row that is as it was read, and creates `beside`, of the same partition, in the
    same transaction. False if another has changed or removed it: then neither is done."""
    key = {"PartitionKey": encoded(row["PartitionKey"]), "RowKey": encoded(row["RowKey"])}
    unchanged = {"etag": version_of(row), "match_condition": MatchConditions.IfNotModified}
    operations: list[Any] = [("delete", key, unchanged)]
    if beside is not None:
        operations.append(("create", _as_sent(beside)))

    def send() -> bool:
        try:
            table.submit_transaction(operations, **AGAIN)
        except TableTransactionError as fault:
            lost_race(fault)
            return False
        return True

    return guarded(send)


class LostRace(Exception):
    """Another had changed, made or removed a row of a transaction."""


Beside = Callable[[str, Sequence[int]], Row | None]
"""The row that is to be created together with the rows at these places, all of one partition."""


def write(table: TableClient, rows: Sequence[tuple[Row, str | None]]) -> list[str | None]:
    """Writes each row on condition that its version is still the given one (None: that there is
    no such row). The new version of each, or None where others were quicker. Raises NotStorable
    for one over the limits of Table Storage, after the others were written."""
    versions: list[str | None] = []
    for result in write_each(table, rows):
        if isinstance(result, NotStorable):
            raise result
        versions.append(result)
    return versions


def write_each(
    table: TableClient,
    rows: Sequence[tuple[Row, str | None]],
    beside: Beside = lambda *_: None,
) -> list[str | NotStorable | None]:
    """As `write`, with what was wrong with a row in its place. A row that `beside` gives is
    written in the same transaction as those it was asked for, or not at all."""
    stamped = [({**_as_sent(row), STAMP: uuid4().hex}, version) for row, version in rows]
    results: list[str | NotStorable | None] = [row_fault(row) for row, _ in stamped]
    groups = grouped(
        (row["PartitionKey"], place)
        for place, (row, _) in enumerate(stamped)
        if results[place] is None
    )
    parts = [
        part
        for group in groups.values()
        for part in batches(group, lambda place: sent_bytes(stamped[place][0]), most=BATCH_ROWS - 1)
    ]

    def one(places: list[int]) -> None:
        written = guarded(lambda: _write_chunk(table, stamped, places, beside))
        for place, version in zip(places, written, strict=True):
            results[place] = version

    in_parallel(one, parts)
    return results


def in_parallel(act: Any, parts: list[Any]) -> list[Any]:
    """What `act` gave for each part. After a failure nothing more is begun: while the account
    does not answer, every further part would wait for it in vain."""
    if len(parts) <= 1:
        return [act(part) for part in parts]
    with ThreadPoolExecutor(min(THREADS, len(parts)), thread_name_prefix="table") as threads:
        futures = [threads.submit(act, part) for part in parts]
        _, waiting = wait(futures, return_when=FIRST_EXCEPTION)
        for future in waiting:
            future.cancel()
        return [future.result() for future in futures if not future.cancelled()]


def lost_race(fault: HttpResponseError) -> LostRace:
    """LostRace for a transaction that failed by its conditions; raises `fault` for another."""
    if fault.status_code not in _BY_CONDITION:
        raise fault
    return LostRace()


def as_read(row: Any) -> Row:
    """A row as the SDK gave it, with its keys as they were before they were encoded."""
    for name in ("PartitionKey", "RowKey"):
        if name in row:
            row[name] = decoded(row[name])
    return row  # type: ignore[no-any-return]


def _as_sent(row: Row) -> Row:
    keys = {name: encoded(row[name]) for name in ("PartitionKey", "RowKey")}
    return {**row, **keys}


def _may_be_there(key: Key) -> bool:
    return fits_as_key(key[0]) and fits_as_key(key[1])


def _read_one(table: TableClient, partition: str, row: str, select: list[str] | None) -> Row | None:
    try:
        return table.get_entity(partition, row, select=select)
    except ResourceNotFoundError:
        return None


def _read_range(table: TableClient, partition: str, rows: list[str]) -> tuple[list[Row], bool]:
    """The rows from the first to the last of `rows`, as far as one answer holds them, and whether
    it held all."""
    query = "PartitionKey eq @p and RowKey ge @first and RowKey le @last"
    ends = sorted(encoded(row) for row in rows)
    parameters = {"p": encoded(partition), "first": ends[0], "last": ends[-1]}
    pages = table.query_entities(query, parameters=parameters).by_page()
    found = [as_read(row) for row in guarded(lambda: list(next(pages, ())))]
    return found, pages.continuation_token is None  # type: ignore[attr-defined] # PageIterator


def _remove_chunk(table: TableClient, keys: list[Key]) -> None:
    if len(keys) > 1:
        rows = [{"PartitionKey": partition, "RowKey": row} for partition, row in keys]
        try:
            table.submit_transaction([("delete", row) for row in rows], **AGAIN)
        except TableTransactionError:  # one was not there, so none was removed
            pass
        else:
            return
    for key in keys:
        table.delete_entity(*key)


def _write_chunk(
    table: TableClient,
    rows: Sequence[tuple[Row, str | None]],
    places: Sequence[int],
    beside: Beside,
) -> list[str | None]:
    """The rows at `places`, together or, if one of them was changed by others, one by one."""
    first, etag = rows[places[0]]
    extra = beside(decoded(first["PartitionKey"]), places)
    if extra is None and len(places) == 1:
        return [_write_one(table, first, etag)]
    operations = [_operation(*rows[place]) for place in places]
    if extra is not None:
        operations.append(("create", _as_sent(extra)))
    try:
        answers = table.submit_transaction(operations, **AGAIN)
    except (TableTransactionError, ResourceModifiedError, ResourceExistsError) as fault:
        if len(places) > 1:
            return [_write_chunk(table, rows, [place], beside)[0] for place in places]
        lost_race(fault)
        return [_own_success(table, first)]
    return [answer["etag"] for answer in answers[: len(places)]]


def _operation(row: Row, etag: str | None) -> Any:
    if etag is None:
        return ("create", row)
    conditional = {"etag": etag, "match_condition": MatchConditions.IfNotModified}
    return ("update", row, {**_REPLACE, **conditional})


def _write_one(table: TableClient, row: Row, etag: str | None) -> str | None:
    try:
        if etag is None:
            return str(table.create_entity(row, **AGAIN)["etag"])
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
