"""The initial sync: it links what is there, creates what is missing, and lets no automation run."""

from collections.abc import Iterator

import pytest

from shared.sync.tick import tick_initial
from tests.integration.engine.conftest import OpenSystems
from tests.integration.engine.two_systems import TwoSystems, new_email

GOLD, SILVER = 727500000, 727500001
MEMBERSHIP, GREETING = "6", "14"


@pytest.fixture(scope="module")
def before(open_systems: OpenSystems) -> Iterator[TwoSystems]:
    with open_systems() as systems:
        yield systems


def test_links_what_is_there_creates_what_is_missing_and_runs_no_automation(
    before: TwoSystems,
) -> None:
    known = new_email()
    contact_id = before.new_contact(email=known, values={MEMBERSHIP: "Silver"})
    before.settled_automations()
    entered = before.contact(contact_id)["automations"]
    record_id = before.new_record("contact", emailaddress1=known.upper(), cr1_tier=GOLD)
    fresh_id = before.new_record("lead", cr1_tier=SILVER)

    run = before.run_initial()

    before.settled_automations()
    assert before.contact_id("contact", record_id) == contact_id
    contact = before.contact(contact_id)
    assert contact["values"][MEMBERSHIP] == "Gold"
    assert contact["automations"] == entered
    fresh = before.contact(before.contact_id("lead", fresh_id))
    assert fresh["values"][MEMBERSHIP] == "Silver"
    assert GREETING not in fresh["values"]
    assert fresh["automations"] == []
    assert run.entities["contact"].read == len(before.records("contact"))
    assert run.entities["lead"].created + run.entities["lead"].updated > 10


def test_its_total_is_counted_when_it_begins_and_full_when_it_is_done(
    open_systems: OpenSystems,
) -> None:
    with open_systems() as systems:
        there = len(systems.records("lead")) + len(systems.records("contact"))

        tick_initial(systems.app.engine)

        begun = systems.app.engine.states.load()
        assert (begun.processed, begun.total) == (0, there)
        systems.run_initial()
        ended = systems.app.engine.states.load()
        assert (ended.processed, ended.total) == (there, there)


def test_makes_no_second_contact_for_an_email(before: TwoSystems) -> None:
    emails = [contact["email"].strip().casefold() for contact in before.contacts()]
    assert len(emails) == len(set(emails))


def test_is_followed_by_runs_after_which_both_sides_agree_field_by_field(
    before: TwoSystems,
) -> None:
    before.settle()

    result = before.compare()

    assert result.people > 40
    assert result.differences == []


def test_happens_once(before: TwoSystems) -> None:
    before.make_due()
    assert before.app.engine.states.load().initial == "done"
    with pytest.raises(AssertionError, match="no run was begun"):
        before.run_initial()


def test_a_scheduled_update_lets_automations_run(before: TwoSystems) -> None:
    record_id, contact_id = before.synced("contact")

    before.change_record("contact", record_id, cr1_tier=SILVER)
    before.settle()

    assert before.contact(contact_id)["values"][GREETING] == "Welcome, Silver member"
    assert before.record("contact", record_id)["cr1_text"] == "Welcome, Silver member"


def test_a_second_run_without_a_change_writes_nothing_and_costs_few_calls(
    before: TwoSystems,
) -> None:
    """For the changes one a side and entity, and one a side for the schema."""
    before.settle()
    before.look_past_what_changed()
    written, calls = before.writes(), before.calls()

    before.run_scheduled()

    assert before.writes() == written
    after = before.calls()
    assert after["dataverse"] - calls["dataverse"] == 3
    assert after["activecampaign"] - calls["activecampaign"] == 2
