"""The action ImportSolution: roles grant what the zip says, and variables can be read."""

import base64
import io
import zipfile
from uuid import uuid4

from sandbox.dataverse.people import user_id
from tests.sandbox.dataverse.conftest import Client, World

USER_ROLE = "b1d94e07-52c6-4f3a-8e9d-0c7a64f2b822"
VARIABLES = "environmentvariabledefinitions"
VALUES = "environmentvariabledefinition_environmentvariablevalue"
DEFINITION = """<environmentvariabledefinition schemaname="acd_TenantId">
  <displayname default="Tenant"><label description="Tenant" languagecode="1033" /></displayname>
  <type>100000000</type>
</environmentvariabledefinition>"""


def solution(
    *privileges: tuple[str, str],
    role: str = USER_ROLE,
    name: str = "Renamed",
    managed: bool = True,
) -> str:
    """A zip in base64 with one role and one environment variable."""
    manifest = (
        "<ImportExportXml><SolutionManifest><UniqueName>Demo</UniqueName><Version>1.0.0.0</Version>"
        f"<Managed>{int(managed)}</Managed></SolutionManifest></ImportExportXml>"
    )
    held = "".join(f'<RolePrivilege name="{one}" level="{level}" />' for one, level in privileges)
    customizations = (
        f'<ImportExportXml><Roles><Role id="{{{role}}}" name="{name}"><RolePrivileges>{held}'
        "</RolePrivileges></Role></Roles></ImportExportXml>"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types />")
        archive.writestr("solution.xml", manifest)
        archive.writestr("customizations.xml", customizations)
        place = f"{VARIABLES}/acd_TenantId/environmentvariabledefinition.xml"
        archive.writestr(place, DEFINITION)
    return base64.b64encode(packed.getvalue()).decode()


def bring(person: Client, file: str, status: int = 204) -> None:
    body = {
        "CustomizationFile": file,
        "ImportJobId": str(uuid4()),
        "OverwriteUnmanagedCustomizations": True,
        "PublishWorkflows": True,
    }
    answer = person.call("POST", "ImportSolution", json=body)
    assert answer.status_code == status, answer.text


def test_a_role_grants_what_the_zip_says_and_no_more(world: World) -> None:
    nora = world.user("nora")
    assert nora.call("GET", f"{VARIABLES}").status_code == 403
    bring(world.user("ada"), solution(("prvReadEnvironmentVariableDefinition", "Global")))
    assert nora.call("GET", f"{VARIABLES}").status_code == 200
    bring(world.user("ada"), solution(("prvReadRole", "Global")))
    assert nora.call("GET", f"{VARIABLES}").status_code == 403


def test_the_right_to_give_roles_comes_with_a_role(world: World) -> None:
    nora, sam = world.user("nora"), user_id("sam")
    path = f"systemusers({sam})/systemuserroles_association/$ref"
    body = {"@odata.id": f"{world.url}/api/data/v9.2/roles({USER_ROLE})"}
    assert nora.call("POST", path, json=body).status_code == 403
    bring(world.user("ada"), solution(("prvAssignRole", "Global"), ("prvReadUser", "Global")))
    assert nora.call("POST", path, json=body).status_code == 204


def test_a_role_keeps_its_id_and_has_a_copy_in_each_business_unit(world: World) -> None:
    brought = str(uuid4())
    bring(world.user("ada"), solution(role=brought, name="Brought along"))
    rows = world.user("ada").value(
        "roles", params={"$select": "roleid,_parentrootroleid_value",
                         "$filter": "name eq 'Brought along'"}
    )  # fmt: skip
    assert len(rows) == 2
    assert {row["_parentrootroleid_value"] for row in rows} == {brought}
    assert brought in {row["roleid"] for row in rows}


def test_a_variable_is_read_with_its_value_by_one_call(world: World) -> None:
    ada = world.user("ada")
    bring(ada, solution())
    query = {
        "$select": "schemaname,defaultvalue",
        "$filter": "startswith(schemaname,'acd_')",
        "$expand": f"{VALUES}($select=value)",
    }
    (row,) = ada.value(VARIABLES, params=query)
    assert (row["schemaname"], row["defaultvalue"], row[VALUES]) == ("acd_TenantId", None, [])
    tie = f"/{VARIABLES}({row['environmentvariabledefinitionid']})"
    ada.create(
        "environmentvariablevalues",
        value="here",
        **{"EnvironmentVariableDefinitionId@odata.bind": tie},
    )
    (row,) = ada.value(VARIABLES, params=query)
    assert [value["value"] for value in row[VALUES]] == ["here"]


def test_a_value_outlives_the_next_import(world: World) -> None:
    ada = world.user("ada")
    bring(ada, solution())
    (row,) = ada.value(VARIABLES, params={"$filter": "schemaname eq 'acd_TenantId'"})
    tie = f"/{VARIABLES}({row['environmentvariabledefinitionid']})"
    ada.create(
        "environmentvariablevalues",
        value="mine",
        **{"EnvironmentVariableDefinitionId@odata.bind": tie},
    )
    bring(ada, solution())
    (again,) = ada.value(VARIABLES, params={"$expand": VALUES})
    assert [value["value"] for value in again[VALUES]] == ["mine"]


def test_only_an_administrator_imports(world: World) -> None:
    bring(world.user("anna"), solution(), status=403)
    bring(world.app(), solution(), status=403)
    assert world.user("ada").value("solutions") == []


def test_what_is_no_solution_is_refused(world: World) -> None:
    ada = world.user("ada")
    bring(ada, base64.b64encode(b"no zip").decode(), status=400)
    bring(ada, "no base64!", status=400)
    assert ada.value("solutions") == []
