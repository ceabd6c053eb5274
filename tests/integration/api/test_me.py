"""Who has signed in, as Dynamics knows them."""

import pytest

from tests.integration.api.conftest import Api


@pytest.mark.parametrize(
    ("person", "roles", "language"),
    [("sam", ["user"], "en"), ("anna", ["admin", "user"], "it")],
)
def test_a_person_is_told_their_roles_and_the_language_of_their_dynamics(
    api: Api, person: str, roles: list[str], language: str
) -> None:
    found = api.call("GET", "/api/me", person=person, headers={"Accept-Language": "fr"}).content
    assert (found["roles"], found["language"]) == (roles, language)


def test_a_salesperson_sees_the_dashboard_of_what_is_in_sync(api: Api) -> None:
    found = api.call("GET", "/api/dashboard", person="sam").content
    listed = api.call("GET", "/api/records?entity=contact&state=inSync&limit=200").content
    assert found["records"]["contact"]["inSync"] == len(listed["items"]) > 0
    assert found["lastRun"]["state"] == "done"
    assert found["apiBudget"]["activecampaign"]["calls24h"] > 0
    assert sum(day["calls"] for day in found["apiBudget"]["dynamics"]["days"]) > 0
