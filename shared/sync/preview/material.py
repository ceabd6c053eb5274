"""All that a preview reads of both sides before it decides which records it can tell about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from random import Random

from shared.dataverse.rows import Row
from shared.entities import Entity
from shared.sync.changes import COARSE_OVERLAP, OVERLAP
from shared.sync.context import EntitySync
from shared.sync.engine import Engine
from shared.sync.plan import ENTITY_TAG
from shared.sync.positions import Positions
from shared.sync.preview.contacts import Changed, Contacts, changed_contacts, known_contacts
from shared.sync.preview.reads import Sides, rows_with_emails, rows_with_ids, with_emails
from shared.sync.preview.records import Place, Records, completed, sampled, whole
from shared.sync.preview.rehearsal import Rehearsal
from shared.sync.sides import EMAIL_COLUMN

OUR_TAGS = "[D365: "
NOBODY = Changed((), 1.0)


@dataclass(frozen=True)
class Material:
    """`changed` are the contacts that the next run finds changed; None if it does not look for
    them, since the initial sync comes first. `beside` are further rows of the entity: with an
    email of one of `records`, or linked to one of `changed`. `tags` are ours, id by name."""

    entity: Entity
    entities: Mapping[Entity, EntitySync]
    contacts: Contacts
    records: Records
    changed: Changed | None
    beside: Sequence[Row]
    speaking: Sequence[Row]
    tags: Mapping[str, str]

    @property
    def sync(self) -> EntitySync:
        return self.entities[self.entity]


def read_material(
    engine: Engine,
    entity: Entity,
    entities: Mapping[Entity, EntitySync],
    sides: Sides,
    draw: Random,
) -> Material:
    """Raises the errors of the clients."""
    initial_done = engine.states.load().initial == "done"
    tags = {tag.name: tag.id for tag in sides.activecampaign.tags(OUR_TAGS)}
    contacts = known_contacts(sides, indexed=initial_done, draw=draw)
    changed = _changed(engine, sides, contacts) if initial_done else None
    totals = sides.dataverse.row_counts(list(entities))
    records = whole(sides, entity, entities, totals) or sampled(
        sides, entities[entity], totals.get(entity, 0), partial(_places, sides, contacts, draw)
    )
    beside: list[Row] = []
    speaking = list(records.speaking)
    if not records.is_whole:
        emails = _emails(records) | _asking(changed or NOBODY, tags.get(ENTITY_TAG[entity]))
        beside = rows_with_emails(sides, entities[entity], emails)
        beside += _linked(engine, sides, entities[entity], records, changed or NOBODY)
        if entity == "lead" and "contact" in entities:
            speaking = rows_with_emails(sides, entities["contact"], _emails(records))
    sync = entities[entity]
    if sync.compiled.lookup_emails:
        added = with_emails(sides, sync, [*records.rows.values(), *beside])
        records = completed(records, sync, added[: len(records.rows)])
        beside = list(added[len(records.rows) :])
    if speaking:
        speaking = list(with_emails(sides, entities["contact"], speaking))
    return Material(entity, entities, contacts, records, changed, beside, speaking, tags)


def copy_of(engine: Engine, material: Material) -> Rehearsal:
    """A copy of what was read, for the engine to work on."""
    contacts = material.contacts
    index = engine.open_contact_index() if contacts.kind == "indexed" else None
    copy = Rehearsal(engine, material.entities, material.tags, index)
    if material.records.is_whole:
        copy.hold_links()
    copy.hold_rows(material.entity, material.beside)
    copy.hold_rows(material.entity, material.records.rows.values())
    if material.entity == "lead":
        copy.hold_rows("contact", material.speaking)
    copy.hold_contacts(contacts.read.values())
    return copy


def _changed(engine: Engine, sides: Sides, contacts: Contacts) -> Changed:
    """Of a small account all are known already; otherwise they are held beside the others."""
    if contacts.kind == "whole":
        return Changed(tuple(contacts.read.values()), 1.0)
    poll = Positions(engine.cursors).poll()
    if poll.watermark is None or not contacts.listed:
        return NOBODY
    since = poll.watermark - (OVERLAP if poll.exact else COARSE_OVERLAP)
    changed = changed_contacts(sides, since)
    contacts.hold(changed.contacts)
    return changed


def _places(
    sides: Sides, contacts: Contacts, draw: Random, emails: Sequence[str]
) -> Sequence[Place]:
    """Where neighbours by email are read: within the ranges of contacts, or else anywhere."""
    if contacts.ranges:
        return [(one.first, one.last) for one in contacts.ranges]
    count = min(sides.budget.places, len(emails))
    return [(email, None) for email in draw.sample(emails, count)]


def _linked(
    engine: Engine, sides: Sides, sync: EntitySync, records: Records, changed: Changed
) -> list[Row]:
    """The records of contacts that changed, as far as they are not among `records`."""
    links = engine.links.of_contacts([contact.id for contact in changed.contacts])
    ids = {
        link.record_id
        for found in links.values()
        for link in found
        if link.entity == sync.entity and link.record_id not in records.rows
    }
    return rows_with_ids(sides, sync, ids) if ids else []


def _emails(records: Records) -> set[str]:
    emails = {str(row.get(EMAIL_COLUMN) or "") for row in records.rows.values()}
    return {email for email in emails if email.strip()}


def _asking(changed: Changed, tag: str | None) -> set[str]:
    """Emails of contacts whose tag asks for a record."""
    return {contact.email for contact in changed.contacts if tag in (contact.tag_ids or ())}
