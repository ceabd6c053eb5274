"""Control routes of the authority, beside those of the kit:

GET  /_sandbox/people           {"items": [{"key","name","email","oid","tenant","guest"}]}
POST /_sandbox/tokens           mints a token, good or bad: {"token","claims"}
         {"person": key}        a user's token; for the app's own API unless `audience` is given
         {"app": true}          the app's own token
         "audience"             client id or api://client id (default), or a resource's address
         "scope"                `scp` of a user's token
         "expiresIn"            seconds from now, may be negative
         "overrides"            claims to set; null takes one out
         "alg"                  RS256 (default), HS256 (signed with the public key), none
         "kid"                  key id in the header; the signature stays the current key's
         "forged"               true: signed by a key that was never published
POST /_sandbox/rotate           {"keepOld": true}: a new key signs; false retires the old ones
POST /_sandbox/revoke           forgets sessions, codes and refresh tokens
"""

from datetime import datetime
from typing import Any

import orjson
from aiohttp import web

from sandbox.entra.authority import AUTHORITY, Authority
from sandbox.entra.claims import LIFETIME_SECONDS, Claims
from sandbox.entra.registration import SCOPE
from sandbox.kit.server import CLOCK, CONTROL, json_response

_KNOWN = frozenset(
    "person app audience scope expiresIn overrides alg kid forged".split()  # noqa: SIM905
)
_ALGORITHMS = ("RS256", "HS256", "none")


class _NotUnderstood(Exception):
    """The order for a token makes no sense; the text says why."""


def add_routes(app: web.Application) -> None:
    app.router.add_get(CONTROL + "people", _people)
    app.router.add_post(CONTROL + "tokens", _token)
    app.router.add_post(CONTROL + "rotate", _rotate)
    app.router.add_post(CONTROL + "revoke", _revoke)


async def _people(request: web.Request) -> web.Response:
    items = [
        {
            "key": person.key,
            "name": person.name,
            "email": person.email,
            "oid": person.oid,
            "tenant": person.tenant,
            "guest": person.home is not None,
        }
        for person in request.app[AUTHORITY].directory.everyone()
    ]
    return json_response({"items": items})


async def _token(request: web.Request) -> web.Response:
    authority = request.app[AUTHORITY]
    try:
        order = orjson.loads(await request.read())
        claims = _claims(authority, order, request.app[CLOCK].now())
    except (_NotUnderstood, orjson.JSONDecodeError) as fault:
        return json_response({"error": str(fault)}, status=422)
    token = authority.keys.forge(
        claims, order.get("alg", "RS256"), order.get("kid"), forged=bool(order.get("forged"))
    )
    return json_response({"token": token, "claims": claims})


async def _rotate(request: web.Request) -> web.Response:
    order = orjson.loads(await request.read() or b"{}")
    key = request.app[AUTHORITY].keys.rotate(keep_old=order.get("keepOld", True) is not False)
    return json_response({"kid": key.kid})


async def _revoke(request: web.Request) -> web.Response:
    request.app[AUTHORITY].revoke_all()
    return web.Response(status=204)


def _claims(authority: Authority, order: Any, now: datetime) -> Claims:
    if not isinstance(order, dict) or not _KNOWN.issuperset(order):
        raise _NotUnderstood(f"an object of {', '.join(sorted(_KNOWN))}")
    if order.get("alg", "RS256") not in _ALGORITHMS:
        raise _NotUnderstood(f"alg: one of {', '.join(_ALGORITHMS)}")
    claims = _good(authority, order, now)
    for name, value in order.get("overrides", {}).items():
        if value is None:
            claims.pop(name, None)
        else:
            claims[name] = value
    return claims


def _good(authority: Authority, order: dict[str, Any], now: datetime) -> Claims:
    registration, maker = authority.registration, authority.claims
    audience = order.get("audience", registration.client_id)
    expires_in = int(order.get("expiresIn", LIFETIME_SECONDS))
    own_api = audience in registration.api_names
    if order.get("app"):
        if own_api:
            return maker.app_at_api("secret", now, expires_in)
        return maker.app_at_resource(audience, "secret", now, expires_in)
    person = authority.directory.person(str(order.get("person")))
    if person is None:
        raise _NotUnderstood(f"person: nobody has the key {order.get('person')!r}")
    scope = order.get("scope", SCOPE if own_api else "user_impersonation")
    if own_api:
        return maker.user_at_api(person, scope, now, expires_in)
    return maker.user_at_resource(person, audience, scope, now, expires_in)
