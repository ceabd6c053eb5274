"""Carries plans out, in bulk, and records the base only for what was confirmed."""

from collections.abc import Sequence
from dataclasses import replace

from shared.entities import Entity
from shared.errors import RemoteError, SkipRecord
from shared.store.claims import Claim
from shared.store.links import NOTHING_UNDERWAY
from shared.sync import (
    chronicle,
    consent_writes,
    contact_writes,
    gather,
    idle_claims,
    interrupted,
    outcomes,
    record_writes,
    succession,
    underway,
)
from shared.sync.context import SyncContext
from shared.sync.late_contacts import awaits_contact
from shared.sync.late_imports import LateImports
from shared.sync.pair import Pair
from shared.sync.plan import Plan, plan
from shared.sync.progress import Applied, Progress
from shared.sync.recall import recall
from shared.sync.second_look import look_again
from shared.sync.vanished import check_fields

ROUNDS = 3
"""How often a pair that others changed under our hands is read and planned again in one go."""


class Restless(SkipRecord):
    code = "record.restless"
    title = "The record kept changing"


def carry_out(ctx: SyncContext, pairs: Sequence[Pair]) -> Applied:
    """Plans and applies `pairs`; one that was changed meanwhile is read and planned again.

    Raises RetryLater or StopRun if a remote system cannot be worked with, and SchemaOutdated. What
    was confirmed until then is recorded; the rest is found again when the step is delivered
    anew."""
    applied, late = Applied(), LateImports(ctx)
    for attempt in range(1, ROUNDS + 1):
        lost: dict[Entity, list[str]] = {}
        for wave in succession.waves(ctx, pairs):
            for entity, ids in _round(ctx, wave, applied, late, last=attempt == ROUNDS).items():
                lost.setdefault(entity, []).extend(ids)
        if not lost:
            break
        late.next_round()
        pairs = [
            pair
            for entity, ids in lost.items()
            for pair in gather.by_record_ids(ctx, entity, ids).pairs
        ]
    return applied


def _round(
    ctx: SyncContext, pairs: Sequence[Pair], applied: Applied, late: LateImports, *, last: bool
) -> dict[Entity, list[str]]:
    """One try at all pairs. The ids of the records that were lost, unless it was the last."""
    progress = [
        Progress.start(plan(pair, ctx.entities[pair.entity].rules)) for pair in recall(ctx, pairs)
    ]
    check_fields(ctx, [item.plan for item in progress])
    progress = late.keep_back(look_again(ctx, progress))
    consent_writes.leave_lists(ctx, progress)
    consent_writes.leave_other_contacts(ctx, progress)
    idle_claims.give_up(ctx, progress, applied)
    _claim_contacts(ctx, [item for item in progress if _ties_contact(item.plan)])
    underway.note(ctx, progress)
    chronicle.note_conflicts(ctx, progress)
    try:
        record_writes.send(ctx, [item for item in progress if not item.stopped])
        contact_writes.send(ctx, [item for item in progress if not item.stopped])
    except RemoteError:
        interrupted.keep(ctx, progress)
        raise
    _claim_contacts(
        ctx,
        [
            item
            for item in progress
            if item.plan.action == "create_contact" and item.contact_id and not item.stopped
        ],
    )
    missed = consent_writes.flag_other_records(ctx, progress)
    outcomes.note_consent(ctx, progress, missed)
    outcomes.write_links(ctx, progress, applied)
    chronicle.note_outcomes(ctx, progress)
    lost: dict[Entity, list[str]] = {}
    for item in progress:
        if item.lost and last:
            item.faults.append(_restless())
        elif item.lost and item.record_id is not None:
            lost.setdefault(item.entity, []).append(item.record_id)
    outcomes.report(ctx, [item for item in progress if last or not item.lost], applied)
    return lost


def _claim_contacts(ctx: SyncContext, claiming: Sequence[Progress]) -> None:
    """Takes the contact for the record, before anything is written for the two: two records of
    one entity never hold the same contact. A record to be created gets its id here, so that it
    is created once, whoever tries and however often."""
    for item in claiming:
        if item.record_id is None:
            item.record_id = record_writes.new_record_id()
    _take_over(ctx, claiming)
    claims = [Claim(item.contact_id or "", item.entity, item.record_id or "") for item in claiming]
    holders = ctx.claims.take(claims)
    if idle_claims.free(ctx, claiming, holders):
        holders = ctx.claims.take(claims)
    for item, holder in zip(claiming, holders, strict=True):
        if item.plan.action == "create_record":
            item.record_id = holder
        elif holder != item.record_id:
            item.duplicate_of = holder


def _take_over(ctx: SyncContext, claiming: Sequence[Progress]) -> None:
    """Gives contacts of records that are left out to those who have their addresses now. The claim
    goes first: of a crash in between, the link that is left behind is found as nobody's
    (`gather`, `comparing`)."""
    left = [
        (item, link)
        for item in claiming
        if (link := item.plan.pair.taken_from) is not None and link.contact_id == item.contact_id
    ]
    for item, link in left:
        ctx.claims.release(
            Claim(link.contact_id or "", link.entity, link.record_id), to=item.record_id
        )
    ctx.links.write(
        [
            replace(link, contact_id=None, base={}, synced_at=None, underway=NOTHING_UNDERWAY)
            for _, link in left
        ]
    )


def _ties_contact(made: Plan) -> bool:
    """True if the plan ties a record to a contact that is there, for the first time. What was
    inherited from a lead is new to a Dynamics contact, whether it is synced now or left out; a
    claim of the same entity is passed on once the other link is closed."""
    pair = made.pair
    if pair.inherited_from is not None:
        return pair.inherited_from != pair.entity and pair.contact is not None
    if awaits_contact(pair.link):
        return pair.contact is not None and made.action in ("update", "exclude")
    return made.action == "create_record" or (made.action == "update" and not pair.tied)


def _restless() -> Restless:
    return Restless(
        "The record was changed by others again and again while it was synced.",
        remedy="It is tried again in the next run.",
    )
