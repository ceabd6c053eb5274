"""A mapping is changed while the systems are in sync."""

from collections.abc import Iterator

import pytest

from tests.integration.engine.conftest import OpenSystems
from tests.integration.engine.two_systems import TwoSystems

NOTES = "field:2"
NOTES_COLUMN = "cr1_notes"


@pytest.fixture(scope="module")
def systems(open_systems: OpenSystems) -> Iterator[TwoSystems]:
    """Of its own, since the mapping is changed; without the notes."""
    with open_systems() as opened:
        leave_out(opened, NOTES)
        opened.run_initial()
        opened.settle()
        yield opened


def leave_out(systems: TwoSystems, key: str) -> None:
    kept = [pair for pair in systems.pairs("contact") if pair["activecampaign"] != key]
    systems.set_mapping("contact", fields=kept)


def test_a_field_added_later_comes_over_for_those_in_sync_from_both_sides(
    systems: TwoSystems,
) -> None:
    here, here_contact = systems.synced("contact", **{NOTES_COLUMN: "From Dynamics"})
    there, there_contact = systems.synced("contact")
    systems.change_contact(there_contact, values={"2": "From ActiveCampaign"})
    systems.settle()
    assert systems.record("contact", there)[NOTES_COLUMN] is None

    systems.add_pair("contact", NOTES, NOTES_COLUMN)
    systems.run_scheduled()

    assert systems.record("contact", here)[NOTES_COLUMN] == "From Dynamics"
    assert systems.contact(here_contact)["values"]["2"] == "From Dynamics"
    assert systems.record("contact", there)[NOTES_COLUMN] == "From ActiveCampaign"
    systems.settle()
    before = systems.writes()
    systems.run_scheduled()
    assert systems.writes() == before


def test_a_field_left_out_keeps_its_values_and_is_not_written_any_more(
    systems: TwoSystems,
) -> None:
    record, contact = systems.synced("contact", **{NOTES_COLUMN: "Kept"})
    leave_out(systems, NOTES)
    systems.change_record("contact", record, **{NOTES_COLUMN: "Later", "telephone1": "+39 1"})
    systems.run_scheduled()
    assert systems.contact(contact)["phone"] == "+39 1"
    assert systems.contact(contact)["values"]["2"] == "Kept"
    assert systems.record("contact", record)[NOTES_COLUMN] == "Later"


def test_records_that_new_criteria_let_in_are_synced_without_being_touched(
    systems: TwoSystems,
) -> None:
    one_tier = [{"field": "telephone1", "operator": "equals", "value": "+39 011 77"}]
    systems.set_mapping("contact", scope="criteria", criteria=one_tier)
    record = systems.new_record("contact", telephone1="+39 011 88")
    systems.run_scheduled()
    link = systems.link("contact", record)
    assert link is not None
    assert link.state == "excluded"
    systems.set_mapping("contact", scope="all", criteria=[])
    systems.run_scheduled()
    assert systems.contact_id("contact", record)
