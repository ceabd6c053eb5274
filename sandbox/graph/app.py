"""The routes of Graph: who may call, which object, which method. Control routes beside the kit's:

GET  /_sandbox/directory   {"applications","servicePrincipals","oauth2PermissionGrants"}
POST /_sandbox/directory   {"lag": calls that come too early for a new application,
                            "administrators": keys of the people who may change anything}
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
from aiohttp import web

from sandbox.demo.people import USERS
from sandbox.graph.directory import Directory
from sandbox.graph.refusals import Refusal, bad_request, denied
from sandbox.kit.bearer import BadToken, Verifier
from sandbox.kit.server import CLOCK, CONTROL, Handler, json_response, make_app, wrote

Json = dict[str, Any]
DIRECTORY = web.AppKey("directory", Directory)
VERIFIER = web.AppKey("verifier", Verifier)
ADMINISTRATORS = web.AppKey("administrators", set[str])

_NEEDED = {
    "applications": "Application.ReadWrite.All",
    "servicePrincipals": "Application.ReadWrite.All",
    "oauth2PermissionGrants": "DelegatedPermissionGrant.ReadWrite.All",
}
_TAG = re.compile(r"tags/any\(\w+:\w+ eq '([^']*)'\)")
_APP_ID = re.compile(r"appId eq '([^']*)'")


def graph_app(url: str, entra: str, tenant: str) -> web.Application:
    """`url`: the own address, which is the audience of tokens, too."""
    app = make_app("graph")
    app[DIRECTORY] = Directory()
    app[VERIFIER] = Verifier(entra, tenant, [url.rstrip("/"), url.rstrip("/") + "/"])
    app[ADMINISTRATORS] = {user.oid for user in USERS if user.key == "ada"}
    app.router.add_get(CONTROL + "directory", _shown)
    app.router.add_post(CONTROL + "directory", _set)
    for kind in _NEEDED:
        app.router.add_route("*", f"/v1.0/{kind}", _guarded(_collection))
        app.router.add_route("*", f"/v1.0/{{kind:{kind}}}({{by:appId}}='{{key}}')", _guarded(_one))
        app.router.add_route("*", f"/v1.0/{{kind:{kind}}}/{{key}}", _guarded(_one))
    app.router.add_get("/v1.0/servicePrincipals/{key}/oauth2PermissionGrants", _guarded(_grants_of))
    return app


def _guarded(handler: Callable[[web.Request, Json], Awaitable[web.Response]]) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            await _enter(request)
            answer = await handler(request, await _body(request))
        except Refusal as refusal:
            return json_response(refusal.body(), refusal.status)
        if request.method != "GET":
            wrote(request)
        return answer

    return handle


async def _enter(request: web.Request) -> None:
    """Raises Refusal: 401, or 403 if the scope of the token or the person is not enough."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Refusal(401, "InvalidAuthenticationToken", "Access token is empty.")
    try:
        now = request.app[CLOCK].now().timestamp()
        claims = await request.app[VERIFIER].claims(token, now)
    except BadToken as fault:
        raise Refusal(401, "InvalidAuthenticationToken", str(fault)) from None
    kind = request.path.split("/")[2].partition("(")[0]
    scopes = set(str(claims.get("scp", "")).split())
    if _NEEDED[kind] not in scopes:
        raise denied()
    if request.method != "GET" and claims.get("oid") not in request.app[ADMINISTRATORS]:
        raise denied()


async def _body(request: web.Request) -> Json:
    if request.method in ("GET", "DELETE"):
        return {}
    try:
        body = orjson.loads(await request.read())
    except orjson.JSONDecodeError:
        raise bad_request("Unable to read JSON request payload.") from None
    if not isinstance(body, dict):
        raise bad_request("Unable to read JSON request payload.")
    return body


async def _collection(request: web.Request, body: Json) -> web.Response:
    directory, kind = request.app[DIRECTORY], request.path.rpartition("/")[2]
    if request.method == "POST":
        if kind == "applications":
            made = directory.add_application(body, request.app[CLOCK].now().isoformat())
        elif kind == "servicePrincipals":
            made = directory.add_principal(body)
        else:
            made = directory.add_grant(body)
        return json_response(made, 201)
    if request.method != "GET":
        raise Refusal(405, "Request_BadRequest", "Specified HTTP method is not allowed.")
    rows = {
        "applications": directory.applications,
        "servicePrincipals": directory.principals,
        "oauth2PermissionGrants": directory.grants,
    }[kind]
    keep = _filter(request.query.get("$filter"))
    select = request.query.get("$select")
    return json_response({"value": [_selected(row, select) for row in rows.values() if keep(row)]})


async def _one(request: web.Request, body: Json) -> web.Response:
    directory, kind = request.app[DIRECTORY], request.match_info["kind"]
    key, by = request.match_info["key"], request.match_info.get("by", "id")
    match (request.method, kind):
        case ("GET", "applications"):
            found = directory.application(key, by)
        case ("GET", "servicePrincipals"):
            found = directory.principal(key, by)
        case ("GET", _):
            found = directory.grant(key)
        case ("PATCH", "applications"):
            directory.change_application(key, by, body)
            return web.Response(status=204)
        case ("PATCH", "oauth2PermissionGrants"):
            directory.change_grant(key, body)
            return web.Response(status=204)
        case ("DELETE", "applications"):
            directory.remove_application(key, by)
            return web.Response(status=204)
        case ("DELETE", "servicePrincipals"):
            directory.remove_principal(directory.principal(key, by)["id"])
            return web.Response(status=204)
        case ("DELETE", "oauth2PermissionGrants"):
            del directory.grants[directory.grant(key)["id"]]
            return web.Response(status=204)
        case _:
            raise Refusal(405, "Request_BadRequest", "Specified HTTP method is not allowed.")
    return json_response(_selected(found, request.query.get("$select")))


async def _grants_of(request: web.Request, _: Json) -> web.Response:
    directory = request.app[DIRECTORY]
    client = directory.principal(request.match_info["key"], "id")["id"]
    return json_response(
        {"value": [g for g in directory.grants.values() if g["clientId"] == client]}
    )


def _filter(text: str | None) -> Callable[[Json], bool]:
    """Those that the documentation names for these objects, as far as they are used here."""
    if text is None:
        return lambda _: True
    if match := _TAG.fullmatch(text):
        return lambda row: match[1] in row.get("tags", ())
    if match := _APP_ID.fullmatch(text):
        return lambda row: row.get("appId") == match[1]
    raise bad_request(f"Invalid filter clause: {text}")


def _selected(row: Json, select: str | None) -> Json:
    names = select.split(",") if select else list(row)
    unknown = [name for name in names if name not in row]
    if unknown:
        raise bad_request(f"Could not find a property named '{unknown[0]}'.")
    return {name: row[name] for name in {"id": None, **dict.fromkeys(names)}}


async def _shown(request: web.Request) -> web.Response:
    directory = request.app[DIRECTORY]
    return json_response(
        {
            "applications": list(directory.applications.values()),
            "servicePrincipals": list(directory.principals.values()),
            "oauth2PermissionGrants": list(directory.grants.values()),
        }
    )


async def _set(request: web.Request) -> web.Response:
    order = orjson.loads(await request.read())
    request.app[DIRECTORY].lag = int(order.get("lag", request.app[DIRECTORY].lag))
    if "administrators" in order:
        request.app[ADMINISTRATORS].clear()
        request.app[ADMINISTRATORS].update(
            user.oid for user in USERS if user.key in order["administrators"]
        )
    return web.Response(status=204)
