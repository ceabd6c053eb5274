"""The access matrix: every route of the table x every kind of caller, asked of the edge itself.

    python -m tests.integration.security.matrix     writes the table into docs/security.md

Tokens are signed and checked for real, roles come from a Dynamics in memory. Behind a guarded
route stands a handler that only says it was reached; open routes keep their own."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from shared.actions.people import ADMIN_ROLE, SYSTEM_ADMINISTRATOR_TEMPLATE, USER_ROLE
from shared.triggers.http.edge import Edge
from shared.triggers.http.incoming import Incoming
from shared.triggers.http.route import Call, Given, Route
from shared.triggers.http.routes import ROUTES
from tests.unit.triggers.calling import EXAMPLES, FORM
from tests.unit.triggers.entra import CLIENT, Directory, bearer
from tests.unit.triggers.fake_remotes import (
    ADMIN_OID,
    DISABLED_OID,
    NOBODY_OID,
    SYSADMIN_OID,
    USER_OID,
    role,
    user,
)
from tests.unit.triggers.fakes import SECRET, FakeServices

DOCUMENT = Path(__file__).parents[3] / "docs" / "security.md"
BEGIN, END = "<!-- access matrix: begin -->", "<!-- access matrix: end -->"

TEAM_OID = "aaaaaaaa-0000-0000-0000-000000000011"
GUEST_OID = "aaaaaaaa-0000-0000-0000-000000000012"
MEMBER_GUEST_OID = "aaaaaaaa-0000-0000-0000-000000000013"
OTHER_TENANT = "55555555-5555-5555-5555-555555555555"
MINUTE = 60.0


@dataclass(frozen=True)
class Example:
    """What a good request to a route holds besides its path."""

    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    form: bytes | None = None


_IDS = {"entity": "lead", "ids": [EXAMPLES["id"]], "requestId": EXAMPLES["id"]}
_MAPPING = {
    "enabled": True,
    "direction": "both",
    "scope": "all",
    "criteria": [],
    "conflict": "dynamics",
    "fields": [],
}
_ANY = Example()

REQUESTS: Mapping[str, Example] = {
    "health": _ANY,
    "openapi": _ANY,
    "me": _ANY,
    "connection": _ANY,
    "connect": Example(body={"url": "https://acme.api-us1.com", "key": "k"}),
    "disconnect": _ANY,
    "search_users": Example(query={"q": "ann"}),
    "users": _ANY,
    "user": Example(body={"role": "user"}),
    "take_role": _ANY,
    "erase_person": Example(body={"email": "ann@example.org"}),
    "fields": _ANY,
    "mapping": _ANY,
    "setMapping": Example(body=_MAPPING, headers={"if-match": "*"}),
    "preview": Example(body=_MAPPING),
    "setup": _ANY,
    "sync_settings": _ANY,
    "setSyncSettings": Example(body={"globalSync": True}),
    "configuration": _ANY,
    "setConfiguration": Example(
        body={"version": 1, "mappings": {}, "syncSettings": {}}, headers={"if-match": "*"}
    ),
    "dashboard": _ANY,
    "runs": _ANY,
    "run": _ANY,
    "release_run": _ANY,
    "cancel_run": _ANY,
    "problems": _ANY,
    "retry_problem": _ANY,
    "dismiss_problem": _ANY,
    "records": Example(query={"entity": "lead", "state": "inSync"}),
    "audit": _ANY,
    "automations": _ANY,
    "enrol": Example(body=_IDS),
    "campaigns": _ANY,
    "send": Example(body=_IDS),
    "enrol_progress": _ANY,
    "send_progress": _ANY,
    "record": _ANY,
    "activities": _ANY,
    "history": _ANY,
    "restore": _ANY,
    "timeline": _ANY,
    "fill_timeline": Example(body={"days": 30}),
    "clear_timeline": _ANY,
    "receive_webhook": Example(form=b"type=update&contact%5Bid%5D=42"),
}
"""By the name of the route: each needs one."""


class Place:
    """The edge over a Dynamics with one of each kind of people."""

    def __init__(self, directory: Directory) -> None:
        self.services = FakeServices().connected()
        self.reached = 0
        crm = self.services.crm
        for oid in (TEAM_OID, MEMBER_GUEST_OID):
            crm.users[oid] = replace_id(user(oid), f"user-{oid[-2:]}")
        crm.roles |= {
            ADMIN_OID: [role(id=ADMIN_ROLE, root_id=ADMIN_ROLE)],
            USER_OID: [role(id=USER_ROLE, root_id=USER_ROLE)],
            SYSADMIN_OID: [role(template_id=SYSTEM_ADMINISTRATOR_TEMPLATE)],
            TEAM_OID: [role(root_id=USER_ROLE, via="team")],
            MEMBER_GUEST_OID: [role(id=USER_ROLE, root_id=USER_ROLE)],
        }
        self._edge = Edge(lambda: self.services, lambda _: directory.verifier())

    def ask(self, route: Route, authorization: str | None, *, secret: str | None = None) -> int:
        """The status of the answer."""
        example = REQUESTS[route.name]
        headers = dict(example.headers)
        body = example.form or (json.dumps(example.body).encode() if example.body else b"")
        if body:
            headers["content-type"] = FORM if example.form else "application/json"
        if authorization is not None:
            headers["authorization"] = authorization
        query = dict(example.query)
        if secret is not None and example.form:
            query["secret"] = secret
        path = {name: value for name, value in EXAMPLES.items() if f"{{{name}}}" in route.path}
        asked = route if route.role is None else replace(route, handle=self._reach)
        incoming = Incoming(route.method, path, query, headers, body, "invocation-1")
        return self._edge.answer([asked], incoming).status

    def _reach(self, _: Call) -> Given:
        self.reached += 1
        return Given(None)


def replace_id(person: Any, user_id: str) -> Any:
    person.id = user_id
    return person


Asking = Callable[[Place, Directory, Route], int]


@dataclass(frozen=True)
class Caller:
    """`may` is what the caller is to be able to do: nothing for want of a good token or of a
    role, or what the role allows."""

    name: str
    may: str
    ask: Asking


def _token(**claims: Any) -> Asking:
    return lambda place, directory, route: place.ask(route, bearer(directory.token(**claims)))


def _sent(authorization: str | None, secret: str | None = None) -> Asking:
    return lambda place, _, route: place.ask(route, authorization, secret=secret)


def _removed(place: Place, directory: Directory, route: Route) -> int:
    """One who has just worked here, and whose role was taken a minute ago."""
    authorization = bearer(directory.token(oid=ADMIN_OID))
    me = next(one for one in ROUTES if one.name == "me")
    assert place.ask(me, authorization) == 200
    place.services.crm.roles[ADMIN_OID] = []
    place.reached = 0
    place.services.now += MINUTE
    return place.ask(route, authorization)


_NO_SCOPE = {"scp": None, "idtyp": "app", "roles": ["access_as_user"]}
_ELSEWHERE = f"https://sts.windows.net/{OTHER_TENANT}/"

CALLERS: Sequence[Caller] = (
    Caller("anonymous", "no token", _sent(None)),
    Caller("garbage", "no token", _sent("Bearer garbage")),
    Caller("expired", "no token", _token(oid=ADMIN_OID, exp=1)),
    Caller("wrong tenant", "no token", _token(oid=ADMIN_OID, tid=OTHER_TENANT)),
    Caller("wrong audience", "no token", _token(oid=ADMIN_OID, aud=f"api://{CLIENT}")),
    Caller("wrong scope", "no token", _token(oid=ADMIN_OID, scp="User.Read")),
    Caller("app-only", "no token", _token(oid=ADMIN_OID, **_NO_SCOPE)),
    Caller("guest", "no role", _token(oid=GUEST_OID, acct=1, idp=_ELSEWHERE)),
    Caller("no role", "no role", _token(oid=NOBODY_OID)),
    Caller("disabled", "no role", _token(oid=DISABLED_OID)),
    Caller("removed a minute ago", "no role", _removed),
    Caller("user", "user", _token(oid=USER_OID)),
    Caller("user by team", "user", _token(oid=TEAM_OID)),
    Caller("guest with the user role", "user", _token(oid=MEMBER_GUEST_OID, idp=_ELSEWHERE)),
    Caller("AC admin", "admin", _token(oid=ADMIN_OID)),
    Caller("system administrator", "admin", _token(oid=SYSADMIN_OID)),
    Caller("ActiveCampaign, by its secret", "secret", _sent(None, SECRET)),
)


def known() -> list[Route]:
    """The routes that have a row, by path."""
    found = [route for route in ROUTES if route.name in REQUESTS]
    return sorted(found, key=lambda one: (one.path, one.method))


def answers(directory: Directory) -> dict[tuple[str, str], tuple[int, bool]]:
    """By route and caller: the status, and whether a guarded handler was reached."""
    found = {}
    for route in known():
        for caller in CALLERS:
            place = Place(directory)
            status = caller.ask(place, directory, route)
            found[route.name, caller.name] = status, place.reached > 0
    return found


def table(found: Mapping[tuple[str, str], tuple[int, bool]]) -> str:
    """In Markdown, by path."""
    lines = [
        "| call | role | " + " | ".join(caller.name for caller in CALLERS) + " |",
        "| --- | --- |" + " --- |" * len(CALLERS),
    ]
    for route in known():
        cells = [str(found[route.name, caller.name][0]) for caller in CALLERS]
        role_name = route.role or "open"
        lines.append(
            f"| `{route.method} /api/{route.path}` | {role_name} | " + " | ".join(cells) + " |"
        )
    return "\n".join(lines)


def table_in(document: str) -> str:
    return document.partition(BEGIN)[2].partition(END)[0].strip()


def main() -> None:
    document = DOCUMENT.read_text()
    before, _, rest = document.partition(BEGIN)
    after = rest.partition(END)[2]
    DOCUMENT.write_text(f"{before}{BEGIN}\n{table(answers(Directory()))}\n{END}{after}")


if __name__ == "__main__":
    main()
