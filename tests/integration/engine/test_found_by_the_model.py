"""What the model test (tests/model) found: each violation as a short story of its own."""

from tests.integration.engine.two_systems import TwoSystems, new_email


def test_no_value_of_one_record_comes_to_another_when_their_contact_is_made_again(
    systems: TwoSystems,
) -> None:
    """The younger record held the contact; it is deleted, and both records change. Only one of
    them may make it again, or the contact would get values of both, and hand them on."""
    email = new_email()
    older = systems.new_record("contact", emailaddress1=new_email(), firstname=None)
    systems.run_scheduled()
    younger, contact_id = systems.synced("contact", emailaddress1=email, firstname="Younger")
    systems.delete_contact(contact_id)
    systems.change_record("contact", older, emailaddress1=None)
    systems.run_scheduled()
    systems.change_record("contact", older, emailaddress1=email, lastname="Older")
    systems.change_record("contact", younger, lastname="Changed")
    systems.settle()
    record, other = systems.record("contact", older), systems.record("contact", younger)
    assert (record["firstname"], record["lastname"]) == (None, "Older")
    assert (other["firstname"], other["lastname"]) == ("Younger", "Changed")
    assert len(systems.contacts_of(email)) == 1


def test_a_new_record_writes_nothing_over_a_contact_that_has_just_taken_its_address(
    systems: TwoSystems,
) -> None:
    """The contact is another record's, and nobody has told the app yet of its new address."""
    email = new_email()
    owner, contact_id = systems.synced("contact", firstname="Owner")
    systems.synced("contact")  # contacts that are new to the app have been read up to a later one
    systems.lose_webhooks(lost=True)
    systems.change_contact(contact_id, email=email)
    systems.lose_webhooks(lost=False)
    systems.look_past_what_changed()
    newcomer = systems.new_record("contact", emailaddress1=email, firstname="Newcomer")
    systems.run_scheduled()
    assert systems.contact(contact_id)["firstName"] == "Owner"
    assert systems.record("contact", owner)["firstname"] == "Owner"
    link = systems.link("contact", newcomer)
    assert link is not None
    assert (link.reason_code, link.related_id) == ("excluded.duplicate_email", owner)


def test_a_contact_whose_email_changes_is_tagged_itself_and_not_another_by_its_old_address(
    systems: TwoSystems,
) -> None:
    """Tags of many contacts go by import, which would make a contact of the address left behind,
    and of that contact's tag a record."""
    old, new = new_email(), new_email()
    lead, contact_id = systems.synced("lead", emailaddress1=old)
    person = systems.qualify(lead)
    systems.change_record("contact", person, emailaddress1=new)
    for _ in range(12):
        systems.new_record("contact")
    systems.settle()
    assert systems.contacts_of(old) == []
    assert systems.records_of("contact", old) == []
    contact = systems.contact(contact_id)
    assert contact["email"] == new
    assert "[D365: Contact]" in contact["tags"]
