"""The actions ImportSolution and ImportSolutionAsync, and the removal of what they brought, as far
as the product's zip goes: roles with their privileges, environment variable definitions, and the
marketing activity table if the zip brings it.

`{CustomizationFile, OverwriteUnmanagedCustomizations, PublishWorkflows}`, the file in base64.
The one answers 204 when it is done; the other at once, with `AsyncOperationId` and `ImportJobKey`:
the job is through when `statecode` of its row is 3, well if `statuscode` is 30, else 31
(learn.microsoft.com, "ImportSolution", "Work with solutions using APIs", "Solution staging, with
asynchronous import and export", read 2026-11-30). Ids of roles stay as they are in the zip, in
every organisation. What only the browser needs (site map, ribbon, web resources) is not kept.

One import at a time: another is answered by 429 with the code of a customization lock (public
scripts that wait for it, read 2026-11-30). A job moves on with every look at the jobs."""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import cast, get_args
from uuid import NAMESPACE_URL, uuid4, uuid5
from xml.etree import ElementTree

from sandbox.dataverse import marketing_activity
from sandbox.dataverse.call import Answer, Call
from sandbox.dataverse.organisation import Organisation
from sandbox.dataverse.packages import VARIABLE, Package, invalid, unpacked
from sandbox.dataverse.people import ROOT_UNIT_ID
from sandbox.dataverse.refusals import Refusal, bad_payload
from sandbox.dataverse.rights import Level, Operation, RolePrivileges
from sandbox.dataverse.solution_tables import (
    COMPLETED,
    FAILED,
    IN_PROGRESS,
    LOCKED,
    READY,
    SUCCEEDED,
    WAITING,
)  # fmt: skip
from sandbox.dataverse.store import Row

_IMPORT = "prvImportCustomization"
_LOCKED = "0x80071151"
_LEVELS: dict[str, Level] = {
    "Basic": "user",
    "Local": "businessunit",
    "Deep": "businessunit",
    "Global": "organization",
}
_OPERATIONS = "|".join(sorted(get_args(Operation), key=len, reverse=True))
_PRIVILEGE = re.compile(rf"prv({_OPERATIONS})(\w+)")
# Where the name in a privilege is not the table's own.
_NAMES = {"user": "systemuser"}


def import_solution(org: Organisation, call: Call) -> Answer:
    """Raises Refusal: 403, 400, 429."""
    with org.store.transaction():
        _install(org, unpacked(_file(org, call)))
    return Answer(204)


def import_in_background(org: Organisation, call: Call) -> Answer:
    """Raises Refusal: 403, 400, 429. What is wrong with the zip fails the job, not the call."""
    packed = _file(org, call)
    operation_id = str(uuid4())
    import_id = str(call.json("ImportSolutionAsync").get("ImportJobId") or uuid4())
    at = {"createdon": org.time(), "modifiedon": org.time()}
    org.store.put("asyncoperation", {
        "asyncoperationid": operation_id, "name": "ImportSolutionAsync",
        "statecode": READY, "statuscode": WAITING, **at,
    })  # fmt: skip
    org.store.put("importjob", {"importjobid": import_id, "progress": 0.0, **at})
    org.imports[operation_id] = (import_id, packed)
    return Answer(200, {
        "@odata.context": f"{org.api}/$metadata#Microsoft.Dynamics.CRM.ImportSolutionAsyncResponse",
        "AsyncOperationId": operation_id, "ImportJobKey": import_id,
    })  # fmt: skip


def proceed(org: Organisation) -> None:
    """Moves jobs that are under way by one step: taken up, then done."""
    for operation_id, (import_id, packed) in list(org.imports.items()):
        row = org.store.tables["asyncoperation"].rows[operation_id]
        if row["statecode"] == READY:
            moved: Row = {"statecode": LOCKED, "statuscode": IN_PROGRESS}
        else:
            del org.imports[operation_id]
            moved = {"statecode": COMPLETED, **_outcome(org, import_id, packed)}
        org.store.put("asyncoperation", {**row, **moved, "modifiedon": org.time()})


def _outcome(org: Organisation, import_id: str, packed: bytes) -> Row:
    """Carries an import out and notes how it went; the columns of the job that tell of it."""
    name, fault = "", ""
    try:
        package = unpacked(packed)
        name = package.name
        with org.store.transaction():
            _install(org, package)
    except Refusal as refusal:
        fault = refusal.message
    data = ElementTree.Element("importexportxml")
    manifest = ElementTree.SubElement(data, "solutionManifest")
    ElementTree.SubElement(manifest, "UniqueName").text = name
    result = "failure" if fault else "success"
    ElementTree.SubElement(manifest, "result", result=result, errortext=fault)
    org.store.put("importjob", {
        **org.store.tables["importjob"].rows[import_id], "solutionname": name, "progress": 100.0,
        "data": ElementTree.tostring(data, encoding="unicode"),
    })  # fmt: skip
    if fault:
        return {"statuscode": FAILED, "message": fault, "friendlymessage": fault}
    return {"statuscode": SUCCEEDED}


def uninstall(org: Organisation, solution_id: str) -> None:
    """A managed solution takes its components, and the rows of its tables, along; an unmanaged
    one leaves all of them (learn.microsoft.com, "Delete a solution", read 2026-11-30)."""
    package = org.installed.pop(solution_id, None)
    if package is None or not package.managed:
        return
    for root in package.roles():
        for role_id in [i for i, row in org.store.tables["role"].rows.items()
                        if row.get("parentrootroleid") == ("role", root)]:  # fmt: skip
            for links in org.store.links.values():
                links.difference_update([pair for pair in links if role_id in pair])
            org.store.remove("role", role_id)
        org.directory.replace(root, RolePrivileges({}))
    for variable in package.variables:
        _remove_variable(org, _variable_id(variable.attrib["schemaname"]))
    if marketing_activity.NAME in package.tables():
        marketing_activity.remove(org.schema, org.store)


def _remove_variable(org: Organisation, definition_id: str) -> None:
    tie = (VARIABLE, definition_id)
    values = org.store.tables["environmentvariablevalue"].rows
    for value_id in [i for i, row in values.items() if row.get(f"{VARIABLE}id") == tie]:
        org.store.remove("environmentvariablevalue", value_id)
    org.store.remove(VARIABLE, definition_id)


def _file(org: Organisation, call: Call) -> bytes:
    call.caller.require_general(_IMPORT, "solution")
    if org.imports:
        raise Refusal(
            429, _LOCKED, "Cannot start another [Import] because there is a previous [Import] "
            "running at this moment. Use Solution History for more details.",
        )  # fmt: skip
    try:
        return base64.b64decode(
            str(call.json("ImportSolution")["CustomizationFile"]), validate=True
        )
    except (KeyError, binascii.Error):
        raise bad_payload("ImportSolution", "CustomizationFile is missing or not base64.") from None


def _install(org: Organisation, package: Package) -> None:
    """Over what is there, it brings it up to date."""
    solution_id = str(uuid5(NAMESPACE_URL, f"solution/{package.name}"))
    known = org.store.row("solution", solution_id) or {"createdon": org.time()}
    if package.managed and known.get("ismanaged") is False:
        raise invalid(
            "The solution is already installed on this system as an unmanaged solution and the "
            "package supplied is attempting to install it in managed mode. Import can only update "
            "solutions when the modes match. Uninstall the current solution and try again."
        )
    org.store.put("solution", {
        **known, "solutionid": solution_id, "uniquename": package.name,
        "friendlyname": package.title, "version": package.version,
        "ismanaged": package.managed, "modifiedon": org.time(),
    })  # fmt: skip
    org.installed[solution_id] = package
    for role in package.customizations.iterfind("./Roles/Role"):
        _take_role(org, role)
    for variable in package.variables:
        _take_variable(org, variable)
    if marketing_activity.NAME in package.tables():
        marketing_activity.install(org.schema, org.store, org.collation)
    org.directory.forget()


def _take_role(org: Organisation, role: ElementTree.Element) -> None:
    root = role.attrib["id"].strip("{}").lower()
    org.directory.replace(root, _privileges(org, role))
    for unit in org.store.tables["businessunit"].ids:
        key = root if unit == ROOT_UNIT_ID else str(uuid5(NAMESPACE_URL, f"{root}/{unit}"))
        known = org.store.row("role", key)
        row: Row = known or {
            "roleid": key,
            "businessunitid": ("businessunit", unit),
            "parentrootroleid": ("role", root),
            **({} if unit == ROOT_UNIT_ID else {"parentroleid": ("role", root)}),
        }
        org.store.put("role", {**row, "name": role.attrib["name"]})


def _privileges(org: Organisation, role: ElementTree.Element) -> RolePrivileges:
    levels: dict[tuple[str, Operation], Level] = {}
    general: set[str] = set()
    for one in role.iterfind("./RolePrivileges/RolePrivilege"):
        name, level = one.attrib["name"], _LEVELS.get(one.attrib["level"])
        if level is None:
            raise invalid(f"{name}: there is no level {one.attrib['level']}.")
        match = _PRIVILEGE.fullmatch(name)
        tables = list(_tables(org, match.group(2).lower())) if match else []
        # Some are asked for by name, as prvAssignRole; those of unknown tables count for nothing.
        general.add(name)
        if match is not None:
            operation = cast(Operation, match.group(1))
            levels |= {(table, operation): level for table in tables}
    return RolePrivileges(levels, frozenset(general))


def _tables(org: Organisation, name: str) -> Iterator[str]:
    if name == "activity":
        yield marketing_activity.NAME
    for table in org.schema.tables.values():
        if table.name == _NAMES.get(name, name) and not table.rights_of and not table.activity:
            yield table.name


def _take_variable(org: Organisation, variable: ElementTree.Element) -> None:
    schema_name = variable.attrib["schemaname"]
    names = variable.find("displayname")
    row: Row = {
        f"{VARIABLE}id": _variable_id(schema_name),
        "schemaname": schema_name,
        "displayname": "" if names is None else names.attrib.get("default", ""),
        "defaultvalue": variable.findtext("defaultvalue"),
        "type": int(variable.findtext("type") or 100_000_000),
        "createdon": org.time(),
        "modifiedon": org.time(),
    }
    org.store.put(VARIABLE, row)


def _variable_id(schema_name: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"{VARIABLE}/{schema_name}"))
