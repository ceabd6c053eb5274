"""Records that come back: activated again, or restored from the recycle bin."""

import pytest

from shared.entities import ENTITIES, Entity
from tests.integration.engine.two_systems import TwoSystems, new_email

REMOVED, PUSHED = "[D365: Removed]", "[D365: Pushed from Dynamics]"
TAG = {"lead": "[D365: Lead]", "contact": "[D365: Contact]"}
either = pytest.mark.parametrize("entity", ENTITIES)
left = pytest.mark.parametrize("leave", ["deactivate", "delete_record"])
COME_BACK = {"deactivate": "activate", "delete_record": "restore_record"}


@either
@left
def test_it_is_linked_to_its_contact_again_which_is_removed_no_more(
    systems: TwoSystems, entity: Entity, leave: str
) -> None:
    email = new_email()
    record_id, contact_id = systems.synced(entity, emailaddress1=email)
    getattr(systems, leave)(entity, record_id)
    systems.run_scheduled()
    assert REMOVED in systems.contact(contact_id)["tags"]

    getattr(systems, COME_BACK[leave])(entity, record_id)
    systems.run_scheduled()

    assert systems.contact_id(entity, record_id) == contact_id
    tags = systems.contact(contact_id)["tags"]
    assert REMOVED not in tags
    assert TAG[entity] in tags
    assert len(systems.contacts_of(email)) == 1
    assert systems.writes_of_another_run() == 0


@left
def test_what_changed_in_activecampaign_meanwhile_comes_to_the_record(
    systems: TwoSystems, leave: str
) -> None:
    """The link still knows what both sides agreed on, so that an old value is no change."""
    record_id, contact_id = systems.synced("contact", firstname="Ann", telephone1="1")
    getattr(systems, leave)("contact", record_id)
    systems.run_scheduled()
    systems.change_contact(contact_id, firstName="Anna", phone="")
    systems.deliver_events()

    getattr(systems, COME_BACK[leave])("contact", record_id)
    systems.run_scheduled()

    record, contact = systems.record("contact", record_id), systems.contact(contact_id)
    assert (record["firstname"], record["telephone1"]) == ("Anna", None)
    assert (contact["firstName"], contact["phone"]) == ("Anna", "")


@pytest.mark.parametrize(
    ("entity", "leave"), [("lead", "deactivate"), ("contact", "delete_record")]
)
def test_an_event_of_the_contact_brings_nobody_back(
    systems: TwoSystems, entity: Entity, leave: str
) -> None:
    """It carries the tag that asks for a record, from when it had one."""
    email = new_email()
    record_id, contact_id = systems.synced(entity, emailaddress1=email)
    getattr(systems, leave)(entity, record_id)
    systems.run_scheduled()

    systems.change_contact(contact_id, phone="1")
    systems.deliver_events()
    systems.run_scheduled()

    there = [row[f"{entity}id"] for row in systems.records_of(entity, email)]
    assert there == ([record_id] if leave == "deactivate" else [])


def test_an_event_before_any_run_brings_nobody_back_either(systems: TwoSystems) -> None:
    email = new_email()
    record_id, contact_id = systems.synced("contact", emailaddress1=email)
    systems.deliver_events()
    systems.delete_record("contact", record_id)

    systems.change_contact(contact_id, phone="1")
    systems.deliver_events()
    systems.change_contact(contact_id, phone="2")
    systems.deliver_events()

    assert systems.records_of("contact", email) == []
    assert REMOVED in systems.contact(contact_id)["tags"]


def test_a_link_is_closed_only_once_its_contact_is_tagged(systems: TwoSystems) -> None:
    """Without the tag the contact would ask for a record again."""
    email = new_email()
    record_id, contact_id = systems.synced("contact", emailaddress1=email)
    systems.delete_record("contact", record_id)
    refused = {
        "kind": "status", "method": "POST", "path": "/contactTags$", "status": 422,
        "headers": {"Content-Type": "application/json"},
        "body": '{"errors":[{"title":"The tag is not taken.","code":"refused"}]}',
    }  # fmt: skip
    systems.world.activecampaign.post("/_sandbox/faults", refused)
    systems.run_scheduled()
    assert systems.problem("contact", record_id) is not None

    systems.make_problems_due()
    systems.run_scheduled()

    link = systems.link("contact", record_id)
    assert link is not None
    assert (link.state, link.reason_code) == ("closed", "closed.record_deleted")
    assert REMOVED in systems.contact(contact_id)["tags"]
    assert systems.problem("contact", record_id) is None


def test_whoever_takes_the_tags_of_then_away_may_ask_again(systems: TwoSystems) -> None:
    email = new_email()
    record_id, contact_id = systems.synced("contact", emailaddress1=email)
    systems.delete_record("contact", record_id)
    systems.run_scheduled()

    systems.change_contact(contact_id, untag=[REMOVED])
    systems.deliver_events()
    assert systems.records_of("contact", email) == []

    systems.change_contact(contact_id, untag=[PUSHED])
    systems.deliver_events()
    (record,) = systems.records_of("contact", email)
    assert systems.contact_id("contact", record["contactid"]) == contact_id


def test_a_contact_that_another_record_holds_is_not_tagged_as_removed(
    systems: TwoSystems,
) -> None:
    """A lead and a Dynamics contact shared it: it is removed when the second is gone."""
    email = new_email()
    lead, contact_id = systems.synced("lead", emailaddress1=email)
    person = systems.new_record("contact", emailaddress1=email)
    systems.run_scheduled()

    systems.deactivate("lead", lead)
    systems.run_scheduled()
    assert REMOVED not in systems.contact(contact_id)["tags"]
    assert systems.contact_id("contact", person) == contact_id

    systems.delete_record("contact", person)
    systems.run_scheduled()
    assert REMOVED in systems.contact(contact_id)["tags"]


def test_a_contact_opted_out_meanwhile_stays_so(systems: TwoSystems) -> None:
    record_id, contact_id = systems.synced("contact")
    systems.change_contact(contact_id, subscribe=[1])
    systems.settle()
    systems.delete_record("contact", record_id)
    systems.run_scheduled()
    systems.change_contact(contact_id, optOut=True)
    systems.deliver_events()

    systems.restore_record("contact", record_id)
    systems.settle()

    assert systems.record("contact", record_id)["donotbulkemail"] is True
    assert "1" not in systems.contact(contact_id)["lists"].values()


def test_a_record_restored_before_any_run_is_as_if_nothing_had_been(systems: TwoSystems) -> None:
    record_id, contact_id = systems.synced("contact")
    systems.settle()
    systems.delete_record("contact", record_id)
    systems.restore_record("contact", record_id)
    before = systems.writes()
    systems.run_scheduled()
    assert systems.contact_id("contact", record_id) == contact_id
    assert systems.writes() == before


def test_a_new_record_with_the_email_of_one_who_left_gets_the_contact(systems: TwoSystems) -> None:
    email = new_email()
    record_id, contact_id = systems.synced("contact", emailaddress1=email)
    systems.delete_record("contact", record_id)
    systems.run_scheduled()

    new = systems.new_record("contact", emailaddress1=email)
    systems.run_scheduled()

    assert systems.contact_id("contact", new) == contact_id
    assert REMOVED not in systems.contact(contact_id)["tags"]


def test_a_record_whose_place_was_taken_while_it_was_gone_is_a_duplicate(
    systems: TwoSystems,
) -> None:
    email = new_email()
    first, contact_id = systems.synced("contact", emailaddress1=email)
    systems.delete_record("contact", first)
    systems.run_scheduled()
    second = systems.new_record("contact", emailaddress1=email)
    systems.run_scheduled()

    systems.restore_record("contact", first)
    systems.run_scheduled()

    assert systems.contact_id("contact", second) == contact_id
    link = systems.link("contact", first)
    assert link is not None
    assert (link.state, link.related_id) == ("excluded", second)
