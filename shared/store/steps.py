"""The queue that carries runs on, one message a step."""

from pydantic import BaseModel, ConfigDict

from shared.store.connection import STEPS_QUEUE, Storage, guarded
from shared.store.runs import RunKind


class StepMessage(BaseModel):
    """Asks for one step. A message whose `sequence` is behind the run's own is stale."""

    model_config = ConfigDict(frozen=True)

    run_id: str
    kind: RunKind
    sequence: int


class StepQueue:
    """Step messages. They never expire: a run is not forgotten over a long outage."""

    def __init__(self, storage: Storage) -> None:
        self._queue = storage.queue(STEPS_QUEUE)

    def enqueue(self, message: StepMessage, *, delay_seconds: int = 0) -> None:
        guarded(
            lambda: self._queue.send_message(
                message.model_dump_json(), visibility_timeout=delay_seconds, time_to_live=-1
            )
        )
