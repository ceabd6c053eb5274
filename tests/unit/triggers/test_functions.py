"""The table becomes one Azure function for each path, and the host's types go in and out."""

import json

import azure.functions as func
import pytest

from shared.triggers.http.routes import ROUTES, http_blueprint
from tests.unit.triggers.entra import Directory
from tests.unit.triggers.fake_remotes import ADMIN_OID
from tests.unit.triggers.fakes import FakeServices


@pytest.fixture(scope="module")
def functions() -> dict[str, func.decorators.function_app.Function]:
    directory, services = Directory(), FakeServices()
    app = func.FunctionApp(http_auth_level=func.AuthLevel.FUNCTION)
    app.register_functions(http_blueprint(lambda: services, lambda _: directory.verifier()))
    return {function.get_function_name(): function for function in app.get_functions()}


def test_each_path_is_one_anonymous_function(
    functions: dict[str, func.decorators.function_app.Function],
) -> None:
    triggers = {name: function.get_trigger() for name, function in functions.items()}
    assert sorted(trigger.route for trigger in triggers.values()) == sorted(
        {route.path for route in ROUTES}
    )
    assert all(trigger.auth_level == func.AuthLevel.ANONYMOUS for trigger in triggers.values())
    assert triggers["receive_webhook"].route == "webhooks/activecampaign"


def test_the_names_are_those_a_host_takes(
    functions: dict[str, func.decorators.function_app.Function],
) -> None:
    for name in functions:
        assert name.replace("_", "").isalnum()
        assert name.isascii()


class Context:
    invocation_id = "invocation-2"


def test_a_request_of_the_host_is_answered_in_its_types(
    functions: dict[str, func.decorators.function_app.Function],
) -> None:
    request = func.HttpRequest(
        "GET",
        "https://app.example/api/health",
        headers={"X-Any": "1"},
        params={},
        route_params={},
        body=b"",
    )
    answer = functions["health"].get_user_function()(request, Context())
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    assert json.loads(answer.get_body())["status"] == "ok"
    assert answer.headers["Cache-Control"] == "no-store"


def test_header_names_count_without_regard_to_case(
    functions: dict[str, func.decorators.function_app.Function],
) -> None:
    token = Directory().token(oid=ADMIN_OID)
    request = func.HttpRequest(
        "GET",
        "https://app.example/api/me",
        headers={"AUTHORIZATION": f"Bearer {token}"},
        params={},
        route_params={},
        body=b"",
    )
    answer = functions["me"].get_user_function()(request, Context())
    assert b"The token is not valid." in answer.get_body()
