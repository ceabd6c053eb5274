"""A started host: the app indexed, the listeners running, and how it comes to its end.

Puts the parts together and knows none of their rules."""

import asyncio
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Literal

import aiohttp
from aiohttp import web

from sandbox.host.app_settings import SettingsRefused
from sandbox.host.bindings import (
    HOST_STORAGE,
    Function,
    HttpTrigger,
    QueueTrigger,
    TimerTrigger,
    check_routes,
    read_function,
)
from sandbox.host.clock import HostClock
from sandbox.host.control import control_application
from sandbox.host.endpoint import Endpoint
from sandbox.host.host_json import HostOptions
from sandbox.host.invocations import Invocations
from sandbox.host.options import Options
from sandbox.host.queue_listener import QueueListener
from sandbox.host.queue_outputs import QueueOutputs
from sandbox.host.singleton import Singleton
from sandbox.host.storage import Account, Message, Storage
from sandbox.host.timers import TimerListener
from sandbox.host.worker import Outcome, Worker

_log = logging.getLogger("host")
_STORAGE_SECONDS = 30
_DIED_SECONDS = 5.0

End = Literal["stopped", "workerDied"]


class Host:
    """One running host. Make, `start`, wait for `end`, then `finish`."""

    def __init__(self, options: Options, host: HostOptions, clock: HostClock) -> None:
        self._options = options
        self._host = host
        self._clock = clock
        self._worker = Worker()
        self._invocations = Invocations(host.timeout_seconds)
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=_STORAGE_SECONDS),
            connector=aiohttp.TCPConnector(limit=0),
        )
        self._storages: dict[str, Storage] = {}
        self._outputs = QueueOutputs(self._storage, host.queues, self._written)
        self._timers: dict[str, TimerListener] = {}
        self._queues: list[QueueListener] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._runners: list[web.AppRunner] = []
        self._terminated = asyncio.Event()

    async def start(self) -> None:
        """Raises WorkerRefused or SettingsRefused for an app that cannot be started."""
        functions = [
            read_function(row.name, row.id, row.raw_bindings, os.environ, self._host.route_prefix)
            for row in await self._worker.index(self._options.app)
        ]
        if not functions:
            raise SettingsRefused(f"{self._options.app}: no functions found")
        check_routes(functions)
        endpoint = Endpoint(
            self._worker,
            self._invocations,
            self._outputs,
            self._options.http_limit_seconds,
            self._options.function_key,
        )
        for function in functions:
            self._invocations.know(function.name)
            match function.trigger:
                case HttpTrigger() as trigger:
                    endpoint.add(function, trigger)
                case TimerTrigger() as trigger:
                    self._timers[function.name] = self._timer(function, trigger)
                case QueueTrigger() as trigger:
                    self._queues.append(self._queue(function, trigger))
        if self._options.control_port is not None:
            control = control_application(self._clock, self._invocations, self._timers)
            await self._listen(control, self._options.control_port)
        await self._listen(endpoint.application(), self._options.port)
        for listener in (*self._timers.values(), *self._queues):
            self._tasks.append(asyncio.create_task(listener.run()))
        _log.info("indexed %d functions: %s", len(functions), ", ".join(f.name for f in functions))
        sys.stdout.write(f"ready host http://127.0.0.1:{self._options.port}\n")
        sys.stdout.flush()

    def terminate(self) -> None:
        """Asks for a graceful end."""
        self._terminated.set()

    async def end(self) -> End:
        """Waits for `terminate`, or for an invocation that took too long. A listener that
        breaks, which is a fault of this host, is raised."""
        asked = asyncio.ensure_future(self._terminated.wait())
        await asyncio.wait(
            (asked, self._invocations.died, *self._tasks), return_when=asyncio.FIRST_COMPLETED
        )
        for task in self._tasks:
            if task.done():
                task.result()
        return "workerDied" if self._invocations.died.done() else "stopped"

    async def finish(self, end: End) -> None:
        """Takes nothing new and lets what is in hand come to its end, within the grace."""
        seconds = self._options.drain_seconds if end == "stopped" else _DIED_SECONDS
        for listener in (*self._timers.values(), *self._queues):
            listener.stop()
        closing = [asyncio.create_task(runner.cleanup()) for runner in self._runners]
        pending = (await asyncio.wait((*self._tasks, *closing), timeout=seconds))[1]
        if pending:
            _log.warning("%d invocations did not end in time", self._invocations.running)
        await self._session.close()

    async def _listen(self, app: web.Application, port: int) -> None:
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=self._options.drain_seconds)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port, reuse_address=True).start()
        self._runners.append(runner)

    def _storage(self, connection: str) -> Storage:
        if connection not in self._storages:
            self._storages[connection] = Storage(Account.parse(connection), self._session)
        return self._storages[connection]

    def _host_storage(self) -> Storage:
        connection = os.environ.get(HOST_STORAGE)
        if not connection:
            raise SettingsRefused(f"{HOST_STORAGE} is not set: timers need it")
        return self._storage(connection)

    def _written(self, queue: str) -> None:
        for listener in self._queues:
            if listener.queue == queue:
                listener.notify()

    def _timer(self, function: Function, trigger: TimerTrigger) -> TimerListener:
        async def invoke(info: Mapping[str, object]) -> bool:
            return await self._run(
                function,
                lambda invocation: self._worker.call_timer(
                    invocation, function.id, trigger.argument, info
                ),
            )

        storage = self._host_storage()
        singleton = Singleton(
            storage,
            self._options.host_id,
            function.name,
            self._options.instance,
            self._options.timer_lease_seconds,
        )
        return TimerListener(
            function.name,
            trigger,
            storage,
            self._options.host_id,
            singleton,
            self._clock,
            invoke,
        )

    def _queue(self, function: Function, trigger: QueueTrigger) -> QueueListener:
        async def invoke(message: Message, text: str) -> bool:
            return await self._run(
                function,
                lambda invocation: self._worker.call_queue(
                    invocation, function.id, trigger.argument, text, _metadata(message)
                ),
            )

        return QueueListener(
            trigger.queue,
            self._storage(trigger.connection),
            self._host.queues,
            self._options.lease_seconds,
            invoke,
        )

    async def _run(self, function: Function, call: Callable[[str], Awaitable[Outcome]]) -> bool:
        async def write(outcome: Outcome) -> None:
            await self._outputs.write(function.outputs, outcome)

        return (await self._invocations.run(function.name, call, write)).ok


def _metadata(message: Message) -> dict[str, object]:
    return {
        "Id": message.id,
        "DequeueCount": message.dequeue_count,
        "PopReceipt": message.pop_receipt,
        "InsertionTime": message.inserted,
        "ExpirationTime": message.expires,
        "NextVisibleTime": message.next_visible,
    }
