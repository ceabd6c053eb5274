"""Which record stands for one that was merged or qualified, and which ones a record came from.
Reads only, in bulk."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from shared.entities import Entity
from shared.sync import gather
from shared.sync.context import EntitySync, SyncContext
from shared.sync.pair import Pair, RecordRef, RecordState, is_tied
from shared.sync.side_reads import rows_by_id, rows_pointing_to
from shared.sync.sides import FROM_LEAD, MASTER, record_state

HOPS: Final = 5
"""As many as are followed of a lead merged into one that was merged into one that was qualified."""

States = dict[RecordRef, RecordState]


@dataclass(frozen=True, slots=True)
class Heir:
    """An active record, of an entity that is synced, that stands for another one."""

    ref: RecordRef
    record: RecordState


def ref_of(pair: Pair) -> RecordRef:
    return RecordRef(pair.entity, pair.record_id or "")


def leaves(pair: Pair) -> bool:
    """True if the record left Dynamics' active rows and still holds a contact."""
    return is_tied(pair.link) and (pair.record is None or not pair.record.active)


def predecessors(ctx: SyncContext, staying: Sequence[Pair], known: set[RecordRef]) -> list[Pair]:
    """The pairs of those that became one of these records and still hold their contacts, beside
    those that are known: a change of the heir may be seen before that of whom it came from.

    Who was merged into a record is looked for only where a contact would be made for it: any
    other finds its own."""
    if ctx.first_sync:
        return []
    new = [
        pair
        for pair in staying
        if pair.record is not None and pair.record.active and not is_tied(pair.link)
    ]
    found = _leads_of(ctx, new)
    for entity, masters in _masters(ctx, new).items():
        found += _subordinates(ctx, entity, masters)
    return [
        pair
        for ref, pair in {ref_of(pair): pair for pair in found}.items()
        if leaves(pair) and ref not in known
    ]


def _masters(ctx: SyncContext, new: Sequence[Pair]) -> Mapping[Entity, set[str]]:
    """Ids of records for which a contact would be made, and of the leads that they were."""
    masters: dict[Entity, set[str]] = {entity: set() for entity in ctx.entities}
    for pair in new:
        record = pair.record
        if record is None or record.email is None or not record.in_scope or pair.contact:
            continue
        masters[pair.entity].add(record.id)
        if record.from_lead is not None and "lead" in masters:
            masters["lead"].add(record.from_lead)
    return masters


def _leads_of(ctx: SyncContext, contacts: Iterable[Pair]) -> list[Pair]:
    """The pairs of the linked leads that these Dynamics contacts were made from."""
    ids = {pair.record.from_lead for pair in contacts if pair.record and pair.record.from_lead}
    if not ids or "lead" not in ctx.entities:
        return []
    links = ctx.links.read("lead", sorted(ids))
    tied = [record_id for record_id, link in links.items() if is_tied(link)]
    return gather.by_record_ids(ctx, "lead", tied).pairs


def _subordinates(ctx: SyncContext, entity: Entity, masters: Collection[str]) -> list[Pair]:
    """The pairs of records that were merged into these, and into those in turn."""
    found: list[Pair] = []
    for _ in range(HOPS):
        if not masters:
            break
        rows = rows_pointing_to(ctx, entity, MASTER, sorted(masters))
        states = _states(ctx.entities[entity], rows)
        pairs = gather.by_states(ctx, entity, {ref.id: state for ref, state in states.items()})
        found += pairs
        masters = {pair.record_id for pair in pairs if pair.record_id and not is_tied(pair.link)}
    return found


def heirs(
    ctx: SyncContext, leaving: Sequence[Pair], staying: Sequence[Pair]
) -> Mapping[RecordRef, Heir]:
    """Those who stand now for the records that leave, where there is one."""
    known = {ref_of(pair): pair.record for pair in (*staying, *leaving) if pair.record is not None}
    named = _contacts_from_leads(ctx, leaving)
    known |= {heir.ref: heir.record for heir in named.values()}
    steps = {lead: heir.ref for lead, heir in named.items()} | _steps(known)
    for _ in range(HOPS):
        read = _read(ctx, {ref for ref in steps.values() if ref not in known})
        if not read:
            break
        known |= read
        steps |= _steps(read)
    found = {ref_of(pair): _last(ref_of(pair), steps) for pair in leaving}
    return {
        ref: Heir(last, known[last])
        for ref, last in found.items()
        if last != ref and last in known and known[last].active and last.entity in ctx.entities
    }


def _contacts_from_leads(ctx: SyncContext, leaving: Iterable[Pair]) -> dict[RecordRef, Heir]:
    """Of qualified leads that do not name their contact, the oldest active one that names them:
    that qualifying fills both ends is not documented."""
    unknown = [
        pair.record.id
        for pair in leaving
        if pair.record is not None and pair.record.qualified and pair.record.became is None
    ]
    sync = ctx.entities.get("contact")
    if sync is None or not unknown:
        return {}
    states = _states(sync, rows_pointing_to(ctx, "contact", FROM_LEAD, unknown))
    found: dict[RecordRef, Heir] = {}
    for ref, state in sorted(states.items(), key=lambda item: _age(item[1])):
        if state.active and state.from_lead is not None:
            found.setdefault(RecordRef("lead", state.from_lead), Heir(ref, state))
    return found


def _read(ctx: SyncContext, refs: Collection[RecordRef]) -> States:
    read: States = {}
    for entity, sync in ctx.entities.items():
        ids = sorted(ref.id for ref in refs if ref.entity == entity)
        if ids:
            read |= _states(sync, rows_by_id(ctx, sync, ids).values())
    return read


def _states(sync: EntitySync, rows: Iterable[Mapping[str, object]]) -> States:
    states = (record_state(sync, row) for row in rows)
    return {RecordRef(sync.entity, state.id): state for state in states}


def _steps(states: Mapping[RecordRef, RecordState]) -> dict[RecordRef, RecordRef]:
    return {
        ref: state.became
        for ref, state in states.items()
        if state.became is not None and not state.active
    }


def _last(ref: RecordRef, steps: Mapping[RecordRef, RecordRef]) -> RecordRef:
    """Where the steps from `ref` end."""
    for _ in range(HOPS):
        if ref not in steps:
            break
        ref = steps[ref]
    return ref


def _age(record: RecordState) -> tuple[datetime, str]:
    return (record.created_at or datetime.max.replace(tzinfo=UTC), record.id)
