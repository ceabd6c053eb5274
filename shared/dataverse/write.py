"""Writes of rows, each conditional so that repeating it is harmless. Pure: builds and reads.

Conditions by learn.microsoft.com, "Perform conditional operations using the Web API" (read
2026-11-24)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from shared.dataverse.batch import Part
from shared.dataverse.faults import failed_for_good, fault_of, not_understood, unanswered
from shared.dataverse.lookups import NO_LOOKUPS, Lookups
from shared.dataverse.query import names, preferences, row_path, with_options
from shared.dataverse.rows import Row, read_object, row_etag
from shared.errors import RemoteError
from shared.transport import Answer

WRITE_TAG = "acd"
"""Plug-ins of the customer see it as shared variable `tag` and so tell our writes from others
(learn.microsoft.com, "Use optional parameters", read 2026-11-24)."""


@dataclass(frozen=True)
class Update:
    """Sets `values` of a row if it still has the version `etag`. `table` is the entity set, such
    as `leads`. With `select` the row is answered as it is after the write, with what
    `lookups` asks for."""

    table: str
    id: str
    values: Mapping[str, Any]
    etag: str
    select: Sequence[str] = ()
    lookups: Lookups = NO_LOOKUPS

    def __post_init__(self) -> None:
        if not self.etag:
            raise ValueError("without the version that was read an update could overwrite others")


@dataclass(frozen=True)
class Create:
    """Makes a row with an id of our choice if there is none with it; `values` must not hold the
    id again. An existing row gives StateChanged."""

    table: str
    id: str
    values: Mapping[str, Any]
    select: Sequence[str] = ()
    lookups: Lookups = NO_LOOKUPS


Write = Update | Create


@dataclass(frozen=True)
class WriteResult:
    """What came of one write: an error, or the new version as far as Dataverse told it. `row` is
    there if columns were selected
    and Dataverse took that preference."""

    error: RemoteError | None = None
    etag: str | None = None
    row: Row | None = None


def write_part(write: Write) -> Part:
    """Raises ValueError if the id is no GUID."""
    options = {"tag": WRITE_TAG}
    headers = {}
    if write.select:
        options["$select"] = names(write.select)
        headers = preferences("return=representation", annotations=write.lookups.annotations)
    if isinstance(write, Update):
        headers["If-Match"] = write.etag
    else:
        headers["If-None-Match"] = "*"
    path = with_options(row_path(write.table, write.id), options)
    return Part("PATCH", path, headers, write.values)


def write_result(write: Write, answer: Answer | None) -> WriteResult:
    """`answer` is None if the batch held none for this write. A 500 that came each time, while
    others were served, counts against the row: waiting would hold up all others for ever."""
    route = f"PATCH {write.table}(id)"
    if answer is None:
        return WriteResult(unanswered(route))
    if answer.status == 500:
        return WriteResult(failed_for_good(route, answer))
    if not answer.ok:
        return WriteResult(fault_of(route, answer, creates=isinstance(write, Create)))
    if not answer.body:
        return WriteResult(etag=answer.headers.get("ETag"))
    row = read_object(answer.body)
    if row is None:
        return WriteResult(not_understood(route, answer, "is not JSON"))
    return WriteResult(etag=row_etag(row) or answer.headers.get("ETag"), row=row)


def with_lookups(
    writes: Sequence[Write],
    results: Sequence[WriteResult],
    add: Callable[[Sequence[Row], Lookups], Sequence[Row]],
) -> list[WriteResult]:
    """The results, in order, their rows with what `add` adds to them of the lookups asked for."""
    emails = dict.fromkeys(email for write in writes for email in write.lookups.emails)
    rows = [result.row for result in results if result.row is not None]
    added = iter(add(rows, Lookups(emails=tuple(emails))))
    return [
        result if result.row is None else replace(result, row=next(added)) for result in results
    ]
