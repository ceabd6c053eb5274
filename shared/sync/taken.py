"""Says who has the email that ActiveCampaign refused to give to a contact."""

from collections.abc import Mapping, Sequence

from shared.activecampaign.faults import EmailTaken
from shared.mapping.email import normalise_email
from shared.store.links import Link
from shared.sync.context import SyncContext
from shared.sync.progress import Fault, Progress


def name_holders(ctx: SyncContext, items: Sequence[Progress]) -> None:
    """Names the other contact, and its record if it has one, in what went wrong with `items`. One
    call, and none if no email was refused.

    Raises RetryLater or StopRun."""
    refused = [
        (item, place, normalise_email(item.plan.pair.record.email or ""))
        for item in items
        for place, fault in enumerate(item.faults)
        if isinstance(fault, EmailTaken) and item.plan.pair.record is not None
    ]
    if not refused:
        return
    holders = _holders(ctx, {email for _, _, email in refused})
    links = ctx.links.of_contacts(list(holders.values()))
    for item, place, email in refused:
        contact_id = holders.get(email)
        if contact_id is not None:
            item.faults[place] = _named(contact_id, links.get(contact_id, ()), item)


def _holders(ctx: SyncContext, emails: set[str]) -> Mapping[str, str]:
    """Email -> id of the contact that has it. The index may be behind, so the contact is read."""
    ids = set(ctx.contact_index.find(emails).values())
    contacts = ctx.activecampaign.contacts_by_id(sorted(ids, key=int)) if ids else {}
    return {normalise_email(contact.email): contact.id for contact in contacts.values()}


def _named(contact_id: str, links: Sequence[Link], item: Progress) -> Fault:
    records = sorted(links, key=lambda link: link.entity != item.entity)
    of_record = f", that of the {records[0].entity} {records[0].record_id}" if records else ""
    return EmailTaken(
        "activecampaign",
        f"The email address belongs to contact {contact_id} in ActiveCampaign{of_record}.",
        remedy="Merge the two, or correct one of the addresses. If two people swapped theirs, give "
        "one of them another address until the next run.",
    )
