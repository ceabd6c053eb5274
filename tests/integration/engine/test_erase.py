"""Deleting a person's data at their request: nothing of them is left in storage, but that they are
not to be mailed, and nobody else loses anything."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest

from shared.actions.activities import activities_page
from shared.actions.enrol import enrol
from shared.actions.erase import erase_person
from shared.actions.models.marketing import EnrolInput, SendInput
from shared.actions.models.people import EraseInput, EraseOutput
from shared.actions.send import send
from shared.entities import ENTITIES, Entity
from shared.errors import Unreachable
from shared.store import tallies
from shared.store.connection import EVENTS_QUEUE, QUEUES, TABLES, TIMELINE_QUEUE
from shared.transport import Calls
from tests.integration.engine.two_systems import TwoSystems, new_email

FLAG = "donotbulkemail"
TEXT = "14"
CAMPAIGN, AUTOMATION = "2", "1"
TOO_LONG = "x" * 101


@dataclass(frozen=True)
class Somebody:
    """A person with a Dynamics contact, a lead and an ActiveCampaign contact. Each of `values`,
    which both systems know of them, is theirs alone."""

    email: str
    records: Mapping[Entity, str]
    contact_id: str
    values: tuple[str, ...]

    @property
    def event(self) -> dict[str, Any]:
        """As a webhook's is put on a queue."""
        told = {"id": str(uuid4()), "type": "update", "receivedAt": "2026-11-30T12:00:00+00:00"}
        return {**told, "contactId": self.contact_id, "email": self.email, "lists": []}


def somebody(systems: TwoSystems) -> Somebody:
    email, mark = new_email(), uuid4().hex[:8]
    texts = {"firstname": f"Zoe{mark}", "lastname": f"Quast{mark}", "cr1_text": f"was {mark}"}
    contact, contact_id = systems.synced("contact", emailaddress1=email, **texts)
    lead = systems.new_record("lead", emailaddress1=email, **texts)
    systems.run_scheduled()
    systems.deliver_events()
    return Somebody(email, {"contact": contact, "lead": lead}, contact_id, (email, mark))


def live_through(systems: TwoSystems, one: Somebody) -> None:
    """All that leaves a trace: a conflict, a mail, an enrol, activities, an opt-out, a problem, and
    an event on each queue."""
    record_id, mark = one.records["contact"], one.values[1]
    systems.change_record("contact", record_id, cr1_text=f"D {mark}")
    systems.change_contact(one.contact_id, values={TEXT: f"A {mark}"})
    systems.deliver_events()
    systems.run_scheduled()
    body = {"entity": "contact", "ids": [record_id], "requestId": str(uuid4())}
    sent = send(systems.app, systems.admin, CAMPAIGN, SendInput.model_validate(body))
    enrolled = enrol(systems.app, systems.admin, AUTOMATION, EnrolInput.model_validate(body))
    assert [sent.results[0].status, enrolled.results[0].status] == ["done", "done"]
    assert activities_page(systems.app, systems.admin, "contact", record_id, None, 10).items
    subscribed = [int(found.id) for found in systems.app.activecampaign(Calls()).lists()]
    systems.settled_automations()
    systems.change_contact(one.contact_id, subscribe=subscribed)
    systems.change_contact(one.contact_id, optOut=True)
    systems.change_contact(one.contact_id, values={TEXT: mark + TOO_LONG})
    systems.deliver_events()
    assert systems.problem("contact", record_id) is not None
    assert systems.record("contact", record_id)[FLAG] is True


def put_on_queues(systems: TwoSystems, one: Somebody, other: Somebody) -> None:
    """One event of each, on every queue that holds events."""
    both = [one.event, other.event]
    for name in (EVENTS_QUEUE, f"{EVENTS_QUEUE}-poison"):
        for event in both:
            systems.app.storage.queue(name).send_message(json.dumps(event))
    for name in (TIMELINE_QUEUE, f"{TIMELINE_QUEUE}-poison"):
        message = {"job": "events", "account": 1, "events": both}
        systems.app.storage.queue(name).send_message(json.dumps(message))


def stored(systems: TwoSystems) -> dict[str, str]:
    """Everything in tables and queues, by the name of the place, in lower case."""
    storage = systems.app.storage
    rows = {name: [str(row) for row in storage.table(name).list_entities()] for name in TABLES}
    messages = {
        name: [str(found.content) for found in storage.queue(name).peek_messages(32)]
        for name in QUEUES
    }
    return {name: "\n".join(found).lower() for name, found in {**rows, **messages}.items()}


def places(systems: TwoSystems, value: str) -> set[str]:
    return {name for name, text in stored(systems).items() if value.lower() in text}


def erase(systems: TwoSystems, **wanted: str) -> EraseOutput:
    return erase_person(systems.app, systems.admin, EraseInput.model_validate(wanted))


@pytest.fixture(scope="module")
def people(synced_systems: TwoSystems) -> Iterator[tuple[Somebody, Somebody, EraseOutput]]:
    """Somebody who was erased, somebody who went through the same and was not, and what was
    answered."""
    systems = synced_systems
    one, other = somebody(systems), somebody(systems)
    for each in (one, other):
        live_through(systems, each)
    systems.settled_automations()
    systems.deliver_events()
    systems.work_off_timeline()
    put_on_queues(systems, one, other)
    assert places(systems, one.email) >= {"links", EVENTS_QUEUE, TIMELINE_QUEUE}
    assert places(systems, one.values[1]) >= {"links", "history"}
    yield one, other, erase(systems, email=f" {one.email.upper()} ")
    for name in QUEUES:
        systems.app.storage.queue(name).clear_messages()


People = tuple[Somebody, Somebody, EraseOutput]


def test_no_value_of_the_person_is_left_in_any_table_or_queue(
    systems: TwoSystems, people: People
) -> None:
    one, _, _ = people
    assert {value: places(systems, value) for value in one.values} == {
        value: set() for value in one.values
    }


def test_the_ids_of_their_records_are_left_in_the_audit_alone(
    systems: TwoSystems, people: People
) -> None:
    one, _, _ = people
    for record_id in one.records.values():
        assert places(systems, record_id) <= {"audit"}


def test_no_row_is_left_of_their_contact(systems: TwoSystems, people: People) -> None:
    one, _, _ = people
    known = systems.app.known
    assert known.open_contact_index().find([one.email]) == {}
    assert known.claims.held([one.contact_id]) == []
    assert known.live_events.of_contact(one.contact_id, 10) == []
    rows = [*systems.app.storage.table("history").list_entities()]
    assert one.contact_id not in {row["contactId"] for row in rows}
    assert systems.app.engine.open_consent().newest(one.email, None, 10) == []


def test_what_was_deleted_is_told_in_numbers(people: People) -> None:
    _, _, answer = people
    removed = answer.removed
    assert removed.links == 2
    assert removed.problems >= 1
    assert removed.history >= 3
    assert removed.consent_changes >= 1
    assert (removed.acts, removed.requests) == (2, 2)
    assert removed.index_entries == 1
    assert removed.events >= 4
    assert answer.complete


def test_nobody_else_loses_anything(systems: TwoSystems, people: People) -> None:
    _, other, _ = people
    for entity, record_id in other.records.items():
        link = systems.link(entity, record_id)
        assert link is not None
        assert link.contact_id == other.contact_id
    assert systems.app.known.open_contact_index().find([other.email]) == {
        other.email: other.contact_id
    }
    assert systems.app.engine.open_consent().newest(other.email, None, 10) != []
    waiting = {EVENTS_QUEUE, f"{EVENTS_QUEUE}-poison", TIMELINE_QUEUE, f"{TIMELINE_QUEUE}-poison"}
    assert places(systems, other.email) >= waiting
    assert places(systems, other.records["contact"]) >= {"history", "documents", "problems"}


def test_links_are_still_counted_right(systems: TwoSystems, people: People) -> None:
    assert people
    for entity in ENTITIES:
        table = systems.app.storage.table("links")
        rows = [row for row in table.list_entities() if row["PartitionKey"].startswith(entity)]
        real = sum(row["RowKey"] >= tallies.AFTER for row in rows)
        assert sum(systems.app.links.counts(entity).values()) == real


def test_the_audit_tells_who_did_it_and_not_to_whom(systems: TwoSystems, people: People) -> None:
    one, _, _ = people
    erase(systems, email=one.email)
    again, first = [
        entry for entry in systems.app.audit.page(None, 50)[0] if entry.act == "person.erase"
    ][:2]
    assert first.by.startswith(systems.admin.name)
    assert first.target == again.target  # by which it can be proven later
    for value in (*one.values, *one.records.values()):
        assert value not in f"{first.target} {first.detail}"


def test_the_opt_out_outlives_the_person(systems: TwoSystems, people: People) -> None:
    one, _, answer = people
    assert answer.opt_out_kept
    assert systems.app.engine.open_consent().opted_out([one.email]) == {one.email}
    rows = str([*systems.app.storage.table("consent").list_entities()])
    assert one.email not in rows


def test_a_person_in_both_systems_is_linked_anew_and_still_not_mailed(systems: TwoSystems) -> None:
    """Even where both sides, by hand, show no opt-out any more."""
    one = somebody(systems)
    subscribed = [int(found.id) for found in systems.app.activecampaign(Calls()).lists()]
    systems.change_contact(one.contact_id, subscribe=subscribed)
    systems.change_contact(one.contact_id, optOut=True)
    systems.deliver_events()
    assert erase(systems, email=one.email).opt_out_kept
    record_id = one.records["contact"]
    systems.change_contact(one.contact_id, subscribe=subscribed)
    systems.change_record("contact", record_id, **{FLAG: False})
    systems.deliver_events()
    systems.run_scheduled()
    systems.deliver_events()
    assert systems.contact_id("contact", record_id) == one.contact_id
    assert systems.record("contact", record_id)[FLAG] is True
    assert "1" not in {str(one) for one in systems.contact(one.contact_id)["lists"].values()}


def test_one_who_never_opted_out_leaves_nothing_at_all(systems: TwoSystems) -> None:
    one = somebody(systems)
    answer = erase(systems, entity="contact", id=one.records["contact"])
    assert not answer.opt_out_kept
    assert answer.removed.links == 2
    for value in one.values:
        assert places(systems, value) == set()


def test_of_a_record_that_is_gone_all_is_found_by_its_link(systems: TwoSystems) -> None:
    one = somebody(systems)
    for entity, record_id in one.records.items():
        systems.delete_record(entity, record_id)
    systems.delete_contact(one.contact_id)
    systems.run_scheduled()
    assert erase(systems, entity="lead", id=one.records["lead"]).removed.links == 2
    for value in one.values:
        assert places(systems, value) == set()
    systems.run_scheduled()
    assert systems.link("lead", one.records["lead"]) is None


def test_nobody_is_told_apart_from_one_who_was_never_there(systems: TwoSystems) -> None:
    never = erase(systems, email=new_email())
    assert set(never.removed.model_dump().values()) == {0}
    assert erase(systems, entity="lead", id=str(uuid4())) == never


@pytest.mark.parametrize(
    "email",
    ["o'hara' or 1 eq 1@x", "a\ufffe@x", "*/#?%2f\\~@x", "\U0001f600@x", "x" * 320],
    ids=["quotes", "no character", "signs", "emoji", "long"],
)
def test_an_address_of_any_shape_is_looked_for_and_means_nobody_else(
    systems: TwoSystems, email: str
) -> None:
    assert set(erase(systems, email=email).removed.model_dump().values()) == {0}


def test_what_ended_half_way_is_ended_by_asking_again(
    systems: TwoSystems, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = somebody(systems)
    systems.change_record("contact", one.records["contact"], **{FLAG: True})
    systems.run_scheduled()
    with monkeypatch.context() as broken:
        broken.setattr("shared.store.links.bulk.remove_as_read", _away)
        with pytest.raises(Unreachable):
            erase(systems, email=one.email)
    assert erase(systems, email=one.email).opt_out_kept
    for value in one.values:
        assert places(systems, value) == set()


def _away(*_: object) -> None:
    raise Unreachable("storage", "No answer.")
