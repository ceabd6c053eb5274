"""Frees contacts that a record claimed and never got: before its link was written it was changed,
left out or deleted, or whoever linked it died."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.entities import ENTITIES, Entity
from shared.mapping.email import normalise_email
from shared.store.claims import Claim
from shared.store.links import Link
from shared.sync.context import SyncContext
from shared.sync.pair import RecordState, holds
from shared.sync.progress import Applied, Progress
from shared.sync.side_reads import rows_by_id
from shared.sync.sides import record_states


@dataclass(frozen=True, slots=True)
class _Doubt:
    """Another record's claim, in the way of one with this (normalised) email. `to_create` says
    that it is in the way of a record which is to be created."""

    claim: Claim
    email: str
    to_create: bool


def give_up(ctx: SyncContext, progress: Sequence[Progress], applied: Applied) -> None:
    """Frees contacts that records claimed which are left out now, without a contact of their own.
    Who has the address is to be looked at again."""
    leaving = {
        Claim(pair.contact.id, item.entity, item.record_id or ""): pair.contact.email
        for item in progress
        for pair in (item.plan.pair,)
        if item.plan.action == "exclude"
        and pair.contact is not None
        and not pair.tied
        and pair.inherited_from is None
    }
    held = ctx.claims.held({claim.contact_id for claim in leaving}) if leaving else ()
    for claim in held:
        if claim in leaving:
            ctx.claims.release(claim)
            applied.free(claim.entity, normalise_email(leaving[claim]))


def free(ctx: SyncContext, claiming: Sequence[Progress], holders: Sequence[str]) -> bool:
    """Frees the contacts of those in `claiming` that others hold by their claim alone, and have
    no right to; True if there was one. `holders` are who holds them, in the same order. Reads
    nothing unless a contact is held by a record that is not among `claiming`."""
    present = {item.record_id for item in claiming}
    doubts = [
        _Doubt(
            Claim(item.contact_id or "", item.entity, holder),
            _email(item),
            item.plan.action == "create_record",
        )
        for item, holder in zip(claiming, holders, strict=True)
        if holder not in present
    ]
    idle = [
        doubt.claim
        for entity in ENTITIES
        for doubt in _idle(ctx, entity, [one for one in doubts if one.claim.entity == entity])
    ]
    for claim in idle:
        ctx.claims.release(claim)
    return bool(idle)


def _idle(ctx: SyncContext, entity: Entity, doubts: Sequence[_Doubt]) -> list[_Doubt]:
    links = ctx.links.read(entity, {one.claim.record_id for one in doubts}) if doubts else {}
    unlinked = [
        one for one in doubts if not holds(links.get(one.claim.record_id), one.claim.contact_id)
    ]
    records = _records(ctx, entity, {one.claim.record_id for one in unlinked})
    return [
        one
        for one in unlinked
        if _is_idle(one, links.get(one.claim.record_id), records.get(one.claim.record_id))
    ]


def _records(ctx: SyncContext, entity: Entity, ids: set[str]) -> Mapping[str, RecordState]:
    if not ids:  # the entity may not be synced at all
        return {}
    sync = ctx.entities[entity]
    return record_states(sync, rows_by_id(ctx, sync, sorted(ids)).values())


def _is_idle(doubt: _Doubt, link: Link | None, record: RecordState | None) -> bool:
    """False while somebody may be at it: linking the record, or creating it."""
    if record is None:
        return not doubt.to_create
    if link is not None and link.state != "closed":
        return True
    same = record.email is not None and normalise_email(record.email) == doubt.email
    return not (same and record.active and record.in_scope)


def _email(item: Progress) -> str:
    contact, record = item.plan.pair.contact, item.plan.pair.record
    email = contact.email if contact is not None else record.email if record is not None else None
    return normalise_email(email or "")
