"""One timer trigger: owned by one host, never overlapping itself, caught up once after a stop.

As TimerListener.cs and StorageScheduleMonitor.cs of azure-webjobs-sdk-extensions (read
2026-11-24): the last and next occurrence are kept in blob
`timers/<host id>/<function>/status`; if the next one has passed when the host starts, the
timer fires once at once with IsPastDue, however many were missed. Errors do not stop it."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import aiohttp

from sandbox.host.bindings import TimerTrigger
from sandbox.host.clock import HostClock
from sandbox.host.singleton import CONTAINER, Singleton
from sandbox.host.storage import Storage, StorageRefused

_log = logging.getLogger("host")
_UNREACHABLE = (StorageRefused, aiohttp.ClientError, TimeoutError)
_TRY_AGAIN_SECONDS = 1.0

Invoke = Callable[[Mapping[str, object]], Awaitable[bool]]
"""Runs the function with the timer's information; True if it succeeded."""


@dataclass(frozen=True)
class Status:
    """`last` is None before the first run."""

    last: datetime | None
    next: datetime
    updated: datetime

    def as_json(self) -> dict[str, str]:
        last = self.last.isoformat() if self.last else "0001-01-01T00:00:00+00:00"
        return {
            "Last": last,
            "Next": self.next.isoformat(),
            "LastUpdated": self.updated.isoformat(),
        }

    @classmethod
    def parse(cls, body: bytes) -> "Status":
        fields = json.loads(body)
        last = datetime.fromisoformat(fields["Last"])
        return cls(
            last=None if last.year == 1 else last,
            next=datetime.fromisoformat(fields["Next"]),
            updated=datetime.fromisoformat(fields["LastUpdated"]),
        )


class TimerListener:
    def __init__(
        self,
        name: str,
        trigger: TimerTrigger,
        storage: Storage,
        host_id: str,
        singleton: Singleton,
        clock: HostClock,
        invoke: Invoke,
    ) -> None:
        self.name = name
        self._trigger = trigger
        self._storage = storage
        self._blob = f"timers/{host_id}/{name}/status"
        self._singleton = singleton
        self._clock = clock
        self._invoke = invoke
        self._one_at_a_time = asyncio.Lock()
        self._stopping = asyncio.Event()
        self._monitored = trigger.use_monitor and not trigger.schedule.more_than_once_a_minute(
            clock.now()
        )

    def stop(self) -> None:
        """Starts nothing more; `run` returns when the run in hand is done."""
        self._stopping.set()

    async def run(self) -> None:
        while not self._stopping.is_set():
            await self._unless_stopping(self._singleton.acquire())
            if self._stopping.is_set():
                return
            holding = asyncio.create_task(self._singleton.hold())
            ticking = asyncio.create_task(self._tick())
            await asyncio.wait((holding, ticking), return_when=asyncio.FIRST_COMPLETED)
            if holding.done() and not ticking.done():
                async with self._one_at_a_time:  # a run in hand comes to its end
                    await _cancelled(ticking)
                continue
            await _cancelled(holding)
            await ticking
            await self._singleton.release()

    async def fire(self) -> bool:
        """Runs the timer now, beside its schedule, after a run that is in hand."""
        async with self._one_at_a_time:
            return await self._invoke(self._info(None, past_due=False))

    async def _tick(self) -> None:
        status, past_due = await self._begin()
        _log.info("The next occurrence of '%s' is %s", self.name, status.next)
        if past_due:
            _log.info("Function '%s' is past due on startup. Executing now.", self.name)
            status = await self._occur(status, past_due=True)
        elif self._trigger.run_on_startup:
            await self.fire()
        while not self._stopping.is_set():
            await self._unless_stopping(self._clock.wait_until(status.next))
            if not self._stopping.is_set():
                status = await self._occur(status, past_due=False)

    async def _begin(self) -> tuple[Status, bool]:
        """The status to go on from, and whether its next occurrence was missed."""
        now = self._clock.now()
        new = Status(None, self._trigger.schedule.next_after(now), now)
        if not self._monitored:
            return new, False
        known = await self._read()
        if known is not None:
            expected = self._trigger.schedule.next_after(known.last or known.updated)
            if known.next == expected:
                return known, now > known.next
        # Never seen before, or the schedule was changed: count from now.
        await self._write(new)
        return new, False

    async def _occur(self, status: Status, *, past_due: bool) -> Status:
        async with self._one_at_a_time:
            # Counted as its due time if it fires a little early. One that ran past its next
            # occurrence fires again as soon as it ends, once.
            counted = max(self._clock.now(), status.next)
            await self._invoke(self._info(status, past_due=past_due))
            following = self._trigger.schedule.next_after(counted)
            done = Status(counted, following, self._clock.now())
            if self._monitored:
                await self._write(done)
        return done

    def _info(self, status: Status | None, *, past_due: bool) -> dict[str, object]:
        return {
            "Schedule": {"AdjustForDST": True},
            "ScheduleStatus": status.as_json() if status and self._monitored else None,
            "IsPastDue": past_due,
        }

    async def _read(self) -> Status | None:
        while True:
            try:
                return Status.parse(await self._storage.get_blob(CONTAINER, self._blob))
            except StorageRefused as refusal:
                if refusal.status == 404:
                    return None
                _log.warning("timer '%s': its status cannot be read: %s", self.name, refusal)
            except (aiohttp.ClientError, TimeoutError) as fault:
                _log.warning("timer '%s': its status cannot be read: %s", self.name, fault)
            await asyncio.sleep(_TRY_AGAIN_SECONDS)

    async def _write(self, status: Status) -> None:
        try:
            body = json.dumps(status.as_json()).encode()
            await self._storage.put_blob(CONTAINER, self._blob, body)
        except _UNREACHABLE as fault:
            _log.warning("timer '%s': its status cannot be kept: %s", self.name, fault)

    async def _unless_stopping(self, work: Awaitable[None]) -> None:
        """Waits for `work`, or until told to stop."""
        working = asyncio.ensure_future(work)
        stopping = asyncio.ensure_future(self._stopping.wait())
        await asyncio.wait((working, stopping), return_when=asyncio.FIRST_COMPLETED)
        await _cancelled(stopping)
        await _cancelled(working)


async def _cancelled(task: asyncio.Future[object] | asyncio.Future[None]) -> None:
    """Cancels what still runs; raises what it failed with."""
    task.cancel()
    await asyncio.wait((task,))
    if not task.cancelled() and (fault := task.exception()) is not None:
        raise fault
