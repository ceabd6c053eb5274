"""Columns secured for those who have a profile: null, or refused, for everybody else."""

from typing import Any

import pytest

from sandbox.dataverse.people import APPLICATION_USER_ID, user_id
from tests.sandbox.dataverse.conftest import Client, World, error_code

RIGHTS = "Microsoft.Dynamics.CRM.RetrievePrincipalAttributePrivileges()"


def secure(app: Client, column: str = "cr1_code") -> None:
    answer = app.control("POST", "schema/lead", {"change": {"name": column, "secured": True}})
    assert answer.status_code == 200, answer.text


def grant(app: Client, user: str = "app", column: str = "cr1_code", **access: bool) -> None:
    body = {"user": user, "table": "lead", "column": column, **access}
    assert app.control("POST", "column-security", body).status_code == 204


def rights(app: Client, user: str) -> list[dict[str, Any]]:
    answer = app.get(f"systemusers({user})/{RIGHTS}")
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["AttributePrivileges"]
    return found


@pytest.fixture
def lead(app: Client) -> str:
    made = app.create("leads", lastname="Secret", cr1_code="S-1", subject="s")
    app.create("leads", lastname="Open", cr1_code="S-2", subject="s")
    secure(app)
    return made


def test_metadata_tells_which_columns_are_secured(app: Client, lead: str) -> None:
    columns = app.value(
        "EntityDefinitions(LogicalName='lead')/Attributes?$select=LogicalName,IsSecured,"
        "CanBeSecuredForRead,CanBeSecuredForCreate,CanBeSecuredForUpdate&$filter=IsSecured eq true"
    )
    assert [one["LogicalName"] for one in columns] == ["cr1_code"]
    assert columns[0]["CanBeSecuredForRead"]


def test_without_a_right_the_value_reads_as_null(world: World, app: Client, lead: str) -> None:
    path = f"leads({lead})"
    assert app.get(f"{path}?$select=cr1_code,lastname").json()["cr1_code"] is None
    assert app.get(f"{path}?$select=lastname").json()["lastname"] == "Secret"
    assert app.get(f"{path}/cr1_code").status_code == 204
    assert world.user("ada").get(path).json()["cr1_code"] == "S-1"
    grant(app, read=True)
    assert app.get(path).json()["cr1_code"] == "S-1"


def test_both_users_of_an_impersonated_call_need_the_right(
    world: World, app: Client, lead: str
) -> None:
    ada = {"MSCRMCallerID": user_id("ada")}
    sam = {"MSCRMCallerID": user_id("sam")}
    path = f"leads({lead})"
    assert app.get(path, headers=ada).json()["cr1_code"] is None
    grant(app, read=True)
    assert app.get(path, headers=ada).json()["cr1_code"] == "S-1"
    assert app.get(path, headers=sam).json()["cr1_code"] is None


def test_filters_and_orders_see_null_too(app: Client, lead: str) -> None:
    assert app.ids("leads", "cr1_code eq 'S-1'") == set()
    assert lead in app.ids("leads", "cr1_code eq null")
    rows = app.value("leads?$select=lastname&$orderby=cr1_code desc,lastname desc&$top=1")
    assert rows[0]["lastname"] != "Open"
    grant(app, read=True)
    assert app.ids("leads", "cr1_code eq 'S-1'") == {lead}


def test_change_tracking_hides_the_value_too(app: Client, lead: str) -> None:
    rows = app.value("leads?$select=cr1_code", headers={"Prefer": "odata.track-changes"})
    assert {row["cr1_code"] for row in rows} == {None}


def test_a_write_with_the_column_is_refused_as_a_whole(app: Client, lead: str) -> None:
    answer = app.patch(f"leads({lead})", {"jobtitle": "x", "cr1_code": None})
    assert (answer.status_code, error_code(answer)) == (403, "0x8004f507")
    assert app.get(f"leads({lead})").json()["jobtitle"] != "x"
    assert app.patch(f"leads({lead})", {"jobtitle": "x"}).status_code == 204
    made = app.call("POST", "leads", json={"lastname": "New", "cr1_code": "N"})
    assert (made.status_code, error_code(made)) == (403, "0x8004f502")


def test_creating_and_updating_are_rights_of_their_own(app: Client, lead: str) -> None:
    grant(app, update=True)
    assert app.patch(f"leads({lead})", {"cr1_code": "S-3"}).status_code == 204
    assert app.call("POST", "leads", json={"lastname": "New", "cr1_code": "N"}).status_code == 403
    grant(app, create=True)
    assert app.call("POST", "leads", json={"lastname": "New", "cr1_code": "N"}).status_code == 204
    assert app.patch(f"leads({lead})", {"cr1_code": "S-4"}).status_code == 403


def test_the_rights_of_a_user_are_told_by_column_id(app: Client, lead: str) -> None:
    assert rights(app, APPLICATION_USER_ID) == []
    grant(app, read=True)
    (one,) = rights(app, APPLICATION_USER_ID)
    column = app.get(
        "EntityDefinitions(LogicalName='lead')/Attributes(LogicalName='cr1_code')?$select=MetadataId"
    ).json()
    assert one == {
        "AttributeId": column["MetadataId"],
        "CanCreate": 0,
        "CanRead": 4,
        "CanReadUnMasked": 0,
        "CanUpdate": 0,
    }


def test_a_yes_or_no_can_be_read_by_all(app: Client, lead: str) -> None:
    secure(app, "cr1_vip")
    app.control("PATCH", f"rows/leads/{lead}", {"cr1_vip": True})
    assert app.get(f"leads({lead})").json()["cr1_vip"] is True
    assert app.patch(f"leads({lead})", {"cr1_vip": False}).status_code == 403


@pytest.mark.parametrize(
    "body",
    [
        {"user": "nobody", "table": "lead", "column": "cr1_code"},
        {"user": "app", "table": "lead", "column": "none"},
        {"user": "app", "table": "none", "column": "cr1_code"},
    ],
)
def test_a_grant_that_makes_no_sense_is_refused(app: Client, body: Any) -> None:
    assert app.control("POST", "column-security", body).status_code == 422
