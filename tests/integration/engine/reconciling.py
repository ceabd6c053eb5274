"""What tests of the reconciliation ask of two systems."""

from typing import Final

from shared.entities import ENTITIES, Entity
from shared.store.links import Link
from shared.store.reconciliation import Reconciliation
from tests.integration.engine.two_systems import TwoSystems

FLAG: Final = "donotbulkemail"
UNSUBSCRIBED: Final = 2
"""Status on a list."""


def linked(systems: TwoSystems) -> int:
    return sum(systems.app.links.count_linked(entity, 10_000) for entity in ENTITIES)


def result(systems: TwoSystems) -> Reconciliation:
    found = systems.app.engine.reconciliations.latest()
    assert found is not None
    return found


def reconciled(systems: TwoSystems) -> tuple[int, int]:
    """Differences of a reconciliation, and how many of them it repaired."""
    systems.run_reconciliation()
    found = result(systems)
    return found.differences, found.repaired


def assert_silent(systems: TwoSystems) -> None:
    """Nothing is left to do, neither for another reconciliation nor for a run."""
    written = systems.writes()
    assert reconciled(systems) == (0, 0)
    systems.run_scheduled()
    assert systems.writes() == written
    assert systems.compare().differences == []


def link_of(systems: TwoSystems, entity: Entity, record_id: str) -> Link:
    link = systems.link(entity, record_id)
    assert link is not None
    return link
