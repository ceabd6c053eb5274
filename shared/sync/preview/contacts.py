"""The contacts that a preview knows: all of an account, or for certain which emails of a range
there are, or those of single records. Reads ActiveCampaign within a number of calls."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Literal

from shared.activecampaign.contact_pages import ContactPage
from shared.activecampaign.models import Contact
from shared.activecampaign.paging import PAGE_LIMIT
from shared.store.links import Link
from shared.sync.pair import RecordState
from shared.sync.preview.emails import EmailRange
from shared.sync.preview.reads import Sides, contacts_from, hold_values

CALLS_A_CONTACT = 4
"""For one contact, where a list does not hold its values, tags and lists."""

Kind = Literal["whole", "indexed", "ranges", "looked_up"]
"""How it is known whether an email has a contact: all contacts were read; the contact index knows
all; all contacts of some ranges were read; each is asked for."""


@dataclass
class Contacts:
    """`read` are contacts by id. `listed`: ActiveCampaign's lists hold what is wanted of
    contacts."""

    kind: Kind
    listed: bool
    read: dict[str, Contact] = field(default_factory=dict)
    ranges: Sequence[EmailRange] = ()

    def hold(self, contacts: Iterable[Contact]) -> None:
        self.read |= {contact.id: contact for contact in contacts}

    def within(self, email: str | None) -> bool:
        """True if all contacts with an email like this are among those read."""
        return email is not None and any(one.holds(email) for one in self.ranges)


def known_contacts(sides: Sides, *, indexed: bool, draw: Random) -> Contacts:
    """`indexed`: the contact index is complete. Reads all contacts of a small account, or else
    ranges of them if they are not indexed."""
    first = sides.activecampaign.contact_page()
    listed = hold_values(first.contacts)
    total = first.total
    if total is None and len(first.contacts) < PAGE_LIMIT:
        total = len(first.contacts)
    if not listed or total is None:
        return Contacts("looked_up", listed)
    further_pages = (total - 1) // PAGE_LIMIT
    if total <= sides.budget.contacts and further_pages <= sides.left("activecampaign"):
        contacts = Contacts("whole", listed)
        contacts.hold(contacts_from(sides, first, total // PAGE_LIMIT + 2))
        return contacts
    if indexed:
        return Contacts("indexed", listed)
    return _ranges(sides, total, draw)


def _ranges(sides: Sides, total: int, draw: Random) -> Contacts:
    contacts = Contacts("ranges", listed=True)
    ranges: list[EmailRange] = []
    for _ in range(sides.budget.places):
        offset = draw.randrange(max(1, total - PAGE_LIMIT + 1))
        page = sides.activecampaign.contact_page_by_email(offset)
        found = EmailRange.of([contact.email for contact in page.contacts])
        if found is None or not hold_values(page.contacts):
            return Contacts("looked_up", listed=True)
        ranges.append(found)
        contacts.hold(page.contacts)
    contacts.ranges = ranges
    return contacts


@dataclass(frozen=True)
class Changed:
    """Contacts that changed lately, and how many there are for each that was read."""

    contacts: Sequence[Contact]
    each_stands_for: float


def changed_contacts(sides: Sides, since: datetime) -> Changed:
    """Contacts updated after `since`, as far as a few calls go."""
    first: ContactPage = sides.activecampaign.contact_page(updated_after=since)
    found = contacts_from(sides, first, sides.budget.changed_pages, since)
    total = max(first.total or 0, len(found))
    return Changed(found, total / len(found) if found else 1.0)


def look_up(
    sides: Sides, contacts: Contacts, records: Sequence[RecordState], links: Mapping[str, Link]
) -> list[str]:
    """Asks for the contact of each record, by its link or else by its email, while calls are
    left. The ids of the records whose contact, or that there is none, is known now."""
    known = []
    for record in records:
        if sides.left("activecampaign") < (1 if contacts.listed else CALLS_A_CONTACT):
            break
        link = links.get(record.id)
        if link is not None and link.state != "closed" and link.contact_id is not None:
            client = sides.activecampaign
            contacts.hold(client.contacts_by_id([link.contact_id], tags=True, lists=True).values())
        elif record.email is not None:
            found = sides.activecampaign.contact_by_email(record.email, tags=True, lists=True)
            contacts.hold([found] if found is not None else [])
        known.append(record.id)
    return known
