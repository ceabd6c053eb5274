"""Undoing takes away what registering made, and nothing that others made or use."""

import requests

from sandbox.demo.people import USERS
from tests.infra.register.conftest import Place


def starting_with(lines: list[str], kind: str) -> list[str]:
    return [line for line in lines if line.split()[0] == kind]


def test_a_look_names_what_would_go_and_changes_nothing(place: Place) -> None:
    place.run()
    before = place.writes()
    lines = place.run(undo=True, apply=False)
    assert any("with all marketing activity on timelines" in line for line in lines)
    assert len(starting_with(lines, "would")) == 8
    assert place.writes() == before


def test_nothing_of_the_product_is_left_but_change_tracking(place: Place) -> None:
    others = len(place.directory()["servicePrincipals"])
    tables = requests.get(f"{place.dataverse}/_sandbox/state", timeout=20).json()["rows"]
    place.run()
    lines = place.run(undo=True)
    directory = place.directory()
    assert directory["applications"] == directory["oauth2PermissionGrants"] == []
    assert len(directory["servicePrincipals"]) == others
    assert place.rows("solutions") == place.rows("environmentvariabledefinitions") == []
    after = requests.get(f"{place.dataverse}/_sandbox/state", timeout=20).json()["rows"]
    jobs_and_user = {"asyncoperations": 1, "importjobs": 1, "systemusers": 1}
    assert after == {name: tables[name] + jobs_and_user.get(name, 0) for name in tables}
    assert place.application_user()["isdisabled"] is True
    assert place.roles() == []
    assert place.deployment.values["ENTRA_CLIENT_ID"] == ""
    assert starting_with(lines, "left") == [
        "  left    change tracking: stays on: Dynamics does not turn it off again"
    ]


def test_a_second_time_there_is_nothing_to_undo(place: Place) -> None:
    place.run()
    place.run(undo=True)
    before = place.writes()
    assert not starting_with(place.run(undo=True), "doing")
    assert place.writes() == before


def test_it_can_be_registered_again(place: Place) -> None:
    place.run()
    place.run(undo=True)
    place.run()
    assert place.application_user()["isdisabled"] is False
    assert place.roles() == ["ActiveCampaign Integration"]
    assert place.variables()["acd_ClientId"] == place.application()["appId"]


def test_an_undo_that_was_cut_short_is_finished_by_the_next(place: Place) -> None:
    place.run()
    application = place.application()
    requests.delete(
        f"{place.graph}/v1.0/applications/{application['id']}",
        headers={"Authorization": f"Bearer {place.token(place.graph)}"},
        timeout=20,
    ).raise_for_status()
    place.run(undo=True)
    assert place.rows("solutions") == []
    assert place.deployment.values["ENTRA_CLIENT_ID"] == ""


def test_a_registration_that_others_made_stays(place: Place) -> None:
    made = requests.post(
        f"{place.graph}/v1.0/applications",
        json={"displayName": "By hand"},
        headers={"Authorization": f"Bearer {place.token(place.graph)}"},
        timeout=20,
    ).json()
    place.deployment.values["ENTRA_CLIENT_ID"] = made["appId"]
    place.run()
    lines = place.run(undo=True)
    assert place.application()["displayName"] == "By hand"
    assert place.deployment.values["ENTRA_CLIENT_ID"] == made["appId"]
    assert len(starting_with(lines, "left")) == 3


def test_an_application_user_that_works_for_others_too_stays_enabled(place: Place) -> None:
    place.run()
    user = place.application_user()
    unit = user["_businessunitid_value"]
    (role,) = place.rows(
        "roles", filter=f"name eq 'Sales Reader' and _businessunitid_value eq {unit}"
    )
    tie = {"@odata.id": f"{place.dataverse}/api/data/v9.2/roles({role['roleid']})"}
    path = f"systemusers({user['systemuserid']})/systemuserroles_association/$ref"
    place.dynamics("POST", path, json=tie)
    place.run(undo=True)
    assert place.application_user()["isdisabled"] is False
    assert place.roles() == ["Sales Reader"]


def test_people_keep_what_they_had(place: Place) -> None:
    place.run()
    place.run(undo=True)
    ada = next(user.oid for user in USERS if user.key == "ada")
    (row,) = place.rows("systemusers", filter=f"azureactivedirectoryobjectid eq {ada}")
    held = place.rows(f"systemusers({row['systemuserid']})/systemuserroles_association")
    assert [one["name"] for one in held] == ["System Administrator"]
