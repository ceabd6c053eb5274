"""The BulkDelete action for rows named by id, as Microsoft's Python client sends it.

Source: learn.microsoft.com, "Delete data in bulk" (read 2026-11-24). The real job runs some time
later; here it has run when the answer comes. Rows it may not delete stay, without an error."""

from collections.abc import Iterable, Mapping
from uuid import uuid4

from sandbox.dataverse.call import Answer, Call
from sandbox.dataverse.organisation import Organisation
from sandbox.dataverse.refusals import bad_payload, bad_query
from sandbox.dataverse.schema import Table
from sandbox.dataverse.writes import delete


def run(org: Organisation, call: Call) -> Answer:
    body = call.json("BulkDelete")
    queries = body.get("QuerySet")
    if not isinstance(queries, list) or not queries or not body.get("JobName"):
        raise bad_payload("BulkDelete", "'JobName' and 'QuerySet' are needed.")
    chosen = [(table, row_id) for query in queries for table, row_id in _named(org, query)]
    for table, _ in chosen:
        call.caller.require(table, "Delete")
    for table, row_id in chosen:
        row = org.store.row(table.name, row_id)
        if row is not None and call.caller.may(table, row, "Delete"):
            delete(org, call.caller, table, row_id)
            call.wrote += 1
    context = f"{org.api}/$metadata#Microsoft.Dynamics.CRM.BulkDeleteResponse"
    return Answer(200, {"@odata.context": context, "JobId": str(uuid4())})


def _named(org: Organisation, query: object) -> Iterable[tuple[Table, str]]:
    """The ids of one query whose only condition is `In` on the primary key."""
    if not isinstance(query, Mapping):
        raise bad_payload("BulkDelete", "A query expression was expected.")
    table = org.schema.tables.get(str(query.get("EntityName")))
    criteria = query.get("Criteria")
    conditions = criteria.get("Conditions") if isinstance(criteria, Mapping) else None
    if table is None or not isinstance(conditions, list) or len(conditions) != 1:
        raise bad_query("Only queries with one condition on one table can be deleted in bulk.")
    condition = conditions[0]
    if (condition.get("AttributeName"), condition.get("Operator")) != (table.id_column, "In"):
        raise bad_query("Only the condition 'In' on the primary key can be deleted in bulk.")
    for value in condition.get("Values", ()):
        yield table, str(value["Value"]).lower()
