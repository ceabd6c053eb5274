"""What becomes of plans, for the history of their records.

A conflict is written down before its winner is, and taken back if that did not come through: a
crash in between may leave a line too many, never a value that was lost without one."""

from collections.abc import Sequence

from shared.store.history import Decided, Entry, LeftOut, What, Written
from shared.store.links import Link
from shared.sync.context import SyncContext
from shared.sync.merge import Conflict
from shared.sync.progress import Progress


def note_conflicts(ctx: SyncContext, progress: Sequence[Progress]) -> None:
    """Writes down what the plans decide, before anything is written to either side."""
    for item in progress:
        if not item.stopped:
            item.decided = [
                _entry(ctx, item, _decided(conflict)) for conflict in item.plan.conflicts
            ]
    entries = [entry for item in progress for entry in item.decided]
    if entries:
        ctx.history.add_many(entries)


def note_outcomes(ctx: SyncContext, progress: Sequence[Progress]) -> None:
    """Writes down what was done, and takes back what did not come through."""
    undone = [
        entry
        for item in progress
        for entry in item.decided
        if isinstance(entry.what, Decided) and not _may_come(item, entry.what.key)
    ]
    if undone:
        ctx.history.remove_many(undone)
    note_done(ctx, progress)


def _may_come(item: Progress, key: str) -> bool:
    """True also for a value that an import which is not finished may bring still."""
    awaited = item.awaits is not None and key in item.plan.to_contact
    return awaited or key in item.base


def note_done(ctx: SyncContext, progress: Sequence[Progress]) -> None:
    """Writes down what was done, one line for a record; nothing for one that stays as it was."""
    found = [(item, _what(item)) for item in progress if item.record_id is not None]
    entries = [_entry(ctx, item, what) for item, what in found if what is not None]
    if entries:
        ctx.history.add_many(entries)


def _what(item: Progress) -> What | None:
    link, before = item.link_after, item.plan.pair.link
    if link is not None and link.state in ("excluded", "closed"):
        told = (before.state, before.reason_code, before.related_id) if before else None
        if told == (link.state, link.reason_code, link.related_id):
            return None
        return LeftOut(
            "excluded" if link.state == "excluded" else "closed",
            link.reason_code or "",
            link.reason_detail or "",
            link.related_id,
        )
    to_record = tuple(key for key in item.plan.to_record if key in item.base)
    to_contact = tuple(key for key in item.plan.to_contact if key in item.base)
    if item.created and item.plan.action == "create_record":
        return Written("created_record", to_record, to_contact)
    if item.created:
        return Written("created_contact", to_record, to_contact)
    if link is not None and not _was_linked(before, link):
        return Written("linked", to_record, to_contact)
    if to_record or to_contact:
        return Written("changed", to_record, to_contact)
    return None


def _was_linked(before: Link | None, link: Link) -> bool:
    return before is not None and before.state == "linked" and before.contact_id == link.contact_id


def _decided(conflict: Conflict) -> Decided:
    return Decided(
        key=conflict.key,
        base=conflict.base,
        record=conflict.record,
        contact=conflict.contact,
        winner=conflict.winner,
        because=conflict.because,
    )


def _entry(ctx: SyncContext, item: Progress, what: What) -> Entry:
    return Entry.new(
        item.entity,
        item.record_id or "",
        ctx.clock(),
        what,
        run_id=ctx.run_id,
        contact_id=item.contact_id,
    )
