"""Dynamics as it was read, in memory: what the engine writes here changes the copy alone. Knows
no connection to the real one."""

# ruff: noqa: ARG002 - signatures are those of what is stood for
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from shared.dataverse.lookups import NO_LOOKUPS, Lookups
from shared.dataverse.rows import Row
from shared.dataverse.write import Create, Update, Write, WriteResult
from shared.entities import ENTITIES
from shared.errors import Gone
from shared.sync.sides import EMAIL_COLUMN, FROM_LEAD, ID_COLUMN, MASTER, STATE_ACTIVE, TABLE

KEY = {TABLE[entity]: ID_COLUMN[entity] for entity in ENTITIES}
LOOKED_FOR = (EMAIL_COLUMN, MASTER, FROM_LEAD)
"""The columns by whose values the engine looks for records."""


class CopiedDynamics:
    """Has those methods of `Dataverse` that the engine calls for records, with the same
    signatures."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._rows: dict[str, dict[str, Row]] = {table: {} for table in KEY}
        self._ids_with: dict[tuple[str, str], defaultdict[str, set[str]]] = {
            (table, column): defaultdict(set) for table in KEY for column in LOOKED_FOR
        }
        self._writes = 0

    def hold(self, table: str, rows: Iterable[Row]) -> None:
        """Takes rows that were read."""
        for row in rows:
            row_id = str(row[KEY[table]]).lower()
            self._rows[table][row_id] = row
            for column in LOOKED_FOR:
                self._ids_with[table, column][_folded(row.get(column))].add(row_id)

    def held_rows(self, table: str) -> Mapping[str, Row]:
        """All rows that are held, by id, in the order in which they came."""
        return self._rows[table]

    def rows_by_id(
        self,
        table: str,
        ids: Sequence[str],
        select: Sequence[str],
        *,
        caller: str | None = None,
        lookups: Lookups = NO_LOOKUPS,
    ) -> dict[str, Row]:
        rows = self._rows[table]
        return {row_id: rows[row_id] for row_id in ids if row_id in rows}

    def rows_where_any(
        self,
        table: str,
        column: str,
        values: Sequence[str],
        select: Sequence[str],
        *,
        lookups: Lookups = NO_LOOKUPS,
    ) -> list[Row]:
        """Without regard to case and trailing blanks."""
        wanted = {_folded(value) for value in values}
        ids_with = self._ids_with[table, column]
        ids = {row_id for value in wanted for row_id in ids_with.get(value, ())}
        rows = (self._rows[table][row_id] for row_id in sorted(ids))
        return [row for row in rows if _folded(row.get(column)) in wanted]

    def write(self, writes: Sequence[Write]) -> list[WriteResult]:
        return [self._written(write) for write in writes]

    def _written(self, write: Write) -> WriteResult:
        row = self._changed(write)
        if row is None:
            return WriteResult(Gone("dataverse", "The row is not there."))
        self.hold(write.table, [row])
        return WriteResult(etag=row["@odata.etag"], row=row)

    def _changed(self, write: Write) -> Row | None:
        self._writes += 1
        now = self._clock().isoformat()
        stamps = {"modifiedon": now, "@odata.etag": f'W/"preview-{self._writes}"'}
        match write:
            case Create():
                return {
                    **dict.fromkeys(write.select),
                    KEY[write.table]: write.id,
                    "statecode": STATE_ACTIVE,
                    "createdon": now,
                    **write.values,
                    **stamps,
                }
            case Update():
                before: Mapping[str, object] | None = self._rows[write.table].get(write.id)
                return None if before is None else {**before, **write.values, **stamps}


def _folded(value: object) -> str:
    return value.rstrip().casefold() if isinstance(value, str) else ""
