"""Takes contacts off their lists, and carries an opt-out to whoever has its address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.activecampaign.bulk_import import ImportRejected, split_import
from shared.activecampaign.models import Contact, ImportContact
from shared.errors import Gone, RemoteError, RetryLater, SkipRecord, StopRun
from shared.mapping.email import normalise_email
from shared.sync import flags
from shared.sync.consent import contact_differs, lists_to_leave
from shared.sync.context import SyncContext
from shared.sync.progress import Progress
from shared.sync.sides import consent_of

FEW = 10
"""Contacts that are taken off lists by single calls; more go by bulk import."""

WAITS_SECONDS = (1.0, 2.0, 4.0, 8.0)
"""For an import to take them off; who is then still on a list leaves it by single calls."""


class StillSubscribed(SkipRecord):
    code = "consent.still_subscribed"
    title = "The contact could not be unsubscribed"


@dataclass(frozen=True, slots=True)
class Leaving:
    """A contact, and the ids of the lists that it is to leave."""

    contact_id: str
    email: str
    lists: tuple[str, ...]


def leaving(contact: Contact) -> Leaving | None:
    """None if a contact that was read with its lists is on none."""
    lists = lists_to_leave(consent_of(contact))
    return Leaving(contact.id, contact.email, lists) if lists else None


def take_off(ctx: SyncContext, those: Sequence[Leaving]) -> Mapping[str, RemoteError]:
    """Unsubscribes them; what came in the way, by the id of the contact.

    Raises RetryLater or StopRun."""
    left = {one.contact_id: one for one in those}
    if len(left) > FEW:
        left = _by_import(ctx, left)
    faults = {one.contact_id: _one_by_one(ctx, one) for one in left.values()}
    return {contact_id: fault for contact_id, fault in faults.items() if fault is not None}


def leave_lists(ctx: SyncContext, items: Sequence[Progress]) -> None:
    """Takes the contacts of `items` off the lists that their plans name.

    Raises RetryLater or StopRun."""
    todo = [
        (item, Leaving(contact.id, contact.email, item.plan.consent.leave))
        for item in items
        if (contact := item.plan.pair.contact) is not None and item.plan.consent.leave
    ]
    faults = take_off(ctx, [one for _, one in todo])
    for item, one in todo:
        _tell(item, faults.get(one.contact_id), own=True)


def leave_other_contacts(ctx: SyncContext, items: Sequence[Progress]) -> None:
    """The same for contacts that have one of the addresses of `items` and are not theirs, such as
    one whose address ActiveCampaign does not let a record's own contact have.

    Raises RetryLater or StopRun."""
    wanted = {email: item for item in items for email in _whose_contacts_leave(item)}
    if not wanted:
        return
    found = {
        contact_id: email
        for email, contact_id in ctx.contact_index.find(wanted).items()
        if contact_id != wanted[email].contact_id
    }
    contacts = ctx.activecampaign.contacts_by_id(list(found), lists=True) if found else {}
    todo = [
        (wanted[email], one)
        for contact_id, contact in contacts.items()
        for email in (found.get(contact_id),)
        if email is not None and normalise_email(contact.email) == email
        for one in (leaving(contact),)
        if one is not None
    ]
    faults = take_off(ctx, [one for _, one in todo])
    for item, one in todo:
        _tell(item, faults.get(one.contact_id), own=False)


def flag_other_records(ctx: SyncContext, items: Sequence[Progress]) -> set[str]:
    """Sets the flag of all records that have an address of which one of `items` tells news. An
    item is lost if that was not possible, so that it is planned again; the addresses of those.

    Raises RetryLater or StopRun."""
    wanted = {email: item for item in items if _spreads(item) for email in _not_told(item)}
    missed = flags.flag_all(ctx, wanted)
    for item in items:
        if _spreads(item) and not missed.isdisjoint(_not_told(item)):
            item.lost = True
    return missed


def _spreads(item: Progress) -> bool:
    """True of an opt-out that its link does not tell yet, or not of all addresses."""
    return item.plan.consent.out and bool(_not_told(item))


def _whose_contacts_leave(item: Progress) -> frozenset[str]:
    """Addresses of an opt-out that its link does not tell yet, or has not had so far: those who
    came back to one of them may have done so while no record had it."""
    if _spreads(item):
        return item.plan.pair.addresses
    link = item.plan.pair.link
    if link is None or not item.plan.consent.out:
        return frozenset()
    return item.plan.pair.addresses - {link.email}


def _not_told(item: Progress) -> frozenset[str]:
    pair = item.plan.pair
    known = pair.link is not None and pair.link.opted_out
    return pair.untold if known else pair.addresses


def _tell(item: Progress, fault: RemoteError | None, *, own: bool) -> None:
    """`own`: it is the contact of the item."""
    if fault is None:
        item.wrote = True
    elif isinstance(fault, Gone):
        item.lost = item.lost or own
    else:
        item.consent_open = True
        item.faults.append(
            StillSubscribed(
                f"The person opted out, but is still on a list in ActiveCampaign: {fault.detail}",
                remedy="Unsubscribe the contact there; it is tried again in the next run.",
            )
        )


def _one_by_one(ctx: SyncContext, one: Leaving) -> RemoteError | None:
    """A list that refuses it keeps it from leaving no other."""
    refused = None
    for list_id in one.lists:
        try:
            ctx.activecampaign.unsubscribe(one.contact_id, list_id)
        except (RetryLater, StopRun):
            raise
        except Gone as fault:
            return fault
        except RemoteError as fault:
            refused = fault
    return refused


def _by_import(ctx: SyncContext, those: Mapping[str, Leaving]) -> dict[str, Leaving]:
    """Those that the import did not take off, as far as can be seen."""
    left = dict(those)
    entries = [ImportContact(email=one.email, unsubscribe=one.lists) for one in those.values()]
    try:
        for part in split_import(entries):
            ctx.activecampaign.start_import(part, exclude_automations=ctx.exclude_automations)
    except ImportRejected:
        return left
    for wait in WAITS_SECONDS:
        ctx.sleep(wait)
        left = _still_there(ctx, left)
        if not left:
            break
    return left


def _still_there(ctx: SyncContext, those: Mapping[str, Leaving]) -> dict[str, Leaving]:
    found = ctx.activecampaign.contacts_by_id(list(those), lists=True)
    return {
        contact_id: one
        for contact_id, one in those.items()
        if (contact := found.get(contact_id)) is None
        or contact_differs(consent_of(contact), before=True)
    }
