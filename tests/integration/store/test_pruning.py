"""What is old is forgotten, page by page, and nothing else."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import BaseModel

from shared.errors import Unreachable
from shared.store import bulk
from shared.store.connection import Storage
from shared.store.documents import Documents
from shared.store.runs import Run, RunStore
from shared.store.sends import SendStore
from tests.integration.conftest import Clock
from tests.integration.store.faulty import Line, empty_page, lost_before


class Answer(BaseModel):
    text: str


def a_moment_between() -> datetime:
    """Later than what is written already, and before what is written next: by the clock of the
    emulator, which is ours, and whose stamps may be coarse."""
    time.sleep(0.05)
    moment = datetime.now(UTC)
    time.sleep(0.05)
    return moment


def test_acts_begun_before_are_forgotten_and_later_ones_are_not(
    storage: Storage, clock: Clock
) -> None:
    sends = SendStore(storage, clock)
    sends.begin("send", "old", "1", "ann")
    sends.finish("send", "old", "1", "ann", status="done")
    sends.begin("enrol", "old and pending", "1", "ann")
    clock.move(3600)
    sends.begin("send", "new", "1", "ann")
    sends.finish("send", "not begun", "1", "ann", status="done")
    assert sends.prune(clock() - timedelta(seconds=1)) == 2
    assert sends.begin("send", "old", "1", "ann") == "new"
    assert sends.begin("send", "new", "1", "ann") != "new"
    clock.move(10)
    assert sends.prune(clock()) == 3


def test_the_moment_of_the_beginning_counts_in_any_time_zone(
    storage: Storage, clock: Clock
) -> None:
    sends = SendStore(storage, clock)
    sends.begin("send", "request", "1", "ann")
    rome = datetime.fromisoformat("2026-11-24T13:00:00.000001+01:00")
    assert sends.prune(rome - timedelta(microseconds=1)) == 0
    assert sends.prune(rome) == 1


def test_thousands_are_pruned_by_few_calls_and_bounded(
    shaky: Storage, line: Line, clock: Clock
) -> None:
    sends = SendStore(shaky, clock)
    table = shaky.table("sends")
    old = clock().isoformat(timespec="microseconds")
    row = {"kind": "send", "status": "done", "code": "", "detail": "", "begunAt": old}
    bulk.put(table, [{"PartitionKey": str(n % 3), "RowKey": str(n), **row} for n in range(2_500)])
    clock.move(60)
    line.clear()
    assert sends.prune(clock(), most=1_200) == 1_200
    assert sends.prune(clock()) == 1_300
    assert sends.prune(clock()) == 0
    assert len(line.requests) < 60


def test_pruning_goes_on_after_an_empty_page(shaky: Storage, line: Line, clock: Clock) -> None:
    sends = SendStore(shaky, clock)
    sends.begin("send", "request", "1", "ann")
    clock.move(60)
    line.plan("GET", "filter=", empty_page)
    assert sends.prune(clock()) == 1


def test_what_a_broken_line_left_is_pruned_the_next_time(
    shaky: Storage, line: Line, clock: Clock
) -> None:
    sends = SendStore(shaky, clock)
    for number in range(30):
        sends.begin("send", str(number), "1", "ann")
    clock.move(60)
    line.plan("DELETE", "sends", lost_before, times=None)
    with pytest.raises(Unreachable):
        sends.prune(clock())
    line.clear()
    assert sends.prune(clock()) == 30


def test_documents_of_one_kind_are_pruned_by_when_they_were_written(storage: Storage) -> None:
    documents = Documents(storage)
    documents.put("answer", "old", Answer(text="old"), None)
    documents.put("answer", "old, written again", Answer(text="old"), None)
    documents.put("setting", "old", Answer(text="old"), None)
    moment = a_moment_between()
    documents.put("answer", "new", Answer(text="new"), None)
    documents.overwrite("answer", "old, written again", Answer(text="new"))
    assert documents.prune("answer", moment) == 1
    assert documents.get("answer", "old", Answer) is None
    for kind, name in (("answer", "new"), ("answer", "old, written again"), ("setting", "old")):
        assert documents.get(kind, name, Answer) is not None


def test_no_more_documents_are_pruned_than_asked_for(storage: Storage) -> None:
    documents = Documents(storage)
    for number in range(7):
        documents.put("answer", str(number), Answer(text="old"), None)
    moment = a_moment_between()
    assert documents.prune("answer", moment, most=5) == 5
    assert documents.prune("answer", moment, most=5) == 2


@pytest.fixture
def runs(storage: Storage, clock: Clock) -> RunStore:
    runs = RunStore(storage)
    for number in range(5):
        runs.create(Run.begun(f"run {number}", "scheduled", clock()))
        runs.finish(f"run {number}", "done", clock(), error=None)
        clock.move(60)
    return runs


def test_no_more_runs_are_pruned_than_asked_for(runs: RunStore, clock: Clock) -> None:
    assert runs.prune(clock(), most=3) == 3
    assert runs.prune(clock(), most=3) == 2
    assert runs.page(None, 10) == ([], None)
