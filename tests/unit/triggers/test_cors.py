"""CORS is answered in code only for the origins of the settings."""

from tests.unit.triggers.calling import Api
from tests.unit.triggers.fakes import FakeServices

ORG = "https://org.crm.dynamics.com"


def api() -> Api:
    return Api(FakeServices(environment={"CORS_IN_CODE": ORG}))


def test_a_preflight_of_the_org_is_answered_without_a_token() -> None:
    reply = api().call("OPTIONS", "entities/{entity}/mapping", oid=None, headers={"Origin": ORG})
    assert reply.status == 204
    assert reply.headers["Access-Control-Allow-Origin"] == ORG
    assert reply.headers["Access-Control-Allow-Methods"] == "OPTIONS, GET, PUT"
    assert "If-Match" in reply.headers["Access-Control-Allow-Headers"]


def test_an_answer_to_the_org_may_be_read_by_its_pages_also_when_it_is_an_error() -> None:
    for oid, status in ((None, 401), ("aaaaaaaa-0000-0000-0000-000000000001", 200)):
        reply = api().call("GET", "me", oid=oid, headers={"Origin": ORG})
        assert (reply.status, reply.headers["Access-Control-Allow-Origin"]) == (status, ORG)
        assert "ETag" in reply.headers["Access-Control-Expose-Headers"]


def test_another_origin_gets_no_permission() -> None:
    for method in ("OPTIONS", "GET"):
        reply = api().call(method, "me", headers={"Origin": "https://evil.example"})
        assert "Access-Control-Allow-Origin" not in reply.headers
        assert reply.headers["Vary"] == "Origin"


def test_in_azure_the_platform_speaks_and_the_code_does_not() -> None:
    reply = Api().call("GET", "me", headers={"Origin": ORG})
    assert not any(name.startswith("Access-Control") for name in reply.headers)
