"""Who may call, and how often."""

import time

import pytest
import requests

from sandbox.activecampaign.options import ADMIN_KEY, LIMITED_KEY, SECOND_KEY
from tests.sandbox.activecampaign.conftest import Service, running


def test_a_missing_key_is_403_without_a_body_or_a_content_type(service: Service) -> None:
    answer = service.call("GET", "/contacts", key=None)
    assert (answer.status_code, answer.content) == (403, b"")
    assert "Content-Type" not in answer.headers


def test_a_wrong_key_is_403_with_a_message(service: Service) -> None:
    answer = service.call("GET", "/users/me", key="wrong")
    assert answer.status_code == 403
    assert "message" in answer.json()


def test_a_good_key_names_its_user(service: Service) -> None:
    user = service.get("/users/me")["user"]
    assert (user["id"], user["username"]) == ("1", "admin")


def test_a_key_opens_its_own_account_only(service: Service) -> None:
    mine = service.get("/contacts", {"limit": 1})["meta"]["total"]
    others = service.call("GET", "/contacts", key=SECOND_KEY).json()["meta"]["total"]
    assert (mine, others) == ("40", "20")


@pytest.mark.parametrize("path", ["/lists", "/contactLists", "/webhooks", "/webhook/events"])
def test_a_limited_user_is_refused_by_403_what_the_group_may_not_see(
    service: Service, path: str
) -> None:
    answer = service.call("GET", path, key=LIMITED_KEY)
    assert answer.status_code == 403
    assert answer.json()["errors"][0]["detail"].startswith("You do not have permission")


def test_a_limited_user_sees_contacts(service: Service) -> None:
    assert service.call("GET", "/contacts", key=LIMITED_KEY).status_code == 200


def test_an_unknown_route_is_404_as_json_and_a_wrong_method_405(service: Service) -> None:
    assert "message" in service.call("GET", "/nothing").json()
    assert service.call("GET", "/nothing").status_code == 404
    assert service.call("POST", "/campaigns/1/test", {}).status_code == 405
    assert service.call("PUT", "/contacts", {}).status_code == 405


def test_outside_the_api_there_is_a_page_of_html(service: Service) -> None:
    answer = requests.get(f"{service.base}/api/4/contacts", timeout=5)
    assert answer.status_code == 404
    assert answer.headers["Content-Type"].startswith("text/html")


def test_deals_are_gated_by_the_plan_and_message_activities_are_missing(service: Service) -> None:
    answer = service.call("GET", "/deals")
    assert (answer.status_code, answer.json()["message"]) == (
        403,
        "Upgrade your account to enable the CRM",
    )
    assert service.call("GET", "/messageActivities").status_code == 404


def test_a_sixth_call_within_a_second_is_429_whatever_api_and_key_it_uses() -> None:
    with running(limits=True) as service:
        keys = [ADMIN_KEY, LIMITED_KEY, ADMIN_KEY, LIMITED_KEY]
        answers = [service.call("GET", "/users/me", key=key) for key in keys]
        assert service.v1(api_action="account_view").json()["result_code"] == 1
        refused = service.call("GET", "/users/me")
        assert [answer.status_code for answer in answers] == [200] * 4
        assert [a.headers["RateLimit-Remaining"] for a in answers] == ["4", "3", "2", "1"]
        assert refused.status_code == 429
        assert refused.headers["RateLimit-Limit"] == "5"
        assert refused.headers["RateLimit-Remaining"] == "0"
        assert int(refused.headers["Retry-After"]) == 1
        assert service.control("GET", "state")["throttled"] == 1


def test_another_account_has_a_budget_of_its_own_and_time_restores_it() -> None:
    with running(limits=True) as service:
        assert [service.call("GET", "/users/me").status_code for _ in range(6)][-1] == 429
        assert service.call("GET", "/users/me", key=SECOND_KEY).status_code == 200
        time.sleep(1.05)
        assert service.call("GET", "/users/me").status_code == 200


def test_limits_can_be_switched_off(service: Service) -> None:
    answers = [service.call("GET", "/users/me") for _ in range(12)]
    assert {answer.status_code for answer in answers} == {200}
    assert "RateLimit-Limit" not in answers[0].headers
