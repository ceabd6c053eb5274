"""The daily reconciliation: what nothing and nobody told of is found and repaired by the same
rules, and where both sides agree nothing is written."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from shared.entities import ENTITIES, Entity
from shared.store.keys import bucket
from shared.transport import Calls
from tests.integration.engine.reconciling import (
    FLAG,
    UNSUBSCRIBED,
    assert_silent,
    link_of,
    linked,
    reconciled,
    result,
)
from tests.integration.engine.two_systems import TwoSystems, new_email

REMOVED = "[D365: Removed]"


class TestWhereBothSidesAgree:
    def test_nothing_is_written_and_no_difference_is_dated(self, agreeing: TwoSystems) -> None:
        written, before = agreeing.writes(), agreeing.app.clock()
        for _ in range(2):
            agreeing.run_reconciliation()
            found = result(agreeing)
            assert (found.differences, found.repaired) == (0, 0)
            assert found.compared == linked(agreeing)
            assert found.at >= before
        assert agreeing.writes() == written

    def test_it_is_a_run_like_others_with_figures(self, agreeing: TwoSystems) -> None:
        run = agreeing.run_reconciliation()
        assert run.kind == "reconcile"
        assert run in agreeing.app.runs.page(None, 5)[0]
        figures = run.entities["contact"]
        assert figures.read == figures.unchanged
        assert figures.read >= 30

    def test_it_reads_contacts_by_the_hundred_and_records_by_the_thousand(
        self, agreeing: TwoSystems
    ) -> None:
        few = agreeing.run_reconciliation().calls
        before = linked(agreeing)
        for _ in range(150):
            agreeing.new_record("contact")
        agreeing.run_scheduled()
        many = agreeing.run_reconciliation().calls
        assert linked(agreeing) - before == 150
        assert many["activecampaign"] - few["activecampaign"] in (1, 2)
        assert many["dynamics"] == few["dynamics"] <= 10


Inject = Callable[[TwoSystems, Entity, str, str], None]
Holds = Callable[[TwoSystems, Entity, str, str], object]

DIFFERENCES: dict[str, tuple[Inject, Holds]] = {
    "a value changed in Dynamics": (
        lambda s, entity, record, _: s.change_record(entity, record, telephone1="7"),
        lambda s, _e, _r, contact: s.contact(contact)["phone"] == "7",
    ),
    "a value changed in ActiveCampaign": (
        lambda s, _e, _r, contact: s.change_contact(contact, phone="8"),
        lambda s, entity, record, _: s.record(entity, record)["telephone1"] == "8",
    ),
    "a value cleared in Dynamics": (
        lambda s, entity, record, _: s.change_record(entity, record, telephone1=None),
        lambda s, _e, _r, contact: s.contact(contact)["phone"] == "",
    ),
    "a value cleared in ActiveCampaign": (
        lambda s, _e, _r, contact: s.change_contact(contact, values={"5": ""}),
        lambda s, entity, record, _: s.record(entity, record)["cr1_score"] is None,
    ),
    "the email changed in Dynamics": (
        lambda s, entity, record, _: s.change_record(entity, record, emailaddress1=new_email()),
        lambda s, entity, record, contact: (
            s.contact(contact)["email"] == s.record(entity, record)["emailaddress1"]
        ),
    ),
    "opted out in Dynamics": (
        lambda s, entity, record, _: s.change_record(entity, record, **{FLAG: True}),
        lambda s, _e, _r, contact: set(s.contact(contact)["lists"].values()) == {UNSUBSCRIBED},
    ),
    "unsubscribed in ActiveCampaign": (
        lambda s, _e, _r, contact: s.change_contact(contact, optOut=True),
        lambda s, entity, record, _: s.record(entity, record)[FLAG] is True,
    ),
    "the record deleted": (
        lambda s, entity, record, _: s.delete_record(entity, record),
        lambda s, entity, record, contact: (
            reason(s, entity, record) == "closed.record_deleted"
            and REMOVED in s.contact(contact)["tags"]
        ),
    ),
    "the record deactivated": (
        lambda s, entity, record, _: s.change_record(entity, record, statecode=1),
        lambda s, entity, record, contact: (
            link_of(s, entity, record).state == "closed" and REMOVED in s.contact(contact)["tags"]
        ),
    ),
    "the contact deleted": (
        lambda s, _e, _r, contact: s.delete_contact(contact),
        lambda s, entity, record, _: reason(s, entity, record) == "closed.contact_deleted",
    ),
}


def reason(systems: TwoSystems, entity: Entity, record_id: str) -> str | None:
    return str(link_of(systems, entity, record_id).reason_code)


@pytest.fixture(scope="module")
def synced_people(reconciled_systems: TwoSystems) -> dict[tuple[str, Entity], tuple[str, str]]:
    """For each kind of difference a lead and a contact in sync, who are on a list: their record
    and contact."""
    records = {
        (kind, entity): reconciled_systems.new_record(entity, telephone1="1", cr1_score=5)
        for kind in DIFFERENCES
        for entity in ENTITIES
    }
    reconciled_systems.run_scheduled()
    people = {
        (kind, entity): (record_id, reconciled_systems.contact_id(entity, record_id))
        for (kind, entity), record_id in records.items()
    }
    newsletter = int(reconciled_systems.app.activecampaign(Calls()).lists()[0].id)
    for _, contact_id in people.values():
        reconciled_systems.change_contact(contact_id, subscribe=[newsletter])
    return people


def test_every_kind_of_difference_on_each_side_is_found_and_repaired_at_once(
    agreeing: TwoSystems, synced_people: dict[tuple[str, Entity], tuple[str, str]]
) -> None:
    agreeing.settle()
    for (kind, entity), (record_id, contact_id) in synced_people.items():
        DIFFERENCES[kind][0](agreeing, entity, record_id, contact_id)

    assert reconciled(agreeing) == (len(synced_people), len(synced_people))

    kept = {
        (kind, entity)
        for (kind, entity), (record_id, contact_id) in synced_people.items()
        if not DIFFERENCES[kind][1](agreeing, entity, record_id, contact_id)
    }
    assert kept == set()
    assert_silent(agreeing)


def test_records_that_became_others_are_found_with_their_heirs(agreeing: TwoSystems) -> None:
    lead, lead_contact = agreeing.synced("lead")
    merged, _ = agreeing.synced("contact")
    master, master_contact = agreeing.synced("contact")
    agreeing.settle()
    heir = agreeing.qualify(lead)
    agreeing.merge("contact", master, merged)

    differences, repaired = reconciled(agreeing)

    assert differences == repaired >= 2
    assert agreeing.contact_id("contact", heir) == lead_contact
    assert agreeing.contact_id("contact", master) == master_contact
    assert reason(agreeing, "lead", lead) == "closed.qualified"
    assert reason(agreeing, "contact", merged) == "closed.merged"
    assert_silent(agreeing)


def test_a_record_deleted_after_its_contact_is_closed_as_deleted(agreeing: TwoSystems) -> None:
    record_id, contact_id = agreeing.synced("contact")
    agreeing.delete_contact(contact_id)
    reconciled(agreeing)
    assert reason(agreeing, "contact", record_id) == "closed.contact_deleted"
    agreeing.delete_record("contact", record_id)
    reconciled(agreeing)
    assert reason(agreeing, "contact", record_id) == "closed.record_deleted"
    assert_silent(agreeing)


def test_a_deleted_contact_comes_back_only_with_a_change_of_its_record(
    agreeing: TwoSystems,
) -> None:
    email = new_email()
    record_id, contact_id = agreeing.synced("contact", emailaddress1=email)
    agreeing.delete_contact(contact_id)
    assert reconciled(agreeing) == (1, 1)
    assert_silent(agreeing)
    assert agreeing.contacts_of(email) == []

    agreeing.change_record("contact", record_id, telephone1="9")
    agreeing.run_scheduled()
    assert [one["phone"] for one in agreeing.contacts_of(email)] == ["9"]


def test_what_cannot_be_repaired_is_a_problem_and_stays_a_difference(
    agreeing: TwoSystems,
) -> None:
    record_id, contact_id = agreeing.synced("contact", lastname="Kept")
    agreeing.change_contact(contact_id, lastName="")
    assert reconciled(agreeing) == (1, 0)
    problem = agreeing.problem("contact", record_id)
    assert problem is not None
    assert problem.code == "mapping.required_blank"
    assert agreeing.record("contact", record_id)["lastname"] == "Kept"

    agreeing.change_contact(contact_id, lastName="New")
    assert reconciled(agreeing) == (1, 1)
    assert agreeing.record("contact", record_id)["lastname"] == "New"


def lose_link(systems: TwoSystems, entity: Entity, record_id: str) -> None:
    table = systems.app.storage.table("links")
    table.delete_entity(f"{entity}-{bucket(record_id)}", record_id)


class TestLostStorage:
    def test_a_base_that_was_lost_is_agreed_on_again_and_nothing_is_written(
        self, agreeing: TwoSystems
    ) -> None:
        record_id, _ = agreeing.synced("contact", telephone1="1", cr1_score=3)
        agreeing.settle()
        before = link_of(agreeing, "contact", record_id)
        agreeing.app.links.write([replace(before, base={})])
        written = agreeing.writes()

        assert reconciled(agreeing) == (0, 0)

        assert agreeing.writes() == written
        assert link_of(agreeing, "contact", record_id).base == before.base

    def test_a_link_that_was_lost_is_tied_again_and_no_value_is_lost(
        self, agreeing: TwoSystems
    ) -> None:
        record_id, contact_id = agreeing.synced("lead", telephone1="1", cr1_score=3)
        agreeing.change_contact(contact_id, values={"14": "only there"})
        lose_link(agreeing, "lead", record_id)

        assert reconciled(agreeing) == (1, 1)

        assert agreeing.contact_id("lead", record_id) == contact_id
        record = agreeing.record("lead", record_id)
        assert (record["telephone1"], record["cr1_score"]) == ("1", 3)
        assert record["cr1_text"] == "only there"
        assert_silent(agreeing)
