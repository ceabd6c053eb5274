"""Writes of rows, each conditional so that repeating it is harmless. Pure: builds and reads.

Conditions by learn.microsoft.com, "Perform conditional operations using the Web API" (read
2026-11-24)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.dataverse.batch import Part
from shared.dataverse.faults import failed_for_good, fault_of, not_understood, unanswered
from shared.dataverse.query import (
    formatted_annotation,
    names,
    preferences,
    row_path,
    with_options,
)
from shared.dataverse.rows import Row, read_object, row_etag
from shared.errors import RemoteError
from shared.transport import Answer

WRITE_TAG = "acd"
"""Plug-ins of the customer see it as shared variable `tag` and so tell our writes from others
(learn.microsoft.com, "Use optional parameters", read 2026-11-24)."""


@dataclass(frozen=True)
class Update:
    """Sets `values` of a row if it still has the version `etag`. `table` is the entity set, such
    as `leads`. With `select` the row is answered as it is after the write, with
    `formatted_values` together with the names of its lookups."""

    table: str
    id: str
    values: Mapping[str, Any]
    etag: str
    select: Sequence[str] = ()
    formatted_values: bool = False

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
    formatted_values: bool = False


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
        annotations = formatted_annotation(write.formatted_values)
        headers = preferences("return=representation", annotations=annotations)
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
