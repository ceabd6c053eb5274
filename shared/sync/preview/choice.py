"""Which records a preview can tell about: those left out by themselves, and of the others as many
as contacts are known for, or can be read within the number of calls."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from random import Random

from shared.activecampaign.paging import PAGE_LIMIT
from shared.store.links import Link
from shared.sync.engine import Engine
from shared.sync.pair import Pair, RecordState
from shared.sync.plan import NOT_OUTBOUND, plan
from shared.sync.preview.contacts import look_up
from shared.sync.preview.material import Material, copy_of
from shared.sync.preview.reads import Sides
from shared.sync.preview.rehearsal import Foreseen, Rehearsal

CHUNK = 100
"""Records whose contacts are asked for together."""

SPARE = 1
"""Calls kept back in case that one has to be repeated."""

ENOUGH = 10
"""Records in ranges of emails; where there are fewer, single contacts are asked for, too."""


@dataclass(frozen=True)
class Choice:
    """Ids of records. `certain`: left out whatever ActiveCampaign holds. `chosen` are those of
    the others that can be told about, `is_all` says that none is left."""

    certain: Collection[str]
    chosen: Collection[str]
    is_all: bool


def choose(engine: Engine, material: Material, sides: Sides, draw: Random) -> Choice:
    """Reads the contacts that are needed for it."""
    states = material.records.states
    certain = {id_ for id_, state in states.items() if _left_out(material, state)}
    others = [state for id_, state in sorted(states.items()) if id_ not in certain]
    draw.shuffle(others)
    match material.contacts.kind:
        case "whole":
            chosen = {state.id for state in others}
        case "indexed":
            chosen = _affordable(copy_of(engine, material), material, sides, others)
        case "ranges":
            chosen = _within_ranges(engine, material, others)
        case "looked_up":
            chosen = set()
    if len(chosen) < min(ENOUGH, len(others)) and material.contacts.kind != "whole":
        rest = [state for state in others if state.id not in chosen][: sides.budget.look_ups]
        links = engine.links.read(material.entity, [state.id for state in rest])
        chosen |= set(look_up(sides, material.contacts, rest, links))
    return Choice(certain, chosen, len(chosen) == len(others))


def verify(material: Material, sides: Sides, sample: Sequence[Foreseen]) -> bool:
    """Asks for the contacts that records of the sample are said to make, while calls are left:
    the order of emails is ActiveCampaign's own. True if one is there after all; it is known
    now."""
    states = material.records.states
    ids = [one.record_id or "" for one in sample if one.action == "create"]
    creating = [states[record_id] for record_id in ids if record_id in states]
    before = len(material.contacts.read)
    look_up(sides, material.contacts, creating, {})
    return len(material.contacts.read) > before


def _left_out(material: Material, state: RecordState) -> bool:
    """By the engine's own plan for the record alone."""
    made = plan(Pair(material.entity, record=state), material.sync.rules)
    return made.action == "exclude" and made.reason != NOT_OUTBOUND


def _affordable(
    copy: Rehearsal, material: Material, sides: Sides, others: Sequence[RecordState]
) -> set[str]:
    """As many records as their contacts can be read for. Most need none: what is as it was when
    it was synced is done without its contact."""
    most = PAGE_LIMIT * max(0, sides.left("activecampaign") - SPARE)
    rows = material.records.rows
    wanted: set[str] = set()
    chosen: set[str] = set()
    for start in range(0, len(others), CHUNK):
        chunk = others[start : start + CHUNK]
        asked = copy.asks_for(material.entity, [rows[state.id] for state in chunk])
        if material.entity == "lead":
            emails = [state.email or "" for state in chunk]
            asked |= copy.asks_for("contact", copy.rows_with("contact", emails))
        asked -= material.contacts.read.keys()
        if len(wanted | asked) > most:
            break
        wanted |= asked
        chosen |= {state.id for state in chunk}
    if wanted:
        found = sides.activecampaign.contacts_by_id(sorted(wanted, key=int), tags=True, lists=True)
        material.contacts.hold(found.values())
    return chosen


def _within_ranges(engine: Engine, material: Material, others: Sequence[RecordState]) -> set[str]:
    contacts = material.contacts
    inside = [state for state in others if contacts.within(state.email)]
    links = engine.links.read(material.entity, [state.id for state in inside])
    return {state.id for state in inside if _is_known(links.get(state.id), contacts.read)}


def _is_known(link: Link | None, contact_ids: Collection[str]) -> bool:
    """False if the record is linked to a contact that was not read."""
    tied = link.contact_id if link is not None and link.state != "closed" else None
    return tied is None or tied in contact_ids
