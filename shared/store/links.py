"""Links: the tie of one record to one contact, with the base both sides last agreed on."""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, Final, Literal

from shared.entities import Entity
from shared.store import bulk, tallies
from shared.store.claims import ClaimStore
from shared.store.connection import Tables
from shared.store.id_set import IdSet
from shared.store.keys import PARTITIONS, bucket
from shared.store.limits import NotStorable
from shared.store.scan import page_of, pages
from shared.store.texts import cells, dense_json, joined, whole

Canonical = str | bool | tuple[str, ...] | None
LinkState = Literal["linked", "excluded", "closed"]

INACTIVE: Final = "excluded.inactive"
CONTACT_DELETED: Final = "closed.contact_deleted"
LIVES_ON: Final = (INACTIVE, CONTACT_DELETED)
"""Why a link is closed whose record is still there: such a record is left out like others."""

_FORMS: Final = {
    "linked": [{"state": "linked"}],
    "excluded": [
        {"state": "excluded"},
        *({"state": "closed", "reasonCode": code} for code in LIVES_ON),
    ],
}


@dataclass(frozen=True, slots=True)
class Underway:
    """Values that are being written to one side, by ActiveCampaign key; None clears. They stand in
    the link until the write is confirmed, so that one who dies in between leaves word of it.
    `import_id` is the bulk import that brings `to_contact`, if nobody waits for it any longer, and
    `since` is when it was handed over. `tags` are the names of those that the contact was to be
    given when it was tied, and may lack."""

    to_record: Mapping[str, Canonical] = field(default_factory=dict)
    to_contact: Mapping[str, Canonical] = field(default_factory=dict)
    import_id: str | None = None
    since: datetime | None = None
    tags: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.to_record or self.to_contact or self.tags or self.import_id)


NOTHING_UNDERWAY: Final = Underway()


@dataclass(frozen=True, slots=True)
class Link:
    """`base` holds the agreed values that are not blank, by ActiveCampaign key, and `fields` marks
    the field pairs by which both sides were compared. `related_id` is
    the record that stands in the way of an excluded one. `opted_out` says that both sides were
    last seen, or made, not to be mailed; `record_version` is the version of the record by which
    the link was made. `version` is None until stored."""

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
    fields: str
    version: str | None
    opted_out: bool = False
    record_version: int = 0
    underway: Underway = NOTHING_UNDERWAY

    @property
    def listed_as(self) -> LinkState:
        """Where the record is counted and listed; `closed` if nowhere, as it is gone or became
        another."""
        return _listed_as(self.state, self.reason_code)


class LinkStore:
    """Links by record, and by the contact that they hold."""

    def __init__(self, tables: Tables, claims: ClaimStore) -> None:
        self._links = tables.table("links")
        self._claims = claims
        self._folding = tallies.Folding(self._links)
        self._large: set[str] = set()

    def read(self, entity: Entity, record_ids: Collection[str]) -> dict[str, Link]:
        """The links that there are, by record id."""
        keys = [_link_key(entity, record) for record in record_ids]
        rows = bulk.read_crowd(self._links, keys, self._large)
        return {link.record_id: link for link in map(_from_row, rows.values())}

    def ids(self, entity: Entity) -> IdSet:
        """The ids of the records that have a link. Reads them all, a thousand a call."""
        return IdSet(
            row["RowKey"]
            for partition in _partitions(entity)
            for page in pages(
                self._links, "PartitionKey eq @p", {"p": partition}, select=["RowKey"]
            )
            for row in page
            if _is_link(row)
        )

    def of_contacts(self, contact_ids: Collection[str]) -> dict[str, list[Link]]:
        """The links that hold each of these contacts. Contacts without one are absent."""
        records: dict[Entity, list[str]] = {}
        for claim in self._claims.held(contact_ids):
            records.setdefault(claim.entity, []).append(claim.record_id)
        found: dict[str, list[Link]] = {}
        for entity, ids in records.items():
            for link in self.read(entity, ids).values():
                if link.contact_id is not None and link.state != "closed":
                    found.setdefault(link.contact_id, []).append(link)
        return found

    def of_person(self, emails: Collection[str], contact_ids: Collection[str]) -> list[Link]:
        """The links, closed ones too, that name one of these normalised emails or contacts. Looks
        through the whole table, which is for rare acts."""
        asked = [("email", email) for email in emails]
        asked += [("contactId", contact_id) for contact_id in contact_ids]
        found = {
            (row["PartitionKey"], row["RowKey"]): row
            for column, value in asked
            for page in pages(self._links, f"{column} eq @value", {"value": value})
            for row in page
        }
        return [_from_row(row) for row in found.values()]

    def remove(self, entity: Entity, record_ids: Collection[str]) -> int:
        """Forgets that there were such links, whatever they say by now; how many there were.
        Their contacts are to be given free before."""
        return sum(self._remove(_link_key(entity, record_id)) for record_id in record_ids)

    def _remove(self, key: bulk.Key) -> bool:
        while (row := bulk.read(self._links, [key]).get(key)) is not None:
            counted = tallies.change(key[0], {_row_listed_as(row): -1})
            if bulk.remove_as_read(self._links, row, counted):
                self._folding.note([key[0]])
                return True
        return False

    def write(self, links: Sequence[Link]) -> list[Link | NotStorable | None]:
        """Each link as it is stored now, or None where it had been changed since it was read, or
        what is wrong with one whose base is too long to be kept: it stays as it was."""
        rows = [(_to_row(link), _etag(link.version)) for link in links]

        tallied: set[str] = set()

        def tally(partition: str, places: Sequence[int]) -> bulk.Row | None:
            changes = Counter[str](links[place].listed_as for place in places)
            changes.subtract(filter(None, (_before(links[place].version) for place in places)))
            row = tallies.change(partition, changes)
            if row is not None:
                tallied.add(partition)
            return row

        results = bulk.write_each(self._links, rows, tally)
        self._folding.note(tallied)
        return [
            replace(link, version=_version(link.listed_as, result))
            if isinstance(result, str)
            else result
            for link, result in zip(links, results, strict=True)
        ]

    def page(
        self,
        entity: Entity,
        listed_as: Literal["linked", "excluded"],
        after: str | None,
        limit: int,
    ) -> tuple[list[Link], str | None]:
        """Links listed so, in no order of meaning, and where the next page begins."""
        partitions, forms = _partitions(entity), _FORMS[listed_as]
        rows, following = page_of(self._links, partitions, forms, after, limit)
        return [_from_row(row) for row in rows], following

    def count_linked(self, entity: Entity, most: int) -> int:
        """How many records are in sync; counting ends a little above `most`."""
        count = 0
        for partition in _partitions(entity):
            query = "PartitionKey eq @p and state eq @state"
            parameters = {"p": partition, "state": "linked"}
            for page in pages(self._links, query, parameters, select=["RowKey"]):
                count += len(page)
                if count > most:
                    return count
        return count

    def all_links(self, entity: Entity) -> Iterator[list[Link]]:
        """All links of an entity, page by page."""
        after: str | None = None
        while True:
            links, after = self.some(entity, after, 1000)
            if links:
                yield links
            if after is None:
                return

    def some(self, entity: Entity, after: str | None, limit: int) -> tuple[list[Link], str | None]:
        """Links in any state, at most `limit`, and where the next page begins."""
        rows, following = page_of(self._links, _partitions(entity), (), after, limit)
        return [_from_row(row) for row in rows if _is_link(row)], following

    # How many there are

    def counts(self, entity: Entity) -> Mapping[str, int]:
        """How many links are listed as what, counted as they are written. No link is read."""
        return tallies.total(self._links, _partitions(entity))

    def recount(self, entity: Entity) -> int:
        """Counts the links themselves, reading a thousand a call, and puts right what `counts`
        says; in how many partitions it was wrong. Links that an older version wrote are
        counted thereby. A partition that is written to meanwhile is left as it is."""
        return sum(
            tallies.correct(self._links, partition, partial(self._counted, partition)) is True
            for partition in _partitions(entity)
        )

    def _counted(self, partition: str) -> Counter[str]:
        query = "PartitionKey eq @p and RowKey ge @first"
        parameters = {"p": partition, "first": tallies.AFTER}
        found = pages(self._links, query, parameters, select=["state", "reasonCode"])
        return Counter(_row_listed_as(row) for page in found for row in page)


def _partitions(entity: Entity) -> list[str]:
    return [f"{entity}-{number:02d}" for number in range(PARTITIONS)]


def _is_link(row: bulk.Row) -> bool:
    return bool(row["RowKey"] >= tallies.AFTER)


def _listed_as(state: LinkState, reason_code: str | None) -> LinkState:
    return "excluded" if state == "closed" and reason_code in LIVES_ON else state


def _row_listed_as(row: bulk.Row) -> LinkState:
    return _listed_as(row["state"], row.get("reasonCode"))


def _version(listed_as: LinkState, etag: str) -> str:
    """The version of a link tells how it is counted, too: so a write knows what it changes."""
    return f"{listed_as} {etag}"


def _before(version: str | None) -> str | None:
    return None if version is None else version.partition(" ")[0]


def _etag(version: str | None) -> str | None:
    return None if version is None else version.partition(" ")[2]


def _link_key(entity: Entity, record_id: str) -> bulk.Key:
    return (f"{entity}-{bucket(record_id)}", record_id)


def _to_row(link: Link) -> dict[str, Any]:
    partition, key = _link_key(link.entity, link.record_id)
    return {
        "PartitionKey": partition,
        "RowKey": key,
        "state": link.state,
        "contactId": link.contact_id or "",
        "email": link.email or "",
        "reasonCode": link.reason_code or "",
        "reasonDetail": link.reason_detail or "",
        "relatedId": link.related_id or "",
        "syncedAt": link.synced_at.isoformat() if link.synced_at is not None else "",
        "name": whole(link.name),
        "fields": link.fields,
        "optedOut": link.opted_out,
        "recordVersion": str(link.record_version),
        **cells("base", dense_json(dict(link.base))),
        **_underway_cells(link.underway),
    }


def _underway_cells(underway: Underway) -> dict[str, str]:
    if not underway:
        return {}
    values = [dict(underway.to_record), dict(underway.to_contact)]
    found = cells("underway", dense_json(values))
    if underway.import_id is not None:
        found["importId"] = underway.import_id
        found["importSince"] = underway.since.isoformat() if underway.since is not None else ""
    if underway.tags:
        found["tagsDue"] = dense_json(list(underway.tags))
    return found


def _underway_of(row: bulk.Row) -> Underway:
    to_record, to_contact = json.loads(joined(row, "underway") or "[{}, {}]")
    since = row.get("importSince")
    return Underway(
        _values(to_record),
        _values(to_contact),
        row.get("importId") or None,
        datetime.fromisoformat(since) if since else None,
        tuple(json.loads(row.get("tagsDue") or "[]")),
    )


def _from_row(row: bulk.Row) -> Link:
    entity: Entity = "lead" if row["PartitionKey"].startswith("lead-") else "contact"
    synced_at = row.get("syncedAt")
    return Link(
        entity=entity,
        record_id=row["RowKey"],
        state=row["state"],
        contact_id=row.get("contactId") or None,
        email=row.get("email") or None,
        base=_values(json.loads(joined(row, "base") or "{}")),
        reason_code=row.get("reasonCode") or None,
        reason_detail=row.get("reasonDetail") or None,
        related_id=row.get("relatedId") or None,
        synced_at=datetime.fromisoformat(synced_at) if synced_at else None,
        name=row.get("name", ""),
        fields=row.get("fields", ""),
        version=_version(_row_listed_as(row), bulk.version_of(row)),
        opted_out=bool(row.get("optedOut", False)),
        record_version=int(row.get("recordVersion", "0")),
        underway=_underway_of(row),
    )


def _values(stored: Mapping[str, Any]) -> dict[str, Canonical]:
    return {
        key: tuple(value) if isinstance(value, list) else value for key, value in stored.items()
    }
