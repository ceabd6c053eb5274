"""A lead that is qualified: its link goes to the Dynamics contact that it became."""

from collections.abc import Iterator

import pytest

from tests.integration.engine.two_systems import TwoSystems, new_email

REMOVED = "[D365: Removed]"
CONTACT = "[D365: Contact]"


def closed(systems: TwoSystems, lead: str) -> tuple[str, str | None, str | None]:
    """The link of a lead that was qualified: its state, why, and which record it names."""
    link = systems.link("lead", lead)
    assert link is not None
    return link.state, link.reason_code, link.related_id


def test_the_link_goes_to_the_new_contact_and_the_activecampaign_contact_stays_the_same(
    systems: TwoSystems,
) -> None:
    email = new_email()
    lead, contact_id = systems.synced("lead", emailaddress1=email)

    person = systems.qualify(lead)
    systems.run_scheduled()

    assert systems.contact_id("contact", person) == contact_id
    assert closed(systems, lead) == ("closed", "closed.qualified", person)
    tags = systems.contact(contact_id)["tags"]
    assert CONTACT in tags
    assert REMOVED not in tags
    assert len(systems.contacts_of(email)) == 1
    assert systems.writes_of_another_run() == 0


def test_the_new_contact_is_synced_both_ways_from_then_on(systems: TwoSystems) -> None:
    lead, contact_id = systems.synced("lead")
    person = systems.qualify(lead)
    systems.run_scheduled()

    systems.change_record("contact", person, telephone1="1")
    systems.run_scheduled()
    assert systems.contact(contact_id)["phone"] == "1"

    systems.change_contact(contact_id, firstName="Vera")
    systems.deliver_events()
    assert systems.record("contact", person)["firstname"] == "Vera"
    assert systems.record("lead", lead)["firstname"] == "Robin"


@pytest.fixture
def activecampaign_wins(systems: TwoSystems) -> Iterator[TwoSystems]:
    systems.set_mapping("contact", conflict="activecampaign")
    yield systems
    systems.set_mapping("contact", conflict="dynamics")


def test_what_was_edited_after_qualifying_goes_out_whatever_the_policy(
    activecampaign_wins: TwoSystems,
) -> None:
    systems = activecampaign_wins
    lead, contact_id = systems.synced("lead", firstname="Ann")
    person = systems.qualify(lead)
    systems.change_record("contact", person, firstname="Anna")
    systems.run_scheduled()
    assert systems.contact(contact_id)["firstName"] == "Anna"
    assert systems.record("contact", person)["firstname"] == "Anna"


def test_a_change_in_activecampaign_that_the_lead_never_got_reaches_the_contact(
    systems: TwoSystems,
) -> None:
    lead, contact_id = systems.synced("lead", firstname="Ann")
    person = systems.qualify(lead)
    systems.change_contact(contact_id, firstName="Anne")
    systems.run_scheduled()
    assert systems.record("contact", person)["firstname"] == "Anne"


def test_a_value_that_qualifying_does_not_copy_is_not_lost(systems: TwoSystems) -> None:
    lead, contact_id = systems.synced("lead", cr1_text="told us")
    person = systems.qualify(lead)
    assert systems.record("contact", person)["cr1_text"] is None
    systems.run_scheduled()
    assert systems.contact(contact_id)["values"]["14"] == "told us"
    assert systems.record("contact", person)["cr1_text"] == "told us"


def test_an_event_of_the_contact_before_any_run_moves_the_link_too(systems: TwoSystems) -> None:
    lead, contact_id = systems.synced("lead")
    systems.deliver_events()
    person = systems.qualify(lead)

    systems.change_contact(contact_id, phone="2")
    systems.deliver_events()

    assert systems.contact_id("contact", person) == contact_id
    assert systems.record("contact", person)["telephone1"] == "2"
    assert closed(systems, lead) == ("closed", "closed.qualified", person)


def test_the_contact_is_found_by_its_lead_if_the_lead_does_not_name_it(
    systems: TwoSystems,
) -> None:
    lead, contact_id = systems.synced("lead")
    systems.qualify_alone(lead)
    named = {"originatingleadid@odata.bind": f"/leads({lead})"}
    person = systems.new_record("contact", **named)
    systems.run_scheduled()
    assert systems.contact_id("contact", person) == contact_id
    assert closed(systems, lead) == ("closed", "closed.qualified", person)


def test_an_email_edited_right_after_qualifying_changes_the_same_contact(
    systems: TwoSystems,
) -> None:
    email, other = new_email(), new_email()
    lead, contact_id = systems.synced("lead", emailaddress1=email)
    person = systems.qualify(lead)
    systems.change_record("contact", person, emailaddress1=other)

    systems.run_scheduled()

    assert systems.contact_id("contact", person) == contact_id
    assert systems.contact(contact_id)["email"] == other
    assert systems.contacts_of(email) == []


@pytest.mark.parametrize("edited", [False, True], ids=["as it was made", "with another email"])
def test_the_contact_may_be_seen_before_the_lead(systems: TwoSystems, *, edited: bool) -> None:
    """Even then it finds the lead that it was made from, whatever its email is by now."""
    email, other = new_email(), new_email()
    lead, contact_id = systems.synced("lead", emailaddress1=email)
    person = systems.qualify(lead)
    systems.change_record("contact", person, emailaddress1=other if edited else email)

    systems.sync_at_once("contact", person)

    assert systems.contact_id("contact", person) == contact_id
    assert closed(systems, lead) == ("closed", "closed.qualified", person)
    systems.run_scheduled()
    assert len(systems.contacts_of(other) + systems.contacts_of(email)) == 1


def test_a_lead_qualified_into_a_contact_that_has_its_email_closes_quietly(
    systems: TwoSystems,
) -> None:
    """Lead and contact shared one contact of ActiveCampaign all along."""
    email = new_email()
    lead, contact_id = systems.synced("lead", emailaddress1=email)
    person = systems.new_record("contact", emailaddress1=email)
    systems.run_scheduled()
    assert systems.contact_id("contact", person) == contact_id

    systems.qualify(lead, contact_id=person)
    systems.run_scheduled()

    assert systems.contact_id("contact", person) == contact_id
    assert closed(systems, lead) == ("closed", "closed.qualified", person)
    assert REMOVED not in systems.contact(contact_id)["tags"]


def test_a_lead_qualified_into_a_contact_with_a_contact_of_its_own_leaves_its_own_removed(
    systems: TwoSystems,
) -> None:
    lead, of_lead = systems.synced("lead")
    person, of_person = systems.synced("contact")

    systems.qualify(lead, contact_id=person)
    systems.run_scheduled()

    assert systems.contact_id("contact", person) == of_person
    assert closed(systems, lead) == ("closed", "closed.qualified", person)
    assert REMOVED in systems.contact(of_lead)["tags"]
    assert REMOVED not in systems.contact(of_person)["tags"]


def test_a_contact_without_email_takes_the_leads_contact_over(systems: TwoSystems) -> None:
    """It is left out until it has an email; the tie stays."""
    lead, contact_id = systems.synced("lead")
    person = systems.new_record("contact", emailaddress1=None)
    systems.run_scheduled()
    systems.qualify(lead, contact_id=person)
    systems.run_scheduled()

    link = systems.link("contact", person)
    assert link is not None
    assert (link.state, link.reason_code) == ("excluded", "excluded.no_email")
    assert link.contact_id == contact_id
    assert REMOVED not in systems.contact(contact_id)["tags"]

    email = new_email()
    systems.change_record("contact", person, emailaddress1=email)
    systems.run_scheduled()
    assert systems.contact_id("contact", person) == contact_id
    assert systems.contact(contact_id)["email"] == email


def test_a_lead_qualified_without_a_contact_leaves_like_any_other(systems: TwoSystems) -> None:
    lead, contact_id = systems.synced("lead")
    systems.qualify_alone(lead)
    systems.run_scheduled()
    assert closed(systems, lead) == ("closed", "excluded.inactive", None)
    assert REMOVED in systems.contact(contact_id)["tags"]


def test_an_opt_out_of_the_lead_goes_along_even_to_another_address(systems: TwoSystems) -> None:
    email = new_email()
    lead, contact_id = systems.synced("lead", donotbulkemail=True)
    person = systems.qualify(lead)
    systems.change_record("contact", person, donotbulkemail=False, emailaddress1=email)

    systems.run_scheduled()

    assert systems.contact_id("contact", person) == contact_id
    assert systems.record("contact", person)["donotbulkemail"] is True


def test_nobody_is_subscribed_or_unsubscribed_by_qualifying(systems: TwoSystems) -> None:
    lead, contact_id = systems.synced("lead")
    systems.change_contact(contact_id, subscribe=[1])
    before = systems.contact(contact_id)["lists"]
    person = systems.qualify(lead)
    systems.settle()
    assert systems.contact_id("contact", person) == contact_id
    assert systems.contact(contact_id)["lists"] == before
    assert systems.record("contact", person)["donotbulkemail"] is False


def test_contacts_that_ask_for_leads_in_the_same_breath_get_theirs(systems: TwoSystems) -> None:
    emails = [new_email(), new_email()]
    lead, contact_id = systems.synced("lead")
    systems.deliver_events()
    person = systems.qualify(lead)

    for email in emails:
        systems.new_contact(email=email, tags=["[D365: Lead]"])
    systems.change_contact(contact_id, phone="4")
    systems.deliver_events()

    assert [len(systems.records_of("lead", email)) for email in emails] == [1, 1]
    assert systems.contact_id("contact", person) == contact_id


def test_an_event_after_qualifying_makes_no_lead_anew(systems: TwoSystems) -> None:
    """The contact still carries the tag of a lead."""
    email = new_email()
    lead, contact_id = systems.synced("lead", emailaddress1=email)
    systems.qualify(lead)
    systems.run_scheduled()

    systems.change_contact(contact_id, phone="3")
    systems.deliver_events()
    systems.run_scheduled()

    assert [row["leadid"] for row in systems.records_of("lead", email)] == [lead]
