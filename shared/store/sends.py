"""The ledger of acts that must be done at most once: enrolling and sending."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from shared.store import bulk
from shared.store.connection import Storage
from shared.store.keys import digest

ActKind = Literal["enrol", "send"]


@dataclass(frozen=True, slots=True)
class Act:
    """What is known of an act that was begun. `status` is `pending` until an outcome is noted."""

    status: str
    code: str
    detail: str


class SendStore:
    """Acts by request, target and person. An intent is written before the call, and never
    taken back: what was begun is not begun again."""

    def __init__(self, storage: Storage, clock: Callable[[], datetime]) -> None:
        self._table = storage.table("sends")
        self._clock = clock

    def begin(
        self, kind: ActKind, request_id: str, target_id: str, person_key: str
    ) -> Literal["new"] | Act:
        """Notes the intent: "new" if this is the first time, else what is known of it."""
        partition, key = _key(kind, request_id, target_id, person_key)
        row: dict[str, Any] = {
            "PartitionKey": partition,
            "RowKey": key,
            "kind": kind,
            "targetId": target_id,
            "begunAt": self._clock().isoformat(),
            "status": "pending",
            "code": "",
            "detail": "",
        }
        if bulk.write(self._table, [(row, None)])[0] is not None:
            return "new"
        found = bulk.read(self._table, [(partition, key)])[(partition, key)]
        return Act(found["status"], found["code"], found["detail"])

    def finish(
        self,
        kind: ActKind,
        request_id: str,
        target_id: str,
        person_key: str,
        *,
        status: str,
        code: str = "",
        detail: str = "",
    ) -> None:
        """Notes the outcome."""
        partition, key = _key(kind, request_id, target_id, person_key)
        found = bulk.read(self._table, [(partition, key)]).get((partition, key), {})
        outcome = {"status": status, "code": code, "detail": detail}
        row = {**found, "PartitionKey": partition, "RowKey": key, "kind": kind, **outcome}
        bulk.put(self._table, [{**row, "endedAt": self._clock().isoformat()}])


def _key(kind: ActKind, request_id: str, target_id: str, person_key: str) -> bulk.Key:
    return (digest(f"{kind}\n{request_id}"), digest(f"{target_id}\n{person_key}"))
