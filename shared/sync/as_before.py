"""What one side, read alone, shows: whether there can be anything to do. Pure."""

from shared.store.links import Link
from shared.sync.consent import contact_differs
from shared.sync.context import EntitySync, SyncContext
from shared.sync.pair import ContactState, RecordState
from shared.sync.plan import values_differ


def record_as_before(
    ctx: SyncContext, sync: EntitySync, record: RecordState, link: Link | None
) -> bool:
    """True if the record is as it was when both sides last agreed."""
    return (
        link is not None
        and link.state == "linked"
        and sync.was_compared(link)
        and record.active
        and record.in_scope
        and not record.faults
        and record.opted_out == link.opted_out
        and not _has_problem(ctx, link)
        and not link.underway
        and not values_differ(record.values, link.base, sync.rules.fields)
    )


def contact_as_before(
    ctx: SyncContext, sync: EntitySync, contact: ContactState, link: Link
) -> bool:
    """True if the contact is as it was when both sides last agreed."""
    return (
        sync.was_compared(link)
        and not contact.faults
        and not contact_differs(contact.consent, before=link.opted_out)
        and not _has_problem(ctx, link)
        and not link.underway
        and not values_differ(contact.values, link.base, sync.rules.fields)
    )


def _has_problem(ctx: SyncContext, link: Link) -> bool:
    return link.record_id in ctx.open_problems.get(link.entity, ())
