"""Writes planned values to Dynamics records, and reads what came of them."""

from collections.abc import Sequence
from uuid import uuid4

from shared.dataverse.write import Create, Update, Write, WriteResult
from shared.errors import Gone, RequestRefused, RightMissing, StateChanged
from shared.sync.confirm import confirm_record
from shared.sync.context import EntitySync, SyncContext
from shared.sync.progress import Progress
from shared.sync.sides import TABLE, columns_read, record_state


def new_record_id() -> str:
    """A fresh id for a record that we create: chosen by us, so that creating is repeatable."""
    return str(uuid4())


def send(ctx: SyncContext, items: Sequence[Progress]) -> None:
    """Writes `to_record` of all items, conditional on what was read. Marks an item as lost when
    its record was changed meanwhile, and adds a fault for what Dynamics refused.

    Raises RetryLater or StopRun."""
    writing: list[Progress] = []
    writes: list[Write] = []
    for item in items:
        write = _write(ctx, item)
        if write is not None:
            writing.append(item)
            writes.append(write)
    if not writes:
        return
    for item, result in zip(writing, ctx.dataverse.write(writes), strict=True):
        _take(ctx.entities[item.entity], item, result)


def _write(ctx: SyncContext, item: Progress) -> Write | None:
    plan = item.plan
    if not plan.to_record or item.record_id is None:
        return None
    sync = ctx.entities[item.entity]
    values, faults = sync.compiled.to_record(plan.to_record)
    item.faults.extend(faults)
    select, formatted = columns_read(sync), sync.compiled.formatted_values
    if plan.action == "create_record":
        filled = sync.compiled.on_create(values)
        missing = sync.compiled.missing_on_create(filled)
        item.faults.extend(missing)
        if missing:
            return None
        return Create(TABLE[item.entity], item.record_id, filled, select, formatted)
    record = plan.pair.record
    if record is None or not values:
        return None
    return Update(TABLE[item.entity], item.record_id, values, record.etag, select, formatted)


def _take(sync: EntitySync, item: Progress, result: WriteResult) -> None:
    if isinstance(result.error, StateChanged | Gone):
        item.lost = True
        return
    if isinstance(result.error, RequestRefused | RightMissing):
        item.faults.append(result.error)
        return
    if result.error is not None:
        raise result.error
    item.wrote = True
    item.created = item.plan.action == "create_record"
    if result.row is None:
        return
    item.record_after = record_state(sync, result.row)
    confirm_record(item)
