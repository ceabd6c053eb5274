"""From a request body to the columns it sets: names, lookups by `@odata.bind`, silent drops.

Rules: learn.microsoft.com, "Create a table row", "Associate and disassociate", and the column
properties IsValidForCreate and IsValidForUpdate (read 2026-11-24): a value for a column that is
not valid for the operation is dropped without an error."""

import re
from collections.abc import Mapping
from typing import Literal

from sandbox.dataverse.organisation import Organisation
from sandbox.dataverse.refusals import BAD_QUERY, NULL_NOT_ALLOWED, Refusal, bad_payload, no_row
from sandbox.dataverse.schema import LOOKUPS, Column, Table
from sandbox.dataverse.store import Row, Value
from sandbox.dataverse.values import GUID, stored

_BIND = "@odata.bind"
_REFERENCE = re.compile(r"(?:.*/)?([A-Za-z_]\w*)\(([^()]*)\)")


def columns_set(
    org: Organisation, table: Table, body: Mapping[str, object], on: Literal["create", "update"]
) -> Row:
    """Raises Refusal: 400 for a name or value that does not fit, 404 for a lookup to a row that
    does not exist."""
    out: Row = {}
    for name, value in body.items():
        if "@" in name:
            if name.endswith(_BIND):
                column, reference = _bound(org, table, name.removesuffix(_BIND), value)
                if _valid(column, on):
                    _refuse_null(table, column, reference)
                    out[column.name] = reference
            continue
        column = table.columns.get(name)
        if column is None or column.kind in LOOKUPS:
            column = _cleared_lookup(table, name, value)
            kept: Value = None
        else:
            kept = stored(table, column, value)
        if _valid(column, on):
            _refuse_null(table, column, kept)
            out[column.name] = kept
    return out


def reference_to(org: Organisation, table: Table, column: Column, uri: object) -> tuple[str, str]:
    """`(table, id)` of a URI such as `/accounts(GUID)`, absolute or relative, for a lookup."""
    match = _REFERENCE.fullmatch(uri.strip()) if isinstance(uri, str) else None
    target = org.schema.by_set.get(match.group(1)) if match else None
    if match is None or target is None or not GUID.fullmatch(match.group(2)):
        raise bad_payload(table.set_name, f"Invalid reference '{uri}' for '{column.name}'.")
    if target.name not in column.navigation:
        raise bad_payload(
            table.set_name, f"'{target.name}' is no target of the lookup '{column.name}'."
        )
    row_id = match.group(2).lower()
    if org.store.row(target.name, row_id) is None:
        raise no_row(target.name, row_id)
    return target.name, row_id


def _bound(
    org: Organisation, table: Table, navigation: str, value: object
) -> tuple[Column, tuple[str, str] | None]:
    known = table.navigation.get(navigation)
    if known is None:
        raise _undeclared(table, navigation)
    column, targets = known
    if value is None:
        return column, None
    reference = reference_to(org, table, column, value)
    if reference[0] not in targets:
        raise bad_payload(table.set_name, f"'{reference[0]}' does not fit '{navigation}'.")
    return column, reference


def _cleared_lookup(table: Table, name: str, value: object) -> Column:
    """`nav: null` clears a lookup; anything else under such a name is refused."""
    if name in table.by_json_name:
        raise Refusal(
            400,
            BAD_QUERY,
            "CRM do not support direct update of Entity Reference properties, "
            "Use Navigation properties instead.",
        )
    if name not in table.navigation:
        raise bad_payload(
            table.set_name,
            f"Microsoft.OData.ODataException: Invalid property '{name}' was found in entity "
            f"'Microsoft.Dynamics.CRM.{table.name}'. The property '{name}' does not exist on type "
            f"'Microsoft.Dynamics.CRM.{table.name}'. Make sure to only use property names that "
            "are defined by the type.",
        )
    if value is not None:
        raise bad_payload(table.set_name, f"An entity reference was expected for '{name}'.")
    return table.navigation[name][0]


def _undeclared(table: Table, name: str) -> Refusal:
    return bad_payload(
        table.set_name,
        f"Microsoft.OData.ODataException: An undeclared property '{name}' which only has property "
        "annotations in the payload but no property value was found in the payload. In OData, "
        "only declared navigation properties and declared named streams can be represented as "
        "properties without values.",
    )


def _valid(column: Column, on: Literal["create", "update"]) -> bool:
    return column.create if on == "create" else column.update


def _refuse_null(table: Table, column: Column, value: Value) -> None:
    if value is None and column.required == "SystemRequired":
        raise Refusal(
            400, NULL_NOT_ALLOWED, f"Attribute '{column.name}' on '{table.name}' cannot be NULL."
        )
