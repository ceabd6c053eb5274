"""How far the initial sync is: never more than there is, and full once it is done."""

from datetime import UTC, datetime

import pytest

from shared.store.cursors import StaleCursor
from shared.sync.state import SyncState
from shared.sync.states import SyncStates

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


class FakeCursors:
    """One document with versions. Before each of the next saves `meanwhile` is what another
    writes first."""

    def __init__(self) -> None:
        self.known: SyncState | None = None
        self.version = 0
        self.meanwhile: list[SyncState] = []

    def load(self, _: str, __: object) -> tuple[SyncState, str] | None:
        return (self.known, str(self.version)) if self.known is not None else None

    def save(self, _: str, document: SyncState, version: str | None) -> str:
        if self.meanwhile:
            self.known = self.meanwhile.pop(0)
            self.version += 1
        if version != (str(self.version) if self.known is not None else None):
            raise StaleCursor
        self.known = document
        self.version += 1
        return str(self.version)


@pytest.fixture
def cursors() -> FakeCursors:
    return FakeCursors()


@pytest.fixture
def states(cursors: FakeCursors) -> SyncStates:
    made = SyncStates(cursors)  # type: ignore[arg-type]
    made.begin_run("run", NOW, initial=True)
    return made


def shown(states: SyncStates) -> tuple[int, int]:
    state = states.load()
    return state.processed, state.total


def test_the_total_does_not_grow_while_what_was_expected_is_read(states: SyncStates) -> None:
    states.expect(500)
    totals = []
    for _ in range(5):
        states.progress(100)
        totals.append(shown(states))
    assert totals == [(100, 500), (200, 500), (300, 500), (400, 500), (500, 500)]


def test_records_that_came_after_the_count_raise_the_total(states: SyncStates) -> None:
    states.expect(100)
    states.progress(130)
    assert shown(states) == (130, 130)


def test_a_count_below_what_was_read_already_is_raised_to_it(states: SyncStates) -> None:
    states.progress(80)
    states.expect(50)
    assert shown(states) == (80, 80)


def test_without_a_count_the_total_is_what_was_read(states: SyncStates) -> None:
    states.progress(80)
    assert shown(states) == (80, 80)


def test_records_that_went_after_the_count_leave_no_gap_once_it_is_done(
    states: SyncStates,
) -> None:
    states.expect(100)
    states.progress(97)
    states.run_ended("run", initial_done=True)
    assert shown(states) == (97, 97)
    assert states.load().initial == "done"


def test_a_run_that_failed_leaves_the_total_as_it_was(states: SyncStates) -> None:
    states.expect(100)
    states.progress(40)
    states.run_ended("run", initial_done=False)
    assert shown(states) == (40, 100)


def test_a_count_that_meets_progress_loses_neither(
    states: SyncStates, cursors: FakeCursors
) -> None:
    assert cursors.known is not None
    cursors.meanwhile = [cursors.known.model_copy(update={"processed": 30, "total": 30})]
    states.expect(100)
    assert shown(states) == (30, 100)


def test_a_reconciliation_has_a_place_beside_the_current_run(states: SyncStates) -> None:
    assert states.begin_reconciliation("night")
    assert not states.begin_reconciliation("another")
    states.run_ended("run", initial_done=True)
    assert states.load().reconcile_run_id == "night"
    assert states.begin_run("next", NOW, initial=False)
    states.run_ended("night", initial_done=False)
    state = states.load()
    assert (state.current_run_id, state.reconcile_run_id) == ("next", None)


def test_a_reconciliation_begins_though_a_run_began_in_the_same_moment(
    states: SyncStates, cursors: FakeCursors
) -> None:
    cursors.meanwhile = [SyncState(current_run_id="theirs")]
    assert states.begin_reconciliation("ours")
    state = states.load()
    assert (state.current_run_id, state.reconcile_run_id) == ("theirs", "ours")


def test_of_two_timers_one_begins_a_reconciliation(
    states: SyncStates, cursors: FakeCursors
) -> None:
    cursors.meanwhile = [SyncState(reconcile_run_id="theirs")]
    assert not states.begin_reconciliation("ours")
    assert states.load().reconcile_run_id == "theirs"


def test_runs_that_were_stopped_are_counted_until_one_goes_through(states: SyncStates) -> None:
    counted = []
    for number, stopped_at in enumerate((NOW, NOW, None)):
        states.begin_run(f"run {number}", NOW, initial=False)
        run_id = states.load().current_run_id
        assert run_id is not None
        states.run_ended(run_id, initial_done=False, stopped_at=stopped_at)
        counted.append((states.load().stopped_in_a_row, states.load().stopped_at))
    assert counted == [(1, NOW), (2, NOW), (0, None)]


def test_a_reconciliation_that_was_stopped_says_nothing_of_runs(states: SyncStates) -> None:
    states.begin_reconciliation("night")
    states.run_ended("night", initial_done=False, stopped_at=NOW)
    assert states.load().stopped_in_a_row == 0
