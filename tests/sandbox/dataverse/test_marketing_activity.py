"""The activity table that the product's solution brings: born open, completed read-only, gone with
what it regards, and not there before an import."""

from typing import Any

import pytest

from sandbox.dataverse.people import user_id
from tests.sandbox.dataverse.conftest import Client, error_code

SET = "acd_marketingactivities"
NAME = "acd_marketingactivity"
KIND = 727_500_001


@pytest.fixture
def lead(app: Client) -> str:
    return app.create("leads", lastname="Lead")


def activity(app: Client, lead: str, **values: Any) -> str:
    bind = {f"regardingobjectid_lead_{NAME}@odata.bind": f"leads({lead})"}
    return app.create(SET, subject="Email opened", acd_kind=KIND, **bind, **values)


def test_it_is_born_open_whatever_state_is_sent(app: Client, lead: str) -> None:
    path = f"{SET}({activity(app, lead, statecode=1)})"
    row = app.get(path).json()
    assert (row["statecode"], row["statuscode"]) == (0, 1)
    assert row["_regardingobjectid_value"] == lead
    bad = {"subject": "A", "statuscode": 2}
    assert app.call("POST", SET, json=bad).status_code == 400, "a status of another state"


def test_a_completed_one_is_read_only_until_it_is_opened_again(app: Client, lead: str) -> None:
    path = f"{SET}({activity(app, lead)})"
    done = {"statecode": 1, "statuscode": 2, "actualend": "2026-11-24T12:00:00Z"}
    assert app.patch(path, done).status_code == 204
    assert app.get(path).json()["actualend"] == "2026-11-24T12:00:00Z"
    assert app.patch(path, {"subject": "B"}).status_code == 400
    assert app.patch(path, {"statecode": 0, "statuscode": 1}).status_code == 204
    assert app.patch(path, {"subject": "B"}).status_code == 204


def test_it_goes_with_the_record_that_it_regards(app: Client, lead: str) -> None:
    path = f"{SET}({activity(app, lead)})"
    assert app.call("DELETE", f"leads({lead})").status_code == 204
    assert app.get(path).status_code == 404


def test_it_goes_to_whom_the_record_that_it_regards_is_assigned(app: Client, lead: str) -> None:
    path = f"{SET}({activity(app, lead)})"
    assert app.patch(path, {"statecode": 1, "statuscode": 2}).status_code == 204
    bind = {"ownerid@odata.bind": f"/systemusers({user_id('nora')})"}
    assert app.patch(f"leads({lead})", bind).status_code == 204
    row, record = app.get(path).json(), app.get(f"leads({lead})").json()
    for column in ("_ownerid_value", "_owninguser_value", "_owningbusinessunit_value"):
        assert row[column] == record[column]
    assert row["_ownerid_value"] == user_id("nora")


def test_its_lookup_names_a_property_for_each_table(app: Client, lead: str) -> None:
    bind = {"subject": "A", "regardingobjectid_lead@odata.bind": f"leads({lead})"}
    assert app.call("POST", SET, json=bind).status_code == 400
    path = f"EntityDefinitions(LogicalName='{NAME}')/ManyToOneRelationships"
    found = {
        row["ReferencedEntity"]: row["ReferencingEntityNavigationPropertyName"]
        for row in app.value(path)
        if row["ReferencingAttribute"] == "regardingobjectid"
    }
    assert found["contact"] == f"regardingobjectid_contact_{NAME}"


def test_without_the_solution_there_is_no_such_table(app: Client, lead: str) -> None:
    activity(app, lead)
    app.control("POST", "solution", {"installed": False})
    assert app.get(SET).status_code == 404
    gone = app.get(f"EntityDefinitions(LogicalName='{NAME}')")
    assert gone.status_code == 404
    assert error_code(gone)
    assert app.call("DELETE", f"leads({lead})").status_code == 204
    app.control("POST", "solution", {"installed": True})
    assert app.value(SET) == []
