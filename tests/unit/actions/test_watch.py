"""With every tick the log says how things stand: what alert rules ask for."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from shared.actions.watch import LOOKED_AT, since_success_seconds, watch
from shared.errors import Unreachable
from shared.store.runs import Run, RunKind, RunState
from tests.unit.telemetry.reading import lines

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


class Runs:
    """Runs, newest first, that are given out page by page."""

    def __init__(self, *runs: Run) -> None:
        self.runs = runs
        self.read = 0

    def page(self, after: str | None, limit: int) -> tuple[Sequence[Run], str | None]:
        start = int(after or "0")
        found = self.runs[start : start + limit]
        self.read += len(found)
        end = start + len(found)
        return found, str(end) if end < len(self.runs) else None


def run(state: RunState, hours: float, kind: RunKind = "scheduled") -> Run:
    """One that began so many hours ago, and took a quarter of one if it has ended."""
    began = NOW - timedelta(hours=hours)
    ended = began + timedelta(minutes=15) if state in ("done", "failed") else None
    return Run.begun("r", kind, began).model_copy(update={"state": state, "ended_at": ended})


def since(*runs: Run) -> int | None:
    return since_success_seconds(Runs(*runs), NOW)  # type: ignore[arg-type]


def test_the_last_run_that_was_done_counts_from_its_end() -> None:
    assert since(run("running", 0.1), run("done", 1), run("done", 2)) == 45 * 60


@pytest.mark.parametrize("kind", ["scheduled", "initial"])
def test_an_initial_run_is_a_success_as_well(kind: RunKind) -> None:
    assert since(run("done", 1, kind)) == 45 * 60


def test_a_reconciliation_brings_no_changes_and_is_none() -> None:
    assert since(run("done", 1, "reconcile"), run("done", 2)) == 105 * 60


def test_failed_runs_count_on_from_the_success_before_them_over_pages() -> None:
    failed = [run("failed", hours) for hours in (1, 2, 3, 4)]
    assert since(*failed, run("done", 5)) == 285 * 60


def test_without_a_success_it_is_at_least_since_the_oldest_run_looked_at() -> None:
    runs = Runs(*(run("failed", hours) for hours in range(1, 100)))
    told = since_success_seconds(runs, NOW)  # type: ignore[arg-type]
    assert told == LOOKED_AT * 3600
    assert runs.read == LOOKED_AT


def test_before_the_first_run_there_is_nothing_to_tell() -> None:
    assert since() is None


class Events:
    """What waits on the queue."""

    def __init__(self, *received: str) -> None:
        self.received = received
        self.fault: Unreachable | None = None

    def backlog(self) -> int:
        if self.fault is not None:
            raise self.fault
        return len(self.received)

    def first(self) -> list[dict[str, str]]:
        return [{"receivedAt": at} for at in self.received]


def services(events: Events, *, writing: bool = True, initial: str = "done") -> Any:
    state = SimpleNamespace(initial=initial)
    return SimpleNamespace(
        clock=lambda: NOW,
        engine=SimpleNamespace(
            may_write=lambda: writing, states=SimpleNamespace(load=lambda: state)
        ),
        sync_settings=SimpleNamespace(load=lambda: SimpleNamespace(frequency_hours=4)),
        runs=Runs(run("done", 1)),
        events=events,
        given_up=SimpleNamespace(count=lambda: 2),
    )


@pytest.fixture(autouse=True)
def heard(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", logger="shared")


def test_one_line_tells_it_all(caplog: pytest.LogCaptureFixture) -> None:
    watch(services(Events("2026-11-24T11:58:00+00:00", "2026-11-24T11:45:00+00:00", "?")))
    assert lines(caplog) == [
        {
            "event": "watch",
            "syncing": True,
            "frequencyHours": 4,
            "sinceSuccessSeconds": 45 * 60,
            "backlog": 3,
            "backlogSeconds": 15 * 60,
            "poison": 2,
        }
    ]


@pytest.mark.parametrize(("writing", "initial"), [(False, "done"), (True, "running")])
def test_nothing_is_overdue_while_no_run_is_to_come(
    caplog: pytest.LogCaptureFixture, writing: bool, initial: str
) -> None:
    watch(services(Events(), writing=writing, initial=initial))
    assert lines(caplog)[0]["syncing"] is False


def test_a_tick_goes_on_where_it_cannot_be_told(caplog: pytest.LogCaptureFixture) -> None:
    events = Events()
    events.fault = Unreachable("storage", "The storage account gave no answer.")
    watch(services(events))
    assert [(line["event"], line["code"]) for line in lines(caplog)] == [
        ("note", "remote.unreachable")
    ]
