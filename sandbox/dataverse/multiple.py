"""CreateMultiple, UpdateMultiple, UpsertMultiple and Restore: all rows or none.

Source: learn.microsoft.com, "Use bulk operation messages" (read 2026-11-24). A condition by etag
is not heard by UpdateMultiple."""

from collections.abc import Mapping

from sandbox.dataverse.call import Answer, Call
from sandbox.dataverse.keys import Target, find
from sandbox.dataverse.organisation import Organisation
from sandbox.dataverse.payload import columns_set
from sandbox.dataverse.refusals import bad_payload, bad_query, no_resource, no_row
from sandbox.dataverse.schema import Table
from sandbox.dataverse.store import Row
from sandbox.dataverse.values import GUID
from sandbox.dataverse.writes import create, update

PREFIX = "Microsoft.Dynamics.CRM."


def run(org: Organisation, call: Call, table: Table, message: str) -> Answer:
    """Raises Refusal: 404 if the table does not support the message, and what each row's write
    may raise, after undoing the others."""
    if message == "Restore":
        return _restore(org, call, table)
    if message not in table.messages:
        raise no_resource(f"{PREFIX}{message}")
    targets = _targets(call, table)
    written: list[str] = []
    with org.store.transaction():
        for target in targets:
            written.append(_write(org, call, table, message, target))
    call.wrote += len(written)
    if message == "CreateMultiple":
        context = f"{org.api}/$metadata#{PREFIX}CreateMultipleResponse"
        return Answer(200, {"@odata.context": context, "Ids": written})
    return Answer(204)


def _write(
    org: Organisation, call: Call, table: Table, message: str, body: Mapping[str, object]
) -> str:
    if message == "CreateMultiple":
        row = create(org, call.caller, table, columns_set(org, table, body, "create"))
        return str(row[table.id_column])
    target = _target(org, table, body)
    exists = target.id is not None and org.store.row(table.name, target.id) is not None
    if message == "UpdateMultiple" and not exists:
        target.existing(org, table)
    if exists and target.id:
        update(org, call.caller, table, target.id, columns_set(org, table, body, "update"))
        return target.id
    values: Row = target.values | columns_set(org, table, body, "create")
    if target.id:
        values[table.id_column] = target.id
    return str(create(org, call.caller, table, values)[table.id_column])


def _target(org: Organisation, table: Table, body: Mapping[str, object]) -> Target:
    """Named by the primary key in the body, or by `@odata.id`."""
    row_id = body.get(table.id_column)
    if isinstance(row_id, str) and GUID.fullmatch(row_id):
        return Target(row_id.lower())
    uri = body.get("@odata.id")
    if isinstance(uri, str) and uri.rstrip().endswith(")") and f"{table.set_name}(" in uri:
        return find(org, table, uri.rstrip()[:-1].partition(f"{table.set_name}(")[2])
    raise bad_query("Each target must have its primary key or an alternate key.")


def _targets(call: Call, table: Table) -> list[dict[str, object]]:
    body = call.json(table.set_name)
    targets = body.get("Targets")
    if not isinstance(targets, list) or not targets:
        raise bad_payload(table.set_name, "'Targets' must be a list with at least one entity.")
    for target in targets:
        kind = target.get("@odata.type") if isinstance(target, dict) else None
        if not isinstance(kind, str) or kind.lstrip("#") != f"{PREFIX}{table.name}":
            raise bad_payload(
                table.set_name, f"Each target needs '@odata.type' {PREFIX}{table.name}."
            )
    return targets


def _restore(org: Organisation, call: Call, table: Table) -> Answer:
    """Brings a deleted row back with its old id and values."""
    target = call.json(table.set_name).get("Target")
    row_id = target.get(table.id_column) if isinstance(target, dict) else None
    if not isinstance(row_id, str):
        raise bad_payload(table.set_name, f"Target must have '{table.id_column}'.")
    call.caller.require(table, "Create")
    gone = [d for d in org.store.tables[table.name].deleted if d.id == row_id.lower()]
    if not gone or org.store.row(table.name, row_id.lower()) is not None:
        raise no_row(table.name, row_id)
    row = {
        **gone[-1].row,
        "modifiedon": org.time(),
        "modifiedby": ("systemuser", call.caller.user_id),
    }
    org.store.put(table.name, row)
    call.wrote += 1
    context = f"{org.api}/$metadata#{PREFIX}RestoreResponse"
    return Answer(200, {"@odata.context": context, table.id_column: row_id.lower()})
