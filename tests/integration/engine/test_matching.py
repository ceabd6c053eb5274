"""Which record and which contact belong together, and who is left out, with the reason."""

from collections.abc import Iterator

import pytest

from tests.integration.engine.two_systems import TwoSystems, new_email


def reason(systems: TwoSystems, record_id: str) -> tuple[str | None, str | None]:
    """Of an excluded contact record: its code, and the other record it names."""
    link = systems.link("contact", record_id)
    assert link is not None
    assert link.state == "excluded"
    return link.reason_code, link.related_id


def test_a_new_record_finds_the_contact_that_has_its_email(systems: TwoSystems) -> None:
    email = new_email()
    contact_id = systems.new_contact(email=email, firstName="", lastName="Other")

    record_id = systems.new_record("lead", emailaddress1=f" {email.upper()}", firstname="Ann")
    systems.run_scheduled()

    assert systems.contact_id("lead", record_id) == contact_id
    contact = systems.contact(contact_id)
    assert (contact["firstName"], contact["lastName"]) == ("Ann", "Case")
    assert {"[D365: Lead]", "[D365: Pushed from Dynamics]"} <= set(contact["tags"])


def test_on_first_linking_a_blank_never_beats_a_value(systems: TwoSystems) -> None:
    email = new_email()
    contact_id = systems.new_contact(email=email, phone="+49 30 1", values={"5": "0"})

    record_id = systems.new_record("contact", emailaddress1=email)
    systems.run_scheduled()

    record, contact = systems.record("contact", record_id), systems.contact(contact_id)
    assert (record["telephone1"], record["cr1_score"]) == ("+49 30 1", 0)
    assert (contact["phone"], contact["values"]["5"]) == ("+49 30 1", "0")


def test_a_younger_duplicate_is_excluded_and_names_the_older(systems: TwoSystems) -> None:
    email = new_email()
    older = systems.new_record("contact", emailaddress1=email, firstname="Older")
    systems.run_scheduled()
    younger = systems.new_record("contact", emailaddress1=email.title(), firstname="Younger")
    systems.run_scheduled()

    assert reason(systems, younger) == ("excluded.duplicate_email", older)
    (contact,) = systems.contacts_of(email)
    assert contact["firstName"] == "Older"


def test_a_duplicate_takes_over_when_the_older_record_is_deleted(systems: TwoSystems) -> None:
    email = new_email()
    older, contact_id = systems.synced("contact", emailaddress1=email, firstname="Older")
    younger = systems.new_record("contact", emailaddress1=email, firstname="Younger")
    systems.run_scheduled()

    systems.delete_record("contact", older)
    systems.run_scheduled()

    assert systems.contact_id("contact", younger) == contact_id
    assert systems.contact(contact_id)["firstName"] == "Younger"


def test_a_lead_and_a_contact_with_one_email_share_a_contact_where_the_contact_speaks(
    systems: TwoSystems,
) -> None:
    email = new_email()
    lead = systems.new_record("lead", emailaddress1=email, telephone1="lead's")
    contact = systems.new_record("contact", emailaddress1=email, telephone1="contact's")
    systems.settle()

    shared = systems.contact_id("contact", contact)
    assert systems.contact_id("lead", lead) == shared
    assert systems.contact(shared)["phone"] == "contact's"
    systems.change_record("lead", lead, telephone1="lead's again")
    systems.settle()
    assert systems.contact(shared)["phone"] == "contact's"
    assert len(systems.contacts_of(email)) == 1


@pytest.mark.parametrize("email", [None, "  "])
def test_a_record_without_an_email_is_excluded(systems: TwoSystems, email: str | None) -> None:
    record_id = systems.new_record("contact", emailaddress1=email)
    systems.run_scheduled()
    assert reason(systems, record_id) == ("excluded.no_email", None)


def test_an_inactive_record_is_excluded(systems: TwoSystems) -> None:
    email = new_email()
    record_id = systems.new_record("contact", emailaddress1=email)
    systems.change_record("contact", record_id, statecode=1, statuscode=2)
    systems.run_scheduled()
    assert reason(systems, record_id) == ("excluded.inactive", None)
    assert systems.contacts_of(email) == []


@pytest.fixture
def vips_only(systems: TwoSystems) -> Iterator[TwoSystems]:
    criterion = {"field": "cr1_url", "operator": "contains", "value": "in.example"}
    systems.set_mapping("contact", scope="criteria", criteria=[criterion])
    yield systems
    systems.set_mapping("contact", scope="all", criteria=[])


def test_only_records_that_meet_the_criteria_go_out(vips_only: TwoSystems) -> None:
    systems, out_email = vips_only, new_email()
    inside = systems.new_record("contact", cr1_url="https://in.example/")
    outside = systems.new_record("contact", emailaddress1=out_email)
    systems.run_scheduled()

    assert systems.contact_id("contact", inside)
    assert reason(systems, outside) == ("excluded.out_of_scope", None)
    assert systems.contacts_of(out_email) == []


def test_a_record_that_leaves_the_scope_keeps_its_contact_which_hears_no_more(
    vips_only: TwoSystems,
) -> None:
    systems = vips_only
    record_id, contact_id = systems.synced("contact", cr1_url="https://in.example/")

    systems.change_record("contact", record_id, cr1_url=None, telephone1="new")
    systems.run_scheduled()

    assert reason(systems, record_id) == ("excluded.out_of_scope", None)
    assert systems.contact(contact_id)["phone"] == ""
    systems.change_record("contact", record_id, cr1_url="https://in.example/")
    systems.run_scheduled()
    assert systems.contact_id("contact", record_id) == contact_id
    assert systems.contact(contact_id)["phone"] == "new"
