"""The phases of a run: each reads hints page by page, works them off, and saves how far it is."""

from collections.abc import Container, Sequence
from dataclasses import replace

from shared.activecampaign.models import Contact
from shared.dataverse.tracking import ChangePage
from shared.entities import ENTITIES, Entity
from shared.store.problems import Problem
from shared.sync import gather
from shared.sync.changes import contact_pages, filter_is_exact, record_pages
from shared.sync.chunks import in_order
from shared.sync.context import SyncContext
from shared.sync.inbound import apply_contacts
from shared.sync.next_in_line import work_off
from shared.sync.pair import Pair
from shared.sync.progress import Applied
from shared.sync.state import PollState, Tracking
from shared.sync.step import Phase, Step
from shared.sync.survey import survey

AT_ONCE = 6
"""Chunks in flight: while one waits for an import, the others use the pace of the service."""

CONTACTS_AT_ONCE = 500
RETRIES_AT_ONCE = 200


def index_contacts(step: Step) -> bool:
    """Reads all of ActiveCampaign's contacts once, so that records find theirs by email."""
    newcomers, positions = step.ctx.newcomers, step.positions
    if positions.poll().watermark is None:
        # What changes from here on is found by the first scheduled run.
        positions.save_poll(PollState(watermark=step.ctx.clock()))
    while True:
        done = newcomers.read_some()
        positions.save_sweep(newcomers.settle())
        step.report({})
        if done:
            return True
        if not step.go_on():
            return False


def push_records(entity: Entity) -> Phase:
    """The phase that works off the changed records of `entity`."""

    def phase(step: Step) -> bool:
        if entity not in step.ctx.entities:
            return True
        tracking = step.positions.tracking(entity)
        # Reading everything, most records have no link yet: asking for each takes a call.
        linked = step.ctx.links.ids(entity) if tracking.delta_link is None else None
        ahead = step.ahead.records.pop(entity, None)
        pages = (
            iter([ahead])
            if ahead is not None
            else record_pages(step.ctx, entity, tracking, step.go_on)
        )

        def push(page: tuple[ChangePage, Tracking]) -> tuple[Tracking, Applied]:
            return page[1], _push(step.ctx, entity, page[0], linked)

        for tracking, applied in in_order(pages, push, at_once=AT_ONCE):
            step.positions.save_sweep(step.ctx.newcomers.settle())
            step.positions.save_tracking(entity, tracking)
            step.report(applied.figures)
        return tracking.page_link is None

    return phase


def push_first(entity: Entity) -> Phase:
    """The same for the initial sync: nobody has a link to inherit, and is not looked for."""
    push = push_records(entity)
    return lambda step: push(replace(step, ctx=replace(step.ctx, first_sync=True)))


def poll_contacts(step: Step) -> bool:
    """Works off the contacts that changed since the last look, whatever told us of them."""
    ctx, positions = step.ctx, step.positions
    held: list[Contact] = []
    ahead = [*step.ahead.contacts]
    step.ahead.contacts.clear()
    for contacts, state in ahead or contact_pages(
        ctx.activecampaign, positions.poll(), ctx.clock()
    ):
        held += contacts
        last = state.after_id is None
        if len(held) < CONTACTS_AT_ONCE and not last:
            continue
        applied = apply_contacts(ctx, held) if held else Applied()
        if any(done.updated or done.created for done in applied.figures.values()):
            step.ahead.records.clear()  # they may be others now than the survey read them
        held = []
        positions.save_poll(state)
        step.report(applied.figures)
        if not last and not step.go_on():
            return False
    return True


def probe_filter(step: Step) -> bool:
    """Finds out once how exactly ActiveCampaign tells what changed since a moment."""
    state = step.positions.poll()
    if state.exact is None:
        latest = step.ctx.newcomers.latest_change
        if latest is not None:
            exact = filter_is_exact(step.ctx.activecampaign, latest)
            step.positions.save_poll(state.model_copy(update={"exact": exact}))
    return True


def retry_problems(step: Step) -> bool:
    """Takes up the records whose problem is due for another try."""
    for entity in ENTITIES:
        if entity not in step.ctx.entities:
            continue
        while due := step.ctx.problems.due(entity, step.ctx.clock(), RETRIES_AT_ONCE):
            step.ahead.records.clear()
            pairs = _pairs_again(step.ctx, entity, due)
            applied = work_off(step.ctx, pairs)
            step.report(_with_read(applied, entity, len(due), 0).figures)
            if not step.go_on():
                return False
    return True


def _pairs_again(ctx: SyncContext, entity: Entity, due: Sequence[Problem]) -> list[Pair]:
    """The pairs of records with a problem: of the record or, where it could not even be created,
    of the contact that asks for it. A problem of which nothing is left is closed."""
    pairs = gather.by_record_ids(ctx, entity, [problem.record_id for problem in due]).pairs
    found = {pair.record_id for pair in pairs}
    uncreated = {p.contact_id: p for p in due if p.record_id not in found and p.contact_id}
    contacts = (
        ctx.activecampaign.contacts_by_id(list(uncreated), tags=True, lists=True)
        if uncreated
        else {}
    )
    asking = [
        pair
        for pair in gather.inbound(ctx, list(contacts.values())).pairs
        if pair.entity == entity and pair.asked_for
    ]
    still = {pair.contact.id for pair in asking if pair.contact is not None}
    for problem in due:
        if problem.record_id not in found and problem.contact_id not in still:
            ctx.problems.resolve(entity, problem.record_id)
    return pairs + asking


def _push(
    ctx: SyncContext, entity: Entity, page: ChangePage, linked: Container[str] | None
) -> Applied:
    gathered = gather.outbound(ctx, entity, page.rows, page.deleted_ids, linked=linked)
    read = len(page.rows) + len(page.deleted_ids)
    return _with_read(work_off(ctx, gathered.pairs), entity, read, gathered.unchanged)


def _with_read(applied: Applied, entity: Entity, read: int, unchanged: int) -> Applied:
    applied.count(entity, read=read, unchanged=unchanged)
    return applied


SCHEDULED: Sequence[tuple[str, Phase]] = (
    ("survey", survey),
    ("poll", poll_contacts),
    ("retry", retry_problems),
    *((f"push-{entity}", push_records(entity)) for entity in ENTITIES),
)

INITIAL: Sequence[tuple[str, Phase]] = (
    ("index", index_contacts),
    ("probe", probe_filter),
    *((f"push-{entity}", push_first(entity)) for entity in ENTITIES),
)
