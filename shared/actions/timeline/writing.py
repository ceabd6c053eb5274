"""Writes entries to the timeline: each once for each record, however often it is told."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from shared.actions.activity_merge import SAME_TIME
from shared.actions.timeline import rows
from shared.actions.timeline.entries import Entry, Regarding, Standing, not_standing, row_id
from shared.dataverse.client import Dataverse
from shared.dataverse.owners import owned_by, owners_of
from shared.dataverse.query import any_id, chunks
from shared.dataverse.rows import Row, row_etag
from shared.dataverse.write import Create, Update, WriteResult
from shared.errors import (
    Conflict,
    Gone,
    RemoteError,
    RequestRefused,
    RetryLater,
    RightMissing,
    StateChanged,
    StopRun,
)
from shared.store.keys import grouped
from shared.sync.mapped_schema import base_language

Placed = tuple[Entry, Regarding]

_NOT_TAKEN = (RightMissing, RequestRefused, Gone)
"""How Dynamics refuses an owner: as it refuses an app that lacks rights, other content, or a user
who is not there."""


class TableMissing(Conflict):
    code = "timeline.table_missing"
    title = "The timeline's table is missing"

    def __init__(self) -> None:
        super().__init__(
            f"Dynamics has no table {rows.TABLE}.", remedy="Import the solution, and try again."
        )


class RowsRefused(RequestRefused):
    """Dynamics refused some rows; `written` others are new."""

    code = "timeline.rows_refused"
    title = "Dynamics refused rows of the timeline"

    def __init__(self, first: RemoteError, *, refused: int, written: int = 0) -> None:
        super().__init__("dataverse", f"{refused} rows were refused, the first: {first}")
        self.refused = refused
        self.written = written


def has_table(dataverse: Dataverse) -> bool:
    try:
        dataverse.entity_definition(rows.TABLE)
    except Gone:
        return False
    return True


@dataclass(frozen=True)
class Timeline:
    """The table as it is in this environment, for what is known of one account."""

    dataverse: Dataverse
    shape: rows.Shape
    account: int

    @classmethod
    def open(cls, dataverse: Dataverse, account: int) -> Self:
        """Two calls. Raises TableMissing, and the client's errors."""
        try:
            attributes = dataverse.attributes(rows.TABLE)
        except Gone:
            raise TableMissing from None
        shape = rows.shape_of(attributes, base_language(dataverse))
        if shape is None:
            raise TableMissing
        return cls(dataverse, shape, account)

    def write(self, placed: Sequence[Placed]) -> int:
        """Writes what has no row yet, and completes what is open; how many rows are new. A record
        that is gone has no timeline. A row belongs to whom its record belongs to.

        Raises RowsRefused after the others were written, and the client's errors; all of it may
        be repeated."""
        wanted = {row_id(self.account, one, where.record_id): (one, where) for one, where in placed}
        results = self._created(wanted)
        made = [key for key, result in results.items() if result.error is None]
        told = {key: etag for key in made if (etag := results[key].etag) is not None}
        there = [key for key, one in results.items() if isinstance(one.error, StateChanged)]
        open_ones = told | self._open_among([*there, *(key for key in made if key not in told)])
        updates = [
            Update(rows.SET, key, rows.completion(wanted[key][0]), version)
            for key, version in open_ones.items()
        ]
        _raise_first([*results.values(), *self.dataverse.write(updates)], len(made))
        return len(made)

    def new_among(self, placed: Sequence[Placed], since: datetime) -> list[Placed]:
        """Those for which no row stands that another source may have told of. `since` is before
        all of them."""
        standing = grouped(
            (row.record_id, row)
            for row in self.standing({where.record_id for _, where in placed}, since - SAME_TIME)
        )
        left = []
        for where, entries in grouped((where, one) for one, where in placed).items():
            named = [(row_id(self.account, one, where.record_id), one) for one in entries]
            new = not_standing(named, standing.get(where.record_id, []))
            left += [(one, where) for _, one in new]
        return left

    def standing(self, record_ids: set[str], since: datetime) -> list[Standing]:
        """The rows that regard these records and are not older than `since`."""
        found: list[Row] = []
        for chunk in chunks(sorted(record_ids)):
            records = any_id("_regardingobjectid_value", chunk)
            row_filter = f"({records}) and actualend ge {since:%Y-%m-%dT%H:%M:%SZ}"
            link = None
            while True:
                page = self.dataverse.page(rows.SET, rows.READ, filter=row_filter, link=link)
                found += page.rows
                link = page.next_link
                if link is None:
                    break
        return [row for row in map(rows.standing, found) if row is not None]

    def _created(self, wanted: Mapping[str, Placed]) -> dict[str, WriteResult]:
        """What came of each row, by its id. Who sees a record by being its owner, or of the
        owner's unit, sees its rows so. An owner whom Dynamics does not take, such as a disabled
        one, leaves them to the app."""
        owners = self._owners({where for _, where in wanted.values()})
        results = self._create(wanted, owners)
        not_taken = {
            key: one
            for key, one in wanted.items()
            if one[1] in owners and isinstance(results[key].error, _NOT_TAKEN)
        }
        return results | self._create(not_taken, {})

    def _create(
        self, wanted: Mapping[str, Placed], owners: Mapping[Regarding, Mapping[str, str]]
    ) -> dict[str, WriteResult]:
        creates = [
            Create(
                rows.SET,
                key,
                {**rows.values(self.shape, entry, where), **owners.get(where, {})},
                select=("statecode",),
            )
            for key, (entry, where) in wanted.items()
        ]
        return dict(zip(wanted, self.dataverse.write(creates), strict=True))

    def _owners(self, regarded: Collection[Regarding]) -> dict[Regarding, Mapping[str, str]]:
        """What a row on the timeline of each record holds to have the same owner."""
        found: dict[Regarding, Mapping[str, str]] = {}
        for entity, table in rows.REGARDED.items():
            ids = sorted(where.record_id for where in regarded if where.entity == entity)
            found |= {
                Regarding(entity, record_id): owned_by(*owner)
                for record_id, owner in owners_of(self.dataverse, table, ids).items()
            }
        return found

    def _open_among(self, keys: Sequence[str]) -> dict[str, str]:
        """The versions of those that are not completed, such as after a crash."""
        found = self.dataverse.rows_by_id(rows.SET, keys, ["statecode"]) if keys else {}
        return {
            key: version
            for key, row in found.items()
            if row.get("statecode") == rows.OPEN and (version := row_etag(row)) is not None
        }


def _raise_first(results: Sequence[WriteResult], written: int) -> None:
    """Raises what kept a row from being written, first of all what holds up all of them. A row
    that was there, or changed by another worker, and a record that is gone are no faults."""
    faults = [
        one.error
        for one in results
        if one.error is not None and not isinstance(one.error, StateChanged | Gone)
    ]
    for fault in faults:
        if isinstance(fault, RetryLater | StopRun):
            raise fault
    if faults:
        raise RowsRefused(faults[0], refused=len(faults), written=written)
