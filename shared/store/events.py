"""Webhook events on their durable queue."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from azure.core.exceptions import ResourceNotFoundError

from shared.store.connection import EVENTS_QUEUE, Storage, guarded

AT_ONCE: Final = 32
"""Most messages that one call takes from a queue."""

HIDDEN_SECONDS: Final = 600
"""How long a drained message stays with its worker; after a crash it comes again then."""


@dataclass(frozen=True, slots=True)
class QueuedEvent:
    """A drained message: its body and what deleting it takes."""

    body: Mapping[str, Any]
    message_id: str
    pop_receipt: str


class EventQueue:
    """Events waiting to be applied."""

    def __init__(self, storage: Storage) -> None:
        self._queue = storage.queue(EVENTS_QUEUE)

    def enqueue(self, event: Mapping[str, Any], *, delay_seconds: int = 0) -> None:
        """On return the event is on the queue for good, until it has been applied."""
        text = json.dumps(event, separators=(",", ":"))
        guarded(
            lambda: self._queue.send_message(
                text, visibility_timeout=delay_seconds, time_to_live=-1
            )
        )

    def receive(self, most: int) -> list[QueuedEvent]:
        """Up to `most` events that are there now. One whose body is no JSON is deleted."""
        found: list[QueuedEvent] = []
        while len(found) < most:
            count = min(AT_ONCE, most - len(found))
            messages = self._receive(count)
            for message in messages:
                body = _read(message.content)
                event = QueuedEvent(body or {}, message.id, message.pop_receipt)
                if body is None:
                    self.delete([event])
                else:
                    found.append(event)
            if len(messages) < count:
                break
        return found

    def delete(self, events: Sequence[QueuedEvent]) -> None:
        """Takes applied events off the queue; one that came again to another worker stays."""

        for event in events:
            self._delete(event)

    def first(self) -> list[Mapping[str, Any]]:
        """Some of those that may be taken next. They stay as they are."""
        seen = guarded(lambda: self._queue.peek_messages(max_messages=AT_ONCE))
        return [body for message in seen if (body := _read(message.content)) is not None]

    def backlog(self) -> int:
        """About how many events wait."""
        properties = guarded(self._queue.get_queue_properties)
        return int(properties.approximate_message_count or 0)

    def _receive(self, count: int) -> list[Any]:
        return guarded(
            lambda: list(
                self._queue.receive_messages(
                    max_messages=count, messages_per_page=count, visibility_timeout=HIDDEN_SECONDS
                )
            )
        )

    def _delete(self, event: QueuedEvent) -> None:
        def delete() -> None:
            try:
                self._queue.delete_message(event.message_id, event.pop_receipt)
            except ResourceNotFoundError:
                return

        guarded(delete)


def _read(content: Any) -> Mapping[str, Any] | None:
    try:
        body = json.loads(content)
    except (TypeError, ValueError):
        return None
    return body if isinstance(body, dict) else None
