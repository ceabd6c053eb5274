"""From ActiveCampaign to Dynamics: contacts that may have changed, from the poll or an event."""

from collections.abc import Sequence

from shared.activecampaign.models import Contact
from shared.sync import gather, strangers
from shared.sync.context import SyncContext
from shared.sync.next_in_line import work_off
from shared.sync.progress import Applied


def apply_contacts(ctx: SyncContext, contacts: Sequence[Contact]) -> Applied:
    """Brings what changed in these contacts (read with their tags) to their records. A contact
    that its link already agrees with is an echo and costs nothing more."""
    gathered = gather.inbound(ctx, contacts)
    applied = work_off(ctx, gathered.pairs)
    strangers.note_opt_outs(ctx, contacts)
    strangers.take_off_lists(ctx, gathered.strangers)
    return applied


def apply_contact_ids(ctx: SyncContext, contact_ids: Sequence[str]) -> Applied:
    """The same for contacts of which only the ids are known. An id that ActiveCampaign does not
    have is nothing to do here: deletions are found by the reconciliation."""
    contacts = ctx.activecampaign.contacts_by_id(contact_ids, tags=True, lists=True)
    return apply_contacts(ctx, list(contacts.values()))
