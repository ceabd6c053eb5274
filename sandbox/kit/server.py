"""The HTTP server of a stand-in: its routes, struck by faults, written to the journal.

Control routes, the same for every stand-in (never journalled, never struck):

    GET    /_sandbox/health
    GET    /_sandbox/counts      {"calls","writes","byRoute","byStatus"}
    GET    /_sandbox/journal     {"items":[...]}          DELETE empties journal and counts
    GET    /_sandbox/faults      {"items":[...]}          POST adds one rule   DELETE removes all
    GET    /_sandbox/clock       {"now","offsetSeconds"}  POST {"offsetSeconds"} moves it
"""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import orjson
from aiohttp import web

from sandbox.kit.clock import Clock
from sandbox.kit.faults import Faults
from sandbox.kit.journal import Call, Journal

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

CLOCK = web.AppKey("clock", Clock)
FAULTS = web.AppKey("faults", Faults)
JOURNAL = web.AppKey("journal", Journal)

WROTE = web.RequestKey("wrote", int)
DETAIL = web.RequestKey("detail", dict)

CONTROL = "/_sandbox/"
MAX_BODY = 128 * 1024 * 1024


def json_response(
    data: Any, status: int = 200, headers: dict[str, str] | None = None
) -> web.Response:
    """`data` as JSON, by orjson."""
    return web.Response(
        body=orjson.dumps(data), status=status, headers=headers, content_type="application/json"
    )


def wrote(request: web.Request, rows: int = 1, **detail: Any) -> None:
    """Called by a handler that changed `rows` rows; `detail` is shown in the journal."""
    request[WROTE] = request.get(WROTE, 0) + rows
    request[DETAIL] = {**request.get(DETAIL, {}), **detail}


def make_app(name: str, max_line_size: int = 8190) -> web.Application:
    """An aiohttp application with clock, faults, journal and the control routes.
    `max_line_size` is the longest request line in bytes; a longer one is answered by 400."""
    app = web.Application(
        middlewares=[_observe],
        client_max_size=MAX_BODY,
        handler_args={"max_line_size": max_line_size},
    )
    app[CLOCK], app[FAULTS], app[JOURNAL] = Clock(), Faults(), Journal()

    async def health(_: web.Request) -> web.Response:
        return json_response({"status": "ok", "name": name})

    app.router.add_get(CONTROL + "health", health)
    app.router.add_get(CONTROL + "counts", _counts)
    app.router.add_get(CONTROL + "journal", _journal)
    app.router.add_delete(CONTROL + "journal", _clear_journal)
    app.router.add_get(CONTROL + "faults", _faults)
    app.router.add_post(CONTROL + "faults", _add_fault)
    app.router.add_delete(CONTROL + "faults", _clear_faults)
    app.router.add_get(CONTROL + "clock", _clock)
    app.router.add_post(CONTROL + "clock", _set_clock)
    return app


def run(app: web.Application, name: str, port: int, host: str = "127.0.0.1") -> None:
    """Serves until killed; prints one line `ready NAME http://HOST:PORT` once listening."""

    def announce(_: str) -> None:
        sys.stdout.write(f"ready {name} http://{host}:{port}\n")
        sys.stdout.flush()

    web.run_app(app, host=host, port=port, print=announce, access_log=None, shutdown_timeout=1.0)


def parser(name: str, port: int) -> argparse.ArgumentParser:
    """The options that every stand-in takes."""
    options = argparse.ArgumentParser(prog=f"python -m sandbox.{name}")
    options.add_argument("--port", type=int, default=port)
    return options


@web.middleware
async def _observe(request: web.Request, handler: Handler) -> web.StreamResponse:
    if request.path.startswith(CONTROL):
        return await handler(request)
    fault = request.app[FAULTS].strike(request.method, request.path_qs)
    if fault and fault.kind == "delay":
        await asyncio.sleep(fault.seconds)
    if fault and fault.kind == "cutBefore":
        _record(request, 0)
        return _cut(request)
    if fault and fault.kind == "status":
        _record(request, fault.status)
        return web.Response(status=fault.status, text=fault.body, headers=fault.headers)
    try:
        answer = await handler(request)
    except web.HTTPException as refusal:
        _record(request, refusal.status)
        raise
    _record(request, answer.status)
    if fault and fault.kind == "cutAfter":
        return _cut(request)
    return answer


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def _record(request: web.Request, status: int) -> None:
    resource = request.match_info.route.resource
    call = Call(
        at=request.app[CLOCK].now().isoformat(),
        method=request.method,
        path=request.path_qs,
        status=status,
        wrote=request.get(WROTE, 0),
        detail=request.get(DETAIL, {}),
    )
    request.app[JOURNAL].add(call, resource.canonical if resource else request.path)


async def _counts(request: web.Request) -> web.Response:
    return json_response(request.app[JOURNAL].counts())


async def _journal(request: web.Request) -> web.Response:
    return json_response({"items": request.app[JOURNAL].entries()})


async def _clear_journal(request: web.Request) -> web.Response:
    request.app[JOURNAL].clear()
    return web.Response(status=204)


async def _faults(request: web.Request) -> web.Response:
    return json_response({"items": request.app[FAULTS].rules()})


async def _add_fault(request: web.Request) -> web.Response:
    try:
        request.app[FAULTS].add(orjson.loads(await request.read()))
    except (TypeError, ValueError) as fault:
        return json_response({"error": str(fault)}, status=422)
    return web.Response(status=204)


async def _clear_faults(request: web.Request) -> web.Response:
    request.app[FAULTS].clear()
    return web.Response(status=204)


async def _clock(request: web.Request) -> web.Response:
    clock = request.app[CLOCK]
    return json_response(
        {"now": clock.now().isoformat(), "offsetSeconds": clock.offset.total_seconds()}
    )


async def _set_clock(request: web.Request) -> web.Response:
    body = orjson.loads(await request.read())
    request.app[CLOCK].offset = timedelta(seconds=float(body["offsetSeconds"]))
    return await _clock(request)
