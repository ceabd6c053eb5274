"""Takes contacts off their lists, and carries an opt-out to every record with its address."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress

from shared.activecampaign.bulk_import import ImportRejected, split_import
from shared.activecampaign.models import Contact, ImportContact
from shared.dataverse.rows import Row
from shared.dataverse.write import Update
from shared.entities import Entity
from shared.errors import Gone, RemoteError, RetryLater, SkipRecord, StopRun
from shared.mapping.email import normalise_email
from shared.store.consent import ConsentChange
from shared.sync.consent import Why, contact_differs, lists_to_leave
from shared.sync.context import EntitySync, SyncContext
from shared.sync.progress import Progress
from shared.sync.sides import EMAIL_COLUMN, ID_COLUMN, STATE_ACTIVE, TABLE, consent_of

FEW = 10
"""Contacts that are taken off lists by single calls; more go by bulk import."""

WAITS_SECONDS = (1.0, 2.0, 4.0, 8.0)
"""For an import to take them off; who is then still on a list leaves it by single calls."""


class StillSubscribed(SkipRecord):
    code = "consent.still_subscribed"
    title = "The contact could not be unsubscribed"


def leave_lists(ctx: SyncContext, items: Sequence[Progress]) -> None:
    """Unsubscribes the contacts of `items` from the lists that their plans name.

    Raises RetryLater or StopRun."""
    todo = [item for item in items if item.contact_id and item.plan.consent.leave]
    if len(todo) > FEW:
        todo = _by_import(ctx, todo)
    for item in todo:
        try:
            for list_id in item.plan.consent.leave:
                _unsubscribe(ctx, item, item.contact_id or "", list_id)
        except Gone:
            item.lost = True


def leave_other_contacts(ctx: SyncContext, items: Sequence[Progress]) -> None:
    """The same for contacts that have one of the addresses of `items` and are not theirs, such as
    one whose address ActiveCampaign does not let a record's own contact have.

    Raises RetryLater or StopRun."""
    wanted = {email: item for item in items if _spreads(item) for email in item.plan.pair.addresses}
    if not wanted:
        return
    found = {
        contact_id: email
        for email, contact_id in ctx.contact_index.find(wanted).items()
        if contact_id != wanted[email].contact_id
    }
    contacts = ctx.activecampaign.contacts_by_id(list(found), lists=True) if found else {}
    for contact_id, contact in contacts.items():
        email = found.get(contact_id)
        if email is None or normalise_email(contact.email) != email:
            continue
        with suppress(Gone):
            for list_id in lists_to_leave(consent_of(contact)):
                _unsubscribe(ctx, wanted[email], contact_id, list_id)


def _spreads(item: Progress) -> bool:
    """True of an opt-out that its link does not tell yet, or not of all addresses."""
    pair = item.plan.pair
    known = pair.link is not None and pair.link.opted_out
    return item.plan.consent.out and (not known or bool(pair.untold))


def note_strangers(ctx: SyncContext, contacts: Sequence[Contact]) -> None:
    """Notes the opt-outs that these contacts show and nobody noted yet, as they belong to no
    record, and sets the flag of records that have their addresses all the same.

    Raises RetryLater or StopRun."""
    out: dict[str, tuple[str, Why]] = {}
    for contact in contacts:
        consent = consent_of(contact)
        if contact.email and consent is not None and consent.why_out is not None:
            out[normalise_email(contact.email)] = (contact.id, consent.why_out)
    news = out.keys() - ctx.consent.opted_out(out) if out else set()
    flag_others(ctx, news)
    ctx.consent.note(
        [
            (
                email,
                ConsentChange(
                    at=ctx.clock(),
                    out=True,
                    why=out[email][1],
                    run_id=ctx.run_id,
                    entity="contact",
                    record_id=None,
                    contact_id=out[email][0],
                ),
            )
            for email in sorted(news)
        ]
    )


def flag_others(ctx: SyncContext, emails: Collection[str]) -> None:
    """Sets the flag of every active record, of whichever entity, that has one of these addresses.
    A record that was changed meanwhile comes up as a change of its own, and is flagged then.

    Raises RetryLater or StopRun."""
    if not emails:
        return
    wanted = sorted(emails)
    writes = [
        Update(TABLE[entity], str(row[ID_COLUMN[entity]]), {column: True}, str(row["@odata.etag"]))
        for entity, sync in ctx.entities.items()
        for column in (sync.opt_out_column,)
        for row in _rows(ctx, entity, sync, wanted)
        if row.get(column) is False and row.get("statecode") == STATE_ACTIVE
    ]
    for result in ctx.dataverse.write(writes) if writes else ():
        if isinstance(result.error, RetryLater | StopRun):
            raise result.error


def _unsubscribe(ctx: SyncContext, item: Progress, contact_id: str, list_id: str) -> None:
    try:
        ctx.activecampaign.unsubscribe(contact_id, list_id)
        item.wrote = True
    except (RetryLater, StopRun, Gone):
        raise
    except RemoteError as fault:
        item.consent_open = True
        item.faults.append(
            StillSubscribed(
                f"The person opted out, but is still on a list in ActiveCampaign: {fault.detail}",
                remedy="Unsubscribe the contact there; it is tried again in the next run.",
            )
        )


def _rows(
    ctx: SyncContext, entity: Entity, sync: EntitySync, emails: Sequence[str]
) -> Sequence[Row]:
    columns = (ID_COLUMN[entity], EMAIL_COLUMN, "statecode", sync.opt_out_column)
    return ctx.dataverse.rows_where_any(TABLE[entity], EMAIL_COLUMN, emails, columns)


def _by_import(ctx: SyncContext, items: Sequence[Progress]) -> list[Progress]:
    """Those that the import did not take off, as far as can be seen."""
    left = {item.contact_id or "": item for item in items}
    try:
        for part in split_import([_entry(item) for item in items]):
            ctx.activecampaign.start_import(part, exclude_automations=ctx.exclude_automations)
    except ImportRejected:
        return list(left.values())
    for wait in WAITS_SECONDS:
        ctx.sleep(wait)
        left = _still_there(ctx, left)
        if not left:
            break
    return list(left.values())


def _entry(item: Progress) -> ImportContact:
    contact = item.plan.pair.contact
    email = contact.email if contact is not None else ""
    return ImportContact(email=email, unsubscribe=item.plan.consent.leave)


def _still_there(ctx: SyncContext, items: Mapping[str, Progress]) -> dict[str, Progress]:
    found = ctx.activecampaign.contacts_by_id(list(items), lists=True)
    left = {}
    for contact_id, item in items.items():
        contact = found.get(contact_id)
        if contact is None or contact_differs(consent_of(contact), before=True):
            left[contact_id] = item
        else:
            item.wrote = True
    return left
