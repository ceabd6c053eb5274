"""Reads both sides of each pair, in bulk. Decides nothing but what need not be read."""

from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from shared.activecampaign.models import Contact
from shared.dataverse.rows import Row, row_version
from shared.entities import ENTITIES, Entity
from shared.mapping.email import normalise_email
from shared.store.links import Link
from shared.sync.as_before import contact_as_before, record_as_before
from shared.sync.consent import contact_differs
from shared.sync.context import EntitySync, SyncContext
from shared.sync.counterparts import contacts_of_records
from shared.sync.late_contacts import awaits_contact, with_landed
from shared.sync.matching import Claimant, holders
from shared.sync.pair import Pair, RecordState, holds, is_tied
from shared.sync.plan import ENTITY_TAG, PUSHED_TAG, REMOVED_TAG, TAGS
from shared.sync.side_reads import contacts_by_id, rows_by_email, rows_by_id
from shared.sync.sides import (
    ID_COLUMN,
    consent_of,
    contact_state,
    record_state,
    record_states,
)


@dataclass(frozen=True, slots=True)
class Gathered:
    """Pairs to be planned, and how many hints were of no consequence. `strangers` are contacts
    that belong to no record in sync."""

    pairs: list[Pair]
    unchanged: int = 0
    strangers: Sequence[Contact] = ()


def outbound(
    ctx: SyncContext,
    entity: Entity,
    rows: Iterable[Row],
    deleted_ids: Collection[str] = (),
    *,
    linked: Container[str] | None = None,
) -> Gathered:
    """The pairs of records that were read, and of ids that are no longer there. Links are looked
    for only for ids in `linked`, if it is given; one that comes to be meanwhile is found out when
    its own is written."""
    sync = ctx.entities[entity]
    records = record_states(sync, rows)
    ids = [*records, *deleted_ids]
    links = _links(ctx, sync, [id_ for id_ in ids if linked is None or id_ in linked])
    stale = [one.id for one in records.values() if _is_older(one, links.get(one.id))]
    records |= record_states(sync, rows_by_id(ctx, sync, stale).values() if stale else ())
    changed = {
        record.id: record
        for record in records.values()
        if not record_as_before(ctx, sync, record, links.get(record.id))
    }
    pairs = _pairs_of_records(ctx, sync, changed, links)
    pairs += _pairs_of_deleted(ctx, sync, deleted_ids, links)
    return Gathered(pairs, unchanged=len(records) - len(changed))


def by_record_ids(ctx: SyncContext, entity: Entity, record_ids: Collection[str]) -> Gathered:
    """The pairs of these records, read anew; an id that Dynamics lacks counts as deleted."""
    if not record_ids:
        return Gathered([])
    sync = ctx.entities[entity]
    rows = rows_by_id(ctx, sync, list(record_ids))
    records = record_states(sync, rows.values())
    links = _links(ctx, sync, list(record_ids))
    pairs = _pairs_of_records(ctx, sync, records, links, whole_look=True)
    missing = [record_id for record_id in record_ids if record_id not in records]
    return Gathered(pairs + _pairs_of_deleted(ctx, sync, missing, links))


def by_states(ctx: SyncContext, entity: Entity, records: Mapping[str, RecordState]) -> list[Pair]:
    """The pairs of records, by id, as they were read."""
    sync = ctx.entities[entity]
    return _pairs_of_records(ctx, sync, records, _links(ctx, sync, list(records)))


def by_email(
    ctx: SyncContext, entity: Entity, emails: Collection[str], *, leave_out: Collection[str] = ()
) -> Gathered:
    """The pairs of all records that have one of these emails, but those with an id that is left
    out."""
    sync = ctx.entities[entity]
    rows = rows_by_email(ctx, sync, sorted(emails))
    column = ID_COLUMN[entity]
    return outbound(ctx, entity, [row for row in rows if row[column] not in leave_out])


def inbound(ctx: SyncContext, contacts: Sequence[Contact]) -> Gathered:
    """The pairs of contacts that were read (with their tags)."""
    links_of = ctx.links.of_contacts([contact.id for contact in contacts])
    ctx.contact_index.put(_emails_not_yet_known(contacts, links_of))
    pairs: list[Pair] = []
    unchanged = 0
    given: set[str] = set()
    for entity in ENTITIES:
        sync = ctx.entities.get(entity)
        if sync is None:
            continue
        wanted: list[tuple[Contact, Link]] = []
        for contact in contacts:
            links = links_of.get(contact.id, ())
            link = _link_of(entity, links) or _left_out(entity, links, contact)
            if link is None:
                continue
            link = sync.with_valid_base(link)
            if link.state == "linked" and contact_as_before(
                ctx, sync, contact_state(sync, contact), link
            ):
                unchanged += 1
            else:
                wanted.append((contact, link))
        pairs += _pairs_of_links(ctx, sync, wanted, links_of)
        asking = [contact for contact in contacts if contact.id not in given]
        asked = _asked_for(ctx, sync, asking, links_of)
        given |= {pair.contact.id for pair in asked if pair.asked_for and pair.contact is not None}
        pairs += asked
    linked = {id_ for id_, links in links_of.items() if any(one.state == "linked" for one in links)}
    return Gathered(pairs, unchanged, [one for one in contacts if one.id not in linked])


def _emails_not_yet_known(
    contacts: Iterable[Contact], links_of: Mapping[str, Sequence[Link]]
) -> list[tuple[str, str]]:
    """Contacts that no link shows to be indexed under their present email already."""
    return [
        (contact.email, contact.id)
        for contact in contacts
        if contact.email
        and all(
            link.email != normalise_email(contact.email) for link in links_of.get(contact.id, ())
        )
    ]


def _is_older(record: RecordState, link: Link | None) -> bool:
    """True if another worker has synced a later state of the record since this one was read:
    what is in it would be taken for a change back."""
    return link is not None and row_version(record.etag) < link.record_version


def _links(ctx: SyncContext, sync: EntitySync, ids: Sequence[str]) -> Mapping[str, Link]:
    found = ctx.links.read(sync.entity, ids)
    links = {record_id: sync.with_valid_base(link) for record_id, link in found.items()}
    return with_landed(ctx, sync, links)


def _pairs_of_records(
    ctx: SyncContext,
    sync: EntitySync,
    records: Mapping[str, RecordState],
    links: Mapping[str, Link],
    *,
    whole_look: bool = False,
) -> list[Pair]:
    """`whole_look`: that a link in sync holds its contact is looked up, too."""
    if not records:
        return []
    entity = sync.entity
    contact_of, contacts = contacts_of_records(ctx, records, links)
    holding = {one for one, link in links.items() if is_tied(link) and link.contact_id in contacts}
    elder = _elders(ctx, sync, records, holding)
    matter = _ids_whose_links_matter(entity, contact_of, links, whole_look=whole_look)
    links_of = ctx.links.of_contacts(matter)
    rivals = _rivals(ctx, sync, links, links_of)
    pairs = []
    for record in records.values():
        link = links.get(record.id)
        contact = contacts.get(contact_of.get(record.id, ""))
        tied = is_tied(link) if contact is None else holds(link, contact.id)
        if contact is not None and not tied and not _has_email(contact, record):
            contact = None
        others = links_of.get(contact.id, ()) if contact is not None else ()
        older = elder.get(record.id) if contact is None or not tied else None
        holder = next((other for other in others if other.entity == entity), None)
        taken_from = None
        if not tied and holder is not None and holder.record_id != record.id:
            if holder.state == "excluded" and not awaits_contact(holder):
                taken_from = holder
            else:
                older = holder.record_id
        older = rivals.get(record.id, older)
        pairs.append(
            Pair(
                entity,
                link,
                record,
                contact_state(sync, contact) if contact is not None else None,
                older=older,
                contact_record=contact_record(ctx, entity, others),
                tags=our_tags(ctx, contact) if contact is not None else frozenset(),
                taken_from=taken_from,
            )
        )
    return pairs


def our_tags(ctx: SyncContext, contact: Contact) -> frozenset[str]:
    """The names of those of our tags that a contact carries which was read with its tags."""
    carried = contact.tag_ids or frozenset()
    return frozenset(name for name in TAGS if ctx.tags.of(name) in carried)


def _pairs_of_deleted(
    ctx: SyncContext, sync: EntitySync, deleted_ids: Collection[str], links: Mapping[str, Link]
) -> list[Pair]:
    """Only records that had a link are of interest: others were created and deleted unseen."""
    gone = [links[record_id] for record_id in deleted_ids if record_id in links]
    contacts = contacts_by_id(
        ctx, {link.contact_id for link in gone if link.contact_id}, verify=set()
    )
    pairs = []
    for link in gone:
        contact = contacts.get(link.contact_id or "")
        state = contact_state(sync, contact) if contact is not None else None
        pairs.append(Pair(sync.entity, link, None, state))
    return pairs


def _pairs_of_links(
    ctx: SyncContext,
    sync: EntitySync,
    wanted: Sequence[tuple[Contact, Link]],
    links_of: Mapping[str, Sequence[Link]],
) -> list[Pair]:
    if not wanted:
        return []
    entity = sync.entity
    rows = rows_by_id(ctx, sync, [link.record_id for _, link in wanted])
    pairs = []
    for contact, link in wanted:
        row = rows.get(link.record_id)
        pairs.append(
            Pair(
                entity,
                link,
                record_state(sync, row) if row is not None else None,
                contact_state(sync, contact),
                contact_record=contact_record(ctx, entity, links_of.get(contact.id, ())),
                tags=our_tags(ctx, contact),
            )
        )
    return pairs


def _asked_for(
    ctx: SyncContext,
    sync: EntitySync,
    contacts: Sequence[Contact],
    links_of: Mapping[str, Sequence[Link]],
) -> list[Pair]:
    """Contacts without a link whose tag asks for a record. One that Dynamics has by its email
    is linked instead of created. Who left Dynamics, or came from there and is there no more,
    asks for nothing by the tag of then; nor does a lead that became a Dynamics contact: it has a
    link."""
    entity = sync.entity
    tag = ctx.tags.of(ENTITY_TAG[entity])
    if tag is None or sync.rules.direction == "outbound":
        return []
    asking = {
        normalise_email(contact.email): contact
        for contact in contacts
        if contact.email
        and tag in (contact.tag_ids or ())
        and REMOVED_TAG not in our_tags(ctx, contact)
        and not links_of.get(contact.id)
    }
    if not asking:
        return []
    known = by_email(ctx, entity, [contact.email for contact in asking.values()]).pairs
    for pair in known:
        if pair.record is not None and pair.record.active and pair.record.email is not None:
            asking.pop(normalise_email(pair.record.email), None)
    new = [
        Pair(
            entity,
            contact=contact_state(sync, contact),
            asked_for=True,
        )
        for contact in asking.values()
        if PUSHED_TAG not in our_tags(ctx, contact)
    ]
    return known + new


def _elders(
    ctx: SyncContext, sync: EntitySync, records: Mapping[str, RecordState], holding: set[str]
) -> dict[str, str]:
    """Record id -> id of the older record that has its email by right, for records that hold no
    contact, or one that is gone. Asked of Dataverse itself, since only it knows all records.
    `holding` are the ids of those that hold a contact that is there."""
    new = [
        record
        for record in records.values()
        if record.email is not None
        and record.active
        and record.in_scope
        and record.id not in holding
    ]
    if not new:
        return {}
    emails = sorted({record.email.strip() for record in new if record.email is not None})
    rows = rows_by_email(ctx, sync, emails)
    states = record_states(sync, rows)
    states.update(records)
    claimants = [
        Claimant(state.id, state.email, state.created_at, state.id in holding)
        for state in states.values()
        if state.email is not None and state.active and state.in_scope
    ]
    holder_of = holders(claimants)
    elders = {}
    for record in new:
        holder = holder_of.get(normalise_email(record.email or ""))
        if holder is not None and holder != record.id:
            elders[record.id] = holder
    return elders


def _ids_whose_links_matter(
    entity: Entity, contact_of: Mapping[str, str], links: Mapping[str, Link], *, whole_look: bool
) -> set[str]:
    """A lead may share its contact with a Dynamics contact; a record not yet tied may find its
    contact taken, and so may one that is left out (see `_rivals`). Others need no look."""
    return {
        contact_id
        for record_id, contact_id in contact_of.items()
        if whole_look
        or entity == "lead"
        or not holds(link := links.get(record_id), contact_id)
        or (link is not None and link.state != "linked")
    }


def _rivals(
    ctx: SyncContext,
    sync: EntitySync,
    links: Mapping[str, Link],
    links_of: Mapping[str, Sequence[Link]],
) -> dict[str, str]:
    """Record id -> id of the active record of the same entity that holds the contact of its link.
    A link moves to an heir before the claim does (`succession`): who was left and came back in
    between keeps its contact."""
    held_by = {
        link.record_id: other.record_id
        for link in links.values()
        if is_tied(link)
        for other in links_of.get(link.contact_id or "", ())
        if other.entity == link.entity and other.record_id != link.record_id
    }
    if not held_by:
        return {}
    rows = rows_by_id(ctx, sync, sorted(set(held_by.values())))
    active = {state.id for row in rows.values() if (state := record_state(sync, row)).active}
    return {one: other for one, other in held_by.items() if other in active}


def _link_of(entity: Entity, links: Iterable[Link]) -> Link | None:
    return next((link for link in links if link.entity == entity and link.state == "linked"), None)


def _left_out(entity: Entity, links: Iterable[Link], contact: Contact) -> Link | None:
    """The link of a record that is left out by rule, if the contact's consent is not what it says:
    that goes beside the rules."""
    consent = consent_of(contact)
    return next(
        (
            link
            for link in links
            if link.entity == entity
            and link.state == "excluded"
            and contact_differs(consent, before=link.opted_out)
        ),
        None,
    )


def contact_record(ctx: SyncContext, entity: Entity, links: Iterable[Link]) -> str | None:
    """The Dynamics contact among the holders of a lead's AC contact."""
    if entity != "lead" or "contact" not in ctx.entities:
        return None
    link = _link_of("contact", links)
    return link.record_id if link is not None else None


def _has_email(contact: Contact, record: RecordState) -> bool:
    return record.email is not None and normalise_email(contact.email) == normalise_email(
        record.email
    )
