"""The HTTP side of the host: routing, levels, limits, and the answer of a function.

Unknown path or method: 404. A function that raises: 500 with an empty body. A body over
100 MB: 413. No answer within 230 s: 504 of the load balancer, while the function runs on.
learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger, "Limits"
(read 2026-11-24). Knows nothing of what the functions do; query strings are never logged."""

import asyncio
import hmac
from collections.abc import Mapping

from aiohttp import web

from sandbox.host.bindings import Function, HttpTrigger
from sandbox.host.invocations import Invocations
from sandbox.host.queue_outputs import QueueOutputs
from sandbox.host.routes import Router
from sandbox.host.worker import HttpCall, Outcome, Worker

MAX_BODY = 100 * 1024 * 1024
_FROM_SERVER = frozenset({"transfer-encoding", "content-length", "connection"})


class Endpoint:
    """`key` opens functions of level `function` and `admin`; empty: nothing opens them."""

    def __init__(
        self,
        worker: Worker,
        invocations: Invocations,
        outputs: QueueOutputs,
        limit_seconds: float,
        key: str,
    ) -> None:
        self._worker = worker
        self._invocations = invocations
        self._outputs = outputs
        self._limit_seconds = limit_seconds
        self._key = key
        self._router: Router[tuple[Function, HttpTrigger]] = Router()

    def add(self, function: Function, trigger: HttpTrigger) -> None:
        self._router.add(trigger.template, trigger.methods, (function, trigger))

    def application(self) -> web.Application:
        app = web.Application(client_max_size=MAX_BODY)
        app.router.add_route("*", "/{path:.*}", self._handle)
        return app

    async def _handle(self, request: web.Request) -> web.Response:
        found = self._router.find(request.method, request.rel_url.raw_path)
        if found is None:
            return web.Response(status=404)
        (function, trigger), route = found
        if trigger.level != "anonymous" and not self._has_key(request):
            return web.Response(status=401)
        call = HttpCall(
            method=request.method,
            url=_url(request),
            headers=_single(request.headers),
            query=_single(request.query),
            route=route,
            body=await request.read(),
        )
        running = asyncio.create_task(self._run(function, trigger, call))
        done, _ = await asyncio.wait((running,), timeout=self._limit_seconds)
        if not done:
            return web.Response(status=504)
        return _response(running.result())

    async def _run(self, function: Function, trigger: HttpTrigger, call: HttpCall) -> Outcome:
        return await self._invocations.run(
            function.name,
            lambda invocation: self._worker.call_http(
                invocation, function.id, trigger.argument, call
            ),
            (lambda outcome: self._outputs.write(function.outputs, outcome))
            if function.outputs
            else None,
        )

    def _has_key(self, request: web.Request) -> bool:
        given = request.headers.get("x-functions-key") or request.query.get("code", "")
        return bool(self._key) and hmac.compare_digest(given.encode(), self._key.encode())


def _url(request: web.Request) -> str:
    """As the host makes it: scheme and host from the headers of the front end, if there."""
    scheme = request.headers.get("X-Forwarded-Proto", request.scheme)
    host = request.headers.get("DISGUISED-HOST", request.host)
    return f"{scheme}://{host}{request.raw_path}"


def _single(values: Mapping[str, str]) -> dict[str, str]:
    """A name given more than once has its values joined with commas."""
    joined: dict[str, str] = {}
    for name, value in values.items():
        joined[name] = f"{joined[name]},{value}" if name in joined else value
    return joined


def _response(outcome: Outcome) -> web.Response:
    if not outcome.ok:
        return web.Response(status=500)
    if outcome.answer is None:
        return web.Response(status=204)
    response = web.Response(status=outcome.answer.status, body=outcome.answer.body)
    for name, value in outcome.answer.headers:
        if name.lower() == "set-cookie":
            response.headers.add(name, value)
        elif name.lower() not in _FROM_SERVER:
            response.headers[name] = value
    return response
