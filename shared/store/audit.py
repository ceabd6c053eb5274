"""Every act by a person: appended, never changed; what is old enough goes as a whole."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from shared.store import bulk
from shared.store.connection import Storage
from shared.store.keys import newest_first
from shared.store.prune import MOST, prune
from shared.store.scan import page_of

PARTITION = "audit"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    at: datetime
    by: str
    act: str
    target: str
    detail: str


class AuditStore:
    """Acts, newest first."""

    def __init__(self, storage: Storage) -> None:
        self._table = storage.table("audit")

    def append(self, *, at: datetime, by: str, act: str, target: str, detail: str) -> None:
        row = {"PartitionKey": PARTITION, "RowKey": newest_first(at, str(uuid4()))}
        facts = {"at": at.isoformat(), "by": by, "act": act, "target": target, "detail": detail}
        bulk.put(self._table, [{**row, **facts}])

    def page(self, after: str | None, limit: int) -> tuple[list[AuditEntry], str | None]:
        rows, following = page_of(self._table, [PARTITION], (), after, limit)
        entries = [
            AuditEntry(
                datetime.fromisoformat(row["at"]),
                row["by"],
                row["act"],
                row["target"],
                row["detail"],
            )
            for row in rows
        ]
        return entries, following

    def prune(self, before: datetime, most: int = MOST) -> int:
        """Removes the acts before this time, at most `most`; how many."""
        query = "PartitionKey eq @p and RowKey ge @key"
        return prune(self._table, query, {"p": PARTITION, "key": newest_first(before, "")}, most)
