"""The tables of one account and their indexes. Knows rows and keys, neither HTTP nor rules."""

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from hashlib import md5
from itertools import count
from typing import TypeAlias

from sandbox.activecampaign.records import (
    Activity,
    Automation,
    BounceLog,
    Campaign,
    Contact,
    ContactTag,
    Entry,
    Field,
    FieldOption,
    FieldRel,
    FieldValue,
    Link,
    Mail,
    MailingList,
    Membership,
    Message,
    Note,
    Tag,
    Webhook,
)
from sandbox.activecampaign.times import Times

ALL_LISTS = 0


def email_key(email: str) -> str:
    return email.strip().casefold()


# Ids in an array: a part of it is copied at once, and no collection has to walk it.
Ids: TypeAlias = "array[int]"


def between(ids: Ids, greater: int | None, less: int | None) -> Ids:
    """Those of ascending `ids` between two others, which are not among them."""
    start = 0 if greater is None else bisect_right(ids, greater)
    end = len(ids) if less is None else bisect_left(ids, less)
    return ids[start:end]


class Store:
    """`clock` tells the time; ids of every table ascend and are never used again."""

    def __init__(self, name: str, clock: Callable[[], datetime], zone: str) -> None:
        self.name = name
        self.base = f"https://{name}.api-us1.com/api/3"
        self.times = Times(zone)
        self._clock = clock
        self._ids: defaultdict[str, Iterator[int]] = defaultdict(lambda: count(1))
        self.contacts: dict[int, Contact] = {}
        self.contact_ids: Ids = array("q")
        self._by_email: dict[str, int] = {}
        self._by_update: dict[int, None] = {}
        self._update_order_holds = True
        self._newest = 0
        self._updates = 0
        self._last_found: tuple[float, int, Ids] | None = None
        self.values: dict[int, FieldValue] = {}
        self.memberships: dict[int, Membership] = {}
        self.contact_tags: dict[int, ContactTag] = {}
        self.entries: dict[int, Entry] = {}
        self.fields: dict[int, Field] = {}
        self.options: dict[int, FieldOption] = {}
        self.relations: dict[int, FieldRel] = {}
        self.tags: dict[int, Tag] = {}
        self._tag_names: dict[str, int] = {}
        self.lists: dict[int, MailingList] = {}
        self.automations: dict[int, Automation] = {}
        self.campaigns: dict[int, Campaign] = {}
        self.messages: dict[int, Message] = {}
        self.links: dict[int, Link] = {}
        self.webhooks: dict[int, Webhook] = {}
        self.notes: dict[int, Note] = {}
        self.bounces: list[BounceLog] = []
        self.activities: dict[int, list[Activity]] = {}
        self.shown_activities: dict[int, int] = {}
        self.outbox: list[Mail] = []
        self.suppressed: list[Mail] = []
        self.unsubscribed_emails: dict[str, set[int]] = {}
        self.excluded_emails: set[str] = set()

    def now(self) -> int:
        return int(self._clock().timestamp())

    def next_id(self, table: str) -> int:
        return next(self._ids[table])

    def start_ids(self, table: str, first: int) -> None:
        self._ids[table] = count(first)

    # Contacts

    def add_contact(
        self, email: str, phone: str, first_name: str, last_name: str, created: int, updated: int
    ) -> Contact:
        new = Contact(
            id=self.next_id("contact"),
            email=email.strip(),
            phone=phone,
            first_name=first_name,
            last_name=last_name,
            created=created,
            updated=updated,
            hash=md5(email.encode(), usedforsecurity=False).hexdigest(),
        )
        self.contacts[new.id] = new
        self.contact_ids.append(new.id)
        self._by_email[email_key(email)] = new.id
        self._note_update(new)
        return new

    def contact_by_email(self, email: str) -> Contact | None:
        found = self._by_email.get(email_key(email))
        return None if found is None else self.contacts[found]

    def change_email(self, contact: Contact, email: str) -> None:
        del self._by_email[email_key(contact.email)]
        contact.email = email.strip()
        self._by_email[email_key(email)] = contact.id

    def touch(self, contact: Contact) -> None:
        """Moves `udate`."""
        contact.updated = self.now()
        self._note_update(contact)

    def _note_update(self, contact: Contact) -> None:
        self._updates += 1
        self._by_update.pop(contact.id, None)
        self._by_update[contact.id] = None
        if contact.updated < self._newest:
            self._update_order_holds = False
        else:
            self._newest = contact.updated

    def updated_from(self, at: float) -> Ids:
        """Ids, ascending, of contacts with `udate` of `at` or later; costs as many as it finds,
        or nothing for the next page while nobody writes."""
        if self._last_found is not None and self._last_found[:2] == (at, self._updates):
            return self._last_found[2]
        if not self._update_order_holds:
            ordered = sorted(self._by_update, key=lambda id_: self.contacts[id_].updated)
            self._by_update = dict.fromkeys(ordered)
            self._update_order_holds = True
            self._newest = self.contacts[ordered[-1]].updated if ordered else 0
        found = []
        for id_ in reversed(self._by_update):
            if self.contacts[id_].updated < at:
                break
            found.append(id_)
        ids = array("q", sorted(found))
        self._last_found = (at, self._updates, ids)
        return ids

    def ids_between(self, greater: int | None, less: int | None) -> Ids:
        return between(self.contact_ids, greater, less)

    def remove_contact(self, contact: Contact) -> None:
        """With its values, tags, memberships, entries and history."""
        del self.contacts[contact.id]
        del self.contact_ids[bisect_left(self.contact_ids, contact.id)]
        del self._by_email[email_key(contact.email)]
        self._by_update.pop(contact.id, None)
        for value in contact.values.values():
            del self.values[value.id]
        for membership in contact.lists.values():
            del self.memberships[membership.id]
        for tie in contact.tags.values():
            del self.contact_tags[tie.id]
        for entry in contact.entries:
            del self.entries[entry.id]
        self.activities.pop(contact.id, None)
        self.shown_activities.pop(contact.id, None)
        if contact.bounced is not None:
            self.bounces = [bounce for bounce in self.bounces if bounce.contact != contact.id]
        self._updates += 1
        for note in [note for note in self.notes.values() if note.contact == contact.id]:
            del self.notes[note.id]

    def put_value(self, contact: Contact, field: int, value: str, at: int) -> FieldValue:
        """The same pair keeps its id."""
        held = contact.values.get(field)
        if held is None:
            held = FieldValue(self.next_id("value"), contact.id, field, value, at, at)
            contact.values[field] = self.values[held.id] = held
        else:
            held.value = value
            held.updated = at
        return held

    def put_membership(self, contact: Contact, list_id: int, status: int, at: int) -> Membership:
        """A new contactList, or the one that is there with nothing changed."""
        held = contact.lists.get(list_id)
        if held is None:
            held = Membership(
                self.next_id("membership"), contact.id, list_id, status, None, None, at, at
            )
            contact.lists[list_id] = self.memberships[held.id] = held
        return held

    def tie_tag(self, contact: Contact, tag: int, at: int) -> ContactTag:
        tie = ContactTag(self.next_id("contactTag"), contact.id, tag, at)
        contact.tags[tag] = self.contact_tags[tie.id] = tie
        return tie

    # Definitions

    def add_field(self, row: Field, options: Iterable[str] = ()) -> Field:
        self.fields[row.id] = row
        for order, value in enumerate(options, 1):
            self.add_option(row, value, value, order, is_default=False)
        self.relate(row, ALL_LISTS)
        return row

    def add_option(
        self, field: Field, value: str, label: str, order: int, *, is_default: bool
    ) -> FieldOption:
        option = FieldOption(
            self.next_id("option"), field.id, value, label, order, is_default, self.now()
        )
        self.options[option.id] = option
        field.options.append(option.id)
        return option

    def relate(self, field: Field, relid: int) -> FieldRel:
        relation = FieldRel(self.next_id("relation"), field.id, relid, field.order, self.now())
        self.relations[relation.id] = relation
        field.relations.append(relation.id)
        return relation

    def remove_field(self, field: Field) -> None:
        """With all its values on every contact."""
        for contact in self.contacts.values():
            held = contact.values.pop(field.id, None)
            if held is not None:
                del self.values[held.id]
        for option in field.options:
            del self.options[option]
        for relation in field.relations:
            del self.relations[relation]
        del self.fields[field.id]

    def tag_named(self, name: str) -> Tag | None:
        found = self._tag_names.get(name.casefold())
        return None if found is None else self.tags[found]

    def add_tag(self, name: str, type_: str | None, description: str = "") -> Tag:
        tag = Tag(self.next_id("tag"), name, type_, description, self.now())
        self.tags[tag.id] = tag
        self._tag_names[name.casefold()] = tag.id
        return tag

    def rename_tag(self, tag: Tag, name: str) -> None:
        del self._tag_names[tag.name.casefold()]
        tag.name = name
        self._tag_names[name.casefold()] = tag.id

    def remove_tag(self, tag: Tag) -> None:
        for contact in self.contacts.values():
            tie = contact.tags.pop(tag.id, None)
            if tie is not None:
                del self.contact_tags[tie.id]
        del self._tag_names[tag.name.casefold()]
        del self.tags[tag.id]

    # Consent as ActiveCampaign remembers it, also for contacts that are gone

    def remember_unsubscribe(self, email: str, list_id: int) -> None:
        self.unsubscribed_emails.setdefault(email_key(email), set()).add(list_id)

    def forget_unsubscribe(self, email: str, list_id: int) -> None:
        remembered = self.unsubscribed_emails.get(email_key(email))
        if remembered is not None:
            remembered.discard(list_id)
            remembered.discard(ALL_LISTS)
            if not remembered:
                del self.unsubscribed_emails[email_key(email)]

    def remembers_unsubscribe(self, email: str, list_id: int) -> bool:
        remembered = self.unsubscribed_emails.get(email_key(email), ())
        return list_id in remembered or ALL_LISTS in remembered
