"""Stores in memory, for tests of the edge and the actions. They keep what the real ones promise;
what the real ones do is tested elsewhere."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from shared.entities import Entity
from shared.errors import VersionStale
from shared.store.audit import AuditEntry
from shared.store.connection_store import Connection, Trouble
from shared.store.links import Link
from shared.store.problems import MappingProblem, Problem, ProblemCounts
from shared.store.runs import Run
from shared.store.sends import Act, act_key
from shared.store.sync_settings import SyncSettings
from tests.unit.triggers.fake_remotes import NOW


class FakeSecrets:
    def __init__(self) -> None:
        self.known: dict[str, str] = {}
        self.refreshed = 0

    def get(self, name: str) -> str | None:
        return self.known.get(name)

    def set(self, name: str, value: str) -> None:
        self.known[name] = value

    def clear(self, name: str) -> None:
        self.known.pop(name, None)

    def renew(self, name: str) -> str | None:
        self.refreshed += 1
        return self.known.get(name)

    def refresh(self) -> None:
        self.refreshed += 1


class FakeConnections:
    def __init__(self) -> None:
        self.known: Connection | None = None

    def load(self) -> Connection | None:
        return self.known

    def save(self, connection: Connection) -> None:
        self.known = connection

    def account(self) -> int:
        return self.known.account if self.known is not None else 1

    def number_for(self, url: str) -> int:
        assert url
        return 1

    def note_trouble(self, key_digest: str, trouble: Trouble | None) -> None:
        if self.known is not None and self.known.key_digest == key_digest:
            self.known = self.known.model_copy(update={"trouble": trouble})

    def clear(self) -> None:
        self.known = None


class FakeMappings:
    def __init__(self) -> None:
        self.known: dict[str, tuple[dict[str, Any], str]] = {}

    def load(self, entity: Entity) -> tuple[dict[str, Any], str] | None:
        return self.known.get(entity)

    def save(self, entity: Entity, mapping: dict[str, Any], version: str | None) -> str:
        now = self.known[entity][1] if entity in self.known else None
        if now != version:
            raise VersionStale("The mapping was changed by somebody else.")
        self.known[entity] = (mapping, str(int(now or "0") + 1))
        return self.known[entity][1]


class FakeDocuments:
    def __init__(self) -> None:
        self.known: dict[tuple[str, str], str] = {}
        self._versions: dict[tuple[str, str], int] = {}

    def get(self, kind: str, name: str, shape: Any) -> Any:
        text = self.known.get((kind, name))
        if text is None:
            return None
        return shape.model_validate_json(text), str(self._versions.get((kind, name), 0))

    def first(self, kind: str, prefix: str, shape: Any) -> Any:
        names = sorted(name for its, name in self.known if its == kind and name.startswith(prefix))
        return shape.model_validate_json(self.known[kind, names[0]]) if names else None

    def put(self, kind: str, name: str, document: Any, version: str | None) -> str | None:
        known = str(self._versions.get((kind, name), 0)) if (kind, name) in self.known else None
        if version != known:
            return None
        self.overwrite(kind, name, document)
        return str(self._versions[kind, name])

    def overwrite(self, kind: str, name: str, document: Any) -> None:
        self.known[kind, name] = document.model_dump_json()
        self._versions[kind, name] = self._versions.get((kind, name), 0) + 1

    def prune(self, *_: Any) -> int:
        return 0


class FakeHistory:
    def newest(self, *_: Any) -> list[Any]:
        return []

    def prune(self, _: Any) -> int:
        return 0


class FakeSends:
    """Acts by kind, request, target and person."""

    def __init__(self, clock: Callable[[], datetime] = lambda: NOW) -> None:
        self.known: dict[tuple[str, ...], Act] = {}
        self.clock = clock

    def begin(self, *key: str) -> Any:
        return self.settle(*key, status="pending")

    def settle(self, *key: str, status: str, code: str = "", detail: str = "") -> Any:
        if key in self.known and self.known[key].status != "failed":
            return self.known[key]
        self.known[key] = Act(status, code, detail, self.clock())
        return "new"

    def finish(self, *key: str, status: str, code: str = "", detail: str = "") -> None:
        self.known[key] = Act(status, code, detail, self.clock())

    def of_request(self, kind: str, request_id: str) -> dict[str, Act]:
        return {
            act_key(key[2], key[3]): act
            for key, act in self.known.items()
            if key[:2] == (kind, request_id)
        }


class FakeAudit:
    def __init__(self) -> None:
        self.entries: list[AuditEntry] = []

    def append(self, **parts: Any) -> None:
        self.entries.insert(0, AuditEntry(**parts))

    def prune(self, *_: Any) -> int:
        return 0

    def page(self, after: str | None, limit: int) -> tuple[list[AuditEntry], str | None]:
        return _page(self.entries, after, limit)


class FakeRuns:
    def __init__(self) -> None:
        self.known: list[Run] = []

    def load(self, run_id: str) -> Run | None:
        return next((run for run in self.known if run.id == run_id), None)

    def page(self, after: str | None, limit: int) -> tuple[list[Run], str | None]:
        return _page(self.known, after, limit)


class FakeLinks:
    def __init__(self) -> None:
        self.known: dict[tuple[str, str], Link] = {}
        self.recounted: list[Entity] = []

    def counts(self, entity: Entity) -> Mapping[str, int]:
        return Counter(link.state for (of, _), link in self.known.items() if of == entity)

    def recount(self, entity: Entity) -> int:
        self.recounted.append(entity)
        return 0

    def read(self, entity: Entity, ids: Sequence[str]) -> dict[str, Link]:
        return {one: self.known[entity, one] for one in ids if (entity, one) in self.known}

    def page(
        self, entity: Entity, state: str, after: str | None, limit: int
    ) -> tuple[list[Link], str | None]:
        found = [
            link for (of, _), link in self.known.items() if of == entity and link.state == state
        ]
        return _page(found, after, limit)


class FakeProblems:
    def __init__(self) -> None:
        self.known: dict[str, Problem] = {}
        self.of_mappings: list[MappingProblem] = []

    def of_record(self, entity: Entity, record_id: str) -> Problem | None:
        return self.known.get(f"{entity}-{record_id}")

    def record_ids(self, entity: Entity) -> set[str]:
        return {one.record_id for one in self.known.values() if one.entity == entity}

    def counts(self, entity: Entity, now: datetime) -> ProblemCounts:
        found = [one for one in self.known.values() if one.entity == entity]
        return ProblemCounts(
            shown=sum(not one.dismissed for one in found),
            due=sum(one.due_at <= now and not one.dismissed for one in found),
            by_link=Counter(one.link_state for one in found if one.link_state is not None),
        )

    def page(
        self, entity: Entity | None, after: str | None, limit: int
    ) -> tuple[list[Problem], str | None]:
        found = [one for one in self.known.values() if entity in (None, one.entity)]
        return _page(found, after, limit)

    def page_of_all(
        self, entity: Entity | None, after: str | None, limit: int
    ) -> tuple[list[Problem | MappingProblem], str | None]:
        records, _ = self.page(entity, None, len(self.known))
        mappings = [one for one in self.of_mappings if entity in (None, one.entity)]
        return _page([*mappings, *records], after, limit)

    def retry(self, problem_id: str) -> bool:
        return problem_id in self.known

    def dismiss(self, problem_id: str) -> bool:
        return self.known.pop(problem_id, None) is not None


class FakeSyncSettings:
    def __init__(self) -> None:
        self.known = SyncSettings()

    def load(self) -> SyncSettings:
        return self.known

    def change(self, changes: dict[str, Any]) -> SyncSettings:
        self.known = SyncSettings.model_validate({**dict(self.known), **changes})
        return self.known


class FakeLiveEvents:
    def __init__(self) -> None:
        self.known: dict[str, list[Mapping[str, Any]]] = {}

    def put(self, events: Sequence[tuple[str, datetime, str, Mapping[str, Any]]]) -> None:
        for contact_id, _, _, event in events:
            self.known.setdefault(contact_id, []).insert(0, event)

    def of_contact(self, contact_id: str, most: int) -> list[Mapping[str, Any]]:
        return self.known.get(contact_id, [])[:most]

    def prune(self, *_: Any) -> int:
        return 0


class FakeEvents:
    def __init__(self) -> None:
        self.queued: list[Mapping[str, Any]] = []

    def enqueue(self, event: Mapping[str, Any]) -> None:
        self.queued.append(event)

    def backlog(self) -> int:
        return len(self.queued)


class FakeCounts:
    """`written` says how often what was counted was written."""

    def __init__(self) -> None:
        self.known: dict[date, Counter[str]] = {}
        self.written = 0

    def add(self, name: str, number: int = 1, *, day: date | None = None) -> None:
        self.known.setdefault(day or NOW.date(), Counter())[name] += number

    @contextmanager
    def flushed(self) -> Iterator[None]:
        try:
            yield
        finally:
            self.written += 1

    def days(self, since: date) -> Mapping[date, Mapping[str, int]]:
        return {day: numbers for day, numbers in self.known.items() if day >= since}

    def tidy(self) -> None:
        """There is one row of each day."""


def link(entity: Entity, record_id: str, contact_id: str | None, email: str, **parts: Any) -> Link:
    known = {
        "state": "linked",
        "base": {},
        "reason_code": None,
        "reason_detail": None,
        "related_id": None,
        "synced_at": NOW,
        "name": "Somebody",
        "fields": "",
        "version": "1",
    }
    return Link(
        entity=entity,
        record_id=record_id,
        contact_id=contact_id,
        email=email,
        **{**known, **parts},
    )


def _page(items: Sequence[Any], after: str | None, limit: int) -> tuple[list[Any], str | None]:
    start = int(after or "0")
    end = start + limit
    return list(items[start:end]), (str(end) if end < len(items) else None)
