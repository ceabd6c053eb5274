"""One address and several people: never a second contact or record, and each who is left out names
who is in the way."""

from typing import Any

import pytest

from shared.entities import ENTITIES
from shared.store.problems import Problem
from tests.integration.engine.two_systems import TwoSystems, new_email

LEAD, CONTACT = "[D365: Lead]", "[D365: Contact]"


def two_people(systems: TwoSystems) -> tuple[list[str], list[str], list[str]]:
    """Two contact records in sync: their addresses, records and contacts."""
    emails = [new_email(), new_email()]
    records = [systems.new_record("contact", emailaddress1=email) for email in emails]
    systems.settle()
    return emails, records, [systems.contact_id("contact", record) for record in records]


def problem(systems: TwoSystems, record_id: str) -> Problem:
    found = systems.problem("contact", record_id)
    assert found is not None
    return found


def assert_one_each(systems: TwoSystems, *emails: str) -> None:
    """One contact and one contact record for each address."""
    for email in emails:
        assert len(systems.contacts_of(email)) == 1, email
        assert len(systems.records_of("contact", email)) == 1, email


def emails_now(systems: TwoSystems, records: list[str], contacts: list[str]) -> Any:
    return (
        [systems.record("contact", record)["emailaddress1"] for record in records],
        [systems.contact(contact)["email"] for contact in contacts],
    )


def test_two_who_swap_their_addresses_in_activecampaign_swap_them_in_dynamics(
    systems: TwoSystems,
) -> None:
    (one, two), records, contacts = two_people(systems)
    systems.change_contact(contacts[0], email=new_email())  # two contacts never have one address
    systems.change_contact(contacts[1], email=one)
    systems.change_contact(contacts[0], email=two)
    systems.settle()
    assert emails_now(systems, records, contacts) == ([two, one], [two, one])
    assert_one_each(systems, one, two)


def test_two_who_swap_their_addresses_on_both_sides_are_in_sync_without_a_write(
    systems: TwoSystems,
) -> None:
    (one, two), records, contacts = two_people(systems)
    systems.change_contact(contacts[0], email=new_email())
    systems.change_contact(contacts[1], email=one)
    systems.change_contact(contacts[0], email=two)
    systems.change_record("contact", records[0], emailaddress1=two)
    systems.change_record("contact", records[1], emailaddress1=one)
    written = systems.writes()
    systems.settle()
    assert systems.writes() == written
    assert emails_now(systems, records, contacts) == ([two, one], [two, one])
    assert [systems.contact_id("contact", record) for record in records] == contacts


def test_two_who_swap_their_addresses_in_dynamics_name_each_other_until_one_makes_way(
    systems: TwoSystems,
) -> None:
    (one, two), records, contacts = two_people(systems)
    systems.change_record("contact", records[0], emailaddress1=two, telephone1="1")
    systems.change_record("contact", records[1], emailaddress1=one, telephone1="2")
    systems.run_scheduled()

    assert_one_each(systems, one, two)
    for mine, other in (records, records[::-1]):
        assert problem(systems, mine).code == "activecampaign.email_taken"
        assert other in problem(systems, mine).detail
    assert [systems.contact(contact)["phone"] for contact in contacts] == ["1", "2"]

    third = new_email()
    systems.change_record("contact", records[0], emailaddress1=third)
    systems.run_scheduled()
    systems.make_problems_due()
    systems.run_scheduled()
    systems.change_record("contact", records[0], emailaddress1=two)
    systems.settle()
    assert emails_now(systems, records, contacts) == ([two, one], [two, one])
    assert [systems.problem("contact", record) for record in records] == [None, None]


def test_an_address_that_moves_on_from_one_to_the_next_arrives(systems: TwoSystems) -> None:
    (_, two), records, contacts = two_people(systems)
    third = new_email()
    systems.change_record("contact", records[0], emailaddress1=two)
    systems.change_record("contact", records[1], emailaddress1=third)
    systems.run_scheduled()
    systems.make_problems_due()
    systems.settle()
    assert emails_now(systems, records, contacts) == ([two, third], [two, third])
    assert_one_each(systems, two, third)


def test_an_address_changed_on_both_sides_is_decided_and_stays_one_person(
    systems: TwoSystems,
) -> None:
    email, in_dynamics, in_activecampaign = new_email(), new_email(), new_email()
    record_id, contact_id = systems.synced("contact", emailaddress1=email)
    systems.deliver_events()
    systems.change_record("contact", record_id, emailaddress1=in_dynamics)
    systems.change_contact(contact_id, email=in_activecampaign)
    systems.settle()
    assert emails_now(systems, [record_id], [contact_id]) == ([in_dynamics], [in_dynamics])
    assert_one_each(systems, in_dynamics)
    assert systems.contacts_of(in_activecampaign) == []


def test_an_address_that_another_record_has_is_a_problem_that_names_it(
    systems: TwoSystems,
) -> None:
    (one, two), records, contacts = two_people(systems)
    systems.change_record("contact", records[0], emailaddress1=two, telephone1="3")
    systems.settle()
    assert problem(systems, records[0]).code == "activecampaign.email_taken"
    assert records[1] in problem(systems, records[0]).detail
    assert [systems.contact(contact)["email"] for contact in contacts] == [one, two]
    assert systems.contact(contacts[0])["phone"] == "3"
    assert len(systems.contacts_of(two)) == 1


def test_an_address_that_a_contact_without_a_record_has_is_a_problem_that_names_the_contact(
    systems: TwoSystems,
) -> None:
    taken = new_email()
    other_id = systems.new_contact(email=taken)
    record_id, _ = systems.synced("contact")
    systems.change_record("contact", record_id, emailaddress1=taken)
    systems.settle()
    found = problem(systems, record_id)
    assert found.code == "activecampaign.email_taken"
    assert f"contact {other_id} " in found.detail
    assert len(systems.contacts_of(taken)) == 1


def test_a_record_that_gets_an_address_later_is_synced_then(systems: TwoSystems) -> None:
    record_id = systems.new_record("contact", emailaddress1=None)
    systems.run_scheduled()
    email = new_email()
    systems.change_record("contact", record_id, emailaddress1=email)
    systems.settle()
    (contact,) = systems.contacts_of(email)
    assert systems.contact_id("contact", record_id) == str(contact["id"])


def test_a_record_that_loses_its_address_keeps_its_contact_and_comes_back_to_it(
    systems: TwoSystems,
) -> None:
    email = new_email()
    record_id, contact_id = systems.synced("contact", emailaddress1=email)
    systems.change_record("contact", record_id, emailaddress1=None)
    systems.settle()
    link = systems.link("contact", record_id)
    assert link is not None
    assert (link.state, link.reason_code) == ("excluded", "excluded.no_email")
    assert systems.contact(contact_id)["email"] == email

    systems.change_record("contact", record_id, emailaddress1=new_email(), telephone1="4")
    systems.settle()
    assert systems.contact_id("contact", record_id) == contact_id
    assert systems.contact(contact_id)["phone"] == "4"


@pytest.mark.parametrize(("first", "then"), [(LEAD, CONTACT), (CONTACT, LEAD)])
def test_a_contact_whose_tag_changes_keeps_its_one_record(
    systems: TwoSystems, first: str, then: str
) -> None:
    email = new_email()
    contact_id = systems.new_contact(email=email, tags=[first])
    systems.deliver_events()
    for tags, untag in (([then], [first]), ([first], [then]), ([then], [])):
        systems.change_contact(contact_id, untag=untag, tags=tags)
        systems.deliver_events()
    systems.settle()
    made = {entity: systems.records_of(entity, email) for entity in ENTITIES}
    assert [len(made[entity]) for entity in ENTITIES] == ([0, 1] if first == LEAD else [1, 0])
    assert len(systems.contacts_of(email)) == 1


def test_a_contact_with_both_tags_becomes_one_dynamics_contact(systems: TwoSystems) -> None:
    email = new_email()
    systems.new_contact(email=email, tags=[LEAD, CONTACT])
    systems.settle()
    assert systems.records_of("lead", email) == []
    assert_one_each(systems, email)


@pytest.mark.parametrize("by_event_first", [True, False])
def test_a_person_entered_on_both_sides_at_once_becomes_one(
    systems: TwoSystems, *, by_event_first: bool
) -> None:
    email = new_email()
    contact_id = systems.new_contact(email=email, phone="5", tags=[CONTACT])
    record_id = systems.new_record("contact", emailaddress1=email, cr1_text="x")
    if by_event_first:
        systems.deliver_events()
    systems.run_scheduled()
    systems.settle()
    assert systems.contact_id("contact", record_id) == contact_id
    assert systems.record("contact", record_id)["telephone1"] == "5"
    assert systems.contact(contact_id)["values"]["14"] == "x"
    assert_one_each(systems, email)


def test_two_records_entered_with_one_address_at_once_become_one_contact(
    systems: TwoSystems,
) -> None:
    email = new_email()
    records = [systems.new_record("contact", emailaddress1=email) for _ in range(3)]
    systems.settle()
    assert len(systems.contacts_of(email)) == 1
    links = [systems.link("contact", record) for record in records]
    (linked,) = [link for link in links if link is not None and link.state == "linked"]
    left_out = [link for link in links if link is not None and link.state == "excluded"]
    assert [(link.reason_code, link.related_id) for link in left_out] == [
        ("excluded.duplicate_email", linked.record_id)
    ] * 2


@pytest.mark.parametrize("left", ["its address", "the scope"])
def test_who_takes_the_address_of_one_that_is_left_out_takes_its_contact(
    systems: TwoSystems, left: str
) -> None:
    email = new_email()
    with systems.leaving_out("contact", "Outside"):
        former, contact_id = systems.synced("contact", emailaddress1=email, firstname="Former")
        gone = {"emailaddress1": None} if left == "its address" else {"lastname": "Outside"}
        systems.change_record("contact", former, **gone)
        systems.run_scheduled()
        latter = systems.new_record("contact", emailaddress1=email, firstname="Latter")
        systems.settle()
        assert systems.contact_id("contact", latter) == contact_id
        assert systems.contact(contact_id)["firstName"] == "Latter"
        link = systems.link("contact", former)
        assert link is not None
        assert (link.state, link.contact_id) == ("excluded", None)
        assert len(systems.contacts_of(email)) == 1

        systems.change_record("contact", former, emailaddress1=new_email(), lastname="Back")
        systems.settle()
        assert systems.contact_id("contact", former) != contact_id
        assert systems.contact(contact_id)["firstName"] == "Latter"
        assert systems.writes_of_another_run() == 0


def test_one_that_new_criteria_leave_out_gives_its_contact_to_its_double_in_the_same_run(
    systems: TwoSystems,
) -> None:
    email = new_email()
    former, contact_id = systems.synced("contact", emailaddress1=email, lastname="Outside")
    latter = systems.new_record("contact", emailaddress1=email)
    systems.run_scheduled()
    with systems.leaving_out("contact", "Outside"):
        systems.run_scheduled()
        assert systems.contact_id("contact", latter) == contact_id
        link = systems.link("contact", former)
        assert link is not None
        assert (link.reason_code, link.contact_id) == ("excluded.out_of_scope", None)
