"""Creation from ActiveCampaign, deletion on either side, and what one bad value does."""

from tests.integration.engine.two_systems import TwoSystems, new_email

TEXT = "14"
TOO_LONG = "x" * 101


def is_listed_as_excluded(systems: TwoSystems, record_id: str) -> bool:
    found, after = systems.app.links.page("contact", "excluded", None, 100)
    while after is not None:
        more, after = systems.app.links.page("contact", "excluded", after, 100)
        found += more
    return record_id in {link.record_id for link in found}


def test_the_tag_creates_exactly_one_lead_however_often_it_is_told(systems: TwoSystems) -> None:
    email = new_email()
    contact_id = systems.new_contact(email=email, firstName="Tia", values={TEXT: "0"})

    systems.change_contact(contact_id, tags=["[D365: Lead]"])
    systems.change_contact(contact_id, phone="1")
    systems.deliver_events()
    systems.change_contact(contact_id, phone="2")
    systems.deliver_events()
    systems.run_scheduled()

    (lead,) = systems.records_of("lead", email)
    assert (lead["firstname"], lead["telephone1"], lead["cr1_text"]) == ("Tia", "2", "0")
    assert systems.contact_id("lead", lead["leadid"]) == contact_id
    assert "[D365: Pulled from ActiveCampaign]" in systems.contact(contact_id)["tags"]
    assert systems.records_of("contact", email) == []


def test_the_tag_links_a_lead_that_has_the_email_already(systems: TwoSystems) -> None:
    email = new_email()
    lead = systems.new_record("lead", emailaddress1=email)
    contact_id = systems.new_contact(email=email, tags=["[D365: Lead]"])

    systems.deliver_events()
    systems.run_scheduled()

    assert [row["leadid"] for row in systems.records_of("lead", email)] == [lead]
    assert systems.contact_id("lead", lead) == contact_id


def test_a_contact_without_the_tag_creates_nothing(systems: TwoSystems) -> None:
    email = new_email()
    systems.new_contact(email=email)
    systems.deliver_events()
    systems.run_scheduled()
    assert systems.records_of("lead", email) == []
    assert systems.records_of("contact", email) == []


def test_removing_the_tags_stops_nothing(systems: TwoSystems) -> None:
    record_id, contact_id = systems.synced("lead")
    systems.change_contact(contact_id, untag=["[D365: Lead]", "[D365: Pushed from Dynamics]"])
    systems.deliver_events()

    systems.change_record("lead", record_id, telephone1="1")
    systems.run_scheduled()

    assert systems.contact(contact_id)["phone"] == "1"


def test_a_deleted_record_closes_its_link_and_the_contact_stays_tagged(
    systems: TwoSystems,
) -> None:
    record_id, contact_id = systems.synced("contact")

    systems.delete_record("contact", record_id)
    systems.run_scheduled()

    link = systems.link("contact", record_id)
    assert link is not None
    assert (link.state, link.reason_code) == ("closed", "closed.record_deleted")
    assert "[D365: Removed]" in systems.contact(contact_id)["tags"]


def test_a_deactivated_record_is_left_out_and_linked_again_when_it_is_active(
    systems: TwoSystems,
) -> None:
    record_id, contact_id = systems.synced("contact")
    systems.change_record("contact", record_id, statecode=1, statuscode=2)
    systems.run_scheduled()
    link = systems.link("contact", record_id)
    assert link is not None
    assert link.state == "closed"
    assert link.reason_code == "excluded.inactive"
    assert is_listed_as_excluded(systems, record_id)
    assert "[D365: Removed]" in systems.contact(contact_id)["tags"]

    systems.change_record("contact", record_id, statecode=0, statuscode=1)
    systems.run_scheduled()
    assert systems.contact_id("contact", record_id) == contact_id


def test_a_left_out_record_that_is_deleted_is_listed_no_more(systems: TwoSystems) -> None:
    record_id, contact_id = systems.synced("contact")
    systems.change_record("contact", record_id, statecode=1, statuscode=2)
    systems.run_scheduled()
    assert is_listed_as_excluded(systems, record_id)

    systems.delete_record("contact", record_id)
    systems.run_scheduled()
    link = systems.link("contact", record_id)
    assert link is not None
    assert link.reason_code == "closed.record_deleted"
    assert not is_listed_as_excluded(systems, record_id)
    assert "[D365: Removed]" in systems.contact(contact_id)["tags"]


def test_a_contact_deleted_in_activecampaign_is_made_anew_only_when_the_record_changes(
    systems: TwoSystems,
) -> None:
    email = new_email()
    record_id, contact_id = systems.synced("contact", emailaddress1=email)
    systems.delete_contact(contact_id)
    systems.change_record("contact", record_id, address1_city="Torino")
    systems.run_scheduled()
    assert systems.contacts_of(email) == []

    systems.change_record("contact", record_id, firstname="Anew")
    systems.run_scheduled()
    (contact,) = systems.contacts_of(email)
    assert contact["firstName"] == "Anew"
    assert systems.contact_id("contact", record_id) == str(contact["id"])


def test_an_over_long_value_is_a_problem_of_its_record_only_until_it_is_corrected(
    systems: TwoSystems,
) -> None:
    bad_id, bad_contact = systems.synced("contact", cr1_text="before")
    good_id, good_contact = systems.synced("contact")
    systems.deliver_events()

    systems.change_contact(bad_contact, values={TEXT: TOO_LONG}, phone="goes through")
    systems.change_contact(good_contact, phone="goes through")
    systems.deliver_events()

    problem = systems.problem("contact", bad_id)
    assert problem is not None
    assert "field:14" in problem.detail or "cr1_text" in problem.detail
    assert systems.record("contact", bad_id)["cr1_text"] == "before"
    assert systems.record("contact", bad_id)["telephone1"] == "goes through"
    assert systems.record("contact", good_id)["telephone1"] == "goes through"
    assert systems.problem("contact", good_id) is None
    assert systems.contact(bad_contact)["values"][TEXT] == TOO_LONG

    systems.change_contact(bad_contact, values={TEXT: "short"})
    systems.deliver_events()
    assert systems.problem("contact", bad_id) is None
    assert systems.record("contact", bad_id)["cr1_text"] == "short"


def test_a_problem_resolves_when_the_value_goes_back_to_what_it_was(systems: TwoSystems) -> None:
    record_id, contact_id = systems.synced("contact", cr1_text="before")
    systems.deliver_events()
    systems.change_contact(contact_id, values={TEXT: TOO_LONG})
    systems.deliver_events()
    assert systems.problem("contact", record_id) is not None

    systems.change_contact(contact_id, values={TEXT: "before"})
    systems.deliver_events()

    assert systems.problem("contact", record_id) is None


def test_filling_a_blank_field_brings_a_deleted_contact_back(systems: TwoSystems) -> None:
    email = new_email()
    record_id, contact_id = systems.synced("contact", emailaddress1=email)
    systems.delete_contact(contact_id)
    systems.change_record("contact", record_id, telephone1="1")
    systems.run_scheduled()
    (contact,) = systems.contacts_of(email)
    assert contact["phone"] == "1"


def test_a_deactivated_record_is_counted_once(systems: TwoSystems) -> None:
    record_id, _ = systems.synced("contact")
    systems.change_record("contact", record_id, statecode=1, statuscode=2)
    run = systems.run_scheduled()
    assert run.entities["contact"].excluded == 1


def test_a_record_takes_the_place_of_a_duplicate_deleted_in_the_same_run(
    systems: TwoSystems,
) -> None:
    email = new_email()
    older, contact_id = systems.synced("lead", emailaddress1=email)
    younger = systems.new_record("lead", emailaddress1=email)
    systems.run_scheduled()
    systems.change_record("lead", younger, telephone1="2")
    systems.delete_record("lead", older)
    systems.run_scheduled()
    link = systems.link("lead", younger)
    assert link is not None
    assert (link.state, link.contact_id) == ("linked", contact_id)
