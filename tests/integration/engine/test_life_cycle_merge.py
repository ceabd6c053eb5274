"""Two records of Dynamics that are merged, either way round, and two contacts of ActiveCampaign."""

from dataclasses import dataclass

import pytest

from shared.entities import ENTITIES, Entity
from tests.integration.engine.two_systems import TwoSystems, new_email

REMOVED = "[D365: Removed]"
either = pytest.mark.parametrize("entity", ENTITIES)


@dataclass(frozen=True)
class Ended:
    """How the link of a subordinate ended."""

    state: str
    reason: str | None
    heir: str | None


def ended(systems: TwoSystems, entity: Entity, record_id: str) -> Ended:
    link = systems.link(entity, record_id)
    assert link is not None
    return Ended(link.state, link.reason_code, link.related_id)


def merged_into(master: str) -> Ended:
    return Ended("closed", "closed.merged", master)


def is_removed(systems: TwoSystems, contact_id: str) -> bool:
    return REMOVED in systems.contact(contact_id)["tags"]


@either
@pytest.mark.parametrize("older_wins", [True, False], ids=["into the older", "into the younger"])
def test_of_two_that_are_linked_the_master_keeps_its_contact(
    systems: TwoSystems, entity: Entity, *, older_wins: bool
) -> None:
    older, younger = systems.synced(entity), systems.synced(entity)
    (master, contact_id), (other, of_other) = (older, younger) if older_wins else (younger, older)

    systems.merge(entity, master, other, telephone1="chosen")
    systems.run_scheduled()

    assert systems.contact_id(entity, master) == contact_id
    assert systems.contact(contact_id)["phone"] == "chosen"
    assert ended(systems, entity, other) == merged_into(master)
    assert is_removed(systems, of_other)
    assert not is_removed(systems, contact_id)
    assert systems.writes_of_another_run() == 0


@either
@pytest.mark.parametrize("older_wins", [True, False], ids=["into the older", "into the younger"])
def test_of_two_with_one_email_the_master_has_the_contact_in_the_end(
    systems: TwoSystems, entity: Entity, *, older_wins: bool
) -> None:
    """Only the older one is linked; the younger was left out as its duplicate."""
    email = new_email()
    older, contact_id = systems.synced(entity, emailaddress1=email)
    younger = systems.new_record(entity, emailaddress1=email, firstname="Younger")
    systems.run_scheduled()
    master, other = (older, younger) if older_wins else (younger, older)

    systems.merge(entity, master, other)
    systems.run_scheduled()

    assert systems.contact_id(entity, master) == contact_id
    assert systems.contact(contact_id)["firstName"] == systems.record(entity, master)["firstname"]
    assert not is_removed(systems, contact_id)
    assert len(systems.contacts_of(email)) == 1
    assert systems.writes_of_another_run() == 0


@either
def test_a_new_master_takes_the_contact_over_and_gives_it_its_email(
    systems: TwoSystems, entity: Entity
) -> None:
    email, other_email = new_email(), new_email()
    other, contact_id = systems.synced(entity, emailaddress1=other_email, cr1_text="kept")
    master = systems.new_record(entity, emailaddress1=email, firstname="Master")

    systems.merge(entity, master, other)
    systems.run_scheduled()

    assert systems.contact_id(entity, master) == contact_id
    contact = systems.contact(contact_id)
    assert (contact["email"], contact["firstName"]) == (email, "Master")
    assert systems.record(entity, master)["cr1_text"] == "kept"
    assert contact["values"]["14"] == "kept"
    assert ended(systems, entity, other) == merged_into(master)
    assert not is_removed(systems, contact_id)
    assert systems.contacts_of(other_email) == []


def test_a_master_that_is_seen_first_makes_no_second_contact(systems: TwoSystems) -> None:
    """The page with the one who was merged into it may come later."""
    email = new_email()
    other, contact_id = systems.synced("contact")
    master = systems.new_record("contact", emailaddress1=email)
    systems.merge("contact", master, other)

    systems.sync_at_once("contact", master)

    assert systems.contact_id("contact", master) == contact_id
    assert ended(systems, "contact", other) == merged_into(master)
    assert [row["id"] for row in systems.contacts_of(email)] == [int(contact_id)]


def test_a_master_whose_email_has_a_contact_already_is_tied_to_that(systems: TwoSystems) -> None:
    """As it would have been, had a run seen it before the two were merged."""
    email = new_email()
    other, of_other = systems.synced("contact")
    own = systems.new_contact(email=email)
    master = systems.new_record("contact", emailaddress1=email)

    systems.merge("contact", master, other)
    systems.run_scheduled()

    assert systems.contact_id("contact", master) == own
    assert ended(systems, "contact", other) == merged_into(master)
    assert is_removed(systems, of_other)


def test_a_master_without_email_is_left_out_and_holds_the_contact(systems: TwoSystems) -> None:
    other, contact_id = systems.synced("contact")
    master = systems.new_record("contact", emailaddress1=None)
    systems.merge("contact", master, other)
    systems.run_scheduled()

    link = systems.link("contact", master)
    assert link is not None
    assert (link.state, link.reason_code) == ("excluded", "excluded.no_email")
    assert link.contact_id == contact_id
    assert not is_removed(systems, contact_id)
    systems.change_contact(contact_id, phone="9")
    systems.deliver_events()
    assert len(systems.records_of("contact", systems.contact(contact_id)["email"])) == 1


def test_the_contact_speaks_to_the_master_from_then_on(systems: TwoSystems) -> None:
    other, contact_id = systems.synced("contact")
    master = systems.new_record("contact")
    systems.merge("contact", master, other)
    systems.run_scheduled()
    systems.deliver_events()

    systems.change_contact(contact_id, firstName="From there")
    systems.deliver_events()

    assert systems.record("contact", master)["firstname"] == "From there"


def test_a_chain_ends_at_the_last_record(systems: TwoSystems) -> None:
    """A lead that was merged into one that was then qualified."""
    lead, contact_id = systems.synced("lead")
    master = systems.new_record("lead")
    systems.merge("lead", master, lead)
    person = systems.qualify(master)

    systems.run_scheduled()

    assert systems.contact_id("contact", person) == contact_id
    assert ended(systems, "lead", lead) == Ended("closed", "closed.qualified", person)
    assert len(systems.contacts_of(systems.record("contact", person)["emailaddress1"])) == 1


def test_of_two_merged_into_one_the_master_takes_the_contact_with_its_email(
    systems: TwoSystems,
) -> None:
    email = new_email()
    first, of_first = systems.synced("contact")
    second, of_second = systems.synced("contact", emailaddress1=email)
    master = systems.new_record("contact", emailaddress1=email)
    systems.merge("contact", master, first)
    systems.merge("contact", master, second)

    systems.run_scheduled()

    assert systems.contact_id("contact", master) == of_second
    assert is_removed(systems, of_first)
    assert not is_removed(systems, of_second)


def test_an_opt_out_goes_along_with_the_contact(systems: TwoSystems) -> None:
    other, contact_id = systems.synced("contact", donotbulkemail=True)
    master = systems.new_record("contact", donotbulkemail=False)
    systems.merge("contact", master, other)
    systems.settle()
    assert systems.contact_id("contact", master) == contact_id
    assert systems.record("contact", master)["donotbulkemail"] is True


def test_merged_contacts_of_activecampaign_close_the_link_of_the_one_that_vanished(
    systems: TwoSystems,
) -> None:
    email = new_email()
    kept, winner = systems.synced("contact")
    lost, loser = systems.synced("contact", emailaddress1=email)

    systems.merge_contacts(winner, loser)
    systems.sync_at_once("contact", lost)

    assert systems.contact_id("contact", kept) == winner
    assert ended(systems, "contact", lost) == Ended("closed", "closed.contact_deleted", None)
    assert systems.contacts_of(email) == []


def test_a_record_follows_its_email_to_the_contact_that_won(systems: TwoSystems) -> None:
    email = new_email()
    record_id, loser = systems.synced("contact", emailaddress1=email, firstname="Ann")
    winner = systems.new_contact(firstName="Winner")
    systems.merge_contacts(winner, loser)
    systems.change_contact(winner, email=email)

    systems.change_record("contact", record_id, telephone1="1")
    systems.run_scheduled()

    assert systems.contact_id("contact", record_id) == winner
    contact = systems.contact(winner)
    assert (contact["firstName"], contact["phone"]) == ("Ann", "1")
    assert len(systems.contacts_of(email)) == 1


def test_a_record_whose_email_is_on_the_contact_of_another_one_is_its_duplicate(
    systems: TwoSystems,
) -> None:
    email = new_email()
    kept, winner = systems.synced("contact", firstname="Kept")
    lost, loser = systems.synced("contact", emailaddress1=email)
    systems.merge_contacts(winner, loser)
    systems.change_contact(winner, email=email)
    systems.deliver_events()

    systems.change_record("contact", lost, firstname="Lost")
    systems.run_scheduled()

    assert systems.contact_id("contact", kept) == winner
    assert ended(systems, "contact", lost) == Ended("excluded", "excluded.duplicate_email", kept)
    assert systems.contact(winner)["firstName"] == "Kept"
