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
