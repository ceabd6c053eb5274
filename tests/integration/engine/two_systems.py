"""The engine in this process between two stand-ins, and what people in both systems do."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from itertools import islice
from typing import Any
from uuid import uuid4

from azure.storage.queue import QueueClient

from sandbox.demo.compare import PAIRS, Comparison, compare
from sandbox.demo.people import USERS
from sandbox.world import World
from shared.actions.connect import connect
from shared.actions.entity_mapping import mapping_of, set_mapping
from shared.actions.models.mapping import MappingInput
from shared.actions.people import Person
from shared.actions.receive import receive
from shared.actions.timeline.steps import take_events, timeline_step
from shared.entities import ENTITIES, Entity
from shared.settings import load_settings
from shared.store.connection import EVENTS_QUEUE, STEPS_QUEUE, TIMELINE_QUEUE
from shared.store.links import Link
from shared.store.problems import Problem
from shared.store.runs import Run
from shared.store.steps import StepMessage
from shared.store.timeline import TimelineMessage
from shared.sync import changes
from shared.sync.events import apply_events
from shared.sync.on_demand import sync_records
from shared.sync.run import run_step
from shared.sync.sides import TABLE
from shared.sync.state import PollState, SyncState
from shared.sync.states import NAME as STATE
from shared.sync.tick import start_reconciliation, tick_initial, tick_scheduled
from shared.transport import Calls
from shared.wiring import App, build
from tests.integration.engine.webhook_receiver import WebhookReceiver

MORE_PAIRS = {"field:2": "cr1_notes", "field:12": "cr1_phone"}
"""Mapped beside the pairs of the demo."""

INTERESTS = ["Sailing", "Skiing", "Cooking", "Wine & Food", "Música"]
PATIENCE_SECONDS = 20.0
LONG_AGO = timedelta(days=2)


class TwoSystems:
    """Connects the app, and maps fields of every type on leads and contacts."""

    def __init__(self, world: World, receiver: WebhookReceiver) -> None:
        self.world = world
        self.receiver = receiver
        self.app: App = build(load_settings(world.env))
        receiver.receive = lambda secret, body, kind: receive(self.app, secret, body, kind)
        ada = next(user for user in USERS if user.key == "ada")
        self.admin = Person(ada.oid, ada.oid, ada.name, frozenset({"admin", "user"}))
        added = {"action": "add", "title": "Sports", "type": "listbox", "options": INTERESTS}
        self.interests = str(world.activecampaign.post("/_sandbox/fields", added)["id"])
        self.connect(world.activecampaign_url, world.activecampaign_key)
        pairs = {key: shown.column for key, shown in PAIRS.items()} | MORE_PAIRS
        pairs[f"field:{self.interests}"] = "cr1_interests"
        fields = [
            {"activecampaign": key, "dynamics": column, "direction": "both"}
            for key, column in pairs.items()
        ]
        for entity in ENTITIES:
            self.set_mapping(entity, fields=fields)

    # The app

    def connect(self, url: str, key: str) -> None:
        """Connects an account, as an administrator does; the app is then the one that a call
        made after it would find."""
        connect(self.app, self.admin, url, key)
        self.app = self.app.at_account(self.app.connection_store.account())

    def set_mapping(self, entity: Entity, **changes: Any) -> None:
        """Changes the mapping of an entity, as an administrator does on its page."""
        content, version = mapping_of(self.app, entity)
        wanted = MappingInput.model_validate({**content.model_dump(by_alias=True), **changes})
        set_mapping(self.app, self.admin, entity, wanted, version)

    @contextmanager
    def leaving_out(self, entity: Entity, last_name: str) -> Iterator[None]:
        """While this is open, records with that last name are out of scope."""
        criterion = {"field": "lastname", "operator": "notEquals", "value": last_name}
        self.set_mapping(entity, scope="criteria", criteria=[criterion])
        try:
            yield
        finally:
            self.set_mapping(entity, scope="all", criteria=[])

    def pairs(self, entity: Entity) -> list[dict[str, Any]]:
        """The field pairs of an entity, as they are mapped now."""
        mapping, _ = mapping_of(self.app, entity)
        return [pair.model_dump(by_alias=True) for pair in mapping.fields]

    def add_pair(self, entity: Entity, key: str, column: str, direction: str = "both") -> None:
        added = {"activecampaign": key, "dynamics": column, "direction": direction}
        self.set_mapping(entity, fields=[*self.pairs(entity), added])

    def switch_global_sync(self, *, on: bool) -> None:
        self.app.sync_settings.change({"global_sync": on})

    def run_initial(self) -> Run:
        """The initial sync, to its end."""
        tick_initial(self.app.engine)
        return self.work_off_run()

    def run_scheduled(self) -> Run:
        """Makes a scheduled run due and carries it to its end."""
        self.make_due()
        tick_scheduled(self.app.engine)
        return self.work_off_run()

    def run_reconciliation(self) -> Run:
        """A reconciliation, to its end."""
        run = self.start_reconciliation()
        self.work_off_steps()
        found = self.app.runs.load(run.id)
        assert found is not None
        assert found.state == "done", found
        return found

    def start_reconciliation(self) -> Run:
        start_reconciliation(self.app.engine)
        run_id = self.app.engine.states.load().reconcile_run_id
        run = self.app.runs.load(run_id) if run_id is not None else None
        assert run is not None, "no reconciliation was begun"
        return run

    def start_nothing(self) -> None:
        """A tick at which a run would be due, while none may begin."""
        self.make_due()
        tick_scheduled(self.app.engine)
        assert self.app.engine.states.load().current_run_id is None

    def sync_at_once(self, entity: Entity, record_id: str) -> None:
        """Somebody acts on a record that is not linked yet."""
        sync_records(self.app.engine, entity, [record_id], Calls())

    def make_due(self) -> None:
        """As if the last run had begun long ago."""
        cursors = self.app.engine.cursors
        state, version = cursors.load(STATE, SyncState) or (SyncState(), None)
        began = self.app.clock() - LONG_AGO
        cursors.save(STATE, state.model_copy(update={"last_started_at": began}), version)

    def deliver_events(self) -> None:
        """Waits until ActiveCampaign's webhooks have arrived, and works off their queue."""
        self.settled_deliveries()
        queue = self.app.storage.queue(EVENTS_QUEUE)
        for message in _drained(queue):
            self._apply(message)

    def deliver_events_again(self) -> None:
        """Works off events that were put off."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        queue = self.app.storage.queue(EVENTS_QUEUE)
        while queue.get_queue_properties().approximate_message_count:
            for message in _drained(queue):
                self._apply(message)
            assert time.monotonic() < deadline, "events are put off for long"
            time.sleep(0.1)

    def _apply(self, message: dict[str, Any]) -> None:
        app = self.app
        apply_events(app.engine, app.events, app.counts, message, partial(take_events, app))

    def work_off_timeline(self) -> None:
        """Works off the timeline's queue, until nothing on it can be seen."""
        for message in _drained(self.app.storage.queue(TIMELINE_QUEUE)):
            timeline_step(self.app, TimelineMessage.model_validate(message))

    def look_past_what_changed(self) -> None:
        """As if the last look at ActiveCampaign were long after all that has changed there."""
        cursors = self.app.engine.cursors
        found = cursors.load("poll", PollState)
        assert found is not None
        later = self.app.clock() + changes.OVERLAP + timedelta(seconds=1)
        cursors.save("poll", found[0].model_copy(update={"watermark": later}), found[1])

    def make_problems_due(self) -> None:
        """As if the time to try them again had come."""
        for entity in ENTITIES:
            for problem in self.app.problems.page(entity, None, 200)[0]:
                self.app.problems.retry(problem.id)

    def lose_webhooks(self, *, lost: bool) -> None:
        """From now on every delivery is lost, or none."""
        self.world.activecampaign.post("/_sandbox/deliveries", {"drop": 1.0 if lost else 0.0})

    def answer_webhooks(self, status: int) -> None:
        """From now on every delivery is answered so; 410 makes ActiveCampaign give the webhook
        up."""
        self.receiver.status = status

    def link(self, entity: Entity, record_id: str) -> Link | None:
        return self.app.links.read(entity, [record_id]).get(record_id)

    def contact_id(self, entity: Entity, record_id: str) -> str:
        """The contact of a record that is in sync."""
        link = self.link(entity, record_id)
        assert link is not None
        assert link.state == "linked", link
        assert link.contact_id is not None
        return link.contact_id

    def problem(self, entity: Entity, record_id: str) -> Problem | None:
        return self.app.problems.of_record(entity, record_id)

    # Dynamics

    def new_record(self, entity: Entity, **values: Any) -> str:
        """Sam enters a record; an email of its own and a name, unless they are given."""
        given = {"emailaddress1": new_email(), "firstname": "Robin", "lastname": "Case", **values}
        given |= {"subject": "A case"} if entity == "lead" else {}
        path = f"/_sandbox/rows/{TABLE[entity]}"
        return str(self.world.dataverse.post(path, given)["id"])

    def change_record(self, entity: Entity, record_id: str, **values: Any) -> None:
        self.world.dataverse.patch(f"/_sandbox/rows/{TABLE[entity]}/{record_id}", values)

    def delete_record(self, entity: Entity, record_id: str) -> None:
        self.world.dataverse.delete(f"/_sandbox/rows/{TABLE[entity]}/{record_id}")

    def restore_record(self, entity: Entity, record_id: str) -> None:
        """Out of the recycle bin: with its id and its values of then."""
        self.world.dataverse.post(f"/_sandbox/rows/{TABLE[entity]}/{record_id}/restore")

    def deactivate(self, entity: Entity, record_id: str) -> None:
        closed = {"statecode": 2, "statuscode": 4} if entity == "lead" else {"statecode": 1}
        self.change_record(entity, record_id, **{"statuscode": 2, **closed})

    def activate(self, entity: Entity, record_id: str) -> None:
        self.change_record(entity, record_id, statecode=0, statuscode=1)

    def qualify(self, lead_id: str, *, contact_id: str | None = None) -> str:
        """The lead becomes a new Dynamics contact, or the one that is given: its id."""
        if contact_id is not None:
            bound = {"parentcontactid@odata.bind": f"/contacts({contact_id})"}
            self.change_record("lead", lead_id, **bound)
        path = f"/_sandbox/rows/leads/{lead_id}/qualify"
        made = self.world.dataverse.post(path, {"CreateContact": contact_id is None})["value"]
        return contact_id or str(made[0]["contactid"])

    def qualify_alone(self, lead_id: str) -> None:
        """No contact is made of the lead, and none is named."""
        path = f"/_sandbox/rows/leads/{lead_id}/qualify"
        self.world.dataverse.post(path, {"CreateContact": False})

    def merge(self, entity: Entity, master: str, subordinate: str, **content: Any) -> None:
        """`content` are the values that the person chose for the master."""
        path = f"/_sandbox/rows/{TABLE[entity]}/{master}/merge"
        self.world.dataverse.post(path, {"subordinate": subordinate, "content": content})

    def record(self, entity: Entity, record_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.world.dataverse.get(
            f"/_sandbox/rows/{TABLE[entity]}/{record_id}"
        )
        return found

    def records(self, entity: Entity) -> list[dict[str, Any]]:
        return list(self.world.dataverse.get(f"/_sandbox/rows/{TABLE[entity]}?limit=5000")["items"])

    def records_of(self, entity: Entity, email: str) -> list[dict[str, Any]]:
        return [
            row
            for row in self.records(entity)
            if (row["emailaddress1"] or "").strip().casefold() == email.casefold()
        ]

    # ActiveCampaign

    def new_contact(self, **act: Any) -> str:
        """A visitor fills in a form."""
        given = {"email": new_email(), "firstName": "Vera", "lastName": "Visitor", **act}
        return str(self.world.activecampaign.post("/_sandbox/contacts", given)["id"])

    def change_contact(self, contact_id: str, **act: Any) -> None:
        """A user changes a contact in ActiveCampaign's pages (keys: sandbox `acting.change`)."""
        self.world.activecampaign.post(f"/_sandbox/contacts/{contact_id}", act)

    def delete_contact(self, contact_id: str) -> None:
        self.change_contact(contact_id, delete=True)

    def merge_contacts(self, winner: str, loser: str) -> None:
        self.change_contact(loser, mergeInto=winner)

    def contact(self, contact_id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.world.activecampaign.get(f"/_sandbox/contacts/{contact_id}")
        return found

    def contacts(self) -> list[dict[str, Any]]:
        return list(self.world.activecampaign.get("/_sandbox/contacts?limit=5000")["items"])

    def contacts_of(self, email: str) -> list[dict[str, Any]]:
        return [row for row in self.contacts() if row["email"].casefold() == email.casefold()]

    # Both

    def synced(self, entity: Entity, **values: Any) -> tuple[str, str]:
        """A record that is in sync already: its id and its contact's."""
        record_id = self.new_record(entity, **values)
        self.run_scheduled()
        return record_id, self.contact_id(entity, record_id)

    def settle(self) -> None:
        """Runs until nothing moves any more: automations answer to what is synced."""
        for _ in range(6):
            before = self.writes()
            self.settled_automations()
            self.deliver_events()
            self.run_scheduled()
            if self.writes() == before:
                return
        raise AssertionError("runs without a change kept writing")

    def writes(self) -> int:
        """Rows changed by calls of the app in both systems so far."""
        return sum(self._counts(name)["writes"] for name in ("dataverse", "activecampaign"))

    def writes_of_another_run(self) -> int:
        """Of a run after which nothing was changed by people or automations."""
        self.settle()
        before = self.writes()
        self.run_scheduled()
        return self.writes() - before

    def calls(self) -> Mapping[str, int]:
        """Calls of the app so far, by system."""
        return {name: self._counts(name)["calls"] for name in ("dataverse", "activecampaign")}

    def compare(self) -> Comparison:
        """All who are in sync, field by field, by the demo's own eyes."""
        linked = [
            (link.record_id, link.contact_id)
            for entity in ENTITIES
            for page in self.app.links.all_links(entity)
            for link in page
            if link.state == "linked" and link.contact_id is not None
        ]
        records = {row[f"{name}id"]: row for name in ENTITIES for row in self.records(name)}
        return compare(linked, records, {str(row["id"]): row for row in self.contacts()})

    # How

    def _counts(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = getattr(self.world, name).get("/_sandbox/counts")
        return found

    def work_off_run(self) -> Run:
        """The run that was begun, to its end."""
        run_id = self.app.engine.states.load().current_run_id
        assert run_id is not None, "no run was begun"
        self.work_off_steps()
        run = self.app.runs.load(run_id)
        assert run is not None
        assert run.state == "done", run
        return run

    def work_off_steps(self, most: int | None = None) -> None:
        """Carries out what is on the queue of steps, and what comes of it."""
        for body in islice(_drained(self.app.storage.queue(STEPS_QUEUE)), most):
            run_step(self.app.engine, StepMessage.model_validate(body))

    def settled_deliveries(self) -> None:
        self._until_nothing_pending("webhooks")

    def settled_automations(self) -> None:
        self._until_nothing_pending("automations")

    def _until_nothing_pending(self, what: str) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self.world.activecampaign.get("/_sandbox/state")[what]["pending"]:
            assert time.monotonic() < deadline, f"{what} are still pending"
            time.sleep(0.02)


def new_email() -> str:
    return f"case-{uuid4().hex[:12]}@people.example"


def _drained(queue: QueueClient) -> Iterator[Any]:
    """The bodies of the messages that can be seen, until there are none."""
    while (message := queue.receive_message()) is not None:
        queue.delete_message(message)
        yield json.loads(message.content)
