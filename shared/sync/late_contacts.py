"""Contacts that an import which was not finished in time is to make.

The record has no contact yet that its link could name, and may be given another address, leave or
be deleted before there is one. So its link keeps the address and what was handed over: the contact
that lands is found by that address, and is that of the record, as if it had been made in time.
Until then nobody else makes a contact of the address, or takes the one that has landed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from shared.activecampaign.models import Contact
from shared.mapping.email import normalise_email
from shared.mapping.values import Canonical
from shared.store.links import Link
from shared.sync.context import EntitySync, SyncContext
from shared.sync.plan import CONTACT_AWAITED, ENTITY_TAG, PUSHED_TAG, Plan
from shared.sync.settle import Settled, settle
from shared.sync.side_reads import contacts_by_id
from shared.sync.sides import contact_state


def awaits_contact(link: Link | None) -> bool:
    """True if an import is to make the contact of the link. It may have landed by now, but is not
    recorded as that of the record."""
    return link is not None and link.reason_code == CONTACT_AWAITED.code


def with_landed(
    ctx: SyncContext, sync: EntitySync, links: Mapping[str, Link]
) -> Mapping[str, Link]:
    """The links, by record id; one whose contact has landed holds it, and has for its base what
    the import brought. A contact without the tags of the import was made by somebody else. Calls
    nobody unless a link awaits a contact."""
    awaiting = _not_landed(links.values())
    if not awaiting:
        return links
    ctx.newcomers.catch_up()
    ids = set(ctx.contact_index.find(awaiting.keys()).values())
    contacts = contacts_by_id(ctx, ids, verify=set(), tags=True)
    holders = ctx.links.of_contacts(contacts.keys())
    landed = {}
    for contact in contacts.values():
        link = awaiting.get(normalise_email(contact.email))
        held = any(other.entity == sync.entity for other in holders.get(contact.id, ()))
        if link is not None and not held and _is_of_import(ctx, sync, contact):
            brought = _brought(sync, contact, link.underway.to_contact)
            landed[link.record_id] = replace(link, contact_id=contact.id, base=brought)
    return {**links, **landed}


def _is_of_import(ctx: SyncContext, sync: EntitySync, contact: Contact) -> bool:
    given = {ctx.tags.of(PUSHED_TAG), ctx.tags.of(ENTITY_TAG[sync.entity])}
    return given <= (contact.tag_ids or frozenset())


def _brought(
    sync: EntitySync, contact: Contact, meant: Mapping[str, Canonical]
) -> dict[str, Canonical]:
    """Of what was handed over, that which was taken."""
    now = contact_state(sync, contact).values
    return {
        key: value
        for key, value in meant.items()
        if key in now and settle(key, None, value, now[key]) is not Settled.NOT_TAKEN
    }


def by_address(ctx: SyncContext) -> dict[str, Link]:
    """Normalised address -> the link for which an import is to make the contact."""
    found: dict[str, Link] = {}
    for entity, record_ids in ctx.late.items():
        if record_ids:
            found |= _not_landed(ctx.links.read(entity, list(record_ids)).values())
    return found


def _not_landed(links: Iterable[Link]) -> dict[str, Link]:
    """By the address that was handed over."""
    return {
        link.email: link
        for link in links
        if awaits_contact(link) and link.contact_id is None and link.email is not None
    }


def address_given(made: Plan) -> str | None:
    """The normalised address that the plan would give to a contact, if it would."""
    record = made.pair.record
    if made.action == "create_contact" and record is not None:
        return normalise_email(record.email or "")
    email = made.to_contact.get("email") if made.action == "update" else None
    return normalise_email(email) if isinstance(email, str) else None


def address_taken(made: Plan) -> str | None:
    """The normalised address of the contact that the plan would tie to the record, if it would."""
    contact = made.pair.contact
    if made.action != "update" or made.pair.tied or contact is None:
        return None
    return normalise_email(contact.email)
