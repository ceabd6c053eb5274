"""The schema of either system changes while they are in sync: what can go on goes on, nothing is
cleared, and the rest is one problem of the mapping until it is mended."""

from collections.abc import Iterator

import pytest

from tests.integration.engine.conftest import OpenSystems
from tests.integration.engine.schema_changes import (
    change_column,
    change_field,
    change_table,
    no_problem,
    only_problem,
)
from tests.integration.engine.two_systems import TwoSystems

TEXT, TEXT_COLUMN = "14", "cr1_text"
TEXT_AGAIN = {"name": TEXT_COLUMN, "kind": "string", "label": "Free Text", "maxLength": 100}
CONTACT_TAG = "[D365: Contact]"


@pytest.fixture(scope="module")
def opened(open_systems: OpenSystems) -> Iterator[TwoSystems]:
    """Of their own, since their schema is changed."""
    with open_systems() as opened:
        opened.run_initial()
        opened.settle()
        yield opened


@pytest.fixture
def systems(opened: TwoSystems) -> Iterator[TwoSystems]:
    no_problem(opened)
    yield opened
    opened.lose_webhooks(lost=False)


def test_a_deleted_column_leaves_the_others_in_sync_and_is_filled_when_it_is_back(
    systems: TwoSystems,
) -> None:
    people = [systems.new_record("contact", **{TEXT_COLUMN: f"text {n}"}) for n in range(3)]
    systems.run_scheduled()
    contacts = [systems.contact_id("contact", person) for person in people]
    change_table(systems, "contact", remove=TEXT_COLUMN)
    systems.change_record("contact", people[0], telephone1="+39 1")
    systems.change_contact(contacts[1], phone="+39 2", values={TEXT: "later"})

    systems.run_scheduled()
    systems.deliver_events()
    systems.run_scheduled()

    assert systems.contact(contacts[0])["phone"] == "+39 1"
    assert systems.record("contact", people[1])["telephone1"] == "+39 2"
    texts = [systems.contact(contact)["values"][TEXT] for contact in contacts]
    assert texts == ["text 0", "later", "text 2"]
    problem = only_problem(systems)
    assert (problem.code, problem.field) == ("drift.column_deleted", f"field:{TEXT}")
    assert f"Free Text ({TEXT_COLUMN})" in problem.detail
    assert systems.writes_of_another_run() == 0

    change_table(systems, "contact", add=TEXT_AGAIN)
    systems.run_scheduled()

    texts = [systems.record("contact", person)[TEXT_COLUMN] for person in people]
    assert texts == ["text 0", "later", "text 2"]
    assert [systems.contact(contact)["values"][TEXT] for contact in contacts] == texts
    no_problem(systems)
    assert systems.writes_of_another_run() == 0


def test_a_deleted_field_clears_no_column_and_another_takes_its_place(systems: TwoSystems) -> None:
    mapped = systems.pairs("contact")
    field = change_field(systems, action="add", title="Web page", type="text")
    systems.add_pair("contact", f"field:{field}", "cr1_url")
    person, contact = systems.synced("contact", cr1_url="https://people.example")
    assert systems.contact(contact)["values"][field] == "https://people.example"
    change_field(systems, action="remove", id=int(field))

    systems.change_contact(contact, phone="+39 3")
    systems.deliver_events()  # before any run has seen that the field is gone

    assert systems.record("contact", person)["cr1_url"] == "https://people.example"
    systems.deliver_events_again()
    assert systems.record("contact", person)["telephone1"] == "+39 3"
    systems.run_scheduled()
    assert systems.record("contact", person)["cr1_url"] == "https://people.example"
    problem = only_problem(systems)
    assert (problem.code, problem.field) == ("drift.field_deleted", f"field:{field}")
    assert "Web page" in problem.detail
    assert systems.writes_of_another_run() == 0

    other = change_field(systems, action="add", title="Web page", type="text")
    pair = {"activecampaign": f"field:{other}", "dynamics": "cr1_url", "direction": "both"}
    systems.set_mapping("contact", fields=[*mapped, pair])
    systems.run_scheduled()

    assert systems.contact(contact)["values"][other] == "https://people.example"
    no_problem(systems)
    systems.set_mapping("contact", fields=mapped)
    assert systems.writes_of_another_run() == 0


def test_a_type_that_no_longer_goes_with_the_column_is_said_and_mended(
    systems: TwoSystems,
) -> None:
    person, contact = systems.synced("contact", cr1_score=7)
    change_field(systems, action="change", id=5, type="date")
    systems.change_record("contact", person, cr1_score=8, telephone1="+39 4")

    systems.run_scheduled()

    shown = systems.contact(contact)
    assert (shown["phone"], shown["values"]["5"]) == ("+39 4", "7")
    problem = only_problem(systems)
    assert (problem.code, problem.field) == ("drift.type_changed", "field:5")
    assert "number" in problem.detail
    change_field(systems, action="change", id=5, type="number")
    systems.run_scheduled()
    assert systems.contact(contact)["values"]["5"] == "8"
    no_problem(systems)
    assert systems.writes_of_another_run() == 0


def test_a_column_made_anew_with_another_type_takes_what_the_contacts_hold(
    systems: TwoSystems,
) -> None:
    person, contact = systems.synced("contact", **{TEXT_COLUMN: "kept"})
    change_table(systems, "contact", remove=TEXT_COLUMN)
    change_table(systems, "contact", add={"name": TEXT_COLUMN, "kind": "memo", "label": "Memo"})
    systems.run_scheduled()
    # Lines go into no field of one line, but a text of one line goes into a memo.
    kept = systems.contact(contact)["values"][TEXT]
    change_table(systems, "contact", remove=TEXT_COLUMN)
    change_table(systems, "contact", add=TEXT_AGAIN)
    systems.run_scheduled()
    assert kept == systems.contact(contact)["values"][TEXT] == "kept"
    assert systems.record("contact", person)[TEXT_COLUMN] == "kept"
    no_problem(systems)
    assert systems.writes_of_another_run() == 0


def test_texts_too_long_for_a_shortened_column_wait_without_a_problem_of_their_own(
    systems: TwoSystems,
) -> None:
    pairs = [systems.synced("contact", **{TEXT_COLUMN: "short"}) for _ in range(2)]
    change_column(systems, "contact", TEXT_COLUMN, maxLength=10)
    for _, contact in pairs:
        systems.change_contact(contact, phone="+39 5", values={TEXT: "much too long for it"})

    systems.run_scheduled()

    for person, _ in pairs:
        row = systems.record("contact", person)
        assert (row["telephone1"], row[TEXT_COLUMN]) == ("+39 5", "short")
    problem = only_problem(systems)
    assert (problem.code, problem.field) == ("drift.length_shortened", f"field:{TEXT}")
    assert "100" in problem.detail
    assert "10" in problem.detail
    assert systems.writes_of_another_run() == 0

    change_column(systems, "contact", TEXT_COLUMN, maxLength=100)
    before = systems.writes()
    systems.run_scheduled()

    assert systems.writes() - before == len(pairs), "everything was compared, these differed"
    for person, _ in pairs:
        assert systems.record("contact", person)[TEXT_COLUMN] == "much too long for it"
    no_problem(systems)
    assert systems.writes_of_another_run() == 0


def test_a_new_required_column_stops_nothing_but_creation(systems: TwoSystems) -> None:
    person, contact = systems.synced("contact")
    required = {"name": "cr1_branch", "kind": "string", "label": "Branch"}
    change_table(systems, "contact", add={**required, "required": "ApplicationRequired"})
    asking = systems.new_contact(tags=[CONTACT_TAG])
    email = systems.contact(asking)["email"]
    systems.change_contact(contact, phone="+39 6")

    systems.run_scheduled()

    assert systems.record("contact", person)["telephone1"] == "+39 6"
    assert systems.records_of("contact", email) == []
    (problem,) = systems.app.problems.of_mapping("contact")
    assert (problem.code, problem.field) == ("mapping.required_unmapped", "cr1_branch")
    assert "Branch" in problem.detail

    change_column(systems, "contact", "cr1_branch", required="None")
    systems.make_problems_due()
    systems.run_scheduled()

    assert len(systems.records_of("contact", email)) == 1
    no_problem(systems)
    change_table(systems, "contact", remove="cr1_branch")
    assert systems.writes_of_another_run() == 0


def test_a_criterion_without_its_column_stops_its_entity_only_and_nothing_is_missed(
    systems: TwoSystems,
) -> None:
    criterion = {"field": "cr1_url", "operator": "startsWith", "value": "https://"}
    systems.set_mapping("lead", scope="criteria", criteria=[criterion])
    lead, lead_contact = systems.synced("lead", cr1_url="https://people.example")
    person, contact = systems.synced("contact")
    systems.settle()
    change_table(systems, "lead", remove="cr1_url")
    stranger = systems.new_record("lead")
    systems.change_record("contact", person, telephone1="+39 7")
    systems.change_contact(lead_contact, phone="+39 8")

    systems.deliver_events()
    systems.run_scheduled()
    systems.look_past_what_changed()

    assert systems.contact(contact)["phone"] == "+39 7"
    assert systems.record("lead", lead)["telephone1"] is None
    assert systems.link("lead", stranger) is None
    problem = only_problem(systems, "lead")
    assert (problem.code, problem.field) == ("criteria.column_unknown", "cr1_url")

    url = {"name": "cr1_url", "kind": "string", "label": "Profile Page", "maxLength": 200}
    change_table(systems, "lead", add={**url, "format": "Url"})
    systems.change_record("lead", lead, cr1_url="https://people.example")
    systems.run_scheduled()

    assert systems.record("lead", lead)["telephone1"] == "+39 8"
    no_problem(systems, "lead")
    systems.set_mapping("lead", scope="all", criteria=[])
    assert systems.writes_of_another_run() == 0
