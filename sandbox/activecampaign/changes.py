"""Every change to a contact, with what follows: udate, remembered consent, the event told."""

from collections.abc import Iterable

from sandbox.activecampaign.events import Event, Listener, Pairs
from sandbox.activecampaign.records import (
    ACTIVE,
    BOUNCED,
    UNSUBSCRIBED,
    Contact,
    ContactTag,
    FieldValue,
    Membership,
    Source,
    Tag,
)
from sandbox.activecampaign.store import ALL_LISTS, Store, email_key

RE_SUBSCRIBE = 4


class DuplicateEmail(Exception):
    """The email is that of another contact."""


class Changes:
    """Carries changes out in the store and tells the listeners, in order, after each."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.listeners: list[Listener] = []

    def tell(self, event: Event) -> None:
        for listener in self.listeners:
            listener(event)

    def create(
        self,
        email: str,
        source: Source,
        names: dict[str, str],
        values: Iterable[tuple[int, str]] = (),
        *,
        automations: bool = True,
    ) -> Contact:
        """`names` holds any of first_name, last_name, phone. The email must be free."""
        store = self.store
        now = store.now()
        contact = store.add_contact(
            email,
            names.get("phone", ""),
            names.get("first_name", ""),
            names.get("last_name", ""),
            now,
            now,
        )
        changed: set[int | str] = set(names)
        for field, value in values:
            store.put_value(contact, field, self._stored(field, value), now)
            changed.add(field)
        event = Event(
            "subscribe", contact, source, changed=frozenset(changed), automations=automations
        )
        self.tell(event)
        return contact

    def update(
        self,
        contact: Contact,
        source: Source,
        names: dict[str, str],
        values: Iterable[tuple[int, str]] = (),
        *,
        email: str | None = None,
        automations: bool = True,
    ) -> None:
        """Moves udate and tells `update` even where every value is the one that was there.

        Raises DuplicateEmail, with nothing changed."""
        store = self.store
        if email is not None:
            holder = store.contact_by_email(email)
            if holder is not None and holder.id != contact.id:
                raise DuplicateEmail(email)
        now = store.now()
        changed: set[int | str] = set()
        if email is not None and email.strip() != contact.email:
            store.change_email(contact, email)
            changed.add("email")
        for name, value in names.items():
            if getattr(contact, name) != value:
                setattr(contact, name, value)
                changed.add(name)
        for field, value in values:
            value = self._stored(field, value)
            held = contact.values.get(field)
            if held is None or held.value != value:
                changed.add(field)
            store.put_value(contact, field, value, now)
        store.touch(contact)
        event = Event(
            "update", contact, source, changed=frozenset(changed), automations=automations
        )
        self.tell(event)

    def put_value(
        self, contact: Contact, field: int, value: str, source: Source, *, tell: bool = True
    ) -> FieldValue:
        value = self._stored(field, value)
        held = contact.values.get(field)
        changed = frozenset({field}) if held is None or held.value != value else frozenset()
        held = self.store.put_value(contact, field, value, self.store.now())
        self.store.touch(contact)
        if tell:
            self.tell(Event("update", contact, source, changed=changed))
        return held

    def remove_value(self, row: FieldValue, source: Source) -> None:
        contact = self.store.contacts[row.contact]
        del contact.values[row.field], self.store.values[row.id]
        self.store.touch(contact)
        self.tell(Event("update", contact, source, changed=frozenset({row.field})))

    def _stored(self, field: int, value: str) -> str:
        definition = self.store.fields.get(field)
        if definition is not None and definition.type == "datetime":
            return self.store.times.value_of_datetime(value)
        return value

    def tag(
        self, contact: Contact, tag: Tag, source: Source, *, automations: bool = True
    ) -> tuple[ContactTag, bool]:
        """The tie, and whether it is new; a repeat changes nothing."""
        held = contact.tags.get(tag.id)
        if held is not None:
            return held, False
        tie = self.store.tie_tag(contact, tag.id, self.store.now())
        self.store.touch(contact)
        event = Event("contact_tag_added", contact, source, 0, tag.name, automations=automations)
        self.tell(event)
        return tie, True

    def untag(self, contact: Contact, tag: Tag, source: Source) -> bool:
        tie = contact.tags.pop(tag.id, None)
        if tie is None:
            return False
        del self.store.contact_tags[tie.id]
        self.store.touch(contact)
        self.tell(Event("contact_tag_removed", contact, source, 0, tag.name))
        return True

    def set_status(
        self,
        contact: Contact,
        list_id: int,
        status: int,
        source: Source,
        *,
        source_id: int = 0,
        reason: str | None = None,
        campaign: int | None = None,
        extra: Pairs = (),
        automations: bool = True,
    ) -> Membership:
        """Subscribes or unsubscribes. One who unsubscribed comes back by `source_id` 4 only,
        or by their own hand (source public); otherwise the status stays what it is."""
        store = self.store
        now = store.now()
        held = contact.lists.get(list_id)
        before = None if held is None else held.status
        allowed = source_id == RE_SUBSCRIBE or source == "public"
        opted_out = before == UNSUBSCRIBED or store.remembers_unsubscribe(contact.email, list_id)
        if status == ACTIVE and opted_out and not allowed:
            status = UNSUBSCRIBED
        membership = store.put_membership(contact, list_id, status, now)
        membership.status = status
        membership.source_id = source_id
        membership.updated = now
        store.touch(contact)
        if status == before:
            return membership
        if status == ACTIVE:
            membership.subscribed = now
            membership.unsubscribed = None
            store.forget_unsubscribe(contact.email, list_id)
            event = Event(
                "subscribe", contact, source, list_id, extra=extra, automations=automations
            )
            self.tell(event)
        if status == UNSUBSCRIBED:
            membership.unsubscribed = now
            membership.reason = reason
            membership.campaign = campaign
            store.remember_unsubscribe(contact.email, list_id)
            self.tell(Event("unsubscribe", contact, source, list_id, extra=extra))
        return membership

    def unsubscribe_from_all(
        self, contact: Contact, source: Source, *, reason: str | None, campaign: int | None
    ) -> None:
        """By the link of a mail, or by a user. One who is on no list leaves no status behind."""
        extra: list[tuple[str, str]] = []
        if campaign is not None:
            extra.append(("campaign[id]", str(campaign)))
        if reason:
            extra.append(("unsubscribe[reason]", reason))
        on = [m.list for m in contact.lists.values() if m.status != UNSUBSCRIBED]
        for list_id in on:
            self.set_status(
                contact,
                list_id,
                UNSUBSCRIBED,
                source,
                reason=reason,
                campaign=campaign,
                extra=tuple(extra),
            )
        self.store.remember_unsubscribe(contact.email, ALL_LISTS)
        if not on:
            self.tell(Event("unsubscribe", contact, source, 0, extra=tuple(extra)))

    def mark_bounced(self, contact: Contact, *, hard: bool) -> None:
        contact.bounced = self.store.now()
        if not hard:
            contact.bounced_soft += 1
            return
        contact.bounced_hard += 1
        for membership in contact.lists.values():
            if membership.status == ACTIVE:
                membership.status = BOUNCED
                membership.updated = contact.bounced
        self.store.touch(contact)

    def delete(self, contact: Contact) -> None:
        """For good. An unsubscribe is remembered; no event is told."""
        self.store.remove_contact(contact)

    def merge(self, source: Contact, target: Contact) -> None:
        """What a user's "Merge" does: `source` vanishes, `target` keeps its id and its own
        values and takes what it lacks. No event is told."""
        store = self.store
        now = store.now()
        for name in ("first_name", "last_name", "phone"):
            if getattr(target, name) == "":
                setattr(target, name, getattr(source, name))
        for field, held in source.values.items():
            own = target.values.get(field)
            if own is None or own.value == "":
                store.put_value(target, field, held.value, now)
        for tag in source.tags:
            if tag not in target.tags:
                store.tie_tag(target, tag, now)
        for list_id, membership in source.lists.items():
            if list_id not in target.lists:
                copied = store.put_membership(target, list_id, membership.status, now)
                copied.subscribed = membership.subscribed
                copied.unsubscribed = membership.unsubscribed
        store.touch(target)
        store.remove_contact(source)

    def mailable(self, contact: Contact | None, email: str) -> bool:
        """Whether a mail to this address leaves. An address that is no contact's gets it,
        unless it unsubscribed when it was one."""
        if email_key(email) in self.store.excluded_emails:
            return False
        remembered = email_key(email) in self.store.unsubscribed_emails
        if contact is None:
            return not remembered
        if contact.bounced_hard:
            return False
        if not contact.lists:
            return not remembered
        return any(m.status == ACTIVE for m in contact.lists.values())
