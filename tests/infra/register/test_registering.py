"""What registering makes, that it can be done again, and that a look changes nothing."""

from dataclasses import replace

import pytest
import requests

from infra.register.application_user import INTEGRATION
from infra.register.steps import Stopped
from tests.infra.bicep import INFRA, read
from tests.infra.register.conftest import APP, IDENTITY, TENANT, Pack, Place
from tools.solution import sources
from tools.solution.__main__ import ROOT


def kinds(lines: list[str]) -> set[str]:
    return {line.split()[0] for line in lines}


def test_a_look_names_what_is_missing_and_changes_nothing(place: Place) -> None:
    lines = place.run(apply=False)
    assert kinds(lines) == {"would"}
    looked_at = {line.split(None, 1)[1].partition(":")[0] for line in lines}
    assert looked_at == {
        "app registration", "service principal", "consent", "azd", "solution", "change tracking",
        "application user", "role", "environment variable",
    }  # fmt: skip
    assert place.writes() == 0
    assert place.deployment.values == {}


def test_the_registration_is_audience_of_the_api_and_client_of_the_pages(place: Place) -> None:
    place.run()
    application = place.application()
    assert application["identifierUris"] == [f"api://{application['appId']}"]
    assert application["signInAudience"] == "AzureADMyOrg"
    assert application["api"]["requestedAccessTokenVersion"] == 2
    assert [one["value"] for one in application["api"]["oauth2PermissionScopes"]] == [
        "access_as_user"
    ]
    redirect = f"{place.dataverse}/WebResources/acd_/app/auth/redirect.html"
    assert application["spa"]["redirectUris"] == [redirect]
    assert application["web"]["redirectUris"] == []


def test_everybody_may_sign_in_and_call_the_api_without_being_asked(place: Place) -> None:
    place.run()
    directory = place.directory()
    names = {one["id"]: one["displayName"] for one in directory["servicePrincipals"]}
    granted = {
        names[one["resourceId"]].partition(" (")[0]: (one["consentType"], one["scope"])
        for one in directory["oauth2PermissionGrants"]
    }
    assert granted == {
        "Microsoft Graph": ("AllPrincipals", "offline_access openid profile"),
        "ActiveCampaign for Dynamics 365": ("AllPrincipals", "access_as_user"),
    }


def test_dynamics_has_the_solution_and_tracks_changes(place: Place) -> None:
    place.run()
    (solution,) = place.rows("solutions", select="uniquename,version,ismanaged")
    assert (solution["uniquename"], solution["version"]) == ("ActiveCampaignForDynamics", "0.1.0.0")
    assert solution["ismanaged"] is True
    assert place.tracked() == {"lead": True, "contact": True}


def test_the_identity_works_in_dynamics_with_one_role(place: Place) -> None:
    place.run()
    user = place.application_user()
    assert (user["isdisabled"], user["accessmode"]) == (False, 4)
    assert place.roles() == ["ActiveCampaign Integration"]


def test_the_role_is_that_of_the_business_unit_in_which_the_user_is(place: Place) -> None:
    (unit,) = place.rows("businessunits", filter="name eq 'contoso west'")
    body = {
        "applicationid": IDENTITY,
        "businessunitid@odata.bind": f"/businessunits({unit['businessunitid']})",
    }
    place.dynamics("POST", "systemusers", json=body)
    place.run()
    assert place.roles() == ["ActiveCampaign Integration"]


def test_pages_learn_where_the_app_is_and_how_to_sign_in(place: Place) -> None:
    place.run()
    assert place.variables() == {
        "acd_FunctionAppUrl": APP,
        "acd_TenantId": TENANT,
        "acd_ClientId": place.application()["appId"],
    }


def test_azd_is_told_the_id_and_the_origin(place: Place) -> None:
    place.run()
    assert place.deployment.values == {
        "DATAVERSE_URL": place.dataverse,
        "ENTRA_CLIENT_ID": place.application()["appId"],
    }


def test_a_second_time_changes_nothing_and_says_so(place: Place) -> None:
    place.run()
    before = (place.writes(), place.directory(), place.deployment.values)
    assert kinds(place.run()) == {"ok"}
    assert (place.writes(), place.directory(), place.deployment.values) == before


def test_a_registration_is_found_again_where_azd_has_forgotten_it(place: Place) -> None:
    place.run()
    place.deployment.values.clear()
    place.run()
    assert place.deployment.values["ENTRA_CLIENT_ID"] == place.application()["appId"]


def test_what_the_deployment_makes_is_waited_for(place: Place) -> None:
    early = replace(place, identity="", app="")
    lines = early.run()
    assert {line for line in lines if line.startswith("  waits")} == {
        "  waits   application user: its identity is made by azd up",
        "  waits   environment variable: acd_FunctionAppUrl: the app is made by azd up",
    }
    assert set(place.variables()) == {"acd_TenantId", "acd_ClientId"}
    place.run()
    assert place.roles() == ["ActiveCampaign Integration"]
    assert place.variables()["acd_FunctionAppUrl"] == APP


def test_with_a_secret_the_registration_itself_works_in_dynamics(place: Place) -> None:
    place.deployment.values["ENTRA_CLIENT_SECRET_NAME"] = "secret"
    place.run()
    place.identity = place.application()["appId"]
    assert place.roles() == ["ActiveCampaign Integration"]


def test_a_directory_that_tells_its_servers_late_is_waited_for(place: Place) -> None:
    place.directory(lag=2)
    place.run()
    assert len(place.directory()["oauth2PermissionGrants"]) == 2
    assert place.application()["identifierUris"]
    for_the_import = 1
    assert len(place.waited) == 2 + for_the_import


def test_what_others_put_into_a_registration_stays(place: Place) -> None:
    other = {
        "id": "5c000000-0000-4000-8000-000000000001",
        "value": "other",
        "type": "User",
        "isEnabled": True,
        "adminConsentDisplayName": "Other",
        "adminConsentDescription": "Other",
    }
    body = {
        "displayName": "By hand",
        "api": {"oauth2PermissionScopes": [other]},
        "spa": {"redirectUris": ["https://other.example/"]},
    }
    made = requests.post(
        f"{place.graph}/v1.0/applications",
        json=body,
        headers={"Authorization": f"Bearer {place.token(place.graph)}"},
        timeout=20,
    ).json()
    place.deployment.values["ENTRA_CLIENT_ID"] = made["appId"]
    place.run()
    application = place.application()
    assert application["displayName"] == "By hand"
    assert {one["value"] for one in application["api"]["oauth2PermissionScopes"]} == {
        "other", "access_as_user",
    }  # fmt: skip
    assert len(application["spa"]["redirectUris"]) == 2
    assert application["api"]["requestedAccessTokenVersion"] == 2


def test_an_older_solution_is_updated_and_its_values_are_kept(place: Place, pack: Pack) -> None:
    place.run()
    before = place.variables()
    place.solution = pack("0.2.0")
    lines = place.run()
    assert [line for line in lines if line.startswith("  doing")] == [
        "  doing   solution: update ActiveCampaignForDynamics from 0.1.0.0 to 0.2.0.0"
    ]
    assert [row["version"] for row in place.rows("solutions")] == ["0.2.0.0"]
    assert place.variables() == before


def test_a_newer_solution_stays(place: Place, pack: Pack) -> None:
    place.solution = pack("0.10.0")
    place.run()
    place.solution = pack("0.9.0")
    place.run()
    assert [row["version"] for row in place.rows("solutions")] == ["0.10.0.0"]


def test_a_disabled_application_user_is_enabled_again(place: Place) -> None:
    place.run()
    path = f"systemusers({place.application_user()['systemuserid']})"
    place.dynamics("PATCH", path, json={"isdisabled": True})
    place.run()
    assert place.application_user()["isdisabled"] is False


def test_more_rights_than_needed_are_named(place: Place) -> None:
    place.run()
    user = place.application_user()["systemuserid"]
    unit = place.application_user()["_businessunitid_value"]
    (role,) = place.rows(
        "roles", filter=f"name eq 'System Administrator' and _businessunitid_value eq {unit}"
    )
    tie = {"@odata.id": f"{place.dataverse}/api/data/v9.2/roles({role['roleid']})"}
    place.dynamics("POST", f"systemusers({user})/systemuserroles_association/$ref", json=tie)
    assert "  left    role: System Administrator, which the app does not need" in place.run()


def test_names_are_those_of_the_pages_and_of_the_template(place: Place) -> None:
    pages = (ROOT / "solution" / "app" / "src" / "auth" / "client.ts").read_text()
    path = place.site().redirect.removeprefix(place.dataverse)
    assert f'REDIRECT_PATH = "{path}"' in pages
    outputs = read(INFRA / "main.bicep").outputs
    assert {"PUBLIC_URL", "MANAGED_IDENTITY_CLIENT_ID"} <= set(outputs)
    roles = {role.name: role.id for role in sources.roles()}
    assert roles["ActiveCampaign Integration"] == INTEGRATION


def test_two_registrations_with_the_mark_are_not_guessed_between(place: Place) -> None:
    place.run()
    tags = place.application()["tags"]
    requests.post(
        f"{place.graph}/v1.0/applications",
        json={"displayName": "Twin", "tags": tags},
        headers={"Authorization": f"Bearer {place.token(place.graph)}"},
        timeout=20,
    ).raise_for_status()
    place.deployment.values.clear()
    with pytest.raises(Stopped, match="Several app registrations"):
        place.run()
