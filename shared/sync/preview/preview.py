"""What the next run would do with the records of an entity, in numbers and by example: reads both
sides within a budget, carries the engine's steps out on a copy, and writes nothing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from shared.dataverse.rows import row_id
from shared.entities import ENTITIES, Entity
from shared.sync.changes import PAGE_SIZE
from shared.sync.context import EntitySync
from shared.sync.engine import Engine
from shared.sync.positions import Positions
from shared.sync.preview.choice import Choice, choose, verify
from shared.sync.preview.material import Material, copy_of, read_material
from shared.sync.preview.reads import Sides
from shared.sync.preview.rehearsal import Action, Foreseen, Rehearsal
from shared.sync.preview.sample import sample_of, scaled
from shared.sync.sides import TABLE, columns_read

SEED = 1
"""The same records are chosen each time, as long as there are the same."""


@dataclass(frozen=True, slots=True)
class Preview:
    """`counts` of records by what would become of them; those that ActiveCampaign makes us create
    in Dynamics, and those deleted there, are among them. `matching` is how many records meet the
    criteria, whatever else keeps them out. `examined` is how many records were looked at; where
    that is not all, the counts are `estimated` from them."""

    counts: Mapping[Action, int]
    matching: int
    examined: int
    estimated: bool
    sample: Sequence[Foreseen]


@dataclass(frozen=True)
class _Outcome:
    """What came of a rehearsal. `moved` are ids of records whose contact changed lately."""

    known: Mapping[str, Foreseen]
    new: Sequence[Foreseen]
    moved: Collection[str]
    deleted: Collection[str]


def preview(
    engine: Engine, entity: Entity, entities: Mapping[Entity, EntitySync], sides: Sides
) -> Preview:
    """`entities` are `entity` as it is to be mapped, and for leads the Dynamics contacts, if they
    are synced.

    Raises RetryLater or StopRun if a remote system cannot be worked with."""
    draw = Random(SEED)  # noqa: S311 - nothing secret is drawn
    material = read_material(engine, entity, entities, sides, draw)
    choice = choose(engine, material, sides, draw)
    seen = _counted(material, choice, _rehearsed(engine, material, choice), sides)
    if material.contacts.kind == "ranges" and verify(material, sides, seen.sample):
        seen = _counted(material, choice, _rehearsed(engine, material, choice), sides)
    return seen


def _rehearsed(engine: Engine, material: Material, choice: Choice) -> _Outcome:
    """In the order of a run: what changed in ActiveCampaign, then entity after entity."""
    entity, copy = material.entity, copy_of(engine, material)
    positions = Positions(engine.cursors)
    if material.changed is not None:
        polled = material.entities.keys() if material.records.is_whole else {entity}
        copy.poll(positions.poll(), polled)
    moved = copy.foreseen(entity)[0].keys()
    deleted: Collection[str] = ()
    for of in ENTITIES:
        if of not in material.entities:
            continue
        gone = _deleted(copy, material, positions, of) if choice.is_all else ()
        ids = _record_ids(copy, material, choice, of)
        for start in range(0, max(1, len(ids)), PAGE_SIZE):
            copy.push(of, ids[start : start + PAGE_SIZE], () if start else gone)
        if of == entity:
            deleted = gone
    known, new = copy.foreseen(entity)
    return _Outcome(known, new, set(moved), deleted)


def _record_ids(copy: Rehearsal, material: Material, choice: Choice, of: Entity) -> Sequence[str]:
    """Those that can be told about. Of the Dynamics contacts that speak for leads: all that may
    touch one, or else those with an email of such a lead, since no more contacts are known."""
    records = material.records
    if of == material.entity:
        return [id_ for id_ in records.rows if id_ in choice.certain or id_ in choice.chosen]
    if material.contacts.kind == "whole" and records.is_whole:
        return copy.touching_leads()
    rows = copy.rows_with(of, [records.states[id_].email or "" for id_ in choice.chosen])
    return [row_id(row, TABLE[of]) for row in rows]


def _deleted(
    copy: Rehearsal, material: Material, positions: Positions, of: Entity
) -> Collection[str]:
    """Ids of records that the run finds deleted: only if it reads on from the last one, since a
    full read tells nothing of what is not there."""
    tracking, sync = positions.tracking(of), material.entities[of]
    reads_on = (tracking.columns, tracking.mapping) == (columns_read(sync), sync.compiled.mark)
    if not material.records.is_whole or not reads_on or tracking.delta_link is None:
        return ()
    return copy.deleted_ids(of)


def _counted(material: Material, choice: Choice, outcome: _Outcome, sides: Sides) -> Preview:
    records, changed = material.records, material.changed
    of_changed = changed.each_stands_for if changed is not None else 1.0
    all_changed = changed is None or (material.contacts.listed and of_changed == 1.0)
    certain: list[tuple[Action, float]] = []
    looked_at: list[tuple[Action, float]] = []
    shown: list[Foreseen] = list(outcome.new)
    certain_records = 0.0
    for id_, seen in outcome.known.items():
        weight = of_changed if id_ in outcome.moved else records.weights.get(id_, 1.0)
        if id_ in outcome.deleted:
            certain.append((seen.action, weight))
        elif id_ in outcome.moved or id_ in choice.certain:
            certain.append((seen.action, weight))
            certain_records += weight
        elif id_ in choice.chosen:
            looked_at.append((seen.action, weight))
        else:
            continue
        shown.append(seen)
    total = sum(records.weights.values())
    counts = scaled(
        [*certain, *((seen.action, of_changed) for seen in outcome.new)],
        looked_at,
        max(0.0, total - certain_records),
    )
    matching = sum(records.weights[id_] for id_, state in records.states.items() if state.in_scope)
    return Preview(
        counts,
        round(matching),
        len(shown) - len(outcome.new) - len(outcome.deleted),
        not (records.is_whole and choice.is_all and all_changed),
        sample_of(shown, sides.budget.sample),
    )
