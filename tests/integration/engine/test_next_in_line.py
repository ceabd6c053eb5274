"""Of several records of an entity with one address the next one moves up in the run that sees the
first leave, whoever tells of it. Nobody waits for the reconciliation, and nobody moves back."""

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

import pytest

from shared.entities import ENTITIES, Entity
from shared.store.links import Link
from shared.sync.preview.reads import Budget
from tests.integration.engine.test_preview import of, preview
from tests.integration.engine.two_systems import TwoSystems, new_email

DUPLICATE, OUT_OF_SCOPE = "excluded.duplicate_email", "excluded.out_of_scope"
OUTSIDE, INSIDE = {"lastname": "Outside"}, {"lastname": "Inside"}
TEXT, TOO_LONG = "14", "x" * 101

Leave = Callable[[TwoSystems, Entity, str], None]
LEAVE: dict[str, Leave] = {
    "leaves scope": lambda s, of, one: s.change_record(of, one, **OUTSIDE),
    "is deactivated": lambda s, of, one: s.deactivate(of, one),
    "is deleted": lambda s, of, one: s.delete_record(of, one),
    "loses its address": lambda s, of, one: s.change_record(of, one, emailaddress1=None),
}
leaving = pytest.mark.parametrize("leave", LEAVE.values(), ids=LEAVE)
either = pytest.mark.parametrize("entity", ENTITIES)


@pytest.fixture(scope="module")
def scoped(synced_systems: TwoSystems) -> Iterator[TwoSystems]:
    """Records of both entities that are called Outside are out of scope."""
    systems = synced_systems
    with systems.leaving_out("lead", "Outside"), systems.leaving_out("contact", "Outside"):
        systems.settle()
        yield systems


def line(systems: TwoSystems, entity: Entity, number: int = 2) -> tuple[list[str], str]:
    """Records with one address in the order in which they come, of which the first is synced, and
    its contact."""
    given = {"emailaddress1": new_email(), "telephone1": "1"}
    records = in_order(
        systems, entity, [systems.new_record(entity, **given) for _ in range(number)]
    )
    systems.change_record(entity, records[0], telephone1="0")
    systems.run_scheduled()
    return records, systems.contact_id(entity, records[0])


def in_order(systems: TwoSystems, entity: Entity, records: list[str]) -> list[str]:
    """Oldest first, of one second the smaller id."""
    created = {one: systems.record(entity, one)["createdon"] for one in records}
    return sorted(records, key=lambda one: (created[one], one))


def link(systems: TwoSystems, entity: Entity, record_id: str) -> Link:
    found = systems.link(entity, record_id)
    assert found is not None
    return found


def left_out(
    systems: TwoSystems, record_id: str, entity: Entity = "contact"
) -> tuple[str | None, str | None, str | None]:
    """Why a record is left out, what it names, and the contact that it holds all the same."""
    found = link(systems, entity, record_id)
    assert found.state == "excluded", found
    return found.reason_code, found.related_id, found.contact_id


@either
@leaving
def test_the_next_one_takes_the_contact_in_the_same_run(
    scoped: TwoSystems, entity: Entity, leave: Leave
) -> None:
    (first, second), contact_id = line(scoped, entity)
    leave(scoped, entity, first)
    scoped.run_scheduled()
    assert scoped.contact_id(entity, second) == contact_id
    assert scoped.contact(contact_id)["phone"] == "1"
    gone = scoped.link(entity, first)
    assert gone is not None
    assert gone.state == "closed" or gone.contact_id is None


def test_of_several_the_oldest_moves_up_and_the_others_name_it(scoped: TwoSystems) -> None:
    (first, second, third), contact_id = line(scoped, "contact", 3)
    assert left_out(scoped, third) == (DUPLICATE, first, None)
    scoped.change_record("contact", first, **OUTSIDE)
    scoped.run_scheduled()
    assert scoped.contact_id("contact", second) == contact_id
    assert left_out(scoped, third) == (DUPLICATE, second, None)


def test_all_but_the_last_may_leave_at_once(scoped: TwoSystems) -> None:
    (first, second, third), contact_id = line(scoped, "contact", 3)
    scoped.change_record("contact", first, **OUTSIDE)
    scoped.deactivate("contact", second)
    scoped.run_scheduled()
    assert scoped.contact_id("contact", third) == contact_id


def test_one_that_comes_back_is_the_double_now_and_stays_so(scoped: TwoSystems) -> None:
    (first, second), contact_id = line(scoped, "contact")
    scoped.change_record("contact", first, **OUTSIDE)
    scoped.run_scheduled()
    scoped.change_record("contact", first, **INSIDE)
    scoped.run_scheduled()
    assert left_out(scoped, first) == (DUPLICATE, second, None)
    assert scoped.writes_of_another_run() == 0
    assert scoped.contact_id("contact", second) == contact_id

    scoped.change_record("contact", second, **OUTSIDE)
    scoped.run_scheduled()
    assert scoped.contact_id("contact", first) == contact_id
    assert left_out(scoped, second) == (OUT_OF_SCOPE, None, None)


def test_nobody_in_line_and_it_keeps_its_contact(scoped: TwoSystems) -> None:
    (alone,), contact_id = line(scoped, "contact", 1)
    scoped.change_record("contact", alone, **OUTSIDE)
    scoped.run_scheduled()
    assert left_out(scoped, alone) == (OUT_OF_SCOPE, None, contact_id)
    scoped.change_record("contact", alone, **INSIDE)
    scoped.run_scheduled()
    assert scoped.contact_id("contact", alone) == contact_id


def test_a_record_of_the_other_entity_is_not_in_line_and_keeps_its_own_tie(
    scoped: TwoSystems,
) -> None:
    (first, second), contact_id = line(scoped, "contact")
    email = scoped.contact(contact_id)["email"]
    leads = [scoped.new_record("lead", emailaddress1=email) for _ in range(2)]
    lead, other_lead = in_order(scoped, "lead", leads)
    scoped.run_scheduled()
    assert scoped.contact_id("lead", lead) == contact_id
    scoped.change_record("contact", first, **OUTSIDE)
    scoped.run_scheduled()
    assert scoped.contact_id("contact", second) == contact_id
    assert scoped.contact_id("lead", lead) == contact_id
    assert left_out(scoped, other_lead, "lead") == (DUPLICATE, lead, None)


class TestWhoeverTellsOfIt:
    def test_an_event_of_its_contact(self, scoped: TwoSystems) -> None:
        (first, second), contact_id = line(scoped, "contact")
        scoped.deliver_events()
        scoped.change_record("contact", first, **OUTSIDE)
        scoped.change_contact(contact_id, phone="7")
        scoped.deliver_events()
        assert scoped.contact_id("contact", second) == contact_id

    def test_the_contact_that_moves_to_another_address(self, scoped: TwoSystems) -> None:
        """The first moves along, and the next one has the old address for itself."""
        (first, second), contact_id = line(scoped, "contact")
        email = scoped.contact(contact_id)["email"]
        scoped.deliver_events()
        scoped.change_contact(contact_id, email=new_email())
        scoped.deliver_events()
        (own,) = scoped.contacts_of(email)
        assert scoped.contact_id("contact", first) == contact_id
        assert scoped.contact_id("contact", second) == str(own["id"])

    def test_somebody_who_acts_on_the_record(self, scoped: TwoSystems) -> None:
        (first, second), contact_id = line(scoped, "contact")
        scoped.change_record("contact", first, **OUTSIDE)
        scoped.sync_at_once("contact", first)
        assert scoped.contact_id("contact", second) == contact_id

    def test_a_problem_that_is_tried_again(self, scoped: TwoSystems) -> None:
        (first, second), contact_id = line(scoped, "contact")
        scoped.deliver_events()
        scoped.change_contact(contact_id, values={TEXT: TOO_LONG})
        scoped.deliver_events()
        assert scoped.problem("contact", first) is not None
        scoped.make_problems_due()
        scoped.change_record("contact", first, **OUTSIDE)
        scoped.run_scheduled()
        assert scoped.contact_id("contact", second) == contact_id


def test_where_values_come_from_activecampaign_alone_the_next_one_takes_the_contact(
    scoped: TwoSystems,
) -> None:
    (first, second), contact_id = line(scoped, "contact")
    scoped.set_mapping("contact", direction="inbound")
    try:
        scoped.change_record("contact", first, **OUTSIDE)
        scoped.run_scheduled()
        assert scoped.contact_id("contact", second) == contact_id
        assert scoped.record("contact", second)["telephone1"] == "0"
    finally:
        scoped.set_mapping("contact", direction="both")


def test_where_none_makes_a_contact_the_next_one_is_no_double_any_more(
    scoped: TwoSystems,
) -> None:
    scoped.set_mapping("contact", direction="inbound")
    try:
        email = new_email()
        records = [scoped.new_record("contact", emailaddress1=email) for _ in range(2)]
        first, second = in_order(scoped, "contact", records)
        scoped.run_scheduled()
        assert left_out(scoped, first) == ("excluded.inbound_only", None, None)
        assert left_out(scoped, second) == (DUPLICATE, first, None)
        scoped.change_record("contact", first, **OUTSIDE)
        scoped.run_scheduled()
        assert left_out(scoped, second) == ("excluded.inbound_only", None, None)
    finally:
        scoped.set_mapping("contact", direction="both")


@pytest.mark.parametrize("how", ["leaves scope", "is deleted"])
def test_a_preview_says_so(scoped: TwoSystems, how: str) -> None:
    (first, second), contact_id = line(scoped, "contact")
    LEAVE[how](scoped, "contact", first)
    shown = of(preview(scoped, "contact", Budget(sample=5_000)), second)
    assert (shown.action, shown.contact_id) == ("update", contact_id)
    scoped.run_scheduled()
    assert scoped.contact_id("contact", second) == contact_id


@pytest.mark.parametrize("seed", [1, 2])
def test_after_each_run_every_address_has_one_record_in_sync_whom_the_others_name(
    scoped: TwoSystems, seed: int
) -> None:
    """Whoever comes and goes, at once or one after the other."""
    chance = random.Random(seed)  # noqa: S311 - acts of people, no secret
    addresses = [new_email() for _ in range(3)]
    home = {
        scoped.new_record("contact", emailaddress1=email): email
        for email in addresses
        for _ in range(3)
    }
    scoped.run_scheduled()
    acts: Sequence[Leave] = (
        *(LEAVE[name] for name in ("leaves scope", "is deactivated", "loses its address")),
        lambda s, _, one: s.change_record("contact", one, emailaddress1=home[one], **INSIDE),
        lambda s, _, one: s.change_record("contact", one, statecode=0, statuscode=1),
    )
    for _ in range(5):
        for record_id in chance.sample(sorted(home), 4):
            chance.choice(acts)(scoped, "contact", record_id)
        scoped.run_scheduled()
        assert_one_in_sync_each(scoped, list(home))
    assert scoped.writes_of_another_run() == 0


def assert_one_in_sync_each(systems: TwoSystems, records: list[str]) -> None:
    rows = [systems.record("contact", record_id) for record_id in records]
    there = [
        row
        for row in rows
        if row["statecode"] == 0 and row["lastname"] != "Outside" and row["emailaddress1"]
    ]
    there.sort(key=lambda row: str(row["emailaddress1"]))
    for email, having in groupby(there, lambda row: str(row["emailaddress1"])):
        links = [link(systems, "contact", str(row["contactid"])) for row in having]
        (first,) = [one for one in links if one.state == "linked"]
        assert [one.related_id for one in links if one is not first] == [first.record_id] * (
            len(links) - 1
        ), email
        assert len(systems.contacts_of(email)) == 1
