"""POST, PATCH, PUT and DELETE of one row or one of its properties, with their conditions.

Conditions and answers: learn.microsoft.com, "Perform conditional operations using the Web API"
and "Upsert a table row" (read 2026-11-24)."""

from sandbox.dataverse import importing, people_writes
from sandbox.dataverse.call import Answer, Call
from sandbox.dataverse.keys import Target
from sandbox.dataverse.organisation import Organisation
from sandbox.dataverse.payload import columns_set, reference_to
from sandbox.dataverse.query import Query
from sandbox.dataverse.refusals import (
    DUPLICATE_ID,
    VERSION_DIFFERS,
    Refusal,
    bad_payload,
    no_property,
)  # fmt: skip
from sandbox.dataverse.schema import LOOKUPS, Table
from sandbox.dataverse.store import Row
from sandbox.dataverse.writes import create, delete, existing, update


def post(org: Organisation, call: Call, table: Table) -> Answer:
    values = columns_set(org, table, call.json(table.set_name), "create")
    if table.name == "systemuser":
        values = people_writes.completed(org, values)
    row = create(org, call.caller, table, values)
    if table.name == "systemuser":
        people_writes.welcome(org, row)
    call.wrote += 1
    return _written(org, call, table, row, created=True)


def patch(org: Organisation, call: Call, table: Table, target: Target) -> Answer:
    """Update, or create if the row is not there and no condition forbids it."""
    body = call.json(table.set_name)
    row = org.store.row(table.name, target.id) if target.id else None
    if row is None:
        if call.etag_condition("if-match") is not None:
            target.existing(org, table)
        values = target.values | columns_set(org, table, body, "create")
        if target.id:
            values[table.id_column] = target.id
        row = create(org, call.caller, table, values)
        call.wrote += 1
        return _written(org, call, table, row, created=True)
    if call.etag_condition("if-none-match") == "*":
        raise Refusal(412, DUPLICATE_ID, "A record with matching key values already exists.")
    _check_version(call, row)
    values = columns_set(org, table, body, "update")
    row = update(org, call.caller, table, str(row[table.id_column]), values)
    call.wrote += 1
    return _written(org, call, table, row, created=False)


def remove(org: Organisation, call: Call, table: Table, target: Target) -> Answer:
    row_id = target.existing(org, table)
    row = existing(org, table, row_id)
    _check_version(call, row)
    if table.name == "systemuser":
        people_writes.require_disabled(row)
    delete(org, call.caller, table, row_id)
    if table.name == "solution":
        importing.uninstall(org, row_id)
    call.wrote += 1
    return Answer(204)


def set_property(org: Organisation, call: Call, table: Table, target: Target, name: str) -> Answer:
    """`PUT row/column {"value": ...}`."""
    row_id = target.existing(org, table)
    column = table.columns.get(name)
    if column is None or column.kind in LOOKUPS:
        raise no_property(name, table.name)
    body = call.json(table.set_name)
    if "value" not in body:
        raise bad_payload(table.set_name, "The property 'value' was expected.")
    values = columns_set(org, table, {name: body["value"]}, "update")
    update(org, call.caller, table, row_id, values)
    call.wrote += 1
    return Answer(204)


def clear_property(
    org: Organisation, call: Call, table: Table, target: Target, name: str, *, lookup: bool
) -> Answer:
    """`DELETE row/column`, or `DELETE row/navigation/$ref` if `lookup`."""
    row_id = target.existing(org, table)
    if name not in (table.navigation if lookup else table.columns):
        raise no_property(name, table.name)
    values = columns_set(org, table, {name: None}, "update")
    update(org, call.caller, table, row_id, values)
    call.wrote += 1
    return Answer(204)


def set_reference(
    org: Organisation, call: Call, table: Table, target: Target, navigation: str
) -> Answer:
    """`PUT row/navigation/$ref {"@odata.id": ...}`."""
    row_id = target.existing(org, table)
    if navigation not in table.navigation:
        raise no_property(navigation, table.name)
    uri = call.json(table.set_name).get("@odata.id")
    reference_to(org, table, table.navigation[navigation][0], uri)
    values = columns_set(org, table, {f"{navigation}@odata.bind": uri}, "update")
    update(org, call.caller, table, row_id, values)
    call.wrote += 1
    return Answer(204)


def _check_version(call: Call, row: Row) -> None:
    wanted = call.etag_condition("if-match")
    if wanted is None or wanted == "*":
        return
    if wanted != f'W/"{row["versionnumber"]}"':
        raise Refusal(
            412,
            VERSION_DIFFERS,
            "The version of the existing record doesn't match the RowVersion property provided.",
        )


def _written(org: Organisation, call: Call, table: Table, row: Row, *, created: bool) -> Answer:
    uri = f"{org.api}/{table.set_name}({row[table.id_column]})"
    headers = {"OData-EntityId": uri}
    if created:
        headers["Location"] = uri
    if not call.prefer.representation:
        return Answer(204, None, headers)
    if not created:
        call.options.pop("$expand", None)
    shown = Query(org, call, table).single(row)
    return Answer(201 if created else 200, shown.body, headers | shown.headers)
