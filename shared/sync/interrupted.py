"""Keeps what has come through of a chunk that a remote system interrupts: what was written for a
pair is in its link before anybody edits it, or the next try would take the two for a conflict."""

from collections.abc import Sequence
from typing import Final

from shared.errors import RemoteError
from shared.store.claims import Claim
from shared.store.limits import NotStorable
from shared.sync import chronicle
from shared.sync.confirm import confirm_answered
from shared.sync.contact_writes import confirm_single
from shared.sync.context import SyncContext
from shared.sync.outcomes import link_so_far
from shared.sync.progress import Progress
from shared.telemetry.output import Log

log = Log(__name__)

_WRITING: Final = ("update", "create_contact", "create_record")


def keep(ctx: SyncContext, progress: Sequence[Progress]) -> None:
    """Writes the links of those items of which a part has come through. The rest is planned anew
    by the next try, the tags that the contact lacks among it."""
    written = [
        item
        for item in progress
        if item.wrote and not item.stopped and item.plan.action in _WRITING
    ]
    _confirm(ctx, [item for item in written if item.answered is not None])
    kept = _holding(ctx, [item for item in written if item.contact_id and not item.stopped])
    links = [(item, link) for item in kept if (link := link_so_far(ctx, item)) is not None]
    written_links = ctx.links.write([link for _, link in links])
    done = []
    for (item, _), stored in zip(links, written_links, strict=True):
        if stored is not None and not isinstance(stored, NotStorable):
            item.link_after = stored
            done.append(item)
    chronicle.note_done(ctx, done)


def _confirm(ctx: SyncContext, items: Sequence[Progress]) -> None:
    """What the answers show, lest a value that somebody has cleared since should count as refused;
    the rest as far as ActiveCampaign can be asked."""
    for item in items:
        confirm_answered(ctx.entities[item.entity], item)
    try:
        confirm_single(ctx, items)
    except RemoteError as fault:
        log.warning("what was written could not be read back: %s", fault)


def _holding(ctx: SyncContext, items: Sequence[Progress]) -> list[Progress]:
    """Those whose record holds the contact; one that was just made is claimed here."""
    claims = [Claim(one.contact_id or "", one.entity, one.record_id or "") for one in items]
    holders = ctx.claims.take(claims) if claims else []
    return [item for item, holder in zip(items, holders, strict=True) if holder == item.record_id]
