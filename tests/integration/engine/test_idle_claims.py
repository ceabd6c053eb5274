"""A contact is claimed for a record before the two are linked. A record that then never gets it,
because it was changed in that moment or because the worker died, stands in nobody's way."""

from collections.abc import Callable

import pytest

from shared.dataverse.client import Dataverse
from shared.store.claims import Claim
from tests.integration.engine.two_systems import TwoSystems, new_email

Leave = Callable[[TwoSystems, str], None]
LEAVE: dict[str, Leave] = {
    "deactivated": lambda s, one: s.change_record("contact", one, statecode=1, statuscode=2),
    "deleted": lambda s, one: s.delete_record("contact", one),
    "given another address": lambda s, one: s.change_record(
        "contact", one, emailaddress1=new_email()
    ),
    "given none": lambda s, one: s.change_record("contact", one, emailaddress1=None),
}
leaving = pytest.mark.parametrize("leave", LEAVE.values(), ids=LEAVE)


@leaving
def test_a_record_that_leaves_while_it_is_linked_gives_the_contact_free(
    systems: TwoSystems, monkeypatch: pytest.MonkeyPatch, leave: Leave
) -> None:
    email = new_email()
    contact_id = systems.new_contact(email=email, phone="1")
    first = systems.new_record("contact", emailaddress1=email)
    write, left = Dataverse.write, []

    def write_too_late(client: Dataverse, writes: list[object]) -> object:
        if not left and first in str(writes):
            left.append(first)
            leave(systems, first)
        return write(client, writes)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(Dataverse, "write", write_too_late)
        systems.run_scheduled()
    assert left == [first]
    systems.run_scheduled()

    second = systems.new_record("contact", emailaddress1=email)
    systems.run_scheduled()
    assert systems.contact_id("contact", second) == contact_id
    assert len(systems.contacts_of(email)) == 1


def _claimed(systems: TwoSystems, contact_id: str, record_id: str) -> None:
    """As a worker leaves it that dies between the claim and the link."""
    assert systems.app.engine.claims.take([Claim(contact_id, "contact", record_id)]) == [record_id]


@leaving
def test_a_contact_claimed_by_a_dead_worker_is_free_once_its_record_has_left(
    systems: TwoSystems, leave: Leave
) -> None:
    email = new_email()
    contact_id = systems.new_contact(email=email)
    first = systems.new_record("contact", emailaddress1=email)
    _claimed(systems, contact_id, first)
    leave(systems, first)
    second = systems.new_record("contact", emailaddress1=email)
    systems.run_scheduled()
    assert systems.contact_id("contact", second) == contact_id


@pytest.mark.parametrize("claimed", [0, 1])
def test_of_two_records_of_an_address_one_is_synced_whichever_claimed_the_contact(
    systems: TwoSystems, claimed: int
) -> None:
    """Otherwise each of the two would be left out as the double of the other."""
    email = new_email()
    both = [systems.new_record("contact", emailaddress1=email) for _ in range(2)]
    contact_id = systems.new_contact(email=email)
    _claimed(systems, contact_id, both[claimed])
    systems.run_scheduled()
    links = [systems.link("contact", one) for one in both]
    (linked,) = [one for one in links if one is not None and one.state == "linked"]
    (other,) = [one for one in links if one is not None and one.state == "excluded"]
    assert linked.contact_id == contact_id
    assert (other.reason_code, other.related_id) == ("excluded.duplicate_email", linked.record_id)


def test_a_tag_creates_a_record_though_the_one_that_claimed_the_contact_has_left(
    systems: TwoSystems,
) -> None:
    email = new_email()
    contact_id = systems.new_contact(email=email, tags=["[D365: Contact]"])
    first = systems.new_record("contact", emailaddress1=email)
    _claimed(systems, contact_id, first)
    systems.change_record("contact", first, emailaddress1=new_email())
    systems.settle()
    (record,) = systems.records_of("contact", email)
    assert record["contactid"] != first
    assert systems.contact_id("contact", record["contactid"]) == contact_id
