"""Roles are given and taken in Dynamics, by those who may, and no further than they may."""

from collections.abc import Iterator
from uuid import uuid4

import pytest

from tests.integration.api.conftest import Api


@pytest.fixture
def ids(api: Api) -> Iterator[dict[str, str]]:
    """systemuserid by first name; afterwards roles are as they were."""
    rows = api.world.dataverse.get("/_sandbox/rows/systemusers")["items"]
    by_name = {str(row["firstname"] or "").lower(): row["systemuserid"] for row in rows}
    yield by_name
    api.call("DELETE", f"/api/users/{by_name['ned']}")
    give(api, "ada", by_name["nora"], "user")


def give(api: Api, by: str, user_id: str, role: str) -> tuple[int, str]:
    answer = api.call("PUT", f"/api/users/{user_id}", person=by, json={"role": role})
    return answer.status, "" if answer.status == 200 else answer.code


def holders(api: Api) -> dict[str, tuple[str, str]]:
    items = api.call("GET", "/api/users", person="anna").content["items"]
    return {item["name"].split()[0].lower(): (item["role"], item["via"]) for item in items}


def test_holders_are_listed_with_the_way_they_hold_it(api: Api) -> None:
    assert holders(api) == {
        "ada": ("admin", "direct"),
        "anna": ("admin", "direct"),
        "nora": ("user", "direct"),
        "sam": ("user", "direct"),
        "theo": ("user", "team"),
    }


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ned", ["Ned Norole"]),
        ("NORA", ["Nora Noaccess"]),
        ("seller@contoso", ["Sam Seller"]),
        ("dora", []),
        ("integration", []),
        ("SYSTEM", []),
        ("%", []),
        ("_", []),
        ("'", []),
    ],
)
def test_people_are_found_as_one_types(api: Api, typed: str, found: list[str]) -> None:
    answer = api.call("GET", f"/api/users/search?q={typed.replace('%', '%25')}", person="anna")
    assert [item["name"] for item in answer.content["items"]] == found


def test_an_activecampaign_admin_gives_and_takes_the_users_role(
    api: Api, ids: dict[str, str]
) -> None:
    assert api.call("GET", "/api/me", person="ned").status == 403
    assert give(api, "anna", ids["ned"], "user") == (200, "")
    assert api.call("GET", "/api/me", person="ned").content["roles"] == ["user"]
    assert holders(api)["ned"] == ("user", "direct")
    assert api.call("DELETE", f"/api/users/{ids['ned']}", person="anna").status == 204
    assert api.call("GET", "/api/me", person="ned").status == 403


def test_only_a_system_administrator_makes_administrators(api: Api, ids: dict[str, str]) -> None:
    assert give(api, "anna", ids["ned"], "admin") == (403, "people.system_administrator_only")
    assert api.call("GET", "/api/me", person="ned").status == 403
    assert give(api, "ada", ids["ned"], "admin") == (200, "")
    assert "admin" in api.call("GET", "/api/me", person="ned").content["roles"]
    assert give(api, "anna", ids["ned"], "user") == (200, "")
    assert api.call("GET", "/api/me", person="ned").content["roles"] == ["user"]


def test_the_role_of_the_users_own_business_unit_is_given(api: Api, ids: dict[str, str]) -> None:
    """The stand-in refuses the copy of another unit, as Dataverse does."""
    assert give(api, "ada", ids["nora"], "admin") == (200, "")
    assert holders(api)["nora"] == ("admin", "direct")
    assert give(api, "ada", ids["nora"], "user") == (200, "")
    assert holders(api)["nora"] == ("user", "direct")


@pytest.mark.parametrize(
    ("name", "code"), [("theo", "people.held_otherwise"), ("ada", "people.held_otherwise")]
)
def test_what_is_held_another_way_is_not_taken(
    api: Api, ids: dict[str, str], name: str, code: str
) -> None:
    answer = api.call("DELETE", f"/api/users/{ids[name]}", person="anna")
    assert (answer.status, answer.code) == (409, code)


@pytest.mark.parametrize("role", ["admin", "user"])
def test_nobody_disabled_or_absent_is_given_a_role(
    api: Api, ids: dict[str, str], role: str
) -> None:
    assert give(api, "ada", ids["dora"], role) == (409, "people.not_a_person")
    assert give(api, "ada", str(uuid4()), role) == (404, "people.not_found")


def test_every_act_is_in_the_audit(api: Api, ids: dict[str, str]) -> None:
    give(api, "anna", ids["ned"], "user")
    give(api, "anna", ids["ned"], "admin")
    newest = api.call("GET", "/api/audit?limit=1").content["items"][0]
    assert newest["act"] == "people.give"
    assert newest["target"] == ids["ned"]
    assert newest["targetName"].startswith("Ned ")
    assert newest["by"].startswith("Anna Acadmin")
    assert newest["detail"] == "The role user."
