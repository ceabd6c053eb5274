"""The first phase of a scheduled run: reads what has changed and foresees what the run would
change, before it writes anything; holds it if that is too much.

A run with few changes is read once: what was read is handed on to the phases that work it off."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from shared.activecampaign.models import Contact
from shared.dataverse.tracking import ChangePage
from shared.entities import ENTITIES, Entity
from shared.sync import fuse
from shared.sync.changes import contact_pages, record_pages
from shared.sync.context import EntitySync, SyncContext
from shared.sync.fuse import Foreseen, Limits
from shared.sync.sides import columns_read, contact_state, record_state
from shared.sync.state import Source, Survey, Tracking
from shared.sync.step import Step
from shared.sync.strangers import to_leave

KEPT_CONTACTS: Final = 2_000
"""Contacts that are held in memory, at most, to spare reading them again."""

AT_ONCE: Final = 1_000
"""Contacts whose links are read together: a crowd of links is read by whole partitions."""

SOURCES: Final[tuple[Source, ...]] = (*ENTITIES, "contacts")


class Held(Exception):
    """The run would change too much; `told` is what it shows."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        super().__init__("held by the fuse")
        self.told = told


def survey(step: Step) -> bool:
    """Raises Held."""
    if step.limits is None:
        return True
    state = step.positions.survey(step.ctx.run_id)
    for source in SOURCES[SOURCES.index(state.source) if state.source else 0 :]:
        if source != state.source:
            state = state.model_copy(update={"source": source, "tracking": None, "poll": None})
        pages = _contacts(step, state) if source == "contacts" else _records(step, source, state)
        for state, last in pages:
            hold_if_blown(step, step.limits, state.foreseen)
            if last:
                break
            step.positions.save_survey(state)
            if not step.go_on():
                return False
    return True


def _records(step: Step, entity: Entity, state: Survey) -> Iterator[tuple[Survey, bool]]:
    """The survey after each page of changed records, and whether it was the last one.

    What is read anew because the mapping changed is an administrator's own act, and not
    looked at; what is read anew because the token was lost is."""
    sync = step.ctx.entities.get(entity)
    start = state.tracking or step.positions.tracking(entity)
    if sync is None:
        return
    mapped = (columns_read(sync), sync.compiled.mark)
    if start != Tracking() and (start.columns, start.mapping) != mapped:
        return
    is_only_page = state.tracking is None
    for page, tracking in record_pages(step.ctx, entity, start, step.go_on):
        last = tracking.page_link is None
        if last and is_only_page:
            step.ahead.records[entity] = (page, tracking)
        is_only_page = False
        foreseen = state.foreseen + _of_records(step.ctx, sync, page)
        state = state.model_copy(update={"tracking": tracking, "foreseen": foreseen})
        yield state, last


def _contacts(step: Step, state: Survey) -> Iterator[tuple[Survey, bool]]:
    """The same of changed contacts."""
    ahead = step.ahead.contacts
    is_whole = state.poll is None
    start = state.poll or step.positions.poll()
    unseen: list[Contact] = []
    for contacts, poll in contact_pages(step.ctx.activecampaign, start, step.ctx.clock()):
        last = poll.after_id is None
        ahead.append((contacts, poll))
        is_whole = is_whole and sum(len(some) for some, _ in ahead) <= KEPT_CONTACTS
        if not is_whole:
            ahead.clear()
        unseen += contacts
        if len(unseen) < AT_ONCE and not last:
            continue
        foreseen = state.foreseen + _of_contacts(step.ctx, unseen)
        unseen = []
        state = state.model_copy(update={"poll": poll, "foreseen": foreseen})
        yield state, last


def _of_records(ctx: SyncContext, sync: EntitySync, page: ChangePage) -> Foreseen:
    records = [record_state(sync, row) for row in page.rows]
    links = ctx.links.read(sync.entity, [*(one.id for one in records), *page.deleted_ids])
    fields, mark = sync.rules.fields, sync.compiled.fields_mark
    changed = [fuse.of_record(one, links.get(one.id), fields, mark) for one in records]
    deleted = [fuse.of_deleted(links.get(record_id)) for record_id in page.deleted_ids]
    return sum([*changed, *deleted], fuse.NOTHING)


def _of_contacts(ctx: SyncContext, contacts: Sequence[Contact]) -> Foreseen:
    links = ctx.links.of_contacts([contact.id for contact in contacts])
    without = [
        contact
        for contact in contacts
        if all(link.state != "linked" for link in links.get(contact.id, ()))
    ]
    return sum(
        (
            fuse.of_contact(
                contact_state(sync, contact), link, sync.rules.fields, sync.compiled.fields_mark
            )
            for contact in contacts
            for link in links.get(contact.id, ())
            for sync in (ctx.entities.get(link.entity),)
            if sync is not None
        ),
        Foreseen(unsubscribed=len(to_leave(ctx, without))),
    )


def hold_if_blown(step: Step, limits: Limits, foreseen: Foreseen) -> None:
    """Raises Held."""
    if not fuse.blown(limits, foreseen, linked=0):
        return
    # Only so many are counted as are needed to tell: three hundred thousand take a while.
    enough = fuse.AT_LEAST + foreseen.changed * 100 // max(limits.percent, 1) + 1
    linked = sum(step.ctx.links.count_linked(entity, enough) for entity in ENTITIES)
    codes = fuse.blown(limits, foreseen, linked)
    if codes:
        raise Held(fuse.told(codes, limits, foreseen, linked))
