"""Which records and contacts may differ: hints, read page by page from both sides."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from shared.activecampaign.client import ActiveCampaign
from shared.activecampaign.models import Contact
from shared.dataverse.tracking import ChangePage
from shared.entities import Entity
from shared.errors import TrackingLost
from shared.sync.context import SyncContext
from shared.sync.sides import TABLE, columns_read, lookups_read
from shared.sync.state import PollState, Tracking
from shared.telemetry.output import Log

log = Log(__name__)

PAGE_SIZE = 1000
"""Records a chunk: enough to fill bulk calls, few enough to be held in memory by the dozen."""

OVERLAP = timedelta(minutes=5)
"""Contacts are asked for from before the last look: a change may show late, and ActiveCampaign's
clock, which dates the changes, may be behind ours."""

COARSE_OVERLAP = timedelta(days=1, hours=14)
"""The same where the filter tells only days apart, in a zone that is not known."""


def record_pages(
    ctx: SyncContext, entity: Entity, tracking: Tracking, go_on: Callable[[], bool]
) -> Iterator[tuple[ChangePage, Tracking]]:
    """Pages of changed records, each with the tracking state that holds once it is worked off.

    A change of the mapping, or a token that Dataverse no longer knows, leads to a full
    read; what is equal to its base costs nothing but the reading. Ends after the last page, or
    when `go_on` says no."""
    sync = ctx.entities[entity]
    columns = columns_read(sync)
    mapping = sync.compiled.mark
    if (tracking.columns, tracking.mapping) != (columns, mapping):
        tracking = Tracking(columns=columns, mapping=mapping)
    while True:
        link = tracking.page_link or tracking.delta_link
        try:
            page = ctx.dataverse.changes(
                TABLE[entity],
                columns,
                link=link,
                page_size=PAGE_SIZE,
                lookups=lookups_read(sync),
            )
        except TrackingLost:
            if link is None:
                raise
            tracking = _after_loss(entity, tracking)
            continue
        tracking = Tracking(
            columns=columns,
            mapping=mapping,
            page_link=page.next_link,
            delta_link=page.delta_link if page.next_link is None else tracking.delta_link,
        )
        yield page, tracking
        if page.next_link is None or not go_on():
            return


def _after_loss(entity: Entity, tracking: Tracking) -> Tracking:
    """A page link that is no longer known leads back to the delta link it came from; without
    one everything is read."""
    if tracking.page_link is not None and tracking.delta_link is not None:
        return tracking.model_copy(update={"page_link": None})
    log.warning("%s: change tracking was lost, everything is read and compared", entity)
    return Tracking(columns=tracking.columns, mapping=tracking.mapping)


def contact_pages(
    activecampaign: ActiveCampaign, state: PollState, now: datetime
) -> Iterator[tuple[list[Contact], PollState]]:
    """Pages of contacts changed since the watermark, each with the state that holds once it is
    worked off; after the last one the watermark moves to when the reading began. All contacts are
    read if the watermark was lost; what is equal to its base costs nothing but the reading."""
    began_at, watermark = state.began_at or now, state.watermark
    state = state.model_copy(update={"began_at": began_at})
    overlap = OVERLAP if state.exact else COARSE_OVERLAP
    since = watermark - overlap if watermark is not None else None
    pages = activecampaign.contacts_after_id(
        state.after_id or "0", updated_after=since, tags=True, lists=True
    )
    for page in pages:
        if not page:
            continue
        state = state.model_copy(update={"after_id": page[-1].id})
        yield [contact for contact in page if _recent(contact, watermark)], state
    yield [], PollState(watermark=began_at, exact=state.exact)


def _recent(contact: Contact, watermark: datetime | None) -> bool:
    if watermark is None or contact.updated_at is None:
        return True
    return contact.updated_at >= watermark - OVERLAP


def filter_is_exact(activecampaign: ActiveCampaign, latest: datetime) -> bool:
    """Whether `filters[updated_after]` tells seconds apart, asked of the account itself: its
    precision and zone are not documented (developers.activecampaign.com, "List all contacts",
    read 2026-11-24). `latest` is when some contact was last changed. Two calls."""
    before = activecampaign.count_updated_after(latest - timedelta(seconds=2))
    after = activecampaign.count_updated_after(latest + timedelta(seconds=2))
    return before > after
