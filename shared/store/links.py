"""Links: the tie of one record to one contact, with the base both sides last agreed on."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final, Literal

from shared.entities import Entity
from shared.store import bulk
from shared.store.connection import Storage
from shared.store.keys import PARTITIONS, bucket
from shared.store.scan import page_of

Canonical = str | bool | tuple[str, ...] | None
LinkState = Literal["linked", "excluded", "closed"]

PART: Final = 32_000
"""Characters in one string property; Table Storage takes 32,768."""


@dataclass(frozen=True, slots=True)
class Link:
    """`base` holds the agreed values that are not blank, by ActiveCampaign key. `related_id` is
    the record that stands in the way of an excluded one. `version` is None until stored."""

    entity: Entity
    record_id: str
    state: LinkState
    contact_id: str | None
    email: str | None
    base: Mapping[str, Canonical]
    reason_code: str | None
    reason_detail: str | None
    related_id: str | None
    synced_at: datetime | None
    name: str
    version: str | None


class LinkStore:
    """Links by record, and which record of each entity holds a contact."""

    def __init__(self, storage: Storage) -> None:
        self._links = storage.table("links")
        self._claims = storage.table("claims")

    def read(self, entity: Entity, record_ids: Collection[str]) -> dict[str, Link]:
        """The links that there are, by record id."""
        rows = bulk.read(self._links, [_link_key(entity, record) for record in record_ids])
        return {link.record_id: link for link in map(_from_row, rows.values())}

    def of_contacts(self, contact_ids: Collection[str]) -> dict[str, list[Link]]:
        """The links that hold each of these contacts. Contacts without one are absent."""
        keys = [(bucket(contact), contact) for contact in contact_ids]
        records: dict[Entity, list[str]] = {}
        for row in bulk.read(self._claims, keys).values():
            for entity, column in _CLAIM_COLUMNS.items():
                if row.get(column):
                    records.setdefault(entity, []).append(row[column])
        found: dict[str, list[Link]] = {}
        for entity, ids in records.items():
            for link in self.read(entity, ids).values():
                if link.contact_id is not None and link.state != "closed":
                    found.setdefault(link.contact_id, []).append(link)
        return found

    def write(self, links: Sequence[Link]) -> list[Link | None]:
        """Each link as it is stored now, or None where it had been changed since it was read."""
        rows = [(_to_row(link), link.version) for link in links]
        versions = bulk.write(self._links, rows)
        return [
            replace(link, version=version) if version is not None else None
            for link, version in zip(links, versions, strict=True)
        ]

    def claim(self, claims: Sequence[tuple[str, Entity, str]]) -> list[str]:
        """Takes contacts for records: (contact id, entity, record id) each. The id of the record
        of that entity which holds the contact now: ours, or the one that was quicker."""
        if not claims:
            return []
        keys = [(bucket(contact), contact) for contact, _, _ in claims]
        rows = bulk.read(self._claims, keys)
        holders: list[str] = []
        wanted: list[tuple[dict[str, Any], str | None]] = []
        places: list[int] = []
        for place, (contact, entity, record) in enumerate(claims):
            row = rows.get((bucket(contact), contact))
            column = _CLAIM_COLUMNS[entity]
            if row is not None and row.get(column):
                holders.append(row[column])
                continue
            holders.append("")
            held = dict(row) if row is not None else {}
            new = {"PartitionKey": bucket(contact), "RowKey": contact, **held, column: record}
            wanted.append((new, bulk.version_of(row) if row is not None else None))
            places.append(place)
        for place, version in zip(places, bulk.write(self._claims, wanted), strict=True):
            contact, entity, record = claims[place]
            holders[place] = record if version is not None else self._settled(*claims[place])
        return holders

    def release(self, contact_id: str, entity: Entity, record_id: str) -> None:
        """Gives a contact free, if that record holds it."""
        column = _CLAIM_COLUMNS[entity]
        key = (bucket(contact_id), contact_id)
        while (row := bulk.read(self._claims, [key]).get(key)) is not None:
            if row.get(column) != record_id:
                return
            new = {**row, column: ""}
            if bulk.write(self._claims, [(new, bulk.version_of(row))])[0] is not None:
                return

    def page(
        self, entity: Entity, state: LinkState, after: str | None, limit: int
    ) -> tuple[list[Link], str | None]:
        """Links in one state, in no order of meaning, and where the next page begins."""
        partitions = [f"{entity}-{number:02d}" for number in range(PARTITIONS)]
        rows, following = page_of(self._links, partitions, {"state": state}, after, limit)
        return [_from_row(row) for row in rows], following

    def all_links(self, entity: Entity) -> Iterator[list[Link]]:
        """All links of an entity, page by page."""
        after: str | None = None
        while True:
            partitions = [f"{entity}-{number:02d}" for number in range(PARTITIONS)]
            rows, after = page_of(self._links, partitions, {}, after, 1000)
            if rows:
                yield [_from_row(row) for row in rows]
            if after is None:
                return

    def _settled(self, contact_id: str, entity: Entity, record_id: str) -> str:
        """The holder after a lost race; tries again if it was lost to the other entity's claim."""
        return self.claim([(contact_id, entity, record_id)])[0]


_CLAIM_COLUMNS: Final[Mapping[Entity, str]] = {"lead": "lead", "contact": "contact"}


def _link_key(entity: Entity, record_id: str) -> bulk.Key:
    return (f"{entity}-{bucket(record_id)}", record_id)


def _to_row(link: Link) -> dict[str, Any]:
    partition, key = _link_key(link.entity, link.record_id)
    base = json.dumps(link.base, separators=(",", ":"), ensure_ascii=False)
    row = {
        "PartitionKey": partition,
        "RowKey": key,
        "state": link.state,
        "contactId": link.contact_id or "",
        "email": link.email or "",
        "reasonCode": link.reason_code or "",
        "reasonDetail": link.reason_detail or "",
        "relatedId": link.related_id or "",
        "syncedAt": link.synced_at.isoformat() if link.synced_at is not None else "",
        "name": link.name,
    }
    for number, start in enumerate(range(0, len(base), PART)):
        row[f"base{number}"] = base[start : start + PART]
    return row


def _from_row(row: bulk.Row) -> Link:
    entity: Entity = "lead" if row["PartitionKey"].startswith("lead-") else "contact"
    base = "".join(_parts(row))
    synced_at = row.get("syncedAt")
    return Link(
        entity=entity,
        record_id=row["RowKey"],
        state=row["state"],
        contact_id=row.get("contactId") or None,
        email=row.get("email") or None,
        base={
            key: tuple(value) if isinstance(value, list) else value
            for key, value in json.loads(base or "{}").items()
        },
        reason_code=row.get("reasonCode") or None,
        reason_detail=row.get("reasonDetail") or None,
        related_id=row.get("relatedId") or None,
        synced_at=datetime.fromisoformat(synced_at) if synced_at else None,
        name=row.get("name", ""),
        version=bulk.version_of(row),
    )


def _parts(row: bulk.Row) -> Iterable[str]:
    number = 0
    while f"base{number}" in row:
        yield row[f"base{number}"]
        number += 1
