"""Problems: records that could not be synced, why, and what mends it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from shared.entities import Entity
from shared.store import bulk
from shared.store.connection import Tables
from shared.store.scan import first_rows, page_of, pages
from shared.store.texts import cells, joined, shortened, whole

FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=24)
LONGEST_TEXT: Final = 4_000
"""UTF-16 units; other systems put whole values into what they say is wrong."""


class Problem(BaseModel):
    """One failing record. `id` is `<entity>-<record id>`. It is tried again once `due_at` has
    come; a dismissed one only when the record changes."""

    model_config = ConfigDict(frozen=True)

    entity: Entity
    record_id: str
    record_name: str
    contact_id: str | None
    code: str
    title: str
    detail: str
    remedy: str
    first_seen_at: datetime
    last_seen_at: datetime
    attempts: int = 1
    due_at: datetime
    dismissed: bool = False

    @property
    def id(self) -> str:
        return f"{self.entity}-{self.record_id}"


class ProblemStore:
    """Problems by record."""

    def __init__(self, tables: Tables, clock: Callable[[], datetime]) -> None:
        self._table = tables.table("problems")
        self._clock = clock

    def record(
        self,
        entity: Entity,
        record_id: str,
        *,
        record_name: str,
        contact_id: str | None,
        code: str,
        title: str,
        detail: str,
        remedy: str,
    ) -> Problem:
        """Notes that the record failed: anew, or once more, and then to be tried again after
        twice the time. A dismissed problem that comes back the same stays dismissed. Texts are
        cut at `LONGEST_TEXT`."""
        record_name, title, detail, remedy = map(_kept, (record_name, title, detail, remedy))
        now = self._clock()
        before = self.of_record(entity, record_id)
        attempts = before.attempts + 1 if before is not None else 1
        problem = Problem(
            entity=entity,
            record_id=record_id,
            record_name=record_name,
            contact_id=contact_id,
            code=code,
            title=title,
            detail=detail,
            remedy=remedy,
            first_seen_at=before.first_seen_at if before is not None else now,
            last_seen_at=now,
            attempts=attempts,
            due_at=now + min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(attempts - 1, 20)),
            dismissed=before is not None and before.dismissed and before.detail == detail,
        )
        bulk.put(self._table, [_to_row(problem)])
        return problem

    def resolve(self, entity: Entity, record_id: str) -> None:
        """The record has gone through, or is not there any more."""
        bulk.remove(self._table, [(entity, record_id)])

    def of_record(self, entity: Entity, record_id: str) -> Problem | None:
        row = bulk.read(self._table, [(entity, record_id)]).get((entity, record_id))
        return _from_row(row) if row is not None else None

    def record_ids(self, entity: Entity) -> set[str]:
        """The records that have a problem."""
        found = pages(
            self._table, "PartitionKey eq @p", {"p": entity}, select=["PartitionKey", "RowKey"]
        )
        return {row["RowKey"] for page in found for row in page}

    def due(self, entity: Entity, now: datetime, limit: int) -> list[Problem]:
        """Problems that are to be tried again by now, at most `limit`."""
        query = "PartitionKey eq @p and dueAt le @now and dismissed eq false"
        rows = first_rows(self._table, query, {"p": entity, "now": _sortable(now)}, limit)
        return [_from_row(row) for row in rows]

    def page(
        self, entity: Entity | None, after: str | None, limit: int
    ) -> tuple[list[Problem], str | None]:
        """Problems of one entity, or of all, that are not dismissed."""
        partitions = [entity] if entity is not None else ["contact", "lead"]
        rows, following = page_of(self._table, partitions, {"shown": "yes"}, after, limit)
        return [_from_row(row) for row in rows], following

    def retry(self, problem_id: str) -> bool:
        """Makes the problem due at once; False if there is none of this id."""
        return self._set(problem_id, {"due_at": self._clock(), "dismissed": False})

    def dismiss(self, problem_id: str) -> bool:
        """Hides the problem until the record changes; False if there is none of this id."""
        return self._set(problem_id, {"dismissed": True})

    def _set(self, problem_id: str, changes: dict[str, Any]) -> bool:
        entity, _, record_id = problem_id.partition("-")
        problem = None
        if entity in ("lead", "contact") and record_id:
            problem = self.of_record("lead" if entity == "lead" else "contact", record_id)
        if problem is None:
            return False
        bulk.put(self._table, [_to_row(problem.model_copy(update=changes))])
        return True


def _kept(text: str) -> str:
    return shortened(whole(text), LONGEST_TEXT)


def _sortable(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


def _to_row(problem: Problem) -> dict[str, Any]:
    return {
        "PartitionKey": problem.entity,
        "RowKey": problem.record_id,
        "dueAt": _sortable(problem.due_at),
        "dismissed": problem.dismissed,
        "shown": "no" if problem.dismissed else "yes",
        **cells("json", problem.model_dump_json()),
    }


def _from_row(row: bulk.Row) -> Problem:
    return Problem.model_validate_json(joined(row, "json"))
