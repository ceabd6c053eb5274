"""The figures of one step, added to its run as they come."""

from collections.abc import Mapping

from shared.entities import Entity
from shared.store.runs import Figures, Run
from shared.sync.engine import Engine
from shared.transport import Calls


def records_of(figures: Mapping[Entity, Figures]) -> dict[str, dict[str, int]]:
    """Figures as the log holds them."""
    return {entity: dict(numbers) for entity, numbers in figures.items()}


class Tally:
    """Counts what a step did and what it called, and saves both to the run's row."""

    def __init__(self, engine: Engine, run: Run) -> None:
        self.calls = Calls()
        self._engine = engine
        self._run = run
        self._saved: dict[str, int] = {}
        self._done: dict[Entity, Figures] = {}

    @property
    def records(self) -> Mapping[str, Mapping[str, int]]:
        """What the step did so far, by entity and figure."""
        return records_of(self._done)

    def add(self, figures: Mapping[Entity, Figures]) -> None:
        """Saves `figures`, and the calls made since the last save."""
        made = {
            "activecampaign": self.calls.made("activecampaign"),
            "dynamics": self.calls.made("dataverse"),
        }
        new = {name: count - self._saved.get(name, 0) for name, count in made.items()}
        for entity, more in figures.items():
            self._done[entity] = self._done.get(entity, Figures()).plus_all(more)
        if figures or any(new.values()):
            self._engine.runs.add_figures(self._run.id, figures, new)
            self._saved = made
            self._engine.note_progress(self._run, figures)

    def save(self) -> None:
        """Saves the calls made since the last save."""
        self.add({})
