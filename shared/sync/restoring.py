"""Brings the losing value of a conflict back, because an administrator wants it."""

from shared.entities import Entity
from shared.errors import Conflict
from shared.store.history import Decided
from shared.sync import contact_writes, gather, record_writes
from shared.sync.engine import Engine
from shared.sync.plan import Plan
from shared.sync.progress import Fault, Progress
from shared.sync.restore import ChangedSince, NotRestorable, Restoration, restoration
from shared.transport import Calls


class NotTaken(Conflict):
    code = "history.not_taken"
    title = "The other system did not take the value"


def restore(
    engine: Engine, entity: Entity, record_id: str, decided: Decided, calls: Calls
) -> Restoration:
    """Writes the value, converted as any other and on condition of what was read, if it is not
    there yet. The link keeps its base: the next run takes it for a change by somebody.

    Raises NotRestorable, ChangedSince, NotTaken, RetryLater or StopRun."""
    if not engine.may_write():
        raise NotRestorable(
            "Global sync is off, or ActiveCampaign is not connected.",
            remedy="Switch global sync on.",
        )
    ctx = engine.open_context_beside("restore", calls)
    sync = ctx.entities.get(entity)
    pairs = gather.by_record_ids(ctx, entity, [record_id]).pairs if sync is not None else []
    if sync is None or not pairs:
        raise NotRestorable("The record is not in sync now.")
    made = restoration(pairs[0], sync.rules, decided)
    if made.there:
        return made
    value = {decided.key: made.value}
    planned = (
        Plan(pairs[0], "update", to_record=value)
        if made.side == "dynamics"
        else Plan(pairs[0], "update", to_contact=value)
    )
    item = Progress.start(planned)
    record_writes.send(ctx, [item])
    contact_writes.send(ctx, [item])
    if item.lost:
        raise ChangedSince("The value was changed just now.", remedy="Look at the record again.")
    if item.faults:
        raise _not_taken(item.faults[0])
    return made


def _not_taken(fault: Fault) -> NotTaken:
    return NotTaken(fault.detail, remedy=fault.remedy)
