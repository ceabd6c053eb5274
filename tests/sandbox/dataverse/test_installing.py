"""Importing in the background, uninstalling, publishing, and making application users."""

import base64
from typing import Any
from uuid import uuid4

import pytest

from tests.sandbox.dataverse.conftest import Client, Make, World, error_code
from tests.sandbox.dataverse.test_importing import VALUES, VARIABLES, bring, solution

ROOT = "b0000000-0000-4000-8000-000000000010"


@pytest.fixture
def ada(make_world: Make) -> Client:
    """An administrator where nothing of the product is yet."""
    return make_world(leads=1, contacts=1, bare=True).user("ada")


def start(person: Client, file: str) -> dict[str, Any]:
    answer = person.call("POST", "ImportSolutionAsync", json={"CustomizationFile": file})
    assert answer.status_code == 200, answer.text
    return answer.json()


def look(person: Client, job: dict[str, Any]) -> dict[str, Any]:
    path = f"asyncoperations({job['AsyncOperationId']})"
    return person.get(path, params={"$select": "statecode,statuscode,message"}).json()


def test_an_import_in_the_background_takes_its_time(ada: Client) -> None:
    job = start(ada, solution())
    assert look(ada, job)["statecode"] == 2
    assert ada.value("solutions") == []
    done = look(ada, job)
    assert (done["statecode"], done["statuscode"]) == (3, 30)
    assert [row["uniquename"] for row in ada.value("solutions")] == ["Demo"]
    data = ada.get(f"importjobs({job['ImportJobKey']})").json()["data"]
    assert 'result="success"' in data


def test_what_is_wrong_with_the_zip_fails_the_job(ada: Client) -> None:
    job = start(ada, base64.b64encode(b"no zip").decode())
    look(ada, job)
    assert look(ada, job)["statuscode"] == 31
    data = ada.get(f"importjobs({job['ImportJobKey']})").json()["data"]
    assert "is not a zip file" in data


def test_one_import_at_a_time(ada: Client) -> None:
    job = start(ada, solution())
    again = ada.call("POST", "ImportSolutionAsync", json={"CustomizationFile": solution()})
    assert (again.status_code, error_code(again)) == (429, "0x80071151")
    for _ in range(2):
        look(ada, job)
    bring(ada, solution())


def test_a_managed_solution_is_not_imported_over_an_unmanaged_one(ada: Client) -> None:
    bring(ada, solution(managed=False))
    bring(ada, solution(managed=True), status=400)
    assert [row["ismanaged"] for row in ada.value("solutions")] == [False]


def test_a_managed_solution_takes_what_it_brought_along(ada: Client) -> None:
    role = str(uuid4())
    bring(ada, solution(role=role, name="Brought along"))
    (definition,) = ada.value(VARIABLES)
    tie = f"/{VARIABLES}({definition['environmentvariabledefinitionid']})"
    ada.create(
        "environmentvariablevalues",
        value="here",
        **{"EnvironmentVariableDefinitionId@odata.bind": tie},
    )
    (row,) = ada.value("solutions")
    assert ada.call("DELETE", f"solutions({row['solutionid']})").status_code == 204
    assert ada.value("solutions") == ada.value(VARIABLES) == []
    assert ada.value("environmentvariablevalues") == []
    assert ada.value("roles", params={"$filter": "name eq 'Brought along'"}) == []


def test_an_unmanaged_solution_leaves_its_components(ada: Client) -> None:
    bring(ada, solution(managed=False))
    (row,) = ada.value("solutions")
    ada.call("DELETE", f"solutions({row['solutionid']})")
    assert ada.value("solutions") == []
    assert [one[VALUES] for one in ada.value(VARIABLES, params={"$expand": VALUES})] == [[]]


def definition(person: Client) -> dict[str, Any]:
    return person.get("EntityDefinitions(LogicalName='lead')").json()


def put(person: Client, body: dict[str, Any], **headers: str) -> int:
    path = "EntityDefinitions(LogicalName='lead')"
    return person.call("PUT", path, json=body, headers=headers).status_code


MERGE = {"MSCRM.MergeLabels": "true"}


def publish(person: Client, xml: str) -> int:
    return person.call("POST", "PublishXml", json={"ParameterXml": xml}).status_code


def test_change_tracking_is_on_once_it_is_published(ada: Client) -> None:
    assert put(ada, definition(ada) | {"ChangeTrackingEnabled": True}, **MERGE) == 204
    assert definition(ada)["ChangeTrackingEnabled"] is False
    xml = "<importexportxml><entities><entity>lead</entity></entities></importexportxml>"
    assert publish(ada, xml) == 204
    assert definition(ada)["ChangeTrackingEnabled"] is True
    assert put(ada, definition(ada) | {"ChangeTrackingEnabled": False}, **MERGE) == 400


def test_a_definition_is_replaced_as_a_whole(ada: Client) -> None:
    part = {"LogicalName": "lead", "ChangeTrackingEnabled": True}
    assert put(ada, part, **MERGE) == 400
    assert put(ada, definition(ada) | {"ChangeTrackingEnabled": True}) == 400


def test_only_what_there_is_can_be_published_and_by_a_customizer_only(world: World) -> None:
    assert publish(world.user("ada"), "<importexportxml") == 400
    nothing = "<importexportxml><entities><entity>nothing</entity></entities></importexportxml>"
    assert publish(world.user("ada"), nothing) == 400
    assert publish(world.user("sam"), nothing) == 403


def new_user(person: Client, **values: Any) -> int:
    body = {"applicationid": str(uuid4()), "accessmode": 4, **values}
    return person.call("POST", "systemusers", json=body).status_code


def test_an_application_has_one_user_in_a_business_unit(ada: Client) -> None:
    unit = {"businessunitid@odata.bind": f"/businessunits({ROOT})"}
    application = str(uuid4())
    assert new_user(ada) == 400
    assert new_user(ada, applicationid=application, **unit) == 204
    assert new_user(ada, applicationid=application, **unit) == 412


def test_an_application_user_calls_with_the_roles_it_is_given(make_world: Make) -> None:
    world = make_world(leads=1, contacts=1, bare=True)
    ada, application = world.user("ada"), str(uuid4())
    caller = world.client(world.sign(appid=application))
    assert caller.get("WhoAmI").status_code == 403
    user = ada.create(
        "systemusers",
        applicationid=application,
        **{"businessunitid@odata.bind": f"/businessunits({ROOT})"},
    )
    assert caller.get("WhoAmI").status_code == 200
    assert caller.get("leads").status_code == 403
    query = f"name eq 'Sales Reader' and _businessunitid_value eq {ROOT}"
    (role,) = ada.value("roles", params={"$filter": query})
    tie = {"@odata.id": f"{ada.api}/roles({role['roleid']})"}
    ada.call("POST", f"systemusers({user})/systemuserroles_association/$ref", json=tie)
    assert caller.get("leads").status_code == 200
    assert ada.call("DELETE", f"systemusers({user})").status_code == 400
    ada.patch(f"systemusers({user})", {"isdisabled": True})
    assert caller.get("leads").status_code == 403
    assert ada.call("DELETE", f"systemusers({user})").status_code == 204
