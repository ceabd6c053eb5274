"""The phases of a reconciliation: both sides of all links are compared, then what differs is
repaired by the same rules as in any run. What events, polls and change tracking missed, be it a
deletion that ActiveCampaign tells nobody of, is found here."""

from collections.abc import Iterator, Sequence
from typing import Final

from shared.entities import ENTITIES, Entity
from shared.store.links import Link
from shared.store.reconciliation import Reconciliation
from shared.store.runs import Figures
from shared.sync import gather
from shared.sync.chunks import in_order
from shared.sync.comparing import Found, compare_links, compare_strays
from shared.sync.next_in_line import work_off
from shared.sync.sides import ID_COLUMN, TABLE
from shared.sync.state import Comparison
from shared.sync.step import Phase, Step
from shared.sync.survey import hold_if_blown

LINKS_AT_ONCE: Final = 1_000
"""As many as one call to Dataverse reads by their ids."""

IDS_AT_ONCE: Final = 5_000
"""The most that Dataverse gives at a time."""

CHUNKS: Final = 3
"""In flight: they use the pace of ActiveCampaign, and are held in memory."""

REPAIRED_AT_ONCE: Final = 200
"""Few, since a contact that seems to be gone is asked for by itself."""


def compare(entity: Entity) -> Phase:
    """The phase that compares the links of `entity`."""
    name = f"compare-{entity}"

    def phase(step: Step) -> bool:
        state = _at(step, name)
        if entity not in step.ctx.entities or state.done:
            return True

        def look(page: tuple[Sequence[Link], str | None]) -> tuple[str | None, Found]:
            return page[1], compare_links(step.ctx, entity, page[0])

        for place, found in in_order(_links(step, entity, state.place), look, at_once=CHUNKS):
            _take(step, name, entity, place, found)
        return _at(step, name).done

    return phase


def look_for_strays(entity: Entity) -> Phase:
    """The phase that looks for records of `entity` that no link knows."""
    name = f"strays-{entity}"

    def phase(step: Step) -> bool:
        state = _at(step, name)
        if entity not in step.ctx.entities or state.done:
            return True
        linked = step.ctx.links.ids(entity)
        for ids, place in _ids(step, entity, state.place):
            strays = [record_id for record_id in ids if record_id not in linked]
            _take(step, name, entity, place, compare_strays(step.ctx, entity, strays))
        return _at(step, name).done

    return phase


def weigh(step: Step) -> bool:
    """Raises Held if repairing would change too much."""
    if step.limits is not None:
        hold_if_blown(step, step.limits, step.positions.comparison(step.ctx.run_id).foreseen)
    return True


def repair(entity: Entity) -> Phase:
    """The phase that repairs what was found to differ."""

    def phase(step: Step) -> bool:
        if entity not in step.ctx.entities:
            return True
        ctx, store = step.ctx, step.reconciliations
        while record_ids := store.suspects(ctx.run_id, entity, REPAIRED_AT_ONCE):
            applied = work_off(ctx, gather.by_record_ids(ctx, entity, record_ids).pairs)
            step.positions.save_sweep(ctx.newcomers.settle())
            state = step.positions.comparison(ctx.run_id)
            failing = state.failing + applied.figures.get(entity, Figures()).failing
            step.positions.save_comparison(state.model_copy(update={"failing": failing}))
            store.cleared(ctx.run_id, entity, record_ids)
            step.report(applied.figures)
            if not step.go_on():
                return False
        return True

    return phase


def conclude(step: Step) -> bool:
    """Keeps what came of it."""
    state = step.positions.comparison(step.ctx.run_id)
    step.reconciliations.keep(
        Reconciliation(
            at=step.ctx.clock(),
            compared=state.compared,
            differences=state.differences,
            repaired=max(0, state.differences - state.failing),
        )
    )
    step.reconciliations.forget_all()
    return True


def _at(step: Step, name: str) -> Comparison:
    """How far the phase `name` has come."""
    state = step.positions.comparison(step.ctx.run_id)
    if state.phase == name:
        return state
    return state.model_copy(update={"phase": name, "place": None, "done": False})


def _take(step: Step, name: str, entity: Entity, place: str | None, found: Found) -> None:
    """Keeps what one chunk showed: what is to be looked into first, so that a crash makes the
    chunk be compared again, and nothing be counted twice."""
    step.reconciliations.suspect(step.ctx.run_id, entity, found.suspects)
    step.positions.save_sweep(step.ctx.newcomers.settle())
    state = _at(step, name)
    step.positions.save_comparison(
        state.model_copy(
            update={
                "place": place,
                "done": place is None,
                "compared": state.compared + found.compared,
                "differences": state.differences + found.differences,
                "foreseen": state.foreseen + found.foreseen,
            }
        )
    )
    unchanged = found.read - len(found.suspects)
    step.report({entity: Figures(read=found.read, unchanged=unchanged)})


def _links(
    step: Step, entity: Entity, place: str | None
) -> Iterator[tuple[Sequence[Link], str | None]]:
    """Links, and where the next ones begin."""
    while True:
        links, place = step.ctx.links.some(entity, place, LINKS_AT_ONCE)
        yield links, place
        if place is None or not step.go_on():
            return


def _ids(step: Step, entity: Entity, place: str | None) -> Iterator[tuple[list[str], str | None]]:
    """Ids of all records in Dynamics, and where the next ones begin."""
    column = ID_COLUMN[entity]
    while True:
        page = step.ctx.dataverse.page(TABLE[entity], [column], page_size=IDS_AT_ONCE, link=place)
        place = page.next_link
        yield [str(row[column]).lower() for row in page.rows], place
        if place is None or not step.go_on():
            return


RECONCILE: Final[Sequence[tuple[str, Phase]]] = (
    *((f"compare-{entity}", compare(entity)) for entity in ENTITIES),
    *((f"strays-{entity}", look_for_strays(entity)) for entity in ENTITIES),
    ("weigh", weigh),
    *((f"repair-{entity}", repair(entity)) for entity in ENTITIES),
    ("conclude", conclude),
)
