"""An ActiveCampaign account as it was read, in memory: what the engine writes here changes the
copy alone. Knows no connection to the real one."""

# ruff: noqa: ARG002 - signatures are those of what is stood for
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count

from shared.activecampaign.faults import EmailTaken
from shared.activecampaign.models import Contact, ContactWrite, ImportStatus, Tag
from shared.errors import Gone
from shared.mapping.email import normalise_email
from shared.store.contact_index import ContactIndex
from shared.sync.consent import UNSUBSCRIBED

FIRST_NEW_ID = 10**15
"""Of contacts that the copy makes: beyond any that ActiveCampaign has given."""


def is_new(contact_id: str) -> bool:
    """True for a contact that the copy has made."""
    return int(contact_id) >= FIRST_NEW_ID


class CopiedAccount:
    """Has those methods of `ActiveCampaign` that the engine calls for contacts, with the same
    signatures."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._contacts: dict[str, Contact] = {}
        self._by_email: dict[str, str] = {}
        self._new_ids = count(FIRST_NEW_ID)
        self._tags: list[str] = []

    def hold(self, contacts: Iterable[Contact]) -> None:
        """Takes contacts that were read with their field values."""
        for contact in contacts:
            before = self._contacts.get(contact.id)
            if before is not None and self._owner(before.email) == contact.id:
                del self._by_email[normalise_email(before.email)]
            self._contacts[contact.id] = contact
            if contact.email.strip():
                self._by_email[normalise_email(contact.email)] = contact.id

    def held_emails(self) -> Collection[str]:
        """All that are taken, normalised."""
        return self._by_email.keys()

    def ids_of(self, emails: Collection[str]) -> dict[str, str]:
        """Normalised email -> contact id, for those that are here."""
        wanted = {normalise_email(email) for email in emails}
        return {email: self._by_email[email] for email in wanted if email in self._by_email}

    def contacts_by_id(
        self,
        ids: Sequence[str],
        *,
        tags: bool = False,
        lists: bool = False,
    ) -> dict[str, Contact]:
        return {id_: self._contacts[id_] for id_ in ids if id_ in self._contacts}

    def contacts_after_id(
        self,
        after_id: str,
        *,
        updated_after: datetime | None = None,
        tags: bool = False,
        lists: bool = False,
    ) -> Iterator[list[Contact]]:
        found = [
            contact
            for contact_id, contact in self._contacts.items()
            if int(contact_id) > int(after_id)
            and (
                updated_after is None
                or contact.updated_at is None
                or contact.updated_at > updated_after
            )
        ]
        if found:
            yield sorted(found, key=lambda contact: int(contact.id))

    def contact(self, contact_id: str) -> Contact:
        if contact_id not in self._contacts:
            raise Gone("activecampaign", "The contact is not there.")
        return self._contacts[contact_id]

    def contact_by_email(
        self,
        email: str,
        *,
        tags: bool = False,
        lists: bool = False,
    ) -> Contact | None:
        owner = self._owner(email)
        return self._contacts[owner] if owner is not None else None

    def create_contact(self, write: ContactWrite) -> Contact:
        email = write.email or ""
        if self._owner(email) is not None:
            raise _taken()
        now, new_id = self._clock(), str(next(self._new_ids))
        new = Contact(new_id, email, "", "", "", {}, frozenset(), {}, now, now, hard_bounced=False)
        return self._take(new, write)

    def update_contact(self, contact_id: str, write: ContactWrite) -> Contact:
        owner = self._owner(write.email) if write.email is not None else None
        if owner not in (None, contact_id):
            raise _taken()
        return self._take(self.contact(contact_id), write)

    def tag_contact(self, contact_id: str, tag_id: str) -> None:
        contact = self.contact(contact_id)
        tags = (contact.tag_ids or frozenset()) | {tag_id}
        self.hold([replace(contact, tag_ids=tags)])

    def untag_contact(self, contact_id: str, tag_id: str) -> None:
        contact = self.contact(contact_id)
        tags = (contact.tag_ids or frozenset()) - {tag_id}
        self.hold([replace(contact, tag_ids=tags)])

    def unsubscribe(self, contact_id: str, list_id: str) -> None:
        contact = self.contact(contact_id)
        self.hold([replace(contact, lists={**(contact.lists or {}), list_id: UNSUBSCRIBED})])

    def field_values(self, contact_id: str) -> dict[str, str]:
        """As the list showed them: a preview asks nobody once more."""
        return dict(self.contact(contact_id).fields or {})

    def contact_lists(self, contact_id: str) -> dict[str, str]:
        return dict(self.contact(contact_id).lists or {})

    def import_status(self, batch_id: str) -> ImportStatus:
        """Not finished, as far as a preview can tell: it asks nobody."""
        return ImportStatus("active")

    def ensure_tag(self, name: str) -> Tag:
        if name not in self._tags:
            self._tags.append(name)
        return Tag(f"preview-{self._tags.index(name)}", name)

    def _owner(self, email: str) -> str | None:
        return self._by_email.get(normalise_email(email))

    def _take(self, before: Contact, write: ContactWrite) -> Contact:
        after = replace(
            before,
            email=_given(write.email, before.email),
            first_name=_given(write.first_name, before.first_name),
            last_name=_given(write.last_name, before.last_name),
            phone=_given(write.phone, before.phone),
            fields={**(before.fields or {}), **write.fields},
            updated_at=self._clock(),
        )
        self.hold([after])
        return after


def _given(sent: str | None, before: str) -> str:
    """What is not sent stays as it is."""
    return before if sent is None else sent


class AskedAccount:
    """An account that knows nobody, and keeps the ids of those it is asked for."""

    def __init__(self) -> None:
        self.ids: set[str] = set()

    def contacts_by_id(
        self, ids: Sequence[str], *, tags: bool = False, lists: bool = False
    ) -> dict[str, Contact]:
        self.ids.update(ids)
        return {}

    def contact(self, contact_id: str) -> Contact:
        raise Gone("activecampaign", "The contact is not there.")


class CopiedIndex:
    """Stands for the contact index: knows the contacts of the copy, and beyond them those that
    the `stored` index knows."""

    def __init__(self, account: CopiedAccount, stored: ContactIndex | None) -> None:
        self._account = account
        self._stored = stored

    def find(self, emails: Collection[str]) -> dict[str, str]:
        stored = self._stored.find(emails) if self._stored is not None else {}
        return {**stored, **self._account.ids_of(emails)}

    def put(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Nothing to do: the copy knows its own contacts."""


class NoNewcomers:
    """Stands for the reader of new contacts: nobody comes up in a copy by himself."""

    def catch_up(self) -> None:
        """Nothing to read."""

    def outdate(self) -> None:
        """Nor later."""

    def announce(self, emails: Collection[str]) -> None:
        """Nobody waits."""

    def known(self, emails: Collection[str]) -> set[str]:
        return set()


def _taken() -> EmailTaken:
    return EmailTaken(
        "activecampaign",
        "Another contact in ActiveCampaign has this email address.",
        remedy="Merge the two contacts in ActiveCampaign, or correct the email address.",
    )
