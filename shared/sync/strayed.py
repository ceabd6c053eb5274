"""Values that an import brought to another contact than it was to: one finds its contacts by their
addresses, and somebody moved them while it waited."""

from collections.abc import Sequence
from dataclasses import replace

from shared.activecampaign.models import Contact
from shared.store.links import Link
from shared.sync.context import SyncContext
from shared.sync.merge import same
from shared.sync.progress import Progress
from shared.sync.sides import contact_state
from shared.sync.single_calls import each
from shared.telemetry.output import Log

log = Log(__name__)


def note_strayed(ctx: SyncContext, strayed: Sequence[tuple[Progress, str]]) -> None:
    """Leaves word in the links of those who have the addresses now that it was the sync which
    wrote the values: nobody entered them, and what the records say goes back over them. A few
    calls for each item; `strayed` are the items with the addresses that they were sent by.

    Raises RetryLater or StopRun."""
    found = each([email for _, email in strayed], ctx.activecampaign.contact_by_email)
    ids = {contact.id for contact in found if contact is not None}
    contacts = ctx.activecampaign.contacts_by_id(sorted(ids, key=int)) if ids else {}
    holders = ctx.links.of_contacts(ids)
    noting: list[Link] = []
    for (item, _), there in zip(strayed, found, strict=True):
        log.warning("an import for contact %s went to whoever has its address now", item.contact_id)
        contact = contacts.get(there.id) if there is not None else None
        if contact is not None:
            links = [_with_word(ctx, link, item, contact) for link in holders.get(contact.id, ())]
            noting += [link for link in links if link is not None]
    if noting:
        ctx.links.write(noting)


def _with_word(ctx: SyncContext, link: Link, item: Progress, contact: Contact) -> Link | None:
    sync = ctx.entities.get(link.entity)
    now = contact_state(sync, contact).values if sync is not None else {}
    brought = {
        key: value
        for key, value in item.plan.to_contact.items()
        if key in now and same(key, now[key], value)
    }
    if not brought:
        return None
    to_contact = {**link.underway.to_contact, **brought}
    return replace(link, underway=replace(link.underway, to_contact=to_contact))
