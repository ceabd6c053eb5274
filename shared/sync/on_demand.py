"""Syncs a few records at once, because somebody wants to act on them now."""

from collections.abc import Sequence

from shared.entities import Entity
from shared.errors import RequestRefused
from shared.store.links import Link
from shared.sync import gather
from shared.sync.engine import Engine
from shared.sync.next_in_line import work_off
from shared.transport import Calls


def sync_records(
    engine: Engine, entity: Entity, record_ids: Sequence[str], calls: Calls
) -> dict[str, Link]:
    """Syncs these records by the ordinary rules, and answers their links as they are then: one
    that the rules leave out is `excluded` with its reason, one that failed has none or its old
    one. Where global sync is off, or the entity is not mapped, nothing is synced.

    Raises RetryLater or StopRun, and RequestRefused if what is read of all records is refused
    by today's schema, too."""
    if engine.may_write():
        began_at = engine.clock()
        try:
            _sync(engine, entity, record_ids, calls)
        except RequestRefused:
            if not engine.preparer.forget(began_at):
                raise
            _sync(engine, entity, record_ids, calls)
    return engine.links.read(entity, record_ids)


def _sync(engine: Engine, entity: Entity, record_ids: Sequence[str], calls: Calls) -> None:
    ctx = engine.open_context_beside("on-demand", calls)
    if entity in ctx.entities:
        work_off(ctx, gather.by_record_ids(ctx, entity, record_ids).pairs)
