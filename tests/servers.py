"""Stand-ins in a thread of this process, each on a free port."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from aiohttp import web

from sandbox.entra.app import entra_app
from sandbox.entra.registration import Registration

TENANT = "7e000000-0000-4000-8000-000000000001"
APPLICATION = "ac100000-0000-4000-8000-000000000001"

Make = Callable[[int], web.Application]
"""Makes an application that is to be served on the port given."""


class Background:
    """An event loop in a thread that serves applications."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()

    @classmethod
    @contextmanager
    def running(cls) -> "Iterator[Background]":
        background = cls()
        thread = threading.Thread(target=background._loop.run_forever, daemon=True)
        thread.start()
        try:
            yield background
        finally:
            background._loop.call_soon_threadsafe(background._loop.stop)
            thread.join(5)
            background._loop.close()

    @contextmanager
    def serving(self, make: Make) -> Iterator[str]:
        """The address at which the application answers, until the block is left."""
        url, runner = self._run(self._serve(make))
        try:
            yield url
        finally:
            self._run(runner.cleanup())

    def _run(self, coroutine: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(20)

    async def _serve(self, make: Make) -> tuple[str, web.AppRunner]:
        server = await self._loop.create_server(asyncio.Protocol, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        server.close()
        await server.wait_closed()
        runner = web.AppRunner(make(port), access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        return f"http://127.0.0.1:{port}", runner


def entra(port: int) -> web.Application:
    """Entra ID with the directory `TENANT` and one registration, which has no secret."""
    return entra_app(Registration(TENANT, APPLICATION, ""), f"http://127.0.0.1:{port}")
