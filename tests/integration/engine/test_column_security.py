"""A column is secured while the systems are in sync: what reads as blank is never carried on."""

from collections.abc import Iterator

import pytest

from tests.integration.engine.conftest import OpenSystems
from tests.integration.engine.two_systems import TwoSystems

NOTES, COLUMN = "2", "cr1_notes"


@pytest.fixture(scope="module")
def systems(open_systems: OpenSystems) -> Iterator[TwoSystems]:
    """Of its own, since the schema is changed."""
    with open_systems() as opened:
        opened.run_initial()
        opened.settle()
        yield opened


def secure(systems: TwoSystems, *, secured: bool = True, **access: bool) -> None:
    dataverse = systems.world.dataverse
    rights = {"user": "app", "table": "contact", "column": COLUMN, **access}
    dataverse.post("/_sandbox/column-security", rights)
    change = {"change": {"name": COLUMN, "secured": secured}}
    dataverse.post("/_sandbox/schema/contact", change)


def test_a_hidden_column_clears_nothing_and_comes_back(systems: TwoSystems) -> None:
    record, contact = systems.synced("contact", **{COLUMN: "Kept"})
    secure(systems)
    systems.change_record("contact", record, telephone1="+39 011")
    systems.run_scheduled()
    assert systems.contact(contact)["phone"] == "+39 011"
    assert systems.contact(contact)["values"][NOTES] == "Kept"

    systems.change_contact(contact, values={NOTES: "By a user"}, lastName="Changed")
    systems.deliver_events()
    assert systems.record("contact", record)["lastname"] == "Changed"
    assert systems.record("contact", record)[COLUMN] == "Kept"

    secure(systems, read=True, create=True, update=True)
    systems.run_scheduled()
    assert systems.record("contact", record)[COLUMN] == "By a user"
    systems.settle()
    before = systems.writes()
    systems.run_scheduled()
    assert systems.writes() == before


def test_a_column_that_may_not_be_written_stops_nothing_else(systems: TwoSystems) -> None:
    secure(systems, read=True, create=True, update=True)
    record, contact = systems.synced("contact", **{COLUMN: "Kept"})
    secure(systems, read=True)
    systems.change_contact(contact, values={NOTES: "By a user"}, lastName="Changed")
    systems.run_scheduled()
    assert systems.record("contact", record)["lastname"] == "Changed"
    assert systems.record("contact", record)[COLUMN] == "Kept"
