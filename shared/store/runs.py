"""Runs and their figures."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from shared.entities import Entity
from shared.store import bulk
from shared.store.connection import Storage
from shared.store.documents import Documents
from shared.store.keys import newest_first
from shared.store.scan import page_of, pages

RunKind = Literal["initial", "scheduled", "reconcile"]
RunState = Literal["running", "held", "done", "failed"]
KIND = "run"
LIST = "run"


class Figures(BaseModel):
    """What became of the records of one entity."""

    model_config = ConfigDict(frozen=True)

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    excluded: int = 0
    failing: int = 0

    def plus(self, **numbers: int) -> "Figures":
        """With `numbers` added to the figures of these names."""
        return Figures(**{name: count + numbers.get(name, 0) for name, count in self})

    def plus_all(self, other: "Figures") -> "Figures":
        return self.plus(**dict(other))


class Run(BaseModel):
    """One execution of a sync. `calls` are by system: `activecampaign` and `dynamics`. `held` is
    what a run that was held would do, `released` that an administrator let it go on."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: RunKind
    state: RunState
    started_at: datetime
    ended_at: datetime | None = None
    entities: dict[Entity, Figures] = {}
    calls: dict[str, int] = {}
    held: dict[str, Any] | None = None
    released: bool = False
    error: str | None = None

    @classmethod
    def begun(cls, run_id: str, kind: RunKind, now: datetime) -> "Run":
        return cls(id=run_id, kind=kind, state="running", started_at=now)


class RunStore:
    """Runs by id, and newest first."""

    def __init__(self, storage: Storage) -> None:
        self._documents = Documents(storage)
        self._list = storage.table("runs")

    def create(self, run: Run) -> None:
        """Nothing happens if the run is there already."""
        self._documents.put(KIND, run.id, run, None)
        row = {"PartitionKey": LIST, "RowKey": newest_first(run.started_at, run.id)}
        bulk.put(self._list, [{**row, "runId": run.id}])

    def load(self, run_id: str) -> Run | None:
        found = self._documents.get(KIND, run_id, Run)
        return found[0] if found is not None else None

    def add_figures(
        self, run_id: str, figures: Mapping[Entity, Figures], calls: Mapping[str, int]
    ) -> None:
        """Adds to what the run counted so far."""

        def added(run: Run) -> Run:
            entities = dict(run.entities)
            for entity, more in figures.items():
                entities[entity] = entities.get(entity, Figures()).plus_all(more)
            made = {name: run.calls.get(name, 0) + count for name, count in calls.items()}
            return run.model_copy(update={"entities": entities, "calls": {**run.calls, **made}})

        self._change(run_id, added)

    def finish(
        self, run_id: str, state: Literal["done", "failed"], now: datetime, *, error: str | None
    ) -> None:
        """Closes the run; one that is closed stays as it is."""

        def closed(run: Run) -> Run:
            if run.ended_at is not None:
                return run
            return run.model_copy(update={"state": state, "ended_at": now, "error": error})

        self._change(run_id, closed)

    def hold(self, run_id: str, told: Mapping[str, Any]) -> None:
        """The run waits for an administrator; `told` is what it would do."""

        def waiting(run: Run) -> Run:
            changes = {"state": "held", "held": dict(told)}
            return run.model_copy(update=changes) if run.state == "running" else run

        self._change(run_id, waiting)

    def release(self, run_id: str) -> bool:
        """Lets a held run go on; False if it is not held."""
        return self._leave_hold(run_id, {"state": "running", "released": True})

    def cancel(self, run_id: str, now: datetime) -> bool:
        """Ends a held run; False if it is not held."""
        ended = {"state": "failed", "ended_at": now, "error": "Cancelled by an administrator."}
        return self._leave_hold(run_id, ended)

    def _leave_hold(self, run_id: str, changes: Mapping[str, Any]) -> bool:
        was_held = False

        def left(run: Run) -> Run:
            nonlocal was_held
            was_held = run.state == "held"
            return run.model_copy(update=dict(changes)) if was_held else run

        self._change(run_id, left)
        return was_held

    def page(self, after: str | None, limit: int) -> tuple[list[Run], str | None]:
        """Runs, newest first, and where the next page begins."""
        rows, following = page_of(self._list, [LIST], (), after, limit)
        runs = [self.load(row["runId"]) for row in rows]
        return [run for run in runs if run is not None], following

    def prune(self, before: datetime, most: int = 1000) -> int:
        """Removes runs that began earlier and have ended, at most `most`; how many."""
        query = "PartitionKey eq @p and RowKey ge @key"
        parameters = {"p": LIST, "key": newest_first(before, "")}
        removed = 0
        for page in pages(self._list, query, parameters):
            ended = [row for row in page if self._has_ended(row["runId"])][: most - removed]
            for row in ended:
                self._documents.remove(KIND, row["runId"])
            # Last, so that what a crash leaves behind is found again.
            bulk.remove(self._list, [(LIST, row["RowKey"]) for row in ended])
            removed += len(ended)
            if removed == most:
                break
        return removed

    def _has_ended(self, run_id: str) -> bool:
        run = self.load(run_id)
        return run is None or run.ended_at is not None

    def _change(self, run_id: str, change: Callable[[Run], Run]) -> None:
        while (found := self._documents.get(KIND, run_id, Run)) is not None:
            run, version = found
            changed = change(run)
            if changed == run:
                return
            if self._documents.put(KIND, run_id, changed, version) is not None:
                return
