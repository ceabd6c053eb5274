"""Failures that such products are known for, as far as no test of a rule shows already that they
cannot happen here. docs/sync-rules.md lists them all, each with its test."""

import threading
from functools import partial

import pytest

from shared.store.events import EventQueue
from shared.sync import newcomers
from shared.sync.events import apply_events
from shared.sync.newcomers import Patience
from tests.integration.engine.two_systems import TwoSystems, new_email

FLAG = "donotbulkemail"
BATCH = 12
"""More than go by single calls."""


def test_a_record_deleted_while_its_contact_changed_does_not_rise_again(
    systems: TwoSystems,
) -> None:
    """A PATCH of Dataverse creates what is not there, unless it says that it must be."""
    record_id, contact_id = systems.synced("contact")
    systems.change_contact(contact_id, phone="+1 555 1")
    systems.delete_record("contact", record_id)
    systems.settle()
    assert record_id not in {row["contactid"] for row in systems.records("contact")}
    assert "[D365: Removed]" in systems.contact(contact_id)["tags"]


def test_events_in_the_wrong_order_leave_the_newest_values(systems: TwoSystems) -> None:
    """They carry the values of their moment; none is taken from them."""
    record_id, contact_id = systems.synced("contact")
    systems.change_contact(contact_id, phone="first")
    systems.change_contact(contact_id, phone="second", firstName="Second")
    systems.settled_deliveries()
    queue = systems.app.events
    waiting = queue.receive(100)
    for event in reversed(waiting):
        apply_events(systems.app.engine, queue, systems.app.counts, event.body)
        queue.delete([event])
    record = systems.record("contact", record_id)
    assert (record["telephone1"], record["firstname"]) == ("second", "Second")
    assert systems.contact(contact_id)["phone"] == "second"


def test_an_unrelated_edit_leaves_consent_as_it_is(systems: TwoSystems) -> None:
    people = []
    for act in ({"subscribe": [1]}, {"subscribe": [1, 2], "unsubscribe": [2]}, {}):
        record_id, contact_id = systems.synced("contact")
        systems.change_contact(contact_id, **act)
        people.append((record_id, contact_id))
    systems.settle()
    before = [systems.contact(contact_id)["lists"] for _, contact_id in people]
    for record_id, contact_id in people:
        systems.change_record("contact", record_id, telephone1="+1 555 2")
        systems.change_contact(contact_id, lastName="Edited")
    systems.settle()
    assert [systems.contact(contact_id)["lists"] for _, contact_id in people] == before
    assert [systems.record("contact", one)[FLAG] for one, _ in people] == [False] * 3


def test_an_import_that_stops_half_way_is_not_reported_as_done(
    systems: TwoSystems, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.sync.imports.WAITS_SECONDS", (0.1, 0.2))
    monkeypatch.setattr(newcomers, "Patience", partial(Patience, without_progress=1.0))
    ids = [systems.new_record("contact") for _ in range(BATCH)]
    systems.world.activecampaign.post("/_sandbox/imports", {"outcome": "interrupted"})
    run = systems.run_scheduled()
    linked = [one for one in ids if (found := systems.link("contact", one)) and found.contact_id]
    problems = [one for one in ids if systems.problem("contact", one) is not None]
    assert len(linked) + len(problems) == BATCH
    assert problems
    assert run.entities["contact"].failing == len(problems)
    systems.make_problems_due()
    systems.run_scheduled()
    assert len({systems.contact_id("contact", one) for one in ids}) == BATCH


def test_calls_refused_by_the_rate_limit_drop_no_record(systems: TwoSystems) -> None:
    ids = [systems.new_record("lead", firstname=f"N{number}") for number in range(BATCH)]
    refusal = {"kind": "status", "status": 429, "headers": {"Retry-After": "0"}}
    for remote in (systems.world.activecampaign, systems.world.dataverse):
        remote.post("/_sandbox/faults", {**refusal, "times": 2})
    try:
        systems.run_scheduled()
    finally:
        for remote in (systems.world.activecampaign, systems.world.dataverse):
            remote.delete("/_sandbox/faults")
    systems.run_scheduled()
    names = [systems.contact(systems.contact_id("lead", one))["firstName"] for one in ids]
    assert names == [f"N{number}" for number in range(BATCH)]


def test_two_workers_with_one_event_create_one_record(systems: TwoSystems) -> None:
    email = new_email()
    systems.lose_webhooks(lost=True)
    contact_id = systems.new_contact(email=email, tags=["[D365: Lead]"])
    systems.lose_webhooks(lost=False)
    start = threading.Barrier(2)
    queue: EventQueue = systems.app.events

    def work() -> None:
        start.wait(10)
        apply_events(systems.app.engine, queue, systems.app.counts, {"contactId": contact_id})

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    (row,) = systems.records_of("lead", email)
    assert systems.contact_id("lead", row["leadid"]) == contact_id


def test_an_address_that_another_contact_took_over_brings_no_value_of_a_stranger(
    systems: TwoSystems,
) -> None:
    """The contact is deleted, and somebody else is entered with the address. The two are tied by
    it, as the rules say; what was agreed on with the former is not held against the new one."""
    email = new_email()
    record_id, former = systems.synced("contact", emailaddress1=email, telephone1="+1 555 3")
    systems.delete_contact(former)
    stranger = systems.new_contact(email=email, phone="", firstName="", lastName="")
    systems.change_record("contact", record_id, lastname="Changed")
    systems.settle()
    assert systems.contact_id("contact", record_id) == stranger
    record, contact = systems.record("contact", record_id), systems.contact(stranger)
    assert (record["firstname"], record["telephone1"]) == ("Robin", "+1 555 3")
    assert (contact["firstName"], contact["phone"]) == ("Robin", "+1 555 3")


def test_reading_everything_again_subscribes_nobody(systems: TwoSystems) -> None:
    people = []
    for act in ({"subscribe": [1, 2], "optOut": True}, {"subscribe": [1], "unsubscribe": [1]}, {}):
        record_id, contact_id = systems.synced("contact")
        systems.change_contact(contact_id, **act)
        people.append((record_id, contact_id))
    systems.settle()
    before = [systems.contact(contact_id)["lists"] for _, contact_id in people]
    systems.world.dataverse.post("/_sandbox/tokens/expire")
    for record_id, _ in people:
        systems.change_record("contact", record_id, telephone1="+1 555 4")
    systems.settle()
    assert [systems.contact(contact_id)["lists"] for _, contact_id in people] == before
    assert [systems.record("contact", one)[FLAG] for one, _ in people] == [True, True, False]
