"""Which records hold a contact: at most one lead and one Dynamics contact.

Fifty contacts with neighbouring ids share a row, and five thousand a partition: an import makes
contacts with consecutive ids, so that claiming hundreds of them writes a handful of rows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from shared.entities import ENTITIES, Entity
from shared.store import bulk
from shared.store.connection import Tables

CONTACTS_A_ROW: Final = 50
ROWS_A_PARTITION: Final = 100


@dataclass(frozen=True, slots=True)
class Claim:
    """A record that wants, or holds, a contact."""

    contact_id: str
    entity: Entity
    record_id: str


class ClaimStore:
    """Claims by contact. Contact ids are decimal numbers."""

    def __init__(self, tables: Tables) -> None:
        self._table = tables.table("claims")

    def held(self, contact_ids: Collection[str]) -> list[Claim]:
        """Who holds these contacts."""
        rows = bulk.read(self._table, {_key(contact) for contact in contact_ids})
        return [
            Claim(contact, entity, record)
            for contact in contact_ids
            for entity, record in _holders(rows.get(_key(contact), {}), contact).items()
        ]

    def take(self, claims: Sequence[Claim]) -> list[str]:
        """Takes the contacts that are free. The id of the record of the claim's entity which
        holds the contact now, for each: that of the claim, or of the one that was quicker."""
        holder: dict[tuple[str, Entity], str] = {}
        waiting = list(claims)
        while waiting:
            keys = {_key(claim.contact_id) for claim in waiting}
            rows = bulk.read(self._table, keys)
            changed: dict[bulk.Key, dict[str, Any]] = {key: dict(rows.get(key, {})) for key in keys}
            for claim in waiting:
                row = changed[_key(claim.contact_id)]
                held = _holders(row, claim.contact_id)
                holder[claim.contact_id, claim.entity] = held.setdefault(
                    claim.entity, claim.record_id
                )
                row[_property(claim.contact_id)] = _text(held)
            lost = self._write(rows, changed)
            waiting = [claim for claim in waiting if _key(claim.contact_id) in lost]
        return [holder[claim.contact_id, claim.entity] for claim in claims]

    def release(self, claim: Claim, *, to: str | None = None) -> None:
        """Gives the contact free, if that record holds it, or passes it on to another record of
        the entity."""
        key = _key(claim.contact_id)
        while (row := bulk.read(self._table, [key]).get(key)) is not None:
            held = _holders(row, claim.contact_id)
            if held.get(claim.entity) != claim.record_id:
                return
            del held[claim.entity]
            if to is not None:
                held[claim.entity] = to
            if not self._write(
                {key: row}, {key: {**row, _property(claim.contact_id): _text(held)}}
            ):
                return

    def _write(
        self, before: Mapping[bulk.Key, bulk.Row], after: Mapping[bulk.Key, Mapping[str, Any]]
    ) -> set[bulk.Key]:
        """Writes the rows that differ. The keys of those that others were quicker to change."""
        wanted = [key for key, row in after.items() if row != before.get(key, {})]
        versions = bulk.write(
            self._table,
            [
                (
                    {**after[key], "PartitionKey": key[0], "RowKey": key[1]},
                    bulk.version_of(before[key]) if key in before else None,
                )
                for key in wanted
            ],
        )
        return {key for key, version in zip(wanted, versions, strict=True) if version is None}


def _key(contact_id: str) -> bulk.Key:
    row = int(contact_id) // CONTACTS_A_ROW
    return str(row // ROWS_A_PARTITION), str(row)


def _property(contact_id: str) -> str:
    return f"c{int(contact_id) % CONTACTS_A_ROW}"


def _holders(row: Mapping[str, Any], contact_id: str) -> dict[Entity, str]:
    """Of a text such as `lead:ID contact:ID`."""
    text = str(row.get(_property(contact_id), ""))
    parts = dict(part.split(":", 1) for part in text.split())
    return {entity: parts[entity] for entity in ENTITIES if entity in parts}


def _text(held: Mapping[Entity, str]) -> str:
    return " ".join(f"{entity}:{record}" for entity, record in held.items())
