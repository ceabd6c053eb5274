"""Decided conflicts, by record: base, both values, and which one won."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from shared.entities import Entity
from shared.store import bulk
from shared.store.connection import Tables
from shared.store.keys import newest_first
from shared.store.scan import page_of
from shared.store.texts import cells, joined, shortened, units, whole

Value = str | bool | tuple[str, ...] | None

LONGEST: Final = 160_000
"""UTF-16 units of JSON for one value: three of them fit into a row."""


@dataclass(frozen=True, slots=True)
class DecidedConflict:
    """Both sides had changed `key` differently; `winner` is `dynamics` or `activecampaign`."""

    entity: Entity
    record_id: str
    at: datetime
    run_id: str
    key: str
    base: Value
    record: Value
    contact: Value
    winner: str
    because: str


class DecisionStore:
    """Conflicts of each record, newest first. Values are cut at `LONGEST`."""

    def __init__(self, tables: Tables) -> None:
        self._table = tables.table("decisions")

    def add_many(self, conflicts: Sequence[DecidedConflict]) -> None:
        bulk.put(self._table, [_to_row(conflict) for conflict in conflicts])

    def page(
        self, entity: Entity, record_id: str, after: str | None, limit: int
    ) -> tuple[list[DecidedConflict], str | None]:
        """The conflicts of one record, and where the next page begins."""
        rows, following = page_of(self._table, [f"{entity}-{record_id}"], {}, after, limit)
        return [_from_row(entity, record_id, row) for row in rows], following


def _to_row(conflict: DecidedConflict) -> dict[str, Any]:
    return {
        "PartitionKey": f"{conflict.entity}-{conflict.record_id}",
        "RowKey": newest_first(conflict.at, uuid4().hex),
        "at": conflict.at.isoformat(),
        "runId": conflict.run_id,
        "key": conflict.key,
        **cells("base", _kept(conflict.base)),
        **cells("record", _kept(conflict.record)),
        **cells("contact", _kept(conflict.contact)),
        "winner": conflict.winner,
        "because": conflict.because,
    }


def _from_row(entity: Entity, record_id: str, row: bulk.Row) -> DecidedConflict:
    return DecidedConflict(
        entity=entity,
        record_id=record_id,
        at=datetime.fromisoformat(row["at"]),
        run_id=row["runId"],
        key=row["key"],
        base=_value(joined(row, "base")),
        record=_value(joined(row, "record")),
        contact=_value(joined(row, "contact")),
        winner=row["winner"],
        because=row["because"],
    )


def _kept(value: Value) -> str:
    """The value as JSON; a longer one is cut, as a ledger is only read by people."""
    text = whole(json.dumps(value, ensure_ascii=False))
    if units(text) <= LONGEST:
        return text
    longest = LONGEST // 6  # so much longer JSON may become of it
    return json.dumps(
        shortened(whole(value) if isinstance(value, str) else text, longest), ensure_ascii=False
    )


def _value(text: str) -> Value:
    value = json.loads(text)
    return tuple(value) if isinstance(value, list) else value
