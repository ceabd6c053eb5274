"""Nothing but the Authorization header says who somebody is, and nothing else changes what is
asked for."""

import json
from base64 import b64encode

import pytest

from tests.unit.triggers.calling import Api
from tests.unit.triggers.fake_remotes import ADMIN_OID, USER_OID

PRINCIPAL = b64encode(
    json.dumps({"auth_typ": "aad", "claims": [{"typ": "oid", "val": ADMIN_OID}]}).encode()
).decode()


@pytest.fixture(scope="module")
def api() -> Api:
    return Api()


@pytest.mark.parametrize(
    "headers",
    [
        {"X-MS-CLIENT-PRINCIPAL": PRINCIPAL, "X-MS-CLIENT-PRINCIPAL-ID": ADMIN_OID},
        {"X-MS-CLIENT-PRINCIPAL-IDP": "aad", "X-MS-CLIENT-PRINCIPAL-NAME": "ada@contoso.example"},
        {"X-MS-TOKEN-AAD-ACCESS-TOKEN": "{token}"},
        {"X-MS-TOKEN-AAD-ID-TOKEN": "{token}"},
        {"X-ZUMO-AUTH": "{token}"},
        {"X-Functions-Key": "master"},
        {"Cookie": "AppServiceAuthSession={token}; token={token}"},
        {"Proxy-Authorization": "Bearer {token}"},
        {"X-Authorization": "Bearer {token}"},
        {"X-Forwarded-User": ADMIN_OID, "X-Forwarded-For": "127.0.0.1"},
        {"Forwarded": "for=127.0.0.1", "X-Real-IP": "127.0.0.1"},
        {"Authorization": "Basic {token}"},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer {token}, Bearer {token}"},
        {"Authorization": "Bearer {token} {token}"},
        {"Authorization": "Bearer Bearer {token}"},
        {"Authorization": "{token}"},
        {"CallerObjectId": ADMIN_OID, "MSCRMCallerID": ADMIN_OID},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_no_other_header_signs_anybody_in(api: Api, headers: dict[str, str]) -> None:
    token = api.directory.token(oid=ADMIN_OID)
    sent = {name: value.replace("{token}", token) for name, value in headers.items()}
    assert api.call("GET", "connection", oid=None, headers=sent).status == 401


@pytest.mark.parametrize("name", ["access_token", "token", "code", "bearer", "authorization"])
def test_no_query_signs_anybody_in(api: Api, name: str) -> None:
    query = {name: api.directory.token(oid=ADMIN_OID)}
    assert api.call("GET", "connection", oid=None, query=query).status == 401


@pytest.mark.parametrize(
    "headers",
    [
        {"CallerObjectId": ADMIN_OID},
        {"X-MS-CLIENT-PRINCIPAL": PRINCIPAL},
        {"X-HTTP-Method-Override": "GET", "X-Method-Override": "GET"},
        {"X-Original-URL": "/api/me", "X-Rewrite-URL": "/api/me"},
    ],
    ids=lambda headers: next(iter(headers)),
)
def test_no_header_makes_a_user_an_administrator(api: Api, headers: dict[str, str]) -> None:
    assert api.call("GET", "connection", oid=USER_OID, headers=headers).status == 403
    assert api.call("DELETE", "connection", oid=USER_OID, headers=headers).status == 403


@pytest.mark.parametrize("method", ["get", "HEAD", "TRACE", "CONNECT", "PROPFIND", "G E T", ""])
def test_no_other_method_is_carried_out(api: Api, method: str) -> None:
    assert api.call(method, "connection", oid=ADMIN_OID).status == 405


def test_a_preflight_does_nothing_and_says_nothing(api: Api) -> None:
    reply = api.call("OPTIONS", "connection", oid=None, headers={"Origin": "https://x.example"})
    assert (reply.status, reply.body) == (204, b"")
    assert "Access-Control-Allow-Origin" not in reply.headers
