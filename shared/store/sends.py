"""The ledger of acts that must be done at most once: enrolling and sending."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

from shared.store import bulk
from shared.store.connection import Storage
from shared.store.keys import digest
from shared.store.prune import MOST, prune
from shared.store.texts import shortened, whole

ActKind = Literal["enrol", "send"]

LONGEST_DETAIL: Final = 4_000
"""UTF-16 units; other systems put whole values into what they say is wrong."""


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
            "begunAt": _sortable(self._clock()),
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
        """Notes the outcome. A detail is cut at `LONGEST_DETAIL`."""
        partition, key = _key(kind, request_id, target_id, person_key)
        now = _sortable(self._clock())
        found = bulk.read(self._table, [(partition, key)]).get((partition, key), {"begunAt": now})
        told = shortened(whole(detail), LONGEST_DETAIL)
        outcome = {"status": status, "code": code, "detail": told, "endedAt": now}
        row = {**found, "PartitionKey": partition, "RowKey": key, "kind": kind, **outcome}
        bulk.put(self._table, [row])

    def prune(self, older_than: datetime, most: int = MOST) -> int:
        """Forgets the acts begun before `older_than`, which has a zone, at most `most`; how many.
        The same request is carried out anew after that, so they are to be kept for longer than
        anybody would repeat one. An act under way is minutes old."""
        return prune(self._table, "begunAt lt @time", {"time": _sortable(older_than)}, most)


def _sortable(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _key(kind: ActKind, request_id: str, target_id: str, person_key: str) -> bulk.Key:
    return (digest(f"{kind}\n{request_id}"), digest(f"{target_id}\n{person_key}"))
