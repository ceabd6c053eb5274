"""Writes queue messages of output bindings. Knows encoding and missing queues, no trigger."""

import base64
from collections.abc import Callable, Mapping

from sandbox.host.bindings import QueueOutput
from sandbox.host.host_json import QueueOptions
from sandbox.host.storage import Storage, StorageRefused
from sandbox.host.worker import Outcome

_MAX_BYTES = 64 * 1024


class QueueOutputs:
    """`written(queue)` is told of each queue that got a message: a listener of the same host
    looks there at once (SharedQueueWatcher)."""

    def __init__(
        self,
        storage: Callable[[str], Storage],
        options: QueueOptions,
        written: Callable[[str], None],
    ) -> None:
        self._storage = storage
        self._options = options
        self._written = written

    async def write(self, outputs: Mapping[str, QueueOutput], outcome: Outcome) -> None:
        """Raises StorageRefused (413 over 64 KiB as sent) if a message could not be written."""
        for name, messages in outcome.outputs:
            output = outputs[name]
            for body in messages:
                await put(self._storage(output.connection), output.queue, self._encoded(body))
            if messages:
                self._written(output.queue)

    def _encoded(self, body: bytes) -> str:
        if self._options.encoding == "base64":
            text = base64.b64encode(body).decode()
        else:
            text = body.decode()
        if len(text.encode()) > _MAX_BYTES:
            raise StorageRefused(413, "RequestBodyTooLarge")
        return text


async def put(storage: Storage, queue: str, text: str) -> None:
    """Puts `text` as it is; creates a missing queue."""
    try:
        await storage.put_message(queue, text)
    except StorageRefused as refusal:
        if refusal.code != "QueueNotFound":
            raise
        await storage.create_queue(queue)
        await storage.put_message(queue, text)
