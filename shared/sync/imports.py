"""Bulk imports: sent, waited for, and read back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.activecampaign.bulk_import import ImportRejected, split_import
from shared.activecampaign.models import Contact, ImportContact, ImportStatus
from shared.errors import SkipRecord
from shared.mapping.email import normalise_email
from shared.store.links import Underway
from shared.sync.confirm import taken
from shared.sync.context import SyncContext
from shared.sync.late_imports import is_final, status_of, unfinished
from shared.sync.progress import Progress
from shared.sync.strayed import note_strayed
from shared.telemetry.output import Log

log = Log(__name__)

Entry = tuple[Progress, ImportContact]

WAITS_SECONDS = (1.0, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Between the looks at an import that is not finished; ActiveCampaign promises no time."""


class ContactRefused(SkipRecord):
    code = "activecampaign.contact_refused"
    title = "ActiveCampaign refused the contact"


@dataclass(frozen=True, slots=True)
class Batch:
    """An import as it was handed over, and when."""

    id: str
    entries: tuple[Entry, ...]
    at: datetime


def import_contacts(ctx: SyncContext, entries: Sequence[Entry]) -> list[tuple[Progress, Contact]]:
    """Imports all entries; answers each with its contact as read after the import. An entry
    that ActiveCampaign refused, or of which nothing was seen in time, gets a fault instead. One
    whose contact came up since it was planned is lost: it is to be planned anew."""
    ctx.newcomers.announce([entry.email for item, entry in entries if _is_new(item)])
    entries = _without_known(ctx, entries)
    if not entries:
        return []
    # Chunk after chunk, so that the first is through while others wait.
    with ctx.import_turns.turn():
        batches = _start(ctx, entries)
    accepted = [entry for batch in batches for entry in batch.entries]
    done = _appeared(ctx, [e for e in accepted if _is_new(e[0])])
    done += _updated(ctx, [e for e in accepted if not _is_new(e[0])], batches)
    seen = {id(item) for item, _ in done}
    missing = [
        item
        for item, _ in accepted
        if id(item) not in seen and not item.lost and item.awaits is None
    ]
    if missing:
        _explain(ctx, missing, batches)
    return done


def _is_new(item: Progress) -> bool:
    """False also for a contact that a single call has just created: only its tags go by import."""
    return item.contact_id is None


def _without_known(ctx: SyncContext, entries: Sequence[Entry]) -> list[Entry]:
    """An import would write over what such a contact holds, and it would not come up as new."""
    known = ctx.newcomers.known([entry.email for item, entry in entries if _is_new(item)])
    kept = []
    for item, entry in entries:
        item.lost = _is_new(item) and normalise_email(entry.email) in known
        if not item.lost:
            kept.append((item, entry))
    return kept


def _start(ctx: SyncContext, entries: Sequence[Entry]) -> list[Batch]:
    """Hands the entries over in batches. One bad contact makes ActiveCampaign refuse its whole
    batch: those it names are taken out, or else the batch is halved until the bad one is found,
    and the rest is sent again."""
    batches: list[Batch] = []
    item_of = {id(contact): item for item, contact in entries}
    todo = [list(part) for part in split_import([contact for _, contact in entries])]
    while todo:
        contacts = todo.pop(0)
        try:
            batch_id = ctx.activecampaign.start_import(
                contacts, exclude_automations=ctx.exclude_automations
            )
        except ImportRejected as rejection:
            todo = _without_refused(contacts, item_of, rejection) + todo
        else:
            sent = tuple((item_of[id(contact)], contact) for contact in contacts)
            batches.append(Batch(batch_id, sent, ctx.clock()))
    return batches


def _without_refused(
    contacts: list[ImportContact], item_of: Mapping[int, Progress], rejection: ImportRejected
) -> list[list[ImportContact]]:
    """What is sent again after a rejection."""
    blamed = {place: why for place, why in rejection.faults.items() if place < len(contacts)}
    if not blamed and len(contacts) > 1:
        half = len(contacts) // 2
        return [contacts[:half], contacts[half:]]
    for place in blamed or (0,):
        item_of[id(contacts[place])].faults.append(
            ContactRefused(
                f"ActiveCampaign refused the contact: {_why(rejection, place)}",
                remedy="Correct the value in Dynamics.",
            )
        )
    kept = [contact for place, contact in enumerate(contacts) if blamed and place not in blamed]
    return [kept] if kept else []


def _why(rejection: ImportRejected, place: int) -> str:
    said = rejection.faults.get(place)
    return rejection.detail if said is None else f'"{said}".'


def _appeared(ctx: SyncContext, entries: Sequence[Entry]) -> list[tuple[Progress, Contact]]:
    """The new contacts. One that did not come up as new was there before: it is looked up."""
    found = ctx.newcomers.collect([contact.email for _, contact in entries])
    done = []
    for item, entry in entries:
        contact = found.get(normalise_email(entry.email))
        if contact is None:
            contact = ctx.activecampaign.contact_by_email(entry.email)
        if contact is not None:
            done.append((item, contact))
    return done


def _updated(
    ctx: SyncContext, entries: Sequence[Entry], batches: Sequence[Batch]
) -> list[tuple[Progress, Contact]]:
    """Contacts that were there, read back once their import is through."""
    if not entries:
        return []
    _wait_for(ctx, [batches[-1]])
    done, pending = _read(ctx, entries)
    if pending:
        waiting = {id(item) for item, _ in pending}
        concerned = [b for b in batches if any(id(item) in waiting for item, _ in b.entries)]
        status = _wait_for(ctx, concerned)
        more, pending = _read(ctx, pending)
        done += more
        pending = _without_awaited(pending, [b for b in concerned if not is_final(status[b.id])])
        contacts = ctx.activecampaign.contacts_by_id([_contact_id(item) for item, _ in pending])
        done += [
            (item, contacts[_contact_id(item)])
            for item, _ in pending
            if _contact_id(item) in contacts
        ]
    return done


def _without_awaited(pending: Sequence[Entry], open_batches: Sequence[Batch]) -> list[Entry]:
    """Marks those whose import may bring their values still; the others."""
    batch_of = {id(item): batch for batch in open_batches for item, _ in batch.entries}
    left: list[Entry] = []
    for item, entry in pending:
        batch = batch_of.get(id(item))
        if batch is None:
            left.append((item, entry))
            continue
        item.awaits = Underway({}, item.plan.to_contact, batch.id, batch.at, item.plan.tags)
        item.faults.append(unfinished())
    return left


def _read(
    ctx: SyncContext, entries: Sequence[Entry]
) -> tuple[list[tuple[Progress, Contact]], list[Entry]]:
    """Those whose write has arrived, and those whose has not yet. One whose contact has another
    address by now is lost: the import went to whoever has the former one."""
    contacts = ctx.activecampaign.contacts_by_id([_contact_id(item) for item, _ in entries])
    done: list[tuple[Progress, Contact]] = []
    pending: list[Entry] = []
    strayed: list[Entry] = []
    for item, entry in entries:
        contact = contacts.get(_contact_id(item))
        if contact is None:
            item.lost = True
        elif normalise_email(contact.email) != normalise_email(entry.email):
            item.lost = True
            strayed.append((item, entry))
        elif taken(ctx.entities[item.entity], item, contact):
            done.append((item, contact))
        else:
            pending.append((item, entry))
    note_strayed(ctx, [(item, entry.email) for item, entry in strayed if item.answered is None])
    return done, pending


def _contact_id(item: Progress) -> str:
    return item.contact_id or ""


def _wait_for(ctx: SyncContext, batches: Sequence[Batch]) -> dict[str, ImportStatus | None]:
    """The status of each batch, once it is final or the patience is over; None if ActiveCampaign
    does not know it any more."""
    status: dict[str, ImportStatus | None] = {}
    for batch in batches:
        for wait in (*WAITS_SECONDS, None):
            status[batch.id] = status_of(ctx, batch.id)
            if is_final(status[batch.id]) or wait is None:
                break
            ctx.sleep(wait)
    return status


def _explain(ctx: SyncContext, missing: Sequence[Progress], batches: Sequence[Batch]) -> None:
    """Says of each item that did not arrive whether it was refused or is still awaited."""
    waiting = {id(item) for item in missing}
    concerned = [b for b in batches if any(id(item) in waiting for item, _ in b.entries)]
    status = _wait_for(ctx, concerned)
    for batch in concerned:
        found = status[batch.id]
        state = found.state if found is not None else "unknown"
        log.warning("import %s: %s, entries unseen", batch.id, state)
        failed = {normalise_email(email) for email in found.failed_emails} if found else set()
        for item, entry in batch.entries:
            if id(item) not in waiting:
                continue
            if normalise_email(entry.email) in failed or state == "failed":
                item.faults.append(
                    ContactRefused(
                        "ActiveCampaign could not import the contact.",
                        remedy="Check the email address and the values; it is tried again.",
                    )
                )
            else:
                # It stands for other faults: whoever looks for such records finds them by it.
                item.faults.insert(0, unfinished())
                if _is_new(item):
                    item.awaits = Underway({}, item.plan.to_contact, batch.id, batch.at)
