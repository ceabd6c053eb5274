"""One queue trigger: polls, leases, invokes, deletes, retries, poisons.

As QueueListener.cs and QueueProcessor.cs of azure-sdk-for-net do (read 2026-11-24): a batch is
fetched whenever no more than `newBatchThreshold` messages are in work; a message stays leased
for a fixed time, renewed at half time; a failed one is shown again after `visibilityTimeout`;
at the last allowed dequeue its text is copied to `<queue>-poison`. The clock of leases is the
storage service's. Knows nothing of how the function is invoked."""

import asyncio
import base64
import logging
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import aiohttp

from sandbox.host.bindings import POISON_SUFFIX
from sandbox.host.host_json import QueueOptions
from sandbox.host.queue_outputs import put
from sandbox.host.storage import Message, Storage, StorageRefused

_log = logging.getLogger("host")
_MAX_QUEUE_NAME = 63
_MIN_POLLING_SECONDS = 0.1
_UNREACHABLE = (StorageRefused, aiohttp.ClientError, TimeoutError)

Invoke = Callable[[Message, str], Awaitable[bool]]
"""Runs the function with a message and its decoded text; True if it succeeded."""


@dataclass
class Polling:
    """How long to wait after a poll that found nothing (RandomizedExponentialBackoffStrategy)."""

    max_seconds: float
    _jitter: random.Random = field(default_factory=random.Random)
    _exponent: int = 0

    def found(self) -> None:
        self._exponent = 0

    def wait_seconds(self) -> float:
        """100 ms at first, then doubled with +-20 % up to the longest."""
        increment = 0.0
        if self._exponent > 0:
            increment = _MIN_POLLING_SECONDS * 2 ** (self._exponent - 1)
            increment *= self._jitter.uniform(0.8, 1.2)
        wait = min(_MIN_POLLING_SECONDS + increment, self.max_seconds)
        if wait < self.max_seconds:
            self._exponent += 1
        return wait


class QueueListener:
    def __init__(
        self,
        queue: str,
        storage: Storage,
        options: QueueOptions,
        lease_seconds: int,
        invoke: Invoke,
    ) -> None:
        self.queue = queue
        self._storage = storage
        self._options = options
        self._lease_seconds = lease_seconds
        self._invoke = invoke
        self._work: set[asyncio.Task[None]] = set()
        self._wake = asyncio.Event()
        self._stopping = False
        name = queue + POISON_SUFFIX
        # Neither a poison queue nor one with too long a name has a poison queue of its own.
        has_poison = not queue.endswith(POISON_SUFFIX) and len(name) <= _MAX_QUEUE_NAME
        self._poison = name if has_poison else None

    def notify(self) -> None:
        """Called when this host wrote to the queue: polls at once."""
        self._wake.set()

    def stop(self) -> None:
        """Fetches nothing more; `run` returns when the messages in work are done."""
        self._stopping = True
        self._wake.set()

    async def run(self) -> None:
        polling = Polling(self._options.max_polling_seconds)
        while not self._stopping:
            self._wake.clear()
            found = await self._fetch()
            if found:
                polling.found()
                await self._until_below_threshold()
            elif not self._stopping:
                try:
                    await asyncio.wait_for(self._wake.wait(), polling.wait_seconds())
                    polling.found()
                except TimeoutError:
                    continue
        if self._work:
            await asyncio.wait(self._work)

    async def _fetch(self) -> bool:
        """Takes one batch into work; False if there was none."""
        try:
            messages = await self._storage.receive(
                self.queue, self._options.batch_size, self._lease_seconds
            )
        except _UNREACHABLE as fault:
            # A queue that does not exist is polled like an empty one.
            if not (isinstance(fault, StorageRefused) and fault.code == "QueueNotFound"):
                _log.warning("queue '%s' cannot be read: %s", self.queue, fault)
            return False
        for message in messages:
            task = asyncio.create_task(self._process(message))
            self._work.add(task)
            task.add_done_callback(self._work.discard)
        return bool(messages)

    async def _until_below_threshold(self) -> None:
        while len(self._work) > self._options.new_batch_threshold and not self._stopping:
            await asyncio.wait(self._work, return_when=asyncio.FIRST_COMPLETED)

    async def _process(self, message: Message) -> None:
        lease = _Lease(self.queue, self._storage, message, self._lease_seconds)
        try:
            if message.dequeue_count > self._options.max_dequeue_count:
                await self._give_up(message, message.pop_receipt)
                return
            renewing = asyncio.create_task(lease.keep())
            ok = await self._attempt(message)
            lease.stop()
            await renewing
            if ok:
                await self._storage.delete_message(self.queue, message.id, lease.receipt)
            elif message.dequeue_count >= self._options.max_dequeue_count:
                await self._give_up(message, lease.receipt)
            else:
                await self._storage.hide(
                    self.queue,
                    message.id,
                    lease.receipt,
                    int(self._options.visibility_seconds),
                )
                # Only when it is visible at once is there anything to look for at once.
                if self._options.visibility_seconds == 0:
                    self._wake.set()
        except _UNREACHABLE as fault:
            # As in the real host nothing more is done: the message comes back after its lease.
            _log.warning("message %s of '%s' was not settled: %s", message.id, self.queue, fault)

    async def _attempt(self, message: Message) -> bool:
        text = decoded(message.text, self._options.encoding)
        if text is None:
            _log.error(
                "message %s of '%s' is not in %s: it does not reach the function",
                message.id,
                self.queue,
                self._options.encoding,
            )
            return False
        return await self._invoke(message, text)

    async def _give_up(self, message: Message, receipt: str) -> None:
        """Copies to the poison queue, then deletes; between the two a crash makes a second copy.
        Without a poison queue the message is left to come back after its lease."""
        if self._poison is None:
            return
        await put(self._storage, self._poison, message.text)
        await self._storage.delete_message(self.queue, message.id, receipt)
        _log.error(
            "message %s of '%s' was moved to '%s' after %d tries",
            message.id,
            self.queue,
            self._poison,
            self._options.max_dequeue_count,
        )


class _Lease:
    """Keeps one message invisible: renews at half time until told to stop. A renewal gives the
    message a new receipt, so the last one must be known before it is settled."""

    def __init__(self, queue: str, storage: Storage, message: Message, seconds: int) -> None:
        self._queue = queue
        self._storage = storage
        self._message = message
        self._seconds = seconds
        self._stopped = asyncio.Event()
        self.receipt = message.pop_receipt

    def stop(self) -> None:
        self._stopped.set()

    async def keep(self) -> None:
        while not self._stopped.is_set():
            try:
                await asyncio.wait_for(self._stopped.wait(), self._seconds / 2)
            except TimeoutError:
                await self._renew()

    async def _renew(self) -> None:
        try:
            self.receipt = await self._storage.hide(
                self._queue, self._message.id, self.receipt, self._seconds
            )
        except _UNREACHABLE as fault:
            _log.warning("message %s was not renewed: %s", self._message.id, fault)


def decoded(text: str, encoding: str) -> str | None:
    """The text that the function sees; None for one that is not in the encoding."""
    if encoding == "none":
        return text
    try:
        return base64.b64decode(text, validate=True).decode()
    except ValueError:
        return None
