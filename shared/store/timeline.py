"""The queue of what is to be written to the timeline, or taken from it."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict

from shared.store.connection import TIMELINE_QUEUE, Storage, guarded

Job = Literal["events", "backfill", "removal"]

MESSAGE_BYTES: Final = 40_000
"""Base64 makes a third more of it; a message holds 64 KiB (learn.microsoft.com, "Scalability
targets for Queue Storage")."""


class TimelineMessage(BaseModel):
    """`account` is the number of the ActiveCampaign account whose contacts are meant, `job_id`
    names a back-fill or removal, `events` are as they came. `tries` counts how often it was put
    off since Dynamics refused a row."""

    model_config = ConfigDict(frozen=True)

    job: Job
    account: int
    job_id: str = ""
    events: list[dict[str, Any]] = []
    tries: int = 0


class TimelineQueue:
    """Messages never expire."""

    def __init__(self, storage: Storage) -> None:
        self._queue = storage.queue(TIMELINE_QUEUE)

    def enqueue(self, message: TimelineMessage, *, delay_seconds: int = 0) -> None:
        """On return it is on the queue for good, until it has been worked off."""
        text = message.model_dump_json(exclude_defaults=True)
        guarded(
            lambda: self._queue.send_message(
                text, visibility_timeout=delay_seconds, time_to_live=-1
            )
        )

    def enqueue_events(self, account: int, events: Sequence[Mapping[str, Any]]) -> None:
        """As few messages as they fit into. A failure half-way leaves some enqueued twice by
        whoever tries again."""
        for chunk in _chunks(events):
            self.enqueue(TimelineMessage(job="events", account=account, events=chunk))


def _chunks(events: Sequence[Mapping[str, Any]]) -> list[list[dict[str, Any]]]:
    chunks: list[list[dict[str, Any]]] = []
    room = 0
    for event in events:
        size = len(json.dumps(event).encode())
        if not chunks or size > room:
            chunks.append([])
            room = MESSAGE_BYTES
        chunks[-1].append(dict(event))
        room -= size
    return chunks
