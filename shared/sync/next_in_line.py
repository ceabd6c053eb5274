"""Lets the next record with an email take the place of one that gives it up, at once: it was left
out for the other, and nothing about itself tells that it may be synced now."""

from collections.abc import Sequence

from shared.store.runs import Figures
from shared.sync import gather
from shared.sync.apply import carry_out
from shared.sync.context import SyncContext
from shared.sync.pair import Pair
from shared.sync.progress import Applied


def work_off(ctx: SyncContext, pairs: Sequence[Pair]) -> Applied:
    """Carries out what is to be done about the pairs, and about those that move up for it. Calls
    nobody for the latter unless an email was given up.

    Raises what `carry_out` does."""
    applied = carry_out(ctx, pairs)
    others = moving_up(ctx, applied)
    if others:
        more = carry_out(ctx, others)
        for entity, figures in more.figures.items():
            applied.figures[entity] = applied.figures.get(entity, Figures()).plus_all(figures)
    return applied


def moving_up(ctx: SyncContext, applied: Applied) -> list[Pair]:
    """The pairs of the records that have an email which was given up. Who gave it up stays out:
    what becomes of it was just decided."""
    return [
        pair
        for entity, emails in applied.freed_emails.items()
        for pair in gather.by_email(ctx, entity, emails, leave_out=applied.left).pairs
    ]
