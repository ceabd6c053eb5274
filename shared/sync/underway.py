"""Leaves word of what is about to be written, in the link, before it is.

Nobody could tell otherwise whether a value that differs from the base was entered by a person, or
written by a process that died before it noted down that both sides hold it."""

from collections.abc import Sequence
from dataclasses import replace

from shared.store.limits import NotStorable
from shared.store.links import Link, Underway
from shared.sync.context import SyncContext
from shared.sync.progress import Progress


def note(ctx: SyncContext, progress: Sequence[Progress]) -> None:
    """Notes the values of plans whose two sides were compared before, conditional on the link that
    was read; a lost race marks its item as lost. A first linking has no base to be mistaken for,
    and a row that has no room for the word is written without."""
    noting: list[tuple[Progress, Link]] = []
    for item in progress:
        link = _with_word(item)
        if link is not None:
            noting.append((item, link))
    if not noting:
        return
    for (item, _), stored in zip(
        noting, ctx.links.write([link for _, link in noting]), strict=True
    ):
        if stored is None:
            item.lost = True
        elif not isinstance(stored, NotStorable):
            item.plan = replace(item.plan, pair=replace(item.plan.pair, link=stored))


def _with_word(item: Progress) -> Link | None:
    made, pair = item.plan, item.plan.pair
    underway = Underway(made.to_record, made.to_contact, tags=made.tags)
    if made.action != "update" or item.stopped or not underway:
        return None
    if pair.link is None or not pair.tied or pair.inherited_from is not None:
        return None
    return replace(pair.link, underway=underway) if pair.link.underway != underway else None
