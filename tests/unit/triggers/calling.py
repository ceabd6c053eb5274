"""Calls the routes as the Functions host would, without the host."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from shared.triggers.http.edge import Edge
from shared.triggers.http.incoming import Incoming, Reply
from shared.triggers.http.route import Route
from shared.triggers.http.routes import ROUTES
from tests.unit.triggers.entra import Directory, bearer
from tests.unit.triggers.fake_remotes import ADMIN_OID, FakeActiveCampaign
from tests.unit.triggers.fakes import FakeServices

HOOK = "webhooks/activecampaign"
FORM = "application/x-www-form-urlencoded"
RECORD = "dddddddd-0000-0000-0000-000000000001"
EXAMPLES: Mapping[str, str] = {
    "entity": "lead",
    "id": RECORD,
    "automationId": "7",
    "campaignId": "5",
    "itemId": "98230000000000-0123456789abcdef0123456789abcdef",
    "requestId": "eeeeeeee-0000-0000-0000-000000000001",
}
"""A value that fits each parameter of a path."""


class Api:
    """The whole API over fakes. `get`, `post` and so on call as somebody."""

    def __init__(self, services: FakeServices | None = None) -> None:
        self.services = services or FakeServices()
        self.directory = Directory()
        self._edge = Edge(lambda: self.services, lambda _: self.directory.verifier())

    def token(self, oid: str) -> str:
        return bearer(self.directory.token(oid=oid))

    def call(
        self,
        method: str,
        path: str,
        *,
        oid: str | None = ADMIN_OID,
        values: Mapping[str, str] = EXAMPLES,
        query: Mapping[str, str] | None = None,
        body: Any = None,
        raw: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """`path` as in the table; `values` are those of its parameters."""
        sent = {name.lower(): value for name, value in (headers or {}).items()}
        if oid is not None:
            sent.setdefault("authorization", self.token(oid))
        if body is not None:
            sent.setdefault("content-type", "application/json")
        return self._edge.answer(
            routes_of(path),
            Incoming(
                method=method,
                path={name: value for name, value in values.items() if f"{{{name}}}" in path},
                query=query or {},
                headers=sent,
                body=raw if raw is not None else json.dumps(body).encode() if body else b"",
                invocation_id="invocation-1",
            ),
        )


def routes_of(path: str) -> list[Route]:
    found = [route for route in ROUTES if route.path == path]
    assert found, path
    return found


def content(reply: Reply) -> Any:
    return json.loads(reply.body)


def problem(reply: Reply) -> dict[str, Any]:
    """The problem document, checked to be one."""
    assert reply.content_type == "application/problem+json"
    found: dict[str, Any] = content(reply)
    assert {"type", "title", "status", "detail", "code"} <= found.keys()
    assert found["status"] == reply.status
    assert found["type"].endswith(found["code"])
    return found


def faults(reply: Reply) -> dict[str, str]:
    """Field -> code of a 422."""
    assert reply.status == 422, reply.body
    return {one["field"]: one["code"] for one in problem(reply)["errors"]}


def connect(api: Api) -> Any:
    return api.call("POST", "connection", body={"url": "https://acme.api-us1.com", "key": "k"})


def deliver(api: Api, secret: str | None, *, body: bytes | None = None, form: str = FORM) -> Any:
    sent = {"type": "update", "contact[id]": "42", "contact[email]": "a@example.com"}
    return api.call(
        "POST",
        HOOK,
        oid=None,
        query={} if secret is None else {"secret": secret},
        raw=urlencode(sent).encode() if body is None else body,
        headers={"Content-Type": form},
    )


def fail_on(campaign: FakeActiveCampaign, call: str, fault: Exception) -> None:
    def fail(name: str) -> None:
        if name == call:
            raise fault

    campaign.fail = fail
