"""What a person does in the app that is more than a change of columns: qualifying a lead, merging
two rows, restoring a deleted one. Carried out by the messages of the Web API themselves."""

from collections.abc import Mapping
from typing import Any

from sandbox.dataverse import actions, exact_json, multiple
from sandbox.dataverse.call import Answer, Call
from sandbox.dataverse.organisation import Organisation
from sandbox.dataverse.refusals import no_resource
from sandbox.dataverse.rights import Caller
from sandbox.dataverse.schema import Table

_TYPE = "Microsoft.Dynamics.CRM."
_QUALIFIED = 3


def act(
    org: Organisation,
    person: Caller,
    table: Table,
    row_id: str,
    name: str,
    given: Mapping[str, Any],
) -> Answer:
    """`qualify` takes what QualifyLead takes, and makes a contact alone unless told otherwise;
    `merge` {"subordinate", "content"}: the row is the master; `restore` takes nothing.

    Raises Refusal, as the message does."""
    match name:
        case "qualify" if table.name == "lead":
            wanted = {"CreateAccount": False, "CreateContact": True, "CreateOpportunity": False}
            call = _call(person, {**wanted, "Status": _QUALIFIED, **given})
            return actions.qualify_lead(org, call, row_id)
        case "merge":
            kind = {"@odata.type": _TYPE + table.name}
            call = _call(
                person,
                {
                    "Target": {**kind, table.id_column: row_id},
                    "Subordinate": {**kind, table.id_column: given.get("subordinate")},
                    "UpdateContent": {**kind, **given.get("content", {})},
                    "PerformParentingChecks": False,
                },
            )
            return actions.merge(org, call)
        case "restore":
            kind = {"@odata.type": _TYPE + table.name}
            call = _call(person, {"Target": {**kind, table.id_column: row_id}})
            return multiple.run(org, call, table, "Restore")
        case _:
            raise no_resource(name)


def _call(person: Caller, body: Mapping[str, Any]) -> Call:
    headers = {"content-type": "application/json"}
    return Call("POST", (), {}, "", headers, exact_json.dumps(body), person)
