"""Where reading of each source goes on, kept in Table Storage. A step that lost its lease to
another finds its next save refused."""

from typing import TypeVar

from shared.entities import Entity
from shared.store.cursors import CursorStore
from shared.sync.state import (
    Comparison,
    Document,
    PollState,
    RunCursor,
    Survey,
    Sweep,
    Tracking,
)

D = TypeVar("D", bound=Document)


def run_cursor(run_id: str) -> str:
    """The name of the cursor of a run."""
    return f"run-{run_id}"


class Positions:
    """The positions of one step: each read once, and written with the version that was read.

    Every save raises StaleCursor if another worker has moved the same position."""

    def __init__(self, cursors: CursorStore) -> None:
        self._cursors = cursors
        self._known: dict[str, tuple[Document, str | None]] = {}

    def run(self, run_id: str) -> RunCursor:
        return self._load(run_cursor(run_id), RunCursor)

    def save_run(self, run_id: str, phase: str) -> None:
        """Notes the phase that is worked on, if it is another than before."""
        cursor = self.run(run_id)
        if cursor.phase != phase:
            self._save(run_cursor(run_id), cursor.model_copy(update={"phase": phase}))

    def save_sequence(self, run_id: str, sequence: int) -> None:
        """Notes the sequence of the message that carries the run on."""
        cursor = self.run(run_id)
        self._save(run_cursor(run_id), cursor.model_copy(update={"sequence": sequence}))

    def tracking(self, entity: Entity) -> Tracking:
        return self._load(f"tracking-{entity}", Tracking)

    def save_tracking(self, entity: Entity, tracking: Tracking) -> None:
        self._save(f"tracking-{entity}", tracking)

    def poll(self) -> PollState:
        return self._load("poll", PollState)

    def save_poll(self, state: PollState) -> None:
        self._save("poll", state)

    def survey(self, run_id: str) -> Survey:
        """How far the survey of this run has come."""
        found = self._load("survey", Survey)
        return found if found.run_id == run_id else Survey(run_id=run_id)

    def save_survey(self, survey: Survey) -> None:
        self._save("survey", survey)

    def comparison(self, run_id: str) -> Comparison:
        """How far this reconciliation has come."""
        found = self._load("comparison", Comparison)
        return found if found.run_id == run_id else Comparison(run_id=run_id)

    def save_comparison(self, comparison: Comparison) -> None:
        self._save("comparison", comparison)

    def sweep(self) -> Sweep:
        return self._load("sweep", Sweep)

    def save_sweep(self, after_id: str) -> None:
        """Notes how far contacts are indexed; it never goes back."""
        if int(after_id) > int(self.sweep().after_id):
            self._save("sweep", Sweep(after_id=after_id))

    def _load(self, name: str, shape: type[D]) -> D:
        if name not in self._known:
            self._known[name] = self._cursors.load(name, shape) or (shape(), None)
        document = self._known[name][0]
        assert isinstance(document, shape)  # noqa: S101 - a name has one shape
        return document

    def _save(self, name: str, document: Document) -> None:
        version = self._known[name][1] if name in self._known else None
        self._known[name] = (document, self._cursors.save(name, document, version))
