"""A remote system that fails between two writes of one pair: what has come through is known, so
that what a person enters before the next try is a change like any other."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from shared.errors import RetryLater
from shared.mapping.model import Policy
from shared.sync.contact_writes import FEW
from shared.sync.inbound import apply_contact_ids
from shared.sync.on_demand import sync_records
from shared.transport import Calls
from tests.integration.engine.test_conflicts import decided
from tests.integration.engine.two_systems import TwoSystems, new_email

TAGGING = "contactTags"
IMPORTING = "import/bulk_import"
OURS, LATER = "Ours", "Later"
TAGS = {"[D365: Contact]", "[D365: Pushed from Dynamics]"}
ASKS, PULLED = "[D365: Contact]", "[D365: Pulled from ActiveCampaign]"


@contextmanager
def failing(systems: TwoSystems, path: str, method: str = "POST") -> Iterator[None]:
    """Calls of ActiveCampaign with this path are put off for longer than anybody waits."""
    rule = {"kind": "status", "method": method, "path": path, "times": None}
    put_off = {"status": 503, "headers": {"Retry-After": "120"}}
    systems.world.activecampaign.post("/_sandbox/faults", rule | put_off)
    try:
        yield
    finally:
        systems.world.activecampaign.delete("/_sandbox/faults")


@pytest.fixture(params=["dynamics", "activecampaign"])
def policy(request: pytest.FixtureRequest) -> Policy:
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def decided_by(systems: TwoSystems, policy: Policy) -> Iterator[TwoSystems]:
    """Whatever the policy, nothing here is a conflict."""
    systems.settle()
    systems.set_mapping("contact", conflict=policy)
    yield systems
    systems.set_mapping("contact", conflict="dynamics")


def first_names(systems: TwoSystems, record_id: str, contact_id: str) -> tuple[str, str]:
    record, contact = systems.record("contact", record_id), systems.contact(contact_id)
    return record["firstname"], contact["firstName"]


@pytest.mark.parametrize("unread", ["nothing", "contacts.*ids"], ids=["read back", "unread"])
def test_a_contact_that_is_edited_before_it_is_tagged(decided_by: TwoSystems, unread: str) -> None:
    systems, email = decided_by, new_email()
    values = {"firstname": OURS, "telephone1": "+1 555 6"}
    record_id = systems.new_record("contact", **values, emailaddress1=email)
    with failing(systems, TAGGING), failing(systems, unread, "GET"), pytest.raises(RetryLater):
        systems.sync_at_once("contact", record_id)
    (contact,) = systems.contacts_of(email)

    systems.change_contact(contact["id"], firstName=LATER, phone="")
    systems.settle()

    assert first_names(systems, record_id, contact["id"]) == (LATER, LATER)
    assert systems.record("contact", record_id)["telephone1"] is None
    assert decided(systems, record_id) == []
    assert set(systems.contact(contact["id"])["tags"]) >= TAGS


def test_a_record_that_is_edited_before_its_contact_is_tagged(decided_by: TwoSystems) -> None:
    systems, email = decided_by, new_email()
    contact_id = systems.new_contact(email=email, firstName=OURS, tags=[ASKS])
    ctx = systems.app.engine.open_context_beside("events", Calls())
    with failing(systems, TAGGING), pytest.raises(RetryLater):
        apply_contact_ids(ctx, [contact_id])
    (record,) = systems.records_of("contact", email)

    systems.change_record("contact", record["contactid"], firstname=LATER)
    systems.settle()

    assert first_names(systems, record["contactid"], contact_id) == (LATER, LATER)
    assert decided(systems, record["contactid"]) == []
    assert set(systems.contact(contact_id)["tags"]) == {ASKS, PULLED}


@pytest.mark.parametrize("policy", ["activecampaign"], indirect=True)
def test_a_record_that_is_edited_before_what_it_held_is_known_to_be_in_the_contact(
    decided_by: TwoSystems,
) -> None:
    systems, email = decided_by, new_email()
    contact_id = systems.new_contact(email=email, firstName="", lastName="Case")
    record_id = systems.new_record("contact", firstname=OURS, emailaddress1=email)
    with failing(systems, TAGGING), pytest.raises(RetryLater):
        systems.sync_at_once("contact", record_id)
    assert systems.contact(contact_id)["firstName"] == OURS

    systems.change_record("contact", record_id, firstname=LATER)
    systems.settle()

    assert first_names(systems, record_id, contact_id) == (LATER, LATER)
    assert decided(systems, record_id) == []
    assert set(systems.contact(contact_id)["tags"]) >= TAGS


@pytest.mark.parametrize("policy", ["activecampaign"], indirect=True)
def test_records_that_are_edited_while_the_import_of_the_others_side_is_put_off(
    decided_by: TwoSystems,
) -> None:
    systems = decided_by
    emails = [new_email() for _ in range(FEW + 2)]
    contacts = [
        systems.new_contact(email=email, firstName=OURS, lastName="Case") for email in emails
    ]
    records = [
        systems.new_record("contact", firstname=None, telephone1="+1 555 7", emailaddress1=email)
        for email in emails
    ]
    with failing(systems, IMPORTING), pytest.raises(RetryLater):
        sync_records(systems.app.engine, "contact", records, Calls())
    assert {systems.record("contact", one)["firstname"] for one in records} == {OURS}

    for record_id in records:
        systems.change_record("contact", record_id, firstname=LATER)
    systems.settle()

    names = {first_names(systems, *pair) for pair in zip(records, contacts, strict=True)}
    assert names == {(LATER, LATER)}
    phones = {systems.contact(contact_id)["phone"] for contact_id in contacts}
    assert phones == {"+1 555 7"}


def test_a_contact_in_sync_whose_second_half_failed(decided_by: TwoSystems) -> None:
    systems = decided_by
    record_id, contact_id = systems.synced("contact", firstname="Before")
    systems.deliver_events()
    systems.change_contact(contact_id, phone="+1 555 8")
    systems.settled_deliveries()
    systems.change_record("contact", record_id, firstname=OURS)
    with failing(systems, "^/api/3/contacts/", method="PUT"), pytest.raises(RetryLater):
        systems.sync_at_once("contact", record_id)
    assert systems.record("contact", record_id)["telephone1"] == "+1 555 8"

    systems.change_record("contact", record_id, telephone1="+1 555 9")
    systems.settle()

    assert systems.contact(contact_id)["phone"] == "+1 555 9"
    assert first_names(systems, record_id, contact_id) == (OURS, OURS)
    assert decided(systems, record_id) == []
