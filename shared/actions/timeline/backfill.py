"""Fills the timeline with what happened before: a piece of the linked records at a time, from the
same sources as the list of activities."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from shared.actions.activity_merge import order_of
from shared.actions.activity_sources import read_window
from shared.actions.activity_window import Read, Starts
from shared.actions.kept_names import kept_names
from shared.actions.services import Services
from shared.actions.timeline.entries import Entry, Regarding, of_activity
from shared.actions.timeline.jobs import JobState
from shared.actions.timeline.writing import Placed, RowsRefused, Timeline
from shared.activecampaign.activity_models import Happening, Source
from shared.activecampaign.activity_reads import ActivityReads
from shared.entities import ENTITIES
from shared.errors import Gone, Unreachable
from shared.store.links import Link
from shared.transport import Calls

RECORDS_A_PIECE: Final = 20
"""A quarter of a minute: a contact takes three or four calls, seldom six, at five a second."""

NO_ROWS: Final[Sequence[Read]] = ("notes", "tag_names")
"""Sources of which nothing becomes a row."""

TELLING: Final[Sequence[Source]] = ("emails", "events")
"""Sources that say more of what the stream tells: subjects, and which was an open or a click."""

MOST_WINDOWS: Final = 30
"""Of one contact, each of up to a hundred rows of each source. What is older is left out."""


def backfill_piece(
    services: Services, timeline: Timeline, state: JobState, calls: Calls
) -> JobState:
    """The state after the next piece. May be repeated. Raises the clients' errors."""
    links, token = services.links.page(state.entity, "linked", state.token, RECORDS_A_PIECE)
    reads = services.activecampaign(calls).activity
    since = state.since or state.until
    placed: list[Placed] = []
    for link in links:
        placed += _placed(services, reads, link, since, state.until)
    written, refused = 0, 0
    if placed:
        try:
            written = timeline.write(timeline.new_among(placed, since))
        except RowsRefused as fault:
            written, refused = fault.written, fault.refused
    entity = state.entity
    is_last = entity == ENTITIES[-1]
    if token is None and not is_last:
        entity = ENTITIES[ENTITIES.index(entity) + 1]
    return state.model_copy(
        update={
            "state": "done" if token is None and is_last else "running",
            "entity": entity,
            "token": token,
            "processed": state.processed + len(links),
            "written": state.written + written,
            "refused": state.refused + refused,
        }
    )


def _placed(
    services: Services, reads: ActivityReads, link: Link, since: datetime, until: datetime
) -> Sequence[Placed]:
    if link.contact_id is None:
        return ()
    where = Regarding(link.entity, link.record_id)
    try:
        entries = _entries(services, reads, link.contact_id, since, until)
    except Gone:
        return ()
    return [(entry, where) for entry in entries]


def _entries(
    services: Services, reads: ActivityReads, contact_id: str, since: datetime, until: datetime
) -> list[Entry]:
    """What happened with a contact in that time. Raises Gone, and Unreachable if one of the
    sources does not answer: what it alone tells would be left out for good."""
    account = services.connection_store.account()
    names = kept_names(services, account)
    entries: list[Entry | None] = []
    starts: Starts = {}
    before: tuple[datetime, str] | None = None
    for _ in range(MOST_WINDOWS):
        window, told, complete = read_window(
            services, reads, account, contact_id, starts, names, without=NO_ROWS, spare=TELLING
        )
        if not complete:
            raise Unreachable("activecampaign", "A source of activities did not answer.")
        names = {**names, **told}
        entries += [
            of_activity(contact_id, fact, names)
            for fact in window.facts
            if since <= fact.at < until and _is_older(fact, before)
        ]
        if window.following is None or window.before is None or window.before[0] < since:
            break
        starts, before = window.following, window.before
    return [entry for entry in entries if entry is not None]


def _is_older(fact: Happening, before: tuple[datetime, str] | None) -> bool:
    return before is None or order_of(fact.at, fact.id) < order_of(*before)
