"""The control server of one host, on loopback, for tests and the demo.

    GET  /_sandbox/health          {"status","name","pid"}
    GET  /_sandbox/clock           {"now","offsetSeconds"}   POST {"offsetSeconds"} moves it
    GET  /_sandbox/invocations     {"running", "functions": {name: {"started","running",
                                   "succeeded","failed"}}}, of this process since its start
    POST /_sandbox/fire/{timer}    runs a timer now; answers when it is done: {"ok"}

Knows the running host and nothing of the app."""

import os
from collections.abc import Mapping

import orjson
from aiohttp import web

from sandbox.host.clock import HostClock
from sandbox.host.invocations import Invocations
from sandbox.host.timers import TimerListener
from sandbox.kit.server import CONTROL, json_response


def control_application(
    clock: HostClock, invocations: Invocations, timers: Mapping[str, TimerListener]
) -> web.Application:
    async def health(_: web.Request) -> web.Response:
        return json_response({"status": "ok", "name": "host", "pid": os.getpid()})

    async def show_clock(_: web.Request) -> web.Response:
        return json_response(
            {"now": clock.now().isoformat(), "offsetSeconds": clock.offset_seconds}
        )

    async def move_clock(request: web.Request) -> web.Response:
        body = orjson.loads(await request.read())
        clock.move(float(body["offsetSeconds"]))
        return await show_clock(request)

    async def counts(_: web.Request) -> web.Response:
        return json_response({"running": invocations.running, "functions": invocations.counts()})

    async def fire(request: web.Request) -> web.Response:
        timer = timers.get(request.match_info["timer"])
        if timer is None:
            return json_response({"error": "there is no such timer"}, status=404)
        return json_response({"ok": await timer.fire()})

    app = web.Application()
    app.router.add_get(CONTROL + "health", health)
    app.router.add_get(CONTROL + "clock", show_clock)
    app.router.add_post(CONTROL + "clock", move_clock)
    app.router.add_get(CONTROL + "invocations", counts)
    app.router.add_post(CONTROL + "fire/{timer}", fire)
    return app
