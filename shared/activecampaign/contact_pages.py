"""Single pages of contacts, as a list shows them: for looking into an account whose size is not
known yet. Builds and reads; knows no transport.

Source: developers.activecampaign.com, "List all contacts" (`orders[email]`) and "Pagination", read
2026-11-24."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shared.activecampaign import contacts
from shared.activecampaign.contacts import Sideloads
from shared.activecampaign.models import Contact
from shared.activecampaign.paging import from_offset
from shared.activecampaign.reading import Row, total
from shared.transport import Request

EVERYTHING = Sideloads(tags=True, lists=True)


@dataclass(frozen=True, slots=True)
class ContactPage:
    """At most 100 contacts, whose `fields`, `tag_ids` and `lists` are None where the answer
    lacks them. `total` is how many contacts the question has; None if ActiveCampaign does not
    say."""

    contacts: Sequence[Contact]
    total: int | None


def after_id_request(after_id: str, updated_after: datetime | None) -> Request:
    return contacts.after_id_request(after_id, updated_after, EVERYTHING)


def by_email_request(offset: int) -> Request:
    query = (("orders[email]", "ASC"), ("include", EVERYTHING.include))
    return from_offset(Request("GET", "contacts", "contacts?orders[email]", query), offset)


def read_page(body: Row) -> ContactPage | None:
    """None if `body` is no list of contacts."""
    found = contacts.read_contacts(body)
    if found is None:
        return None
    return ContactPage(found, total(body))
