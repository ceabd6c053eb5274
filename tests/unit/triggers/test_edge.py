"""Every route is guarded, and every error is a problem document."""

import logging

import pytest

from shared.actions.people import RoleName
from shared.errors import (
    AppError,
    ConfigurationError,
    CredentialsRefused,
    RequestRefused,
    Throttled,
    Unreachable,
)
from shared.triggers.http.edge import Edge
from shared.triggers.http.incoming import Incoming, Reply
from shared.triggers.http.route import Call, Route
from shared.triggers.http.routes import ROUTES
from tests.unit.triggers.calling import Api, content, faults, problem
from tests.unit.triggers.entra import Directory, bearer
from tests.unit.triggers.fake_remotes import (
    ADMIN_OID,
    APPLICATION_OID,
    DISABLED_OID,
    NOBODY_OID,
    SYSADMIN_OID,
    USER_OID,
)
from tests.unit.triggers.fakes import FakeServices

OPEN = {"health", "openapi", "receive_webhook"}
GUARDED = [route for route in ROUTES if route.name not in OPEN]
ADMIN_ONLY = [route for route in GUARDED if route.role == "admin"]


def named(route: Route) -> str:
    return route.name


def test_only_health_the_document_and_the_webhook_are_open() -> None:
    assert {route.name for route in ROUTES if route.role is None} == OPEN


@pytest.mark.parametrize("route", GUARDED, ids=named)
def test_without_a_token_nothing_is_done(route: Route) -> None:
    reply = Api().call(route.method, route.path, oid=None)
    assert reply.status == 401
    assert problem(reply)["code"] == "auth.unauthenticated"
    assert reply.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("route", GUARDED, ids=named)
@pytest.mark.parametrize(
    "oid", [NOBODY_OID, DISABLED_OID, APPLICATION_OID, "bbbbbbbb-0000-0000-0000-000000000000"]
)
def test_without_a_role_nothing_is_done(route: Route, oid: str) -> None:
    reply = Api().call(route.method, route.path, oid=oid)
    assert (reply.status, problem(reply)["code"]) == (403, "auth.no_role")


@pytest.mark.parametrize("route", ADMIN_ONLY, ids=named)
def test_a_user_may_not_do_what_is_an_admins(route: Route) -> None:
    reply = Api().call(route.method, route.path, oid=USER_OID)
    assert (reply.status, problem(reply)["code"]) == (403, "auth.forbidden")


@pytest.mark.parametrize("oid", [ADMIN_OID, SYSADMIN_OID])
def test_an_admin_is_one_by_the_roles_id_or_template_whatever_its_name(oid: str) -> None:
    reply = Api().call("GET", "me", oid=oid)
    assert content(reply)["roles"] == ["admin", "user"]


def test_a_role_that_was_taken_stops_working_within_half_a_minute() -> None:
    api = Api()
    assert api.call("GET", "connection").status == 200
    api.services.crm.roles[ADMIN_OID] = []
    assert api.call("GET", "connection").status == 200
    api.services.now += 31
    assert api.call("GET", "connection").status == 403


def test_roles_are_looked_up_once_for_many_calls() -> None:
    api = Api()
    for _ in range(5):
        api.call("GET", "me")
    assert api.services.crm.look_ups == 1


def test_health_needs_no_settings() -> None:
    def unset() -> FakeServices:
        raise ConfigurationError("DATAVERSE_URL: is not set.")

    edge = Edge(unset)
    health = [route for route in ROUTES if route.name == "health"]
    reply = edge.answer(health, Incoming("GET", headers={"origin": "https://x.example"}))
    assert (reply.status, content(reply)["status"]) == (200, "ok")
    refused = edge.answer([one for one in ROUTES if one.name == "me"], Incoming("GET"))
    assert refused.status == 500
    assert b"DATAVERSE_URL" not in refused.body


@pytest.mark.parametrize("method", ["PATCH", "DELETE", "POST", "HEAD"])
def test_a_wrong_method_is_told_which_there_are(method: str) -> None:
    reply = Api().call(method, "me")
    assert (reply.status, reply.headers["Allow"]) == (405, "GET")
    assert problem(reply)["code"] == "request.method"


def signed_in(route: Route, oid: str) -> Reply:
    directory, services = Directory(), FakeServices()
    edge = Edge(lambda: services, lambda _: directory.verifier())
    headers = {"authorization": bearer(directory.token(oid=oid))}
    return edge.answer([route], Incoming("GET", headers=headers))


def raising(fault: Exception, role: RoleName | None = None) -> Route:
    def handle(_: Call) -> None:
        raise fault

    return Route("GET", "broken", "broken", "Breaks", role, handle, None)


def test_an_unknown_error_says_nothing_but_where_to_look(
    caplog: pytest.LogCaptureFixture,
) -> None:
    edge = Edge(FakeServices)
    with caplog.at_level(logging.ERROR):
        reply = edge.answer(
            [raising(ValueError("anna@example.com"))], Incoming("GET", invocation_id="inv-7")
        )
    assert (reply.status, problem(reply)["code"]) == (500, "app.internal")
    assert "inv-7" in problem(reply)["detail"]
    assert "inv-7" in caplog.text
    assert "ValueError" in caplog.text
    assert "anna" not in caplog.text + reply.body.decode()


@pytest.mark.parametrize(
    ("role", "oid", "shown"),
    [
        ("admin", ADMIN_OID, True),
        ("user", ADMIN_OID, True),
        ("user", USER_OID, False),
        (None, ADMIN_OID, False),
    ],
)
def test_what_another_system_quotes_is_for_administrators_and_not_for_the_log(
    caplog: pytest.LogCaptureFixture, role: RoleName | None, oid: str, shown: bool
) -> None:
    """Its words may hold any value of any record."""
    said = RequestRefused(
        "dataverse",
        'Dataverse refused leads(id): "Quast, +39 333 0000001: already there"',
        status=400,
        service_code="0x80040237",
        request_id="support-7",
    )
    with caplog.at_level(logging.INFO):
        reply = signed_in(raising(said, role), oid)
    assert ("Quast" in problem(reply)["detail"]) == shown
    assert problem(reply)["detail"].startswith("Dataverse refused leads(id)")
    for word in ("Quast", "333"):
        assert word not in caplog.text
    for word in ("remote.refused", "0x80040237", "support-7"):
        assert word in caplog.text


@pytest.mark.parametrize(
    ("fault", "status", "retry_after"),
    [
        (Throttled("dataverse", "Busy.", retry_after_seconds=7.2), 503, "8"),
        (Unreachable("storage", "No answer."), 503, "30"),
        (CredentialsRefused("dataverse", "Refused."), 502, None),
        (AppError("Odd."), 500, None),
    ],
)
def test_errors_of_other_systems_say_whether_to_come_again(
    fault: AppError, status: int, retry_after: str | None
) -> None:
    reply = Edge(FakeServices).answer([raising(fault)], Incoming("GET"))
    assert (reply.status, reply.headers.get("Retry-After")) == (status, retry_after)
    assert problem(reply)["code"] == fault.code


def test_every_fault_of_a_body_is_named_at_once() -> None:
    body = {"url": 7, "secret": "x"}
    reply = Api().call("POST", "connection", body=body)
    assert faults(reply) == {"url": "type", "key": "required", "secret": "unknown_property"}


def test_a_value_sent_is_not_sent_back() -> None:
    reply = Api().call("POST", "connection", body={"url": ["top secret"], "key": {"a": "hidden"}})
    assert b"hidden" not in reply.body
    assert b"top secret" not in reply.body


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"null", b'"text"', b"\xff\xfe", b"{'a': 1}"])
def test_what_is_no_json_object_is_refused(raw: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    reply = Api().call("POST", "connection", raw=raw, headers=headers)
    assert reply.status == 422
    assert problem(reply)["errors"][0]["field"] == "body"


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_another_content_type_is_refused(content_type: str) -> None:
    headers = {"Content-Type": content_type}
    reply = Api().call("POST", "connection", raw=b"{}", headers=headers)
    assert reply.status == 415


def test_a_charset_beside_the_content_type_is_fine() -> None:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    reply = Api().call("PUT", "sync-settings", raw=b"{}", headers=headers)
    assert reply.status == 200


def test_a_body_that_is_too_large_is_refused() -> None:
    headers = {"Content-Type": "application/json"}
    reply = Api().call("POST", "connection", raw=b" " * 1_048_577, headers=headers)
    assert (reply.status, problem(reply)["code"]) == (413, "request.too_large")


def test_an_unknown_query_parameter_is_refused() -> None:
    assert faults(Api().call("GET", "me", query={"x": "1"})) == {"x": "unknown_property"}
    assert faults(Api().call("GET", "runs", query={"x": "1"})) == {"x": "unknown_property"}


@pytest.mark.parametrize("limit", ["0", "201", "-1", "many", "1.5", ""])
def test_a_limit_out_of_range_is_refused(limit: str) -> None:
    assert "limit" in faults(Api().call("GET", "runs", query={"limit": limit}))


def test_an_unknown_entity_is_not_found() -> None:
    reply = Api().call("GET", "entities/{entity}/mapping", values={"entity": "opportunity"})
    assert (reply.status, problem(reply)["code"]) == (404, "request.unknown_entity")


@pytest.mark.parametrize("record_id", ["7", "zzzzzzzz-0000-0000-0000-000000000001", "'or 1 eq 1"])
def test_a_record_id_that_is_no_guid_is_refused(record_id: str) -> None:
    values = {"entity": "lead", "id": record_id}
    assert "id" in faults(Api().call("GET", "records/{entity}/{id}", values=values))


@pytest.mark.parametrize("route", ROUTES, ids=named)
def test_every_answer_forbids_caching_and_guessing(route: Route) -> None:
    headers = Api().call(route.method, route.path, oid=None).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]


def test_a_token_of_another_directory_is_refused_by_the_edge() -> None:
    stranger = bearer(Directory().token(oid=ADMIN_OID))
    reply = Api().call("GET", "me", oid=None, headers={"Authorization": stranger})
    assert reply.status == 401
