"""Finds the contacts of records: the linked one, else the one that has the email. Reads only."""

from collections.abc import Mapping

from shared.activecampaign.models import Contact
from shared.mapping.email import normalise_email
from shared.store.links import Link
from shared.sync.context import SyncContext
from shared.sync.pair import RecordState, is_tied
from shared.sync.side_reads import contacts_by_id


def contacts_of_records(
    ctx: SyncContext, records: Mapping[str, RecordState], links: Mapping[str, Link]
) -> tuple[dict[str, str], dict[str, Contact]]:
    """Record id -> id of its contact, and the contacts by id; those that are to be tied or tagged
    come with their tags. A record whose contact is gone has the one with its email, if there is
    one: two contacts were merged in ActiveCampaign."""
    linked = {
        record_id: link.contact_id
        for record_id, link in links.items()
        if record_id in records and is_tied(link) and link.contact_id is not None
    }
    new = {
        record.id: normalise_email(record.email)
        for record in records.values()
        if record.id not in linked and record.email is not None
    }
    by_email = _ids_by_email(ctx, new)
    held = set(linked.values())
    due = any(link.underway.tags for link in links.values())
    found = contacts_by_id(ctx, held, verify=held, tags=due)
    orphans = {
        record_id: normalise_email(email)
        for record_id, contact_id in linked.items()
        if contact_id not in found and (email := records[record_id].email) is not None
    }
    others = {
        record_id: contact_id
        for record_id, contact_id in _ids_by_email(ctx, orphans).items()
        if contact_id != linked[record_id]
    }
    contact_of = {**linked, **by_email, **others}
    wanted = set(contact_of.values()) - held
    found |= contacts_by_id(ctx, wanted, verify=set(), tags=True)
    return contact_of, found


def _ids_by_email(ctx: SyncContext, emails: Mapping[str, str]) -> dict[str, str]:
    """Record id -> id of the contact that has its email, for those that there is one for."""
    if not emails:
        return {}
    ctx.newcomers.catch_up()
    known = ctx.contact_index.find(set(emails.values()))
    return {record_id: known[email] for record_id, email in emails.items() if email in known}
