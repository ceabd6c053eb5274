"""Automations at work: who enters one, and what its steps then do to the contact."""

import asyncio
from typing import Literal

from sandbox.activecampaign.changes import Changes
from sandbox.activecampaign.events import Event
from sandbox.activecampaign.mailer import Mailer
from sandbox.activecampaign.records import Automation, Contact, Entry, Step, Trigger
from sandbox.activecampaign.store import Store
from sandbox.activecampaign.stream import Stream

RUNNING, DONE = 1, 2


class CannotEnter(Exception):
    """ActiveCampaign's "Could not create SubscriberSeries"."""


class AutomationRuns:
    """Starts the automations of one account on events and by hand; each acts `delay_seconds`
    later, with source `system`."""

    def __init__(
        self,
        store: Store,
        changes: Changes,
        mailer: Mailer,
        stream: Stream,
        delay_seconds: float,
        re_enrol: Literal["refuse", "again"],
    ) -> None:
        self.store = store
        self.changes = changes
        self.mailer = mailer
        self.stream = stream
        self.delay_seconds = delay_seconds
        self.re_enrol = re_enrol
        self.pending = 0

    def on_event(self, event: Event) -> None:
        contact = event.contact
        if contact is None or not event.automations:
            return
        for automation in self.store.automations.values():
            if automation.status != 1 or not any(_fires(t, event) for t in automation.triggers):
                continue
            before = [e for e in contact.entries if e.automation == automation.id]
            running = any(entry.status == RUNNING for entry in before)
            if not running and (automation.repeats or not before):
                self._start(contact, automation)

    def enrol(self, contact: Contact, automation: Automation | None) -> Entry:
        """Adds a contact as a user does. Raises CannotEnter for an automation that is unknown
        or inactive, or in which the contact is or, unless re-enrolling is allowed, was."""
        if automation is None or automation.status != 1:
            raise CannotEnter
        before = [e for e in contact.entries if e.automation == automation.id]
        if any(entry.status == RUNNING for entry in before):
            raise CannotEnter
        if before and self.re_enrol == "refuse":
            raise CannotEnter
        return self._start(contact, automation)

    def remove(self, entry: Entry) -> None:
        self.store.contacts[entry.contact].entries.remove(entry)
        del self.store.entries[entry.id]

    def _start(self, contact: Contact, automation: Automation) -> Entry:
        now = self.store.now()
        entry = Entry(
            id=self.store.next_id("entry"),
            contact=contact.id,
            automation=automation.id,
            status=RUNNING,
            added=now,
            removed=None,
            last=now,
            done_steps=0,
            all_steps=len(automation.steps),
        )
        contact.entries.append(entry)
        self.store.entries[entry.id] = entry
        automation.entered += 1
        self.stream.record(
            contact, "SubscriberSeries", "start", entry.id, {"automation": automation.id}
        )
        self.pending += 1
        asyncio.get_running_loop().call_later(self.delay_seconds, self._act, entry, automation)
        return entry

    def _act(self, entry: Entry, automation: Automation) -> None:
        self.pending -= 1
        contact = self.store.contacts.get(entry.contact)
        if contact is None or entry.id not in self.store.entries:
            return
        for step in automation.steps:
            self._do(step, contact, automation)
            entry.done_steps += 1
        entry.status = DONE
        entry.removed = entry.last = self.store.now()
        automation.exited += 1
        self.stream.record(
            contact, "SubscriberSeries", "complete", entry.id, {"automation": automation.id}
        )

    def _do(self, step: Step, contact: Contact, automation: Automation) -> None:
        if step.act == "set" and step.field in self.store.fields:
            self.changes.put_value(contact, step.field, step.value, "system")
        elif step.act == "copy" and step.to in self.store.fields:
            held = contact.values.get(step.field)
            value = step.value.replace("%VALUE%", "" if held is None else held.value)
            self.changes.put_value(contact, step.to, value, "system")
        elif step.act == "tag":
            tag = self.store.tag_named(step.value) or self.store.add_tag(step.value, "contact")
            self.changes.tag(contact, tag, "system")
        elif step.act == "score":
            contact.score += step.points
            contact.scored = self.store.now()
        elif step.act == "send" and step.campaign in self.store.campaigns:
            campaign = self.store.campaigns[step.campaign]
            message = self.store.messages[campaign.messages[0]]
            self.mailer.send(contact.email, campaign, message, automation=automation.id)


def _fires(trigger: Trigger, event: Event) -> bool:
    if trigger.kind == "field":
        return trigger.ref in event.changed
    if trigger.kind == "tag":
        return event.kind == "contact_tag_added" and event.tag == trigger.ref
    return event.kind == "subscribe" and event.list == trigger.ref
