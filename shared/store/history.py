"""The history of each record: what a sync did with it and why, newest first.

Rows lie in few partitions, so that those of many records are written by few calls."""

import json
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal
from uuid import uuid4

from pydantic import Field, TypeAdapter

from shared.entities import Entity
from shared.errors import FieldFault, InvalidInput
from shared.store import bulk
from shared.store.connection import Tables
from shared.store.keys import bucket, encoded, newest_first
from shared.store.prune import prune
from shared.store.scan import first_rows
from shared.store.texts import cells, dense_json, joined, shortened, units, whole

Value = str | bool | tuple[str, ...] | None
SideName = Literal["dynamics", "activecampaign"]

LONGEST: Final = 160_000
"""UTF-16 units of JSON for one value: three of them fit into a row."""

LONGEST_SENT: Final = 330_000
"""Bytes of JSON for one value as the SDK sends it, with escapes: Azurite 3.37 refuses a row of more
than 1 MiB of those."""


@dataclass(frozen=True, slots=True)
class Written:
    """Values, by ActiveCampaign key, came to the record or the contact. The values themselves
    are on both sides, and not kept here."""

    how: Literal["created_record", "created_contact", "linked", "changed"]
    to_record: tuple[str, ...]
    to_contact: tuple[str, ...]
    kind: Literal["written"] = "written"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The record was excluded, or its link closed. `related_id` is the record in its way."""

    how: Literal["excluded", "closed"]
    code: str
    detail: str
    related_id: str | None
    kind: Literal["left_out"] = "left_out"


@dataclass(frozen=True, slots=True)
class Decided:
    """Both sides had changed `key` differently. `cut` says that a value was too long to be kept
    whole."""

    key: str
    base: Value
    record: Value
    contact: Value
    winner: SideName
    because: Literal["policy", "newest", "contact_record"]
    cut: bool = False
    kind: Literal["decided"] = "decided"

    @property
    def winning(self) -> Value:
        return self.record if self.winner == "dynamics" else self.contact

    @property
    def losing(self) -> Value:
        return self.contact if self.winner == "dynamics" else self.record


@dataclass(frozen=True, slots=True)
class Restored:
    """`by` wrote the losing value of the entry `of` to `side`."""

    key: str
    side: SideName
    by: str
    of: str
    kind: Literal["restored"] = "restored"


What = Written | LeftOut | Decided | Restored


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened to a record. `id` is unique within it, and sorts later ones first;
    `run_id` is None for an act by a person."""

    entity: Entity
    record_id: str
    id: str
    at: datetime
    run_id: str | None
    contact_id: str | None
    what: What

    @classmethod
    def new(
        cls,
        entity: Entity,
        record_id: str,
        at: datetime,
        what: What,
        *,
        run_id: str | None = None,
        contact_id: str | None = None,
    ) -> "Entry":
        """An entry with an id of its own."""
        key = newest_first(at, uuid4().hex)
        return cls(entity, record_id, key, at, run_id, contact_id, what)


def check_entry_id(text: str) -> None:
    """Raises InvalidInput for a place in a history that no entry can have."""
    if _ENTRY_ID.fullmatch(text) is None:
        fault = FieldFault("after", "paging.token", "Use what the page before gave as next.")
        raise InvalidInput([fault])


class HistoryStore:
    """Entries by record. Values are cut at `LONGEST`."""

    def __init__(self, tables: Tables) -> None:
        self._table = tables.table("history")

    def add_many(self, entries: Sequence[Entry]) -> None:
        bulk.put(self._table, [_to_row(entry) for entry in entries])

    def remove_many(self, entries: Collection[Entry]) -> None:
        """Takes entries back: what they tell has not come to pass."""
        bulk.remove(self._table, [_key(one.entity, one.record_id, one.id) for one in entries])

    def find(self, entity: Entity, record_id: str, entry_id: str) -> Entry | None:
        key = _key(entity, record_id, entry_id)
        row = bulk.read(self._table, [key]).get(key)
        return _from_row(row) if row is not None else None

    def newest(self, entity: Entity, record_id: str, after: str | None, limit: int) -> list[Entry]:
        """At most `limit` entries of one record, newest first, from the one behind the id
        `after` on."""
        partition, first = _key(entity, record_id, after or "")
        query = "PartitionKey eq @p and RowKey gt @after and RowKey lt @end"
        # Ids begin with a digit, and a colon comes next behind the digits.
        parameters = {"p": encoded(partition), "after": encoded(first)}
        parameters["end"] = encoded(f"{record_id}-") + ":"
        return [_from_row(row) for row in first_rows(self._table, query, parameters, limit)]

    def remove_of_record(self, entity: Entity, record_id: str) -> int:
        """Forgets all of one record; how many entries there were."""
        partition, first = _key(entity, record_id, "")
        query = "PartitionKey eq @p and RowKey gt @first and RowKey lt @end"
        parameters = {"p": encoded(partition), "first": encoded(first)}
        return prune(self._table, query, {**parameters, "end": encoded(first) + ":"})

    def remove_of_contact(self, contact_id: str) -> int:
        """Forgets what names a contact; how many entries there were. Looks through the whole
        table, which is for rare acts."""
        return prune(self._table, "contactId eq @contact", {"contact": contact_id})

    def prune(self, before: datetime) -> int:
        """Removes entries that are older, as many as one call may; how many."""
        return prune(self._table, "at lt @before", {"before": _sortable(before)})


_ENTRY_ID: Final = re.compile(r"[0-9]{14}-[0-9a-f]{32}")
_WHAT: Final[TypeAdapter[What]] = TypeAdapter(Annotated[What, Field(discriminator="kind")])


def _sortable(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _key(entity: Entity, record_id: str, entry_id: str) -> bulk.Key:
    return (f"{entity}-{bucket(record_id)}", f"{record_id}-{entry_id}")


def _to_row(entry: Entry) -> dict[str, Any]:
    partition, key = _key(entry.entity, entry.record_id, entry.id)
    what = _kept(entry.what) if isinstance(entry.what, Decided) else entry.what
    return {
        "PartitionKey": partition,
        "RowKey": key,
        "recordId": entry.record_id,
        "at": _sortable(entry.at),
        "runId": entry.run_id or "",
        "contactId": entry.contact_id or "",
        **cells("what", whole(_WHAT.dump_json(what).decode())),
    }


def _from_row(row: bulk.Row) -> Entry:
    entity: Entity = "lead" if row["PartitionKey"].startswith("lead-") else "contact"
    record_id = row["recordId"]
    return Entry(
        entity=entity,
        record_id=record_id,
        id=row["RowKey"].removeprefix(f"{record_id}-"),
        at=datetime.fromisoformat(row["at"]),
        run_id=row["runId"] or None,
        contact_id=row["contactId"] or None,
        what=_WHAT.validate_json(joined(row, "what")),
    )


def _kept(decided: Decided) -> Decided:
    """With values that fit into a row; a longer one is cut, and then only read by people."""
    values = (decided.base, decided.record, decided.contact)
    base, record, contact = kept = tuple(map(_as_kept, values))
    cut = decided.cut or kept != values
    return replace(decided, base=base, record=record, contact=contact, cut=cut)


def _as_kept(value: Value) -> Value:
    text = whole(dense_json(value))
    if units(text) <= LONGEST and len(json.dumps(text)) <= LONGEST_SENT:
        return tuple(map(whole, value)) if isinstance(value, tuple) else _whole(value)
    longest = LONGEST // 6  # so much longer JSON may become of it
    return shortened(whole(value) if isinstance(value, str) else text, longest)


def _whole(value: str | bool | None) -> str | bool | None:
    return whole(value) if isinstance(value, str) else value
