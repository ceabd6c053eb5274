"""The action ImportSolution, as far as the product's zip goes: roles with their privileges,
environment variable definitions, and the marketing activity table if the zip brings it.

`POST ImportSolution {CustomizationFile, ImportJobId, OverwriteUnmanagedCustomizations,
PublishWorkflows}` answers 204; the file is base64. Ids of roles stay as they are in the zip, in
every organisation (learn.microsoft.com, "ImportSolution" and "Work with solutions using APIs",
read 2026-11-30). What only the browser needs (site map, ribbon, web resources) is not kept here."""

import base64
import binascii
import io
import re
import zipfile
from collections.abc import Iterator
from typing import cast, get_args
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree

from sandbox.dataverse import marketing_activity
from sandbox.dataverse.call import Answer, Call
from sandbox.dataverse.organisation import Organisation
from sandbox.dataverse.people import ROOT_UNIT_ID
from sandbox.dataverse.refusals import Refusal, bad_payload
from sandbox.dataverse.rights import Level, Operation, RolePrivileges
from sandbox.dataverse.store import Row

_IMPORT = "prvImportCustomization"
_INVALID_FILE = "0x80048060"
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
_VARIABLE = "environmentvariabledefinition"


def import_solution(org: Organisation, call: Call) -> Answer:
    """Raises Refusal: 403, 400. An import over what is there brings it up to date."""
    call.caller.require_general(_IMPORT, "solution")
    try:
        packed = base64.b64decode(
            str(call.json("ImportSolution")["CustomizationFile"]), validate=True
        )
    except (KeyError, binascii.Error):
        raise bad_payload("ImportSolution", "CustomizationFile is missing or not base64.") from None
    with _opened(packed) as archive:
        customizations = _parsed(archive, "customizations.xml")
        variables = [
            _parsed(archive, name)
            for name in archive.namelist()
            if name.startswith(f"{_VARIABLE}s/") and name.endswith(".xml")
        ]
    with org.store.transaction():
        for role in customizations.iterfind("./Roles/Role"):
            _take_role(org, role)
        for variable in variables:
            _take_variable(org, variable)
    names = {
        (name.text or "").lower() for name in customizations.iterfind("./Entities/Entity/Name")
    }
    if marketing_activity.NAME in names:
        marketing_activity.install(org.schema, org.store, org.collation)
    org.directory.forget()
    return Answer(204)


def _opened(packed: bytes) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(io.BytesIO(packed))
    except zipfile.BadZipFile:
        raise _invalid("The solution file is not a zip file.") from None
    missing = {"[Content_Types].xml", "solution.xml", "customizations.xml"} - set(
        archive.namelist()
    )
    if missing:
        raise _invalid(f"The solution file has no {missing.pop()}.")
    return archive


def _parsed(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    try:
        return ElementTree.fromstring(archive.read(name))  # noqa: S314 - the zip of our own build
    except ElementTree.ParseError as fault:
        raise _invalid(f"{name}: {fault}") from None


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
            raise _invalid(f"{name}: there is no level {one.attrib['level']}.")
        match = _PRIVILEGE.fullmatch(name)
        tables = list(_tables(org, match.group(2).lower())) if match else []
        # Those of tables that are not imitated here count for nothing.
        if match is None or not tables:
            general.add(name)
            continue
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
        f"{_VARIABLE}id": str(uuid5(NAMESPACE_URL, f"{_VARIABLE}/{schema_name}")),
        "schemaname": schema_name,
        "displayname": "" if names is None else names.attrib.get("default", ""),
        "defaultvalue": variable.findtext("defaultvalue"),
        "type": int(variable.findtext("type") or 100_000_000),
        "createdon": org.time(),
        "modifiedon": org.time(),
    }
    org.store.put(_VARIABLE, row)


def _invalid(text: str) -> Refusal:
    return Refusal(400, _INVALID_FILE, f"The import solution failed: {text}")
