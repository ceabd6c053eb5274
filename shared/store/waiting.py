"""Takes what is told of a person off the queues on which it waits. For rare acts: a message can be
looked at only by hiding it from those who work it off, for the time of the look."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from azure.core.exceptions import ResourceNotFoundError
from azure.storage.queue import QueueClient, QueueMessage

from shared.store.connection import EVENTS_QUEUE, TIMELINE_QUEUE, Storage, guarded
from shared.store.events import AT_ONCE

MOST: Final = 2_000
"""Messages of one queue that are looked at, which takes some ten seconds."""

HIDDEN_SECONDS: Final = 120

QUEUES: Final = tuple(
    name for queue in (EVENTS_QUEUE, TIMELINE_QUEUE) for name in (queue, f"{queue}-poison")
)

About = Callable[[Mapping[str, Any], int | None], bool]
"""Whether an event is to go. It is given the number of the account too, where that is told."""


@dataclass(frozen=True, slots=True)
class TakenOut:
    """Events that were deleted. `seen_all` is False if there were more messages than were looked
    at: too many, put off until later, or just being worked off."""

    events: int
    seen_all: bool


class WaitingEvents:
    """Events on the queue of webhooks and on that of the timeline, and those that were given up."""

    def __init__(self, storage: Storage) -> None:
        self._queues = [storage.queue(name) for name in QUEUES]

    def take_out(self, about: About) -> TakenOut:
        """Deletes the events that `about` says; all others wait on."""
        taken = [_take_out(queue, about) for queue in self._queues]
        return TakenOut(sum(one.events for one in taken), all(one.seen_all for one in taken))


def _take_out(queue: QueueClient, about: About) -> TakenOut:
    there = int(guarded(queue.get_queue_properties).approximate_message_count or 0)
    looked_at: list[QueueMessage] = []
    while len(looked_at) < min(there, MOST) and (found := _receive(queue)):
        looked_at += found
    events = sum(_sift(queue, message, about) for message in looked_at)
    return TakenOut(events, len(looked_at) >= there)


def _receive(queue: QueueClient) -> list[QueueMessage]:
    return guarded(
        lambda: list(
            queue.receive_messages(
                max_messages=AT_ONCE, messages_per_page=AT_ONCE, visibility_timeout=HIDDEN_SECONDS
            )
        )
    )


def _sift(queue: QueueClient, message: QueueMessage, about: About) -> int:
    """Deletes the message, or puts it back with what is left of it; how many events went."""
    body = _read(message.content)
    events = body.get("events") if "job" in body else [body]
    if not isinstance(events, list):
        events = []
    account = body.get("account")
    number = account if isinstance(account, int) else None
    left = [one for one in events if not (isinstance(one, dict) and about(one, number))]
    gone = len(events) - len(left)
    text = json.dumps({**body, "events": left}) if gone else message.content

    def settle() -> None:
        try:
            if gone and not left:
                queue.delete_message(message)
            else:
                queue.update_message(message, visibility_timeout=0, content=text)
        except ResourceNotFoundError:
            return  # it was hidden for long enough that another took it

    guarded(settle)
    return gone


def _read(content: Any) -> Mapping[str, Any]:
    try:
        body = json.loads(content)
    except (TypeError, ValueError):
        return {}
    return body if isinstance(body, dict) else {}
