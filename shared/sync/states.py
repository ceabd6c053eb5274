"""The engine's own state: which run is under way, and how far the initial sync is."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from shared.store.cursors import CursorStore, StaleCursor
from shared.sync.state import SyncState

NAME = "state"
TRIES = 5


class SyncStates:
    """Reads and changes `SyncState`; a change is made anew on what another wrote meanwhile."""

    def __init__(self, cursors: CursorStore) -> None:
        self._cursors = cursors

    def load(self) -> SyncState:
        found = self._cursors.load(NAME, SyncState)
        return found[0] if found is not None else SyncState()

    def begin_run(self, run_id: str, now: datetime, *, initial: bool) -> bool:
        """Makes `run_id` the current run; False if there is one already."""

        def begun(state: SyncState) -> SyncState:
            if state.current_run_id is not None:
                return state
            changes: dict[str, Any] = {"current_run_id": run_id, "last_started_at": now}
            if initial:
                changes |= {"initial": "running"}
            return state.model_copy(update=changes)

        return self._change(begun)

    def begin_reconciliation(self, run_id: str) -> bool:
        """Makes `run_id` the reconciliation under way; False if there is one already."""

        def begun(state: SyncState) -> SyncState:
            if state.reconcile_run_id is not None:
                return state
            return state.model_copy(update={"reconcile_run_id": run_id})

        return self._change(begun)

    def run_ended(
        self, run_id: str, *, initial_done: bool, stopped_at: datetime | None = None
    ) -> None:
        """Frees the place of the run, which an error stopped if `stopped_at` says when. An initial
        sync that is done has read all there was, even if records were deleted after they were
        counted."""

        def ended(state: SyncState) -> SyncState:
            if state.reconcile_run_id == run_id:
                return state.model_copy(update={"reconcile_run_id": None})
            if state.current_run_id != run_id:
                return state
            changes: dict[str, Any] = {
                "current_run_id": None,
                "stopped_at": stopped_at,
                "stopped_in_a_row": 0 if stopped_at is None else state.stopped_in_a_row + 1,
            }
            if initial_done:
                changes |= {"initial": "done", "total": state.processed}
            return state.model_copy(update=changes)

        self._change(ended)

    def expect(self, total: int) -> None:
        """Notes how many records the initial sync is going to read, as far as that is known."""

        def counted(state: SyncState) -> SyncState:
            return state.model_copy(update={"total": max(total, state.processed)})

        self._change(counted)

    def progress(self, processed: int) -> None:
        """Adds to the records that the initial sync has read."""

        def moved(state: SyncState) -> SyncState:
            done = state.processed + processed
            changes = {"processed": done, "total": max(state.total, done)}
            return state.model_copy(update=changes)

        self._change(moved)

    def _change(self, change: Callable[[SyncState], SyncState]) -> bool:
        """False if there was nothing to be changed. Raises StaleCursor if others were quicker
        again and again."""
        for tries_left in reversed(range(TRIES)):
            found = self._cursors.load(NAME, SyncState)
            state, version = found if found is not None else (SyncState(), None)
            changed = change(state)
            if changed == state:
                return False
            try:
                self._cursors.save(NAME, changed, version)
            except StaleCursor:
                if not tries_left:
                    raise
            else:
                return True
        return False
