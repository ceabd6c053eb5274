"""Stores in memory, for tests of the edge and the actions. They keep what the real ones promise;
what the real ones do is tested elsewhere."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.entities import Entity
from shared.errors import VersionStale
from shared.store.audit import AuditEntry
from shared.store.connection_store import Connection, Trouble
from shared.store.links import Link
from shared.store.problems import MappingProblem, Problem
from shared.store.runs import Run
from shared.store.sends import Act
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

    def get(self, kind: str, name: str, shape: Any) -> Any:
        text = self.known.get((kind, name))
        return None if text is None else (shape.model_validate_json(text), "1")

    def put(self, kind: str, name: str, document: Any, version: str | None) -> str | None:
        assert version is None
        self.known.setdefault((kind, name), document.model_dump_json())
        return "1"

    def overwrite(self, kind: str, name: str, document: Any) -> None:
        self.known[kind, name] = document.model_dump_json()

    def prune(self, *_: Any) -> int:
        return 0


class FakeSends:
    def __init__(self) -> None:
        self.known: dict[tuple[str, ...], Act] = {}

    def begin(self, *key: str) -> Any:
        if key in self.known:
            return self.known[key]
        self.known[key] = Act("pending", "", "")
        return "new"

    def finish(self, *key: str, status: str, code: str = "", detail: str = "") -> None:
        self.known[key] = Act(status, code, detail)


class FakeAudit:
    def __init__(self) -> None:
        self.entries: list[AuditEntry] = []

    def append(self, **parts: Any) -> None:
        self.entries.insert(0, AuditEntry(**parts))

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


class FakeEvents:
    def __init__(self) -> None:
        self.queued: list[Mapping[str, Any]] = []

    def enqueue(self, event: Mapping[str, Any]) -> None:
        self.queued.append(event)


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
