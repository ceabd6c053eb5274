"""Writes planned values to Dynamics records, and reads what came of them."""

from collections.abc import Sequence
from uuid import uuid4

from shared.dataverse.owners import owned_by
from shared.dataverse.write import Create, Update, Write, WriteResult
from shared.errors import Gone, RequestRefused, RightMissing, SkipRecord, StateChanged
from shared.mapping.model import Owner
from shared.sync.confirm import confirm_record
from shared.sync.context import EntitySync, SyncContext
from shared.sync.progress import Fault, Progress
from shared.sync.sides import TABLE, columns_read, lookups_read, record_state


class OwnerRefused(SkipRecord):
    code = "record.owner_refused"
    title = "The owner cannot have the record"


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
    refused = [item for item in writing if item.consent_open and _updates(item)]
    if refused:  # for a value: the opt-out is to come through all the same
        flags = [_flag_alone(ctx, item) for item in refused]
        for item, result in zip(refused, ctx.dataverse.write(flags), strict=True):
            _take_flag(item, result)


def _write(ctx: SyncContext, item: Progress) -> Write | None:
    plan = item.plan
    flag = plan.consent.flag_record
    if item.record_id is None or not (plan.to_record or flag):
        return None
    sync = ctx.entities[item.entity]
    values, faults = sync.compiled.to_record(plan.to_record)
    item.faults.extend(faults)
    if flag:
        values[sync.opt_out_column] = True
    select, lookups = columns_read(sync), lookups_read(sync)
    if plan.action == "create_record":
        filled = sync.compiled.on_create(values)
        missing = sync.compiled.missing_on_create(filled)
        item.faults.extend(missing)
        if missing:
            return None
        owner = owned_by(sync.owner.id, sync.owner.kind) if sync.owner is not None else {}
        filled = {**filled, **owner}
        return Create(TABLE[item.entity], item.record_id, filled, select, lookups)
    record = plan.pair.record
    if record is None or not values:
        return None
    return Update(TABLE[item.entity], item.record_id, values, record.etag, select, lookups)


def _take(sync: EntitySync, item: Progress, result: WriteResult) -> None:
    creates = item.plan.action == "create_record"
    if creates and isinstance(result.error, RightMissing | Gone):
        item.faults.append(_not_created(sync.owner, result.error))
        return
    if isinstance(result.error, StateChanged | Gone):
        item.lost = True
        return
    if isinstance(result.error, RequestRefused | RightMissing):
        item.faults.append(result.error)
        item.consent_open = item.plan.consent.flag_record
        return
    if result.error is not None:
        raise result.error
    item.wrote = True
    item.created = creates
    if result.row is None:
        return
    item.record_after = record_state(sync, result.row)
    confirm_record(item)


def _not_created(owner: Owner | None, error: RightMissing | Gone) -> Fault:
    """Dataverse refuses an owner who may not read the table as it refuses an app that may not
    create its rows, and one who was deleted as a row that is not there."""
    if owner is None:
        return error
    return OwnerRefused(
        f"The record was to belong to {owner.name}, which Dynamics refused: {error.detail}",
        remedy="Choose another owner in the mapping, or give this one a role that reads the table.",
    )


def _updates(item: Progress) -> bool:
    return bool(item.plan.to_record) and item.plan.pair.record is not None


def _flag_alone(ctx: SyncContext, item: Progress) -> Update:
    record, sync = item.plan.pair.record, ctx.entities[item.entity]
    etag = record.etag if record is not None else ""
    return Update(TABLE[item.entity], item.record_id or "", {sync.opt_out_column: True}, etag)


def _take_flag(item: Progress, result: WriteResult) -> None:
    """What refuses the flag, too, is told by the fault that there is already."""
    if isinstance(result.error, StateChanged | Gone):
        item.lost = True
    elif result.error is None:
        item.wrote = True
        item.consent_open = False
    elif not isinstance(result.error, RequestRefused | RightMissing):
        raise result.error
