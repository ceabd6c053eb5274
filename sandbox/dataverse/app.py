"""The HTTP face of the stand-in: tokens, limits, headers; the work is done by `service`."""

import time
from uuid import uuid4

from aiohttp import web

from sandbox.dataverse import batch, service
from sandbox.dataverse.auth import Authenticator, Identity, caller_for
from sandbox.dataverse.call import ROOT, Answer, Call, parse_path, parse_prefer, parse_query
from sandbox.dataverse.control import LIMITS, ORGANISATION, add_routes
from sandbox.dataverse.limits import Limits
from sandbox.dataverse.organisation import Organisation, Settings
from sandbox.dataverse.refusals import Refusal
from sandbox.dataverse.seed import seed
from sandbox.kit.server import CLOCK, make_app, wrote

AUTHENTICATOR = web.AppKey("authenticator", Authenticator)
MAX_URL = 32_768  # learn.microsoft.com, "Compose HTTP requests", longest GET (read 2026-11-24)


def dataverse_app(
    settings: Settings, leads: int, contacts: int, number: int = 7
) -> web.Application:
    """The application with its demo rows."""
    app = make_app("dataverse", max_line_size=MAX_URL)
    org = Organisation(settings, app[CLOCK].now)
    app[ORGANISATION], app[LIMITS] = org, Limits()
    app[AUTHENTICATOR] = Authenticator(org)
    seed(org, leads, contacts, number)
    add_routes(app)
    app.router.add_post(ROOT + "$batch", _batch)
    for name in (*org.schema.by_set, "EntityDefinitions"):  # so that the journal tells them apart
        app.router.add_route("*", f"{ROOT}{name}", _call)
        app.router.add_route("*", f"{ROOT}{name}({{key}})", _call)
    app.router.add_route("*", ROOT + "{path:.*}", _call)
    return app


async def _call(request: web.Request) -> web.Response:
    org = request.app[ORGANISATION]
    headers = _headers(request)
    try:
        identity = await _entered(request, headers)
    except Refusal as refusal:
        return _response(service.refused(refusal))
    started = time.perf_counter()
    try:
        body = await request.read()
        answered = _answered(org, request, identity, headers, body)
    finally:
        _left(request, identity, time.perf_counter() - started)
    return _response(answered, _budget(request, identity))


def _answered(
    org: Organisation,
    request: web.Request,
    identity: Identity,
    headers: dict[str, str],
    body: bytes,
) -> Answer:
    path, query = _raw(request)
    try:
        caller = caller_for(org, identity, headers)
        if not path.strip("/"):
            return _service_document(org)
        segments, options = parse_path(path), parse_query(query)
        call = Call(request.method, segments, options, query, headers, body, caller)
    except Refusal as refusal:
        return service.refused(refusal)
    answered = service.answer(org, call)
    if call.wrote:
        wrote(request, call.wrote)
    return answered


async def _batch(request: web.Request) -> web.Response:
    org = request.app[ORGANISATION]
    headers = _headers(request)
    try:
        identity = await _entered(request, headers)
    except Refusal as refusal:
        return _response(service.refused(refusal))
    started = time.perf_counter()
    try:
        body = await request.read()
        caller_for(org, identity, headers)
        answered = batch.run(
            org,
            headers.get("content-type", ""),
            body,
            lambda inner: caller_for(org, identity, _impersonation(headers) | dict(inner)),
            continue_on_error=parse_prefer(headers.get("prefer", "")).continue_on_error,
        )
    except Refusal as refusal:
        return _response(service.refused(refusal))
    finally:
        _left(request, identity, time.perf_counter() - started)
    if answered.wrote:
        wrote(request, answered.wrote)
    return web.Response(
        body=answered.body,
        status=answered.status,
        headers={
            **_common(),
            **_budget(request, identity),
            "Content-Type": f"multipart/mixed; boundary={answered.boundary}",
        },
    )


async def _entered(request: web.Request, headers: dict[str, str]) -> Identity:
    """Who calls, counted by the limits. Raises Refusal (401, 429)."""
    identity = await request.app[AUTHENTICATOR].identity(headers.get("authorization", ""))
    request.app[LIMITS].enter(identity.value, request.app[CLOCK].now().timestamp())
    return identity


def _left(request: web.Request, identity: Identity, seconds: float) -> None:
    now = request.app[CLOCK].now().timestamp()
    request.app[LIMITS].leave(identity.value, now, seconds)


def _budget(request: web.Request, identity: Identity) -> dict[str, str]:
    limits = request.app[LIMITS]
    if not limits.enabled:
        return {}
    requests, seconds = limits.remaining(identity.value)
    return {
        "x-ms-ratelimit-burst-remaining-xrm-requests": str(requests),
        "x-ms-ratelimit-time-remaining-xrm-requests": f"{seconds:.2f}",
    }


def _headers(request: web.Request) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in request.headers.items():
        key = name.lower()
        headers[key] = f"{headers[key]},{value}" if key in headers else value
    return headers


def _impersonation(headers: dict[str, str]) -> dict[str, str]:
    names = ("callerobjectid", "mscrmcallerid")
    return {name: headers[name] for name in names if name in headers}


def _raw(request: web.Request) -> tuple[str, str]:
    """Path below the service root and query, both as sent."""
    path, _, query = request.raw_path.partition("?")
    return path[path.find(ROOT) + len(ROOT) :], query


def _service_document(org: Organisation) -> Answer:
    sets = [{"name": n, "kind": "EntitySet", "url": n} for n in sorted(org.schema.by_set)]
    return Answer(200, {"@odata.context": f"{org.api}/$metadata", "value": sets})


def _common() -> dict[str, str]:
    request_id = str(uuid4())
    return {
        "OData-Version": "4.0",
        "REQ_ID": request_id,
        "x-ms-service-request-id": request_id,
        "x-ms-dop-hint": "4",
        "Cache-Control": "no-cache",
    }


def _response(answered: Answer, more: dict[str, str] | None = None) -> web.Response:
    content, content_type = answered.content()
    headers = {**_common(), **answered.headers, **(more or {})}
    if content_type:
        headers["Content-Type"] = content_type
    return web.Response(body=content, status=answered.status, headers=headers)
