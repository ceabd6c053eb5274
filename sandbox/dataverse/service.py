"""Which part of the stand-in answers which path. Refusals become OData error bodies here."""

from collections.abc import Callable

from sandbox.dataverse import (
    actions,
    bulk_delete,
    importing,
    metadata,
    multiple,
    people_writes,
    publishing,
    row_requests,
)
from sandbox.dataverse.associations import Association, association, linked_ids
from sandbox.dataverse.call import Answer, Call, Segment
from sandbox.dataverse.column_security import withheld, without
from sandbox.dataverse.delta import Delta
from sandbox.dataverse.keys import Target, find
from sandbox.dataverse.organisation import Organisation
from sandbox.dataverse.query import Query
from sandbox.dataverse.refusals import Refusal, bad_payload, no_property, no_resource
from sandbox.dataverse.rights import BYPASS_HEADERS
from sandbox.dataverse.schema import LOOKUPS, Table
from sandbox.dataverse.writes import existing

PREFIX = "Microsoft.Dynamics.CRM."

_OPERATIONS: dict[str, tuple[str, Callable[[Organisation, Call], Answer]]] = {
    "WhoAmI": ("GET", actions.who_am_i),
    "RetrieveTotalRecordCount": ("GET", actions.total_record_count),
    "Merge": ("POST", actions.merge),
    "BulkDelete": ("POST", bulk_delete.run),
    "ImportSolution": ("POST", importing.import_solution),
    "ImportSolutionAsync": ("POST", importing.import_in_background),
    "PublishXml": ("POST", publishing.publish),
}
"""What is bound to no table: functions are asked for by GET, actions done by POST."""


def answer(org: Organisation, call: Call) -> Answer:
    """Never raises Refusal: a refusal is an answer with an error body."""
    try:
        found = _route(org, call)
    except Refusal as refusal:
        found = refused(refusal)
    if call.prefer.applied and found.status < 400:
        found.headers["Preference-Applied"] = ", ".join(call.prefer.applied)
    return found


def refused(refusal: Refusal) -> Answer:
    return Answer(refusal.status, refusal.body(), refusal.headers)


def _route(org: Organisation, call: Call) -> Answer:
    first, *rest = call.segments
    if call.method != "GET":
        _require_bypass(call)
    if first.name in _OPERATIONS and not rest:
        method, operation = _OPERATIONS[first.name]
        _only(call, method)
        return operation(org, call)
    if first.name == "EntityDefinitions":
        return metadata.answer(org, call)
    table = org.schema.by_set.get(first.name)
    if table is None:
        raise no_resource(first.name)
    if table.name == "asyncoperation":
        importing.proceed(org)
    if first.key is None:
        return _set(org, call, table, rest)
    target = find(org, table, first.key)
    if not rest:
        return _row(org, call, table, target)
    return _below(org, call, table, target, rest)


def _require_bypass(call: Call) -> None:
    """Headers that switch off custom logic need a privilege that administrators have."""
    for header, privilege in BYPASS_HEADERS.items():
        if call.headers.get(header, "false").strip().lower() not in ("false", ""):
            call.caller.require_general(privilege, "none")


def _only(call: Call, *methods: str) -> None:
    if call.method not in methods:
        raise Refusal(
            405,
            "0x8006088a",
            f"The requested resource does not support http method '{call.method}'.",
        )


def _set(org: Organisation, call: Call, table: Table, rest: list[Segment]) -> Answer:
    if not rest:
        _only(call, "GET", "POST")
        if call.method == "POST":
            return row_requests.post(org, call, table)
        if call.prefer.track_changes or "$deltatoken" in call.options or _tracking(call):
            return Delta(org, call, table).tracked()
        return Query(org, call, table).rows()
    name = rest[0].name
    if len(rest) == 1 and name == "$count":
        _only(call, "GET")
        if "$deltatoken" in call.options:
            return Delta(org, call, table).count_changes()
        return Query(org, call, table).count()
    if len(rest) == 1 and name.startswith(PREFIX):
        _only(call, "POST")
        return multiple.run(org, call, table, name.removeprefix(PREFIX))
    raise no_resource(name)


def _tracking(call: Call) -> bool:
    return 'istracking="True"' in (call.option("$skiptoken") or "")


def _row(org: Organisation, call: Call, table: Table, target: Target) -> Answer:
    _only(call, "GET", "PATCH", "DELETE")
    if call.method == "PATCH":
        return row_requests.patch(org, call, table, target)
    if call.method == "DELETE":
        return row_requests.remove(org, call, table, target)
    row = existing(org, table, target.existing(org, table))
    call.caller.require_row(table, row, "Read")
    return Query(org, call, table).single(row)


def _below(
    org: Organisation, call: Call, table: Table, target: Target, rest: list[Segment]
) -> Answer:
    head = rest[0]
    if head.name.startswith(PREFIX) and len(rest) == 1:
        return _bound(org, call, table, target, head)
    is_reference = len(rest) == 2 and rest[1].name == "$ref"
    one = association(table, head.name)
    if one and is_reference:
        return _link(org, call, table, target, one, head)
    if one and (len(rest) == 1 or (len(rest) == 2 and rest[1].name == "$count")):
        _only(call, "GET")
        return _linked(org, call, table, target, head.name, counted=len(rest) == 2)
    if head.name in table.navigation and is_reference:
        _only(call, "PUT", "DELETE")
        if call.method == "PUT":
            return row_requests.set_reference(org, call, table, target, head.name)
        return row_requests.clear_property(org, call, table, target, head.name, lookup=True)
    if len(rest) == 1 and call.method == "PUT":
        return row_requests.set_property(org, call, table, target, head.name)
    if len(rest) == 1 and call.method == "DELETE":
        return row_requests.clear_property(org, call, table, target, head.name, lookup=False)
    if len(rest) == 1 and call.method == "GET":
        return _property(org, call, table, target, head.name)
    raise no_resource(head.name)


def _bound(org: Organisation, call: Call, table: Table, target: Target, head: Segment) -> Answer:
    name = head.name.removeprefix(PREFIX)
    row_id = target.existing(org, table)
    if table.name == "lead" and name == "QualifyLead":
        _only(call, "POST")
        return actions.qualify_lead(org, call, row_id)
    if table.name == "systemuser" and name == "RetrievePrincipalAccess":
        _only(call, "GET")
        return actions.principal_access(org, call, row_id, head.key or "")
    if table.name == "systemuser" and name == "RetrievePrincipalAttributePrivileges":
        _only(call, "GET")
        return actions.principal_attribute_privileges(org, call, row_id)
    raise no_resource(head.name)


def _link(
    org: Organisation, call: Call, table: Table, target: Target, one: Association, head: Segment
) -> Answer:
    """`POST .../association/$ref`, `DELETE .../association(ID)/$ref` or `...$ref?$id=`."""
    _only(call, "POST", "DELETE")
    row_id = target.existing(org, table)
    if call.method == "POST":
        uri = call.json(table.set_name).get("@odata.id")
        people_writes.associate(org, call.caller, table, row_id, one, _uri(org, table, uri))
    else:
        other = head.key or _uri(org, table, call.option("$id"))[1]
        people_writes.disassociate(org, call.caller, table, row_id, one, other.strip().lower())
    call.wrote += 1
    return Answer(204)


def _uri(org: Organisation, table: Table, uri: object) -> tuple[str, str]:
    name, _, key = str(uri or "").rpartition("/")[2].partition("(")
    other = org.schema.by_set.get(name)
    if other is None or not key.endswith(")"):
        raise bad_payload(table.set_name, f"Invalid URI '{uri}' in '@odata.id'.")
    return other.name, find(org, other, key[:-1]).existing(org, other)


def _linked(
    org: Organisation, call: Call, table: Table, target: Target, name: str, *, counted: bool
) -> Answer:
    row = existing(org, table, target.existing(org, table))
    call.caller.require_row(table, row, "Read")
    other, ids_of = linked_ids(org.store, table, name)
    query = Query(org, call, other)
    return query.count(ids_of(row)) if counted else query.rows(ids_of(row))


def _property(org: Organisation, call: Call, table: Table, target: Target, name: str) -> Answer:
    row = existing(org, table, target.existing(org, table))
    call.caller.require_row(table, row, "Read")
    if name in table.navigation:
        value = row.get(table.navigation[name][0].name)
        if not isinstance(value, tuple):
            return Answer(204)
        other = org.schema.tables[value[0]]
        found = existing(org, other, value[1])
        call.caller.require_row(other, found, "Read")
        return Query(org, call, other).single(found)
    column = table.columns.get(name)
    if column is None or column.kind in LOOKUPS:
        raise no_property(name, table.name)
    value = without(row, withheld(org, call.caller, table, "read")).get(name)
    if value is None:
        return Answer(204)
    context = f"{org.api}/$metadata#{table.set_name}({row[table.id_column]})/{name}"
    return Answer(200, {"@odata.context": context, "value": value})
