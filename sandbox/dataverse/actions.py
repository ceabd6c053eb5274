"""Functions and actions of the Web API beyond rows: WhoAmI, rights, counts, qualify, merge.

Sources: learn.microsoft.com, Web API reference of WhoAmI, RetrievePrincipalAccess,
RetrieveTotalRecordCount, QualifyLead and "Merge table rows" (read 2026-11-24)."""

import re
from collections.abc import Mapping
from urllib.parse import unquote

import orjson

from sandbox.dataverse.call import Answer, Call
from sandbox.dataverse.column_security import attribute_privileges
from sandbox.dataverse.organisation import Organisation
from sandbox.dataverse.payload import columns_set
from sandbox.dataverse.people import ORGANIZATION_ID
from sandbox.dataverse.refusals import Refusal, bad_payload, bad_query
from sandbox.dataverse.rendering import Json
from sandbox.dataverse.rights import OPERATIONS
from sandbox.dataverse.schema import Table
from sandbox.dataverse.store import Row
from sandbox.dataverse.values import GUID
from sandbox.dataverse.writes import create, existing, referring, update

MERGEABLE = ("lead", "contact", "account")
_QUALIFIED, _OPEN = 1, 0
_TO_CONTACT = (
    "salutation", "firstname", "middlename", "lastname", "jobtitle", "emailaddress1",
    "emailaddress2", "emailaddress3", "telephone1", "telephone2", "telephone3", "mobilephone",
    "fax", "websiteurl", "description", "address1_line1", "address1_line2", "address1_line3",
    "address1_city", "address1_stateorprovince", "address1_postalcode", "address1_country",
    "donotbulkemail", "donotemail", "donotphone", "donotpostalmail", "donotfax", "donotsendmm",
)  # fmt: skip


def who_am_i(org: Organisation, call: Call) -> Answer:
    user = call.caller.acting
    return _result(
        org,
        "WhoAmIResponse",
        BusinessUnitId=user.business_unit_id,
        UserId=user.user_id,
        OrganizationId=ORGANIZATION_ID,
    )


def total_record_count(org: Organisation, call: Call) -> Answer:
    """Of whole tables, whatever the caller may see."""
    names = _argument(call, call.segments[0].key or "", "EntityNames")
    if not isinstance(names, list) or not all(name in org.schema.tables for name in names):
        raise bad_query("EntityNames must be a list of logical names of tables.")
    counts = [len(org.store.tables[name].rows) for name in names]
    return _result(
        org,
        "RetrieveTotalRecordCountResponse",
        EntityRecordCountCollection={
            "Count": len(names),
            "IsReadOnly": False,
            "Keys": names,
            "Values": counts,
        },
    )


def principal_access(org: Organisation, call: Call, user_id: str, arguments: str) -> Answer:
    """The rights of one user on one row, comma-separated, `None` without any."""
    target = _argument(call, arguments, "Target")
    uri = target.get("@odata.id") if isinstance(target, dict) else None
    match = re.fullmatch(r"(?:.*/)?([A-Za-z_]\w*)\((.*)\)", unquote(str(uri or "")))
    table = org.schema.by_set.get(match.group(1)) if match else None
    if match is None or table is None or not GUID.fullmatch(match.group(2)):
        raise bad_query("Target must be an object with '@odata.id' of a row.")
    users = org.schema.tables["systemuser"]
    user = existing(org, users, user_id)
    call.caller.require_row(users, user, "Read")
    row = existing(org, table, match.group(2).lower())
    principal = org.directory.principal(user)
    rights = [f"{op}Access" for op in OPERATIONS if op != "Create"]
    held = (
        []
        if user.get("isdisabled")
        else [r for r in rights if principal.may(table, row, r.removesuffix("Access"))]  # type: ignore[arg-type]
    )
    return _result(org, "RetrievePrincipalAccessResponse", AccessRights=", ".join(held) or "None")


def principal_attribute_privileges(org: Organisation, call: Call, user_id: str) -> Answer:
    """The rights of one user on secured columns."""
    users = org.schema.tables["systemuser"]
    call.caller.require_row(users, existing(org, users, user_id), "Read")
    return _result(
        org,
        "RetrievePrincipalAttributePrivilegesResponse",
        AttributePrivileges=attribute_privileges(org, user_id),
    )


def qualify_lead(org: Organisation, call: Call, lead_id: str) -> Answer:
    """Makes the lead a contact, account, opportunity as asked and closes it as qualified."""
    leads = org.schema.tables["lead"]
    body = call.json("leads")
    lead = existing(org, leads, lead_id)
    call.caller.require_row(leads, lead, "Write")
    status = body.get("Status")
    option = leads.columns["statuscode"].option(status)
    if option is None or option.state != _QUALIFIED:
        raise Refusal(
            400,
            "0x80048408",
            f"{status} is not a valid status code for state code LeadState.Qualified on lead with "
            f"Id {lead_id}.",
        )
    if lead.get("statecode") != _OPEN:
        raise Refusal(400, "0x80048d00", f"The lead with Id {lead_id} is already closed.")
    wanted = [_asked(body, f"Create{name}") for name in ("Account", "Contact", "Opportunity")]
    with org.store.transaction():
        made = _qualified_rows(org, call, lead, wanted)
        links: Row = {
            column: made[table]
            for table, column in (
                ("contact", "parentcontactid"),
                ("account", "parentaccountid"),
                ("opportunity", "qualifyingopportunityid"),
            )
            if table in made
        }
        closing: Row = {"statecode": _QUALIFIED, "statuscode": int(option.value)}
        update(org, call.caller, leads, lead_id, {**links, **closing})
    call.wrote += 1 + len(made)
    return _result(org, "QualifyLeadResponse", value=[_reference(org, made[t]) for t in made])


def merge(org: Organisation, call: Call) -> Answer:
    """The subordinate is closed and points to the target; its children move to the target. The
    platform itself makes these changes."""
    body = call.json("Merge")
    table, target_id = _merge_side(org, body, "Target")
    other, subordinate_id = _merge_side(org, body, "Subordinate")
    if table is not other or target_id == subordinate_id or table.name not in MERGEABLE:
        raise bad_payload("Merge", "Target and Subordinate must be two rows of one table.")
    target = existing(org, table, target_id)
    subordinate = existing(org, table, subordinate_id)
    for row in (target, subordinate):
        call.caller.require_row(table, row, "Write")
        if row.get("merged"):
            raise Refusal(400, "0x80048d01", "A row that was merged cannot be merged again.")
    content = body.get("UpdateContent") or {}
    if not isinstance(content, dict):
        raise bad_payload("Merge", "UpdateContent must be an object.")
    platform = org.platform()
    values = columns_set(org, table, content, "update")
    values.pop(table.id_column, None)
    moved = referring(org, table, subordinate_id)
    closed = next(o for o in table.columns["statuscode"].options if o.state == _closed(table))
    with org.store.transaction():
        update(org, platform, table, target_id, values)
        for pointing, row_id, column in sorted(moved):
            pointing_table = org.schema.tables[pointing]
            update(org, platform, pointing_table, row_id, {column: (table.name, target_id)})
        update(org, platform, table, subordinate_id, {
            "merged": True, "masterid": (table.name, target_id),
            "statecode": _closed(table), "statuscode": closed.value,
        })  # fmt: skip
    call.wrote += 2 + len(moved)
    return Answer(204)


def _closed(table: Table) -> int:
    return 2 if table.name == "lead" else 1


def _asked(body: Mapping[str, object], name: str) -> bool:
    value = body.get(name)
    if not isinstance(value, bool):
        raise bad_payload("leads", f"The parameter '{name}' of QualifyLead must be a boolean.")
    return value


def _qualified_rows(
    org: Organisation, call: Call, lead: Row, wanted: list[bool]
) -> dict[str, tuple[str, str]]:
    """New rows by table, each with `originatingleadid`."""
    tables, lead_id = org.schema.tables, str(lead["leadid"])
    origin: Row = {"originatingleadid": ("lead", lead_id), "ownerid": lead.get("ownerid")}
    made: dict[str, tuple[str, str]] = {}
    account, contact, opportunity = wanted
    if account:
        values = origin | {"name": lead.get("companyname") or lead.get("fullname")}
        row = create(org, call.caller, tables["account"], values)
        made["account"] = ("account", str(row["accountid"]))
    if contact:
        values = origin | {name: lead[name] for name in _TO_CONTACT if name in lead}
        if "account" in made:
            values["parentcustomerid"] = made["account"]
        row = create(org, call.caller, tables["contact"], values)
        made["contact"] = ("contact", str(row["contactid"]))
    if opportunity:
        customer = made.get("account") or made.get("contact") or lead.get("customerid")
        values = origin | {"name": lead.get("subject"), "customerid": customer}
        row = create(org, call.caller, tables["opportunity"], values)
        made["opportunity"] = ("opportunity", str(row["opportunityid"]))
    return made


def _reference(org: Organisation, reference: tuple[str, str]) -> Json:
    table = org.schema.tables[reference[0]]
    return {
        "@odata.type": f"#Microsoft.Dynamics.CRM.{table.name}",
        "@odata.id": f"{org.api}/{table.set_name}({reference[1]})",
        table.id_column: reference[1],
    }


def _merge_side(org: Organisation, body: Mapping[str, object], name: str) -> tuple[Table, str]:
    side = body.get(name)
    kind = str(side.get("@odata.type", "")) if isinstance(side, dict) else ""
    table = org.schema.tables.get(kind.lstrip("#").removeprefix("Microsoft.Dynamics.CRM."))
    row_id = side.get(table.id_column) if table and isinstance(side, dict) else None
    if table is None or not isinstance(row_id, str) or not GUID.fullmatch(row_id):
        raise bad_payload("Merge", f"{name} must have '@odata.type' and the id of a row.")
    return table, row_id.lower()


def _argument(call: Call, arguments: str, name: str) -> object:
    """The argument of a function, given in place or by alias. Raises Refusal (400)."""
    match = re.fullmatch(rf"\s*{name}=(.*)", arguments, re.DOTALL)
    if match is None:
        raise bad_query(f"The parameter '{name}' is missing.")
    text = match.group(1).strip()
    if text.startswith("@"):
        text = call.options.get(text, "")
    for candidate in (text, text.replace("'", '"')):
        try:
            return orjson.loads(candidate)
        except orjson.JSONDecodeError:
            continue
    raise bad_query(f"The parameter '{name}' is no valid JSON.")


def _result(org: Organisation, name: str, **values: object) -> Answer:
    context = f"{org.api}/$metadata#Microsoft.Dynamics.CRM.{name}"
    return Answer(200, {"@odata.context": context, **values})
