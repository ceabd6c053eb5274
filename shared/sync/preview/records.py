"""The records of an entity that a preview looks at: all of them, or some that stand for many."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from shared.dataverse.rows import Row
from shared.entities import Entity
from shared.sync.context import EntitySync
from shared.sync.pair import RecordState
from shared.sync.preview.reads import Sides, all_rows, neighbours, oldest_and_newest
from shared.sync.sides import ID_COLUMN, record_state

OTHER_CALLS = 8
"""Calls to Dynamics that are no pages of a whole read: metadata of two tables, the count, and five
for what is read instead if the tables turn out to be larger than they were counted."""

CALLS_FOR_EMAILS = 2
"""The same where emails of lookups are mapped: one for each entity."""

Place = tuple[str, str | None]
"""An email from which on rows are read, and one as far as which, or None."""


@dataclass(frozen=True)
class Records:
    """Rows by id, as they are and as the engine sees them, and how many records of the table each
    stands for. `speaking` are all rows of Dynamics contacts, if leads were read whole."""

    rows: Mapping[str, Row]
    states: Mapping[str, RecordState]
    weights: Mapping[str, float]
    is_whole: bool
    speaking: Sequence[Row] = ()


def whole(
    sides: Sides,
    entity: Entity,
    entities: Mapping[Entity, EntitySync],
    totals: Mapping[str, int],
) -> Records | None:
    """All records; None if there are too many."""
    if sum(totals.values()) > sides.budget.records:
        return None
    pages = sides.budget.calls - OTHER_CALLS
    if any(sync.compiled.lookup_emails for sync in entities.values()):
        pages -= CALLS_FOR_EMAILS
    read: dict[Entity, list[Row]] = {}
    for of, sync in entities.items():
        rows = all_rows(sides, sync, pages)
        if rows is None:
            return None
        read[of] = rows
        pages -= max(1, -(-len(rows) // sides.budget.page_size))
    speaking = read.get("contact", []) if entity == "lead" else []
    own = _by_id(entity, read[entity])
    states = {id_: record_state(entities[entity], row) for id_, row in own.items()}
    return Records(own, states, dict.fromkeys(own, 1.0), is_whole=True, speaking=speaking)


def sampled(
    sides: Sides,
    sync: EntitySync,
    total: int,
    places_of: Callable[[Sequence[str]], Sequence[Place]],
) -> Records:
    """Some of `total` records: neighbours by email, who tell nothing of when they were created,
    and those without an email from both ends of time. `places_of` is given emails that occur, and
    says where neighbours are read."""
    ends = _by_id(sync.entity, oldest_and_newest(sides, sync))
    states = {id_: record_state(sync, row) for id_, row in ends.items()}
    without = {id_: row for id_, row in ends.items() if states[id_].email is None}
    emails = [email for state in states.values() if (email := state.email) is not None]
    places = places_of(sorted(emails)) if emails else []
    near = _by_id(sync.entity, neighbours(sides, sync, places)) if places else {}
    near = near or {id_: row for id_, row in ends.items() if id_ not in without}
    total = max(total, len(ends.keys() | near.keys()))
    share = len(without) / len(ends) if ends else 0.0
    weights = dict.fromkeys(without, total * share / max(1, len(without)))
    weights |= dict.fromkeys(near, total * (1 - share) / max(1, len(near)))
    rows = {**without, **near}
    states = {id_: states.get(id_) or record_state(sync, row) for id_, row in rows.items()}
    return Records(rows, states, weights, is_whole=False)


def completed(records: Records, sync: EntitySync, rows: Sequence[Row]) -> Records:
    """The records by their `rows` as these are now."""
    found = _by_id(sync.entity, rows)
    states = {id_: record_state(sync, row) for id_, row in found.items()}
    return replace(records, rows=found, states=states)


def _by_id(entity: Entity, rows: Sequence[Row]) -> dict[str, Row]:
    return {str(row[ID_COLUMN[entity]]).lower(): row for row in rows}
