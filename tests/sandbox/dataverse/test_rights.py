"""Roles, ownership, impersonation, and giving roles."""

from typing import Any
from uuid import uuid4

import pytest

from sandbox.dataverse.people import (
    MARKETING_TEAM_ID,
    ROOT_UNIT_ID,
    WEST_UNIT_ID,
    default_team_id,
    role_id,
    user_id,
)
from sandbox.demo.people import USERS
from tests.sandbox.dataverse.conftest import Client, World, error_code

ADMIN_ROLE = "3f6c1a52-8d0e-4c7b-9a41-6e2b7d5f0a11"
USER_ROLE = "b1d94e07-52c6-4f3a-8e9d-0c7a64f2b822"


def oid(key: str) -> str:
    return next(user.oid for user in USERS if user.key == key)


def lead_of(app: Client, owner: str) -> str:
    rows = app.value(f"leads?$select=leadid&$filter=_ownerid_value eq {user_id(owner)}&$top=1")
    return str(rows[0]["leadid"])


def test_a_business_unit_reader_sees_only_rows_of_the_unit(world: World, app: Client) -> None:
    mine = world.user("nora").value("leads?$select=_ownerid_value,_owningbusinessunit_value")
    assert {row["_owningbusinessunit_value"] for row in mine} == {WEST_UNIT_ID}
    assert 0 < len(mine) < len(app.value("leads?$select=leadid"))


def test_a_row_out_of_reach_is_403_on_retrieve(world: World, app: Client) -> None:
    answer = world.user("nora").get(f"leads({lead_of(app, 'sam')})")
    assert (answer.status_code, error_code(answer)) == (403, "0x80040220")
    assert world.user("sam").get(f"leads({lead_of(app, 'nora')})").status_code == 200


def test_reading_everything_is_not_writing_everything(world: World, app: Client) -> None:
    nora_lead, sam_lead = lead_of(app, "nora"), lead_of(app, "sam")
    assert world.user("sam").patch(f"leads({nora_lead})", {"jobtitle": "x"}).status_code == 403
    assert world.user("sam").patch(f"leads({sam_lead})", {"jobtitle": "x"}).status_code == 204


def test_an_impersonated_read_is_limited_to_what_that_user_may_read(app: Client) -> None:
    lead = lead_of(app, "sam")
    as_nora = {"CallerObjectId": oid("nora")}
    assert app.get(f"leads({lead})").status_code == 200
    assert app.get(f"leads({lead})", headers=as_nora).status_code == 403
    assert app.get(f"leads({lead})", headers={"CallerObjectId": oid("sam")}).status_code == 200


def test_impersonation_does_not_widen_the_callers_rights(app: Client) -> None:
    """Ada may write accounts, the application user may not."""
    name = {"name": "New Ltd"}
    answer = app.call("POST", "accounts", json=name, headers={"CallerObjectId": oid("ada")})
    assert answer.status_code == 403


def test_an_impersonated_create_names_both_users(app: Client) -> None:
    headers = {"MSCRMCallerID": user_id("sam"), "Prefer": "return=representation"}
    answer = app.call("POST", "leads", json={"lastname": "Both"}, headers=headers)
    row = answer.json()
    me = app.get("WhoAmI()").json()["UserId"]
    assert (row["_createdby_value"], row["_createdonbehalfby_value"]) == (user_id("sam"), me)
    assert row["_ownerid_value"] == user_id("sam")


def test_without_the_delegate_privilege_nobody_is_impersonated(world: World) -> None:
    headers = {"CallerObjectId": oid("nora")}
    assert world.user("sam").get("WhoAmI()", headers=headers).status_code == 403


@pytest.mark.parametrize("header", ["CallerObjectId", "MSCRMCallerID"])
def test_an_unknown_person_cannot_be_impersonated(app: Client, header: str) -> None:
    unknown = "00000000-0000-4000-8000-00000000dead"
    assert app.get("leads?$top=1", headers={header: unknown}).status_code == 403


def test_a_disabled_person_cannot_be_impersonated(app: Client) -> None:
    assert app.get("leads?$top=1", headers={"CallerObjectId": oid("dora")}).status_code == 403


def test_switching_off_custom_logic_needs_a_privilege(world: World) -> None:
    headers = {"MSCRM.BypassBusinessLogicExecution": "CustomSync,CustomAsync"}
    for key, status in (("sam", 403), ("ada", 204)):
        answer = world.user(key).call("POST", "leads", json={"lastname": "B"}, headers=headers)
        assert answer.status_code == status


def access(app: Client, key: str, lead: str) -> str:
    path = f"systemusers({user_id(key)})/Microsoft.Dynamics.CRM.RetrievePrincipalAccess(Target=@t)"
    answer = app.get(path, params={"@t": f"{{'@odata.id':'leads({lead})'}}"})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["AccessRights"])


def test_principal_access_tells_the_rights_on_one_row(app: Client) -> None:
    lead = lead_of(app, "sam")
    assert "ReadAccess" in access(app, "sam", lead).split(", ")
    assert "WriteAccess" in access(app, "sam", lead).split(", ")
    assert access(app, "nora", lead) == "None"
    assert access(app, "dora", lead) == "None"
    assert "WriteAccess" not in access(app, "anna", lead)


def roles_of(app: Client, path: str) -> list[dict[str, Any]]:
    return app.value(f"{path}?$select=roleid,name,_parentrootroleid_value,_roletemplateid_value")


def test_direct_roles_and_team_roles_are_told_apart(app: Client) -> None:
    direct = roles_of(app, f"systemusers({user_id('theo')})/systemuserroles_association")
    assert [role["name"] for role in direct] == ["Salesperson"]
    teams = app.value(f"systemusers({user_id('theo')})/teammembership_association?$select=teamid")
    assert MARKETING_TEAM_ID in {team["teamid"] for team in teams}
    of_team = roles_of(app, f"teams({MARKETING_TEAM_ID})/teamroles_association")
    sales = role_id("Salesperson", ROOT_UNIT_ID)
    assert {role["roleid"] for role in of_team} == {USER_ROLE, sales}


def test_a_role_copy_points_to_its_root_and_the_root_to_itself(app: Client) -> None:
    roles = app.value(f"roles?$filter=_parentrootroleid_value eq {ADMIN_ROLE}&$select=roleid")
    assert len(roles) == 2
    root = app.get(f"roles({ADMIN_ROLE})?$select=_parentrootroleid_value").json()
    assert root["_parentrootroleid_value"] == ADMIN_ROLE


def test_the_administrator_is_known_by_the_role_template(app: Client) -> None:
    roles = roles_of(app, f"systemusers({user_id('ada')})/systemuserroles_association")
    templates = [role["_roletemplateid_value"] for role in roles]
    assert templates == ["627090ff-40a3-4053-8790-584edc5be201"]


def reference(app: Client, role: str) -> dict[str, str]:
    return {"@odata.id": f"{app.api}/roles({role})"}


def test_a_role_can_be_given_and_taken(app: Client) -> None:
    path = f"systemusers({user_id('ned')})/systemuserroles_association"
    given = app.call("POST", f"{path}/$ref", json=reference(app, USER_ROLE))
    assert given.status_code == 204
    assert [role["roleid"] for role in roles_of(app, path)] == [USER_ROLE]
    assert app.call("DELETE", f"{path}({USER_ROLE})/$ref").status_code == 204
    assert roles_of(app, path) == []
    assert app.call("DELETE", f"{path}({USER_ROLE})/$ref").status_code == 404


def test_a_role_of_another_business_unit_cannot_be_given(app: Client) -> None:
    path = f"systemusers({user_id('nora')})/systemuserroles_association/$ref"
    assert app.call("POST", path, json=reference(app, ADMIN_ROLE)).status_code == 400
    copy = role_id("ActiveCampaign Admin", WEST_UNIT_ID)
    assert app.call("POST", path, json=reference(app, copy)).status_code == 204


def test_giving_a_role_needs_the_privilege(world: World, app: Client) -> None:
    path = f"systemusers({user_id('ned')})/systemuserroles_association/$ref"
    answer = world.user("sam").call("POST", path, json=reference(app, USER_ROLE))
    assert answer.status_code == 403
    assert "prvAssignRole" in answer.text


def test_a_given_role_counts_at_once(world: World, app: Client) -> None:
    ned = world.user("ned")
    assert ned.get("leads?$top=1").status_code == 403
    path = f"systemusers({user_id('ned')})/systemuserroles_association/$ref"
    app.call("POST", path, json=reference(app, role_id("Salesperson", ROOT_UNIT_ID)))
    assert ned.get("leads?$top=1").status_code == 200


OWNERS = {
    "a user": (f"systemusers({user_id('nora')})", 204, None),
    "a team": (f"teams({MARKETING_TEAM_ID})", 204, None),
    "a user without the right to read": (f"systemusers({user_id('ned')})", 403, "0x8004140a"),
    "a team without the right to read": (
        f"teams({default_team_id(ROOT_UNIT_ID)})",
        403,
        "0x8004140a",
    ),
    "a disabled user": (f"systemusers({user_id('dora')})", 403, "0x80040225"),
    "nobody": (f"systemusers({uuid4()})", 404, "0x80040217"),
}


@pytest.mark.parametrize("table", ["leads", "acd_marketingactivities"])
@pytest.mark.parametrize("owner", OWNERS)
def test_only_who_may_read_a_row_can_own_it(app: Client, table: str, owner: str) -> None:
    path, status, code = OWNERS[owner]
    name = {"leads": "lastname", "acd_marketingactivities": "subject"}[table]
    answer = app.call("POST", table, json={name: "Owned", "ownerid@odata.bind": f"/{path}"})
    assert answer.status_code == status, answer.text
    assert code is None or error_code(answer) == code


def test_an_access_team_owns_nothing(app: Client) -> None:
    app.control("PATCH", f"rows/teams/{MARKETING_TEAM_ID}", {"teamtype": 1})
    bind = {"lastname": "Owned", "ownerid@odata.bind": f"/teams({MARKETING_TEAM_ID})"}
    answer = app.call("POST", "leads", json=bind)
    assert (answer.status_code, error_code(answer)) == (400, "0x80048340")
