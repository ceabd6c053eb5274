"""Compares records, contacts and links in bulk, and says which of them do not agree. Writes nothing
to either side: whatever differs is planned by the same rules as everything else, and repaired by
whoever asked."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from shared.entities import Entity
from shared.store.links import Link
from shared.sync import fuse, gather, outcomes, succession
from shared.sync.as_before import contact_as_before, record_as_before
from shared.sync.consent import contact_differs
from shared.sync.context import EntitySync, SyncContext
from shared.sync.fuse import NOTHING, Foreseen
from shared.sync.pair import ContactState, Pair, RecordState
from shared.sync.plan import INACTIVE, NO_EMAIL, OUT_OF_SCOPE, Plan, plan
from shared.sync.progress import Progress
from shared.sync.recall import recall
from shared.sync.side_reads import contacts_by_id, rows_by_id
from shared.sync.sides import contact_state, record_states

AT_ONCE: Final = 1_000
"""Records that are planned together."""

TOLD_BY_RECORD: Final = (INACTIVE, NO_EMAIL, OUT_OF_SCOPE)
"""Why a record is left out, where the record alone tells."""


@dataclass(frozen=True, slots=True)
class Found:
    """What came of comparing `read` links or records. `compared` are links in sync. `suspects` are
    the ids of the records to be looked into; so many `differences` are among them, the others only
    have a link that does not say what both sides do. Repairing them is foreseen to change
    `foreseen`."""

    read: int = 0
    compared: int = 0
    suspects: tuple[str, ...] = ()
    differences: int = 0
    foreseen: Foreseen = NOTHING

    def plus(self, other: "Found") -> "Found":
        return Found(
            self.read + other.read,
            self.compared + other.compared,
            self.suspects + other.suspects,
            self.differences + other.differences,
            self.foreseen + other.foreseen,
        )


def compare_links(ctx: SyncContext, entity: Entity, links: Sequence[Link]) -> Found:
    """Reads both sides of all `links`: one call to ActiveCampaign for each hundred, one to
    Dataverse for each thousand. What differs is read once more, and planned."""
    sync = ctx.entities[entity]
    links = [sync.with_valid_base(link) for link in links]
    rows = rows_by_id(ctx, sync, [link.record_id for link in links]) if links else {}
    records = record_states(sync, rows.values())
    tied = {link.contact_id for link in links if link.contact_id and link.state != "closed"}
    contacts = {
        contact_id: contact_state(sync, contact)
        for contact_id, contact in contacts_by_id(ctx, tied, verify=set()).items()
    }
    usurpers = _usurpers(ctx, links, tied)
    gone: list[str] = []
    doubtful: list[str] = []
    for link in links:
        record, contact = records.get(link.record_id), contacts.get(link.contact_id or "")
        if link.state == "linked" and contact is None and _is_there(ctx, sync, record, link):
            gone.append(link.record_id)
        elif link.record_id in usurpers or not _agree(ctx, sync, link, record, contact):
            doubtful.append(link.record_id)
    found = Found(
        read=len(links),
        compared=sum(link.state == "linked" for link in links),
        # Whether a contact is gone for good is asked for one by one, when the link is closed.
        suspects=tuple(gone),
        differences=len(gone),
        foreseen=Foreseen(changed=len(gone)),
    )
    return found.plus(_planned(ctx, entity, doubtful))


def _usurpers(ctx: SyncContext, links: Sequence[Link], contact_ids: Collection[str]) -> set[str]:
    """Records whose links name a contact that another record of the entity holds."""
    holder = {(one.contact_id, one.entity): one.record_id for one in ctx.claims.held(contact_ids)}
    return {
        link.record_id
        for link in links
        if link.state != "closed"
        and holder.get((link.contact_id or "", link.entity), link.record_id) != link.record_id
    }


def compare_strays(ctx: SyncContext, entity: Entity, record_ids: Sequence[str]) -> Found:
    """The same for records that no link knows."""
    found = Found(read=len(record_ids))
    for start in range(0, len(record_ids), AT_ONCE):
        found = found.plus(_planned(ctx, entity, record_ids[start : start + AT_ONCE]))
    return found


def _is_there(ctx: SyncContext, sync: EntitySync, record: RecordState | None, link: Link) -> bool:
    return record is not None and record_as_before(ctx, sync, record, link)


def _agree(
    ctx: SyncContext,
    sync: EntitySync,
    link: Link,
    record: RecordState | None,
    contact: ContactState | None,
) -> bool:
    """True if both sides, each read alone, are as the link says."""
    if link.state == "linked":
        return (
            record is not None
            and contact is not None
            and record_as_before(ctx, sync, record, link)
            and contact_as_before(ctx, sync, contact, link)
        )
    if record is None:
        return link.listed_as == "closed"
    if link.state == "closed":
        return not record.active
    if contact is not None and contact_differs(contact.consent, before=link.opted_out):
        return False
    made = plan(Pair(sync.entity, link, record), sync.rules)
    return made.reason in TOLD_BY_RECORD and not _matters(ctx, made)


def _planned(ctx: SyncContext, entity: Entity, record_ids: Collection[str]) -> Found:
    """What is to be done about these records, read anew."""
    asked, sync = frozenset(record_ids), ctx.entities[entity]
    plans = [
        plan(pair, sync.rules)
        for wave in succession.waves(ctx, gather.by_record_ids(ctx, entity, record_ids).pairs)
        for pair in recall(ctx, wave)
        if pair.entity == entity and pair.record_id in asked
    ]
    plans = [made for made in plans if _matters(ctx, made)]
    return Found(
        suspects=tuple(made.pair.record_id or "" for made in plans),
        differences=sum(_is_difference(ctx, made) for made in plans),
        foreseen=sum((fuse.of_plan(made, sync.compiled.fields_mark) for made in plans), NOTHING),
    )


def _matters(ctx: SyncContext, made: Plan) -> bool:
    """True if carrying the plan out would leave anything other than it is."""
    after = outcomes.link_after(ctx, Progress.start(made))
    return after is not None or _is_difference(ctx, made)


def _is_difference(ctx: SyncContext, made: Plan) -> bool:
    """True if it is more than the link's own notes: something is to be written to a side, cannot
    be, or is not to be synced any more."""
    sync, before = ctx.entities[made.pair.entity], made.pair.link
    if made.writes or any(not sync.covers(fault) for fault in made.faults):
        return True
    after = outcomes.link_after(ctx, Progress.start(made))
    return before is not None and after is not None and before.state != after.state
