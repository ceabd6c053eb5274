"""Problems: records that could not be synced, why, and what mends it; and what no longer fits a
mapping, once for all its records."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from shared.entities import ENTITIES, Entity
from shared.store import bulk
from shared.store.connection import Tables
from shared.store.keys import digest
from shared.store.scan import first_rows, page_of, pages
from shared.store.texts import cells, joined, shortened, whole

FIRST_WAIT: Final = timedelta(minutes=1)
LONGEST_WAIT: Final = timedelta(hours=24)
LONGEST_TEXT: Final = 4_000
"""UTF-16 units; other systems put whole values into what they say is wrong."""

_OF_MAPPING: Final = "-mapping"


class Problem(BaseModel):
    """One failing record. `id` is `<entity>-<record id>`. It is tried again once `due_at` has
    come; a dismissed one only when the record changes. `link_state` is that of the record's link,
    None if it has none."""

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
    link_state: str | None = None

    @property
    def id(self) -> str:
        return f"{self.entity}-{self.record_id}"


@dataclass(frozen=True, slots=True)
class ProblemCounts:
    """Records of an entity that have a problem: those that are shown, those to be tried again by
    now, and all of them by the state of their link."""

    shown: int
    due: int
    by_link: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class MappingFault:
    """What does not fit a mapping. `field` is an ActiveCampaign key or the name of a column."""

    field: str
    code: str
    title: str
    detail: str
    remedy: str


class MappingProblem(BaseModel):
    """A fault of a mapping that is there since `first_seen_at`. A dismissed one stays hidden until
    its text changes. It goes when a run no longer finds it; there is nothing to try again."""

    model_config = ConfigDict(frozen=True)

    entity: Entity
    field: str
    code: str
    title: str
    detail: str
    remedy: str
    first_seen_at: datetime
    last_seen_at: datetime
    attempts: int = 1
    dismissed: bool = False

    @property
    def id(self) -> str:
        return f"{_partition(self.entity)}-{self.key}"

    @property
    def key(self) -> str:
        return digest(f"{self.code} {self.field}")[:32]


class ProblemStore:
    """Problems by record, and by mapping in partitions of their own."""

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
        link_state: str | None = None,
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
            link_state=link_state,
        )
        bulk.put(self._table, [_to_row(problem)])
        return problem

    def resolve(self, entity: Entity, record_id: str) -> None:
        """The record has gone through, or is not there any more."""
        bulk.remove(self._table, [(entity, record_id)])

    def of_person(self, emails: Collection[str], contact_ids: Collection[str]) -> list[Problem]:
        """Problems of these contacts, or with one of these emails in a text. Reads them all."""
        found = pages(self._table, "PartitionKey eq 'lead' or PartitionKey eq 'contact'", {})
        problems = (_from_row(row) for page in found for row in page)
        return [one for one in problems if one.contact_id in contact_ids or _names(one, emails)]

    def of_record(self, entity: Entity, record_id: str) -> Problem | None:
        row = bulk.read(self._table, [(entity, record_id)]).get((entity, record_id))
        return _from_row(row) if row is not None else None

    def record_ids(self, entity: Entity) -> set[str]:
        """The records that have a problem."""
        return set(self.codes(entity))

    def codes(self, entity: Entity) -> dict[str, str]:
        """The records that have a problem, and its code; "" of one that an older version noted."""
        select = ["PartitionKey", "RowKey", "code"]
        found = pages(self._table, "PartitionKey eq @p", {"p": entity}, select=select)
        return {row["RowKey"]: row.get("code") or "" for page in found for row in page}

    def counts(self, entity: Entity, now: datetime) -> ProblemCounts:
        """Counts the problems themselves, a thousand a call: they are few, and so never wrong."""
        select = ["shown", "dueAt", "linkState"]
        found = pages(self._table, "PartitionKey eq @p", {"p": entity}, select=select)
        rows = [row for page in found for row in page]
        shown = [row for row in rows if row["shown"] == "yes"]
        return ProblemCounts(
            shown=len(shown),
            due=sum(row["dueAt"] <= _sortable(now) for row in shown),
            by_link=Counter(row["linkState"] for row in rows if row.get("linkState")),
        )

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
        rows, following = page_of(self._table, partitions, [{"shown": "yes"}], after, limit)
        return [_from_row(row) for row in rows], following

    def retry(self, problem_id: str) -> bool:
        """Makes the problem due at once; False if there is none of this id. A mapping is checked
        with every run as it is, so that its problem is only shown again."""
        changes = {"dismissed": False}
        return self._set_mapping(problem_id, changes) or self._set(
            problem_id, {"due_at": self._clock(), **changes}
        )

    def dismiss(self, problem_id: str) -> bool:
        """Hides the problem until the record, or the text, changes; False if there is none of
        this id."""
        changes = {"dismissed": True}
        return self._set_mapping(problem_id, changes) or self._set(problem_id, changes)

    # Of mappings

    def set_of_mapping(self, entity: Entity, faults: Sequence[MappingFault]) -> None:
        """Notes what does not fit the mapping now; all others are gone."""
        now = self._clock()
        before = {problem.key: problem for problem in self.of_mapping(entity)}
        found = {}
        for fault in faults:
            made = MappingProblem(
                entity=entity,
                field=fault.field,
                code=fault.code,
                title=_kept(fault.title),
                detail=_kept(fault.detail),
                remedy=_kept(fault.remedy),
                first_seen_at=now,
                last_seen_at=now,
            )
            found[made.key] = _once_more(before.get(made.key), made)
        bulk.put(self._table, [_to_mapping_row(problem) for problem in found.values()])
        gone = [(_partition(entity), key) for key in before if key not in found]
        bulk.remove(self._table, gone)

    def of_mapping(self, entity: Entity) -> list[MappingProblem]:
        """All of them, dismissed ones too."""
        found = pages(self._table, "PartitionKey eq @p", {"p": _partition(entity)})
        return [_from_mapping_row(row) for page in found for row in page]

    def page_of_all(
        self, entity: Entity | None, after: str | None, limit: int
    ) -> tuple[list[Problem | MappingProblem], str | None]:
        """As `page`, those of the mappings first."""
        entities: list[Entity] = [entity] if entity is not None else ["contact", "lead"]
        partitions = [*map(_partition, entities), *entities]
        rows, following = page_of(self._table, partitions, [{"shown": "yes"}], after, limit)
        return [
            _from_mapping_row(row) if row["PartitionKey"].endswith(_OF_MAPPING) else _from_row(row)
            for row in rows
        ], following

    def _set_mapping(self, problem_id: str, changes: dict[str, Any]) -> bool:
        for entity in ENTITIES:
            key = problem_id.removeprefix(f"{_partition(entity)}-")
            place = (_partition(entity), key)
            row = None if key == problem_id else bulk.read(self._table, [place]).get(place)
            if row is not None:
                problem = _from_mapping_row(row).model_copy(update=changes)
                bulk.put(self._table, [_to_mapping_row(problem)])
                return True
        return False

    def _set(self, problem_id: str, changes: dict[str, Any]) -> bool:
        entity, _, record_id = problem_id.partition("-")
        problem = None
        if entity in ("lead", "contact") and record_id:
            problem = self.of_record("lead" if entity == "lead" else "contact", record_id)
        if problem is None:
            return False
        bulk.put(self._table, [_to_row(problem.model_copy(update=changes))])
        return True


def _names(problem: Problem, emails: Collection[str]) -> bool:
    text = f"{problem.record_name} {problem.detail} {problem.remedy}".casefold()
    return any(email in text for email in emails)


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
        "linkState": problem.link_state or "",
        "code": problem.code,
        **cells("json", problem.model_dump_json()),
    }


def _from_row(row: bulk.Row) -> Problem:
    return Problem.model_validate_json(joined(row, "json"))


def _partition(entity: Entity) -> str:
    return f"{entity}{_OF_MAPPING}"


def _once_more(before: MappingProblem | None, made: MappingProblem) -> MappingProblem:
    if before is None:
        return made
    return made.model_copy(
        update={
            "first_seen_at": before.first_seen_at,
            "attempts": before.attempts + 1,
            "dismissed": before.dismissed and before.detail == made.detail,
        }
    )


def _to_mapping_row(problem: MappingProblem) -> dict[str, Any]:
    return {
        "PartitionKey": _partition(problem.entity),
        "RowKey": problem.key,
        "shown": "no" if problem.dismissed else "yes",
        **cells("json", problem.model_dump_json()),
    }


def _from_mapping_row(row: bulk.Row) -> MappingProblem:
    return MappingProblem.model_validate_json(joined(row, "json"))
