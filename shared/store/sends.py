"""The ledger of acts that must be done at most once: enrolling and sending."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Literal

from shared.store import bulk
from shared.store.connection import Storage
from shared.store.keys import digest, encoded
from shared.store.prune import MOST, prune
from shared.store.scan import pages
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
    begun_at: datetime = field(default=datetime.min.replace(tzinfo=UTC), compare=False)


class SendStore:
    """Acts by request, target and person. An intent is written before the call, and never
    taken back: what was begun is not begun again, unless it is known that nothing came of it."""

    def __init__(self, storage: Storage, clock: Callable[[], datetime]) -> None:
        self._table = storage.table("sends")
        self._clock = clock

    def begin(
        self, kind: ActKind, request_id: str, target_id: str, person_key: str
    ) -> Literal["new"] | Act:
        """Notes the intent: "new" if this is the first time, or if it failed before, which is
        noted only of an act that was certainly not done; else what is known of it."""
        return self._first(kind, request_id, target_id, person_key, _told("pending"))

    def settle(
        self,
        kind: ActKind,
        request_id: str,
        target_id: str,
        person_key: str,
        *,
        status: str,
        code: str = "",
        detail: str = "",
    ) -> Literal["new"] | Act:
        """As `begin`, for an act that there is no need of: its outcome is noted at once."""
        told = _told(status, code, detail)
        return self._first(kind, request_id, target_id, person_key, told)

    def of_request(self, kind: ActKind, request_id: str) -> Mapping[str, Act]:
        """All acts of a request that were begun, by the `act_key` of target and person."""
        request = {"request": encoded(digest(f"{kind}\n{request_id}"))}
        found = pages(self._table, "PartitionKey eq @request", request)
        return {row["RowKey"]: _act(row) for page in found for row in page}

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
        keys = {"PartitionKey": partition, "RowKey": key, "kind": kind}
        told = _told(status, code, detail)
        bulk.put(self._table, [{**found, **keys, **told, "endedAt": now}])

    def remove_of_people(self, person_keys: Collection[str]) -> int:
        """Forgets the acts for these people; how many there were. Looks through all acts, since
        a row tells nobody whom it is of."""
        removed = 0
        select = ["PartitionKey", "RowKey", "targetId"]
        for page in pages(self._table, "PartitionKey ge @p", {"p": ""}, select=select):
            found = [
                (row["PartitionKey"], row["RowKey"])
                for row in page
                if any(act_key(row["targetId"], one) == row["RowKey"] for one in person_keys)
            ]
            bulk.remove(self._table, found)
            removed += len(found)
        return removed

    def prune(self, older_than: datetime, most: int = MOST) -> int:
        """Forgets the acts begun before `older_than`, which has a zone, at most `most`; how many.
        The same request is carried out anew after that, so they are to be kept for longer than
        anybody would repeat one. An act under way is minutes old."""
        return prune(self._table, "begunAt lt @time", {"time": _sortable(older_than)}, most)

    def _first(
        self,
        kind: ActKind,
        request_id: str,
        target_id: str,
        person_key: str,
        told: Mapping[str, str],
    ) -> Literal["new"] | Act:
        partition, key = _key(kind, request_id, target_id, person_key)
        row: dict[str, Any] = {
            "PartitionKey": partition,
            "RowKey": key,
            "kind": kind,
            "targetId": target_id,
            "begunAt": _sortable(self._clock()),
            **told,
        }
        version: str | None = None
        while bulk.write(self._table, [(row, version)])[0] is None:
            found = bulk.read(self._table, [(partition, key)])[(partition, key)]
            if found["status"] != "failed":
                return _act(found)
            version = bulk.version_of(found)
        return "new"


def _told(status: str, code: str = "", detail: str = "") -> dict[str, str]:
    return {"status": status, "code": code, "detail": shortened(whole(detail), LONGEST_DETAIL)}


def _sortable(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def act_key(target_id: str, person_key: str) -> str:
    """Names the act for one person within a request; tells nobody who it is."""
    return digest(f"{target_id}\n{person_key}")


def _act(row: bulk.Row) -> Act:
    return Act(
        row["status"], row["code"], row["detail"], datetime.fromisoformat(str(row["begunAt"]))
    )


def _key(kind: ActKind, request_id: str, target_id: str, person_key: str) -> bulk.Key:
    return (digest(f"{kind}\n{request_id}"), act_key(target_id, person_key))
