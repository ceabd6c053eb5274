"""Writes planned values to ActiveCampaign contacts, and reads back what came of them.

Many contacts go by bulk import, which finds them by email and cannot clear a value or change
an email; those, and a few contacts, go by single calls."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from shared.activecampaign.faults import EmailTaken
from shared.activecampaign.models import Contact, ContactWrite, ImportContact
from shared.errors import Gone, RemoteError, RetryLater, SkipRecord, StopRun
from shared.mapping.values import Canonical
from shared.sync.confirm import confirm_contact
from shared.sync.context import SyncContext
from shared.sync.imports import import_contacts
from shared.sync.progress import Progress
from shared.sync.single_calls import each
from shared.sync.taken import name_holders

FEW = 10
"""Below this, single calls: ActiveCampaign asks not to import small batches
(developers.activecampaign.com, "Bulk import contacts", read 2026-11-24)."""


def send(ctx: SyncContext, items: Sequence[Progress]) -> None:
    """Writes `to_contact` and `tags` of all items and confirms them by reading back.

    Raises RetryLater or StopRun."""
    for item in items:
        _leave_out_unconvertible(ctx, item)
    _try_each([item for item in items if item.plan.untags], lambda item: _untag(ctx, item))
    writing = [item for item in items if item.plan.to_contact or item.plan.tags]
    single = [item for item in writing if _needs_single_call(ctx, item)]
    many = [item for item in writing if not _needs_single_call(ctx, item)]
    if len(many) < FEW and not ctx.exclude_automations:
        single, many = writing, []
    tagging = [item for item in single if item.plan.tags and "email" not in item.plan.to_contact]
    if not many and len(tagging) < FEW:
        tagging = []
    by_import = {id(item) for item in tagging}
    _try_each(single, lambda item: _write_one(ctx, item, tag=id(item) not in by_import))
    name_holders(ctx, single)
    confirm_single(ctx, [item for item in single if item.wrote and item.contact_id is not None])
    entries = [(item, _import_contact(ctx, item)) for item in many]
    entries += [(item, _tags_only(item)) for item in tagging if item.wrote]
    for item, contact in import_contacts(ctx, entries):
        confirm_contact(ctx.entities[item.entity], item, contact)


def _leave_out_unconvertible(ctx: SyncContext, item: Progress) -> None:
    """Of what cannot be written nothing is sent: not even a call without values."""
    values = item.plan.to_contact
    _, _, faults = ctx.entities[item.entity].compiled.to_contact(values)
    if not faults:
        return
    item.faults.extend(faults)
    refused = {fault.field for fault in faults}
    left = {key: value for key, value in values.items() if key not in refused}
    item.plan = replace(item.plan, to_contact=left)


def _needs_single_call(ctx: SyncContext, item: Progress) -> bool:
    """Clearing and changing the email: bulk import leaves a blank alone, and takes another
    email for another contact. A box that is not ticked is a blank, too."""
    values = item.plan.to_contact
    if item.plan.pair.contact is None:
        return False
    if "email" in values or any(value is None for value in values.values()):
        return True
    if not any(value is False for value in values.values()):
        return False
    _, fields, _ = ctx.entities[item.entity].compiled.to_contact(values)
    return "" in fields.values()


def _try_each(items: Sequence[Progress], act: Callable[[Progress], None]) -> None:
    def guarded(item: Progress) -> None:
        try:
            act(item)
        except (RetryLater, StopRun):
            raise
        except Gone:
            item.lost = True
        except (RemoteError, SkipRecord) as fault:
            item.faults.append(fault)

    each(items, guarded)


def _write_one(ctx: SyncContext, item: Progress, *, tag: bool) -> None:
    values = item.plan.to_contact
    write = _contact_write(ctx, item, values)
    contact = item.plan.pair.contact
    if contact is None:
        if not _create(ctx, item, write):
            return
    elif values:
        item.answered = _update(ctx, item, contact.id, write)
    item.wrote = True
    for name in item.plan.tags if tag else ():
        ctx.activecampaign.tag_contact(item.contact_id or "", ctx.tags.ensure(name))


def _create(ctx: SyncContext, item: Progress, write: ContactWrite) -> bool:
    """False if somebody took the email since the pair was read, be it an earlier try of our own:
    then it is to be planned anew. (`contact/sync` would write over what that contact holds.)"""
    try:
        item.answered = ctx.activecampaign.create_contact(write)
        item.contact_id = item.answered.id
    except EmailTaken:
        there = ctx.activecampaign.contact_by_email(write.email or "")
        if there is None:
            raise
        ctx.contact_index.put([(there.email, there.id)])
        item.lost = True
        return False
    item.created = True
    return True


def _update(ctx: SyncContext, item: Progress, contact_id: str, write: ContactWrite) -> Contact:
    """An email that another contact has does not keep the other values from coming through."""
    try:
        return ctx.activecampaign.update_contact(contact_id, write)
    except EmailTaken as fault:
        left = {key: value for key, value in item.plan.to_contact.items() if key != "email"}
        if not left:
            raise
        item.faults.append(fault)
        item.plan = replace(item.plan, to_contact=left)
        return ctx.activecampaign.update_contact(contact_id, replace(write, email=None))


def _untag(ctx: SyncContext, item: Progress) -> None:
    """Neither import nor any bulk call takes a tag away; it is few who come back."""
    for name in item.plan.untags:
        ctx.activecampaign.untag_contact(item.contact_id or "", ctx.tags.ensure(name))
    item.wrote = True


def confirm_single(ctx: SyncContext, items: Sequence[Progress]) -> None:
    """Reads back what calls for one contact each have written.

    Raises RetryLater or StopRun."""
    ids = [item.contact_id for item in items if item.contact_id and item.plan.to_contact]
    contacts = ctx.activecampaign.contacts_by_id(ids) if ids else {}
    for item in items:
        contact = contacts.get(item.contact_id or "")
        if contact is not None:
            ctx.contact_index.put([(contact.email, contact.id)])
            confirm_contact(ctx.entities[item.entity], item, contact)
        elif item.plan.to_contact:
            item.lost = True


def _contact_write(
    ctx: SyncContext, item: Progress, values: Mapping[str, Canonical]
) -> ContactWrite:
    standard, fields, _ = ctx.entities[item.entity].compiled.to_contact(values)
    email = standard.get("email")
    if item.plan.pair.contact is None:
        email = email or _email(item)
    return ContactWrite(
        email=email,
        first_name=standard.get("firstName"),
        last_name=standard.get("lastName"),
        phone=standard.get("phone"),
        fields=fields,
    )


def _import_contact(ctx: SyncContext, item: Progress) -> ImportContact:
    standard, fields, _ = ctx.entities[item.entity].compiled.to_contact(item.plan.to_contact)
    return ImportContact(
        email=_email(item),
        first_name=standard.get("firstName"),
        last_name=standard.get("lastName"),
        phone=standard.get("phone"),
        fields=fields,
        tags=item.plan.tags,
    )


def _tags_only(item: Progress) -> ImportContact:
    """For a contact whose values went by a single call: its tags need no calls of their own. Not
    for one whose email is changed by that call: import would make another of the old one."""
    return ImportContact(email=_email(item), tags=item.plan.tags)


def _email(item: Progress) -> str:
    """The email by which ActiveCampaign knows, or is to know, the contact."""
    pair = item.plan.pair
    if pair.contact is not None:
        return pair.contact.email
    if pair.record is not None and pair.record.email is not None:
        return pair.record.email.strip()
    return ""
