"""The mapping or the schema is changed between two steps of a run: the next step goes by it, and no
record is left half handled."""

from collections.abc import Iterator

import pytest

from shared.store.connection import STEPS_QUEUE
from shared.store.runs import Run
from shared.sync import changes, run
from shared.sync.positions import Positions
from shared.sync.tick import tick_scheduled
from tests.integration.engine.conftest import OpenSystems
from tests.integration.engine.schema_changes import (
    change_table,
    no_problem,
    only_problem,
)
from tests.integration.engine.two_systems import TwoSystems

NOTES, NOTES_COLUMN = "2", "cr1_notes"
PAGE = 5


@pytest.fixture(scope="module")
def opened(open_systems: OpenSystems) -> Iterator[TwoSystems]:
    """Of their own, since the mapping is changed."""
    with open_systems() as opened:
        opened.run_initial()
        opened.settle()
        yield opened


@pytest.fixture
def systems(opened: TwoSystems, monkeypatch: pytest.MonkeyPatch) -> Iterator[TwoSystems]:
    """With small pages; the mapping is set back after each test."""
    monkeypatch.setattr(changes, "PAGE_SIZE", PAGE)
    before = opened.pairs("contact")
    yield opened
    opened.set_mapping("contact", fields=before, enabled=True, direction="both")
    opened.settle()


def first_step(systems: TwoSystems, monkeypatch: pytest.MonkeyPatch, phase: str) -> None:
    """Begins a run and does one page of a phase of it."""
    systems.make_due()
    engine = systems.app.engine
    tick_scheduled(engine)
    run_id = engine.states.load().current_run_id
    assert run_id is not None
    Positions(engine.cursors).save_run(run_id, phase)
    with monkeypatch.context() as hurried:
        hurried.setattr(run, "STEP_SECONDS", 0.0)
        systems.work_off_steps(most=1)
    assert engine.states.load().current_run_id == run_id


def the_rest(systems: TwoSystems) -> Run:
    assert systems.app.storage.queue(STEPS_QUEUE).peek_messages()
    return systems.work_off_run()


def people(systems: TwoSystems, number: int) -> list[tuple[str, str]]:
    made = [systems.new_record("contact") for _ in range(number)]
    systems.run_scheduled()
    return [(person, systems.contact_id("contact", person)) for person in made]


def test_a_field_added_comes_over_for_the_records_that_were_worked_off_already(
    systems: TwoSystems, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = [pair for pair in systems.pairs("contact") if pair["activecampaign"] != f"field:{NOTES}"]
    systems.set_mapping("contact", fields=kept)
    pairs = people(systems, 3 * PAGE)
    for person, _ in pairs:
        systems.change_record("contact", person, telephone1="+39 1", cr1_notes=person)
    first_step(systems, monkeypatch, "push-contact")
    phones = [systems.contact(contact)["phone"] for _, contact in pairs]
    assert phones.count("+39 1") == PAGE

    systems.add_pair("contact", f"field:{NOTES}", NOTES_COLUMN)
    the_rest(systems)

    for person, contact in pairs:
        shown = systems.contact(contact)
        assert (shown["phone"], shown["values"][NOTES]) == ("+39 1", person)
    assert systems.writes_of_another_run() == 0


def test_a_direction_that_is_taken_away_holds_from_the_next_step(
    systems: TwoSystems, monkeypatch: pytest.MonkeyPatch
) -> None:
    pairs = people(systems, 2 * PAGE)
    for person, _ in pairs:
        systems.change_record("contact", person, telephone1="+39 2")
    first_step(systems, monkeypatch, "push-contact")

    inbound = [
        {**pair, "direction": pair["direction"] if pair["locked"] else "inbound"}
        for pair in systems.pairs("contact")
    ]
    systems.set_mapping("contact", fields=inbound)
    the_rest(systems)

    phones = [systems.contact(contact)["phone"] for _, contact in pairs]
    assert phones.count("+39 2") == PAGE
    for person, _ in pairs:
        assert systems.record("contact", person)["telephone1"] == "+39 2"


def test_an_entity_switched_off_pauses_and_misses_nothing(
    systems: TwoSystems, monkeypatch: pytest.MonkeyPatch
) -> None:
    (outward, outward_contact), (inward, inward_contact) = people(systems, 2)
    lead, lead_contact = systems.synced("lead")
    systems.change_record("contact", outward, telephone1="+39 3")
    systems.change_record("lead", lead, telephone1="+39 3")
    first_step(systems, monkeypatch, "poll")

    systems.set_mapping("contact", enabled=False)
    the_rest(systems)
    systems.change_contact(inward_contact, phone="+39 4")
    systems.deliver_events()
    systems.run_scheduled()
    systems.look_past_what_changed()

    assert systems.contact(lead_contact)["phone"] == "+39 3"
    assert systems.contact(outward_contact)["phone"] == ""
    assert systems.record("contact", inward)["telephone1"] is None
    assert systems.contact_id("contact", inward) == inward_contact
    systems.set_mapping("contact", enabled=True)
    systems.run_scheduled()
    assert systems.contact(outward_contact)["phone"] == "+39 3"
    assert systems.record("contact", inward)["telephone1"] == "+39 4"
    assert systems.writes_of_another_run() == 0


def test_a_column_deleted_between_two_steps_is_found_out_and_the_run_goes_on(
    systems: TwoSystems, monkeypatch: pytest.MonkeyPatch
) -> None:
    ((person, contact),) = people(systems, 1)
    systems.change_record("contact", person, telephone1="+39 5")
    first_step(systems, monkeypatch, "poll")

    change_table(systems, "contact", remove="cr1_text")
    the_rest(systems)

    assert systems.contact(contact)["phone"] == "+39 5"
    assert only_problem(systems).code == "drift.column_deleted"
    text = {"name": "cr1_text", "kind": "string", "label": "Free Text", "maxLength": 100}
    change_table(systems, "contact", add=text)
    systems.run_scheduled()
    no_problem(systems)
