"""Lists and who is on them: builds the requests, reads the answers. Knows no transport, and no
way to subscribe anybody.

Sources: developers.activecampaign.com, "Lists" and "Update list status for contact", read
2026-11-24. The filters of `GET /contactLists` are ignored (seen live), so the path under the
contact is used."""

from collections.abc import Sequence

from shared.activecampaign.models import MailingList
from shared.activecampaign.reading import Row, identifier, text
from shared.transport import Request, path_of

UNSUBSCRIBED = 2


def lists_request() -> Request:
    return Request("GET", "lists", "lists")


def contact_lists_request(contact_id: str) -> Request:
    path = path_of("contacts", contact_id, "contactLists")
    return Request("GET", path, "contacts/{id}/contactLists")


def unsubscribe_request(contact_id: str, list_id: str) -> Request:
    """Repeating it changes nothing."""
    body = {"contactList": {"list": list_id, "contact": contact_id, "status": UNSUBSCRIBED}}
    return Request("POST", "contactLists", "contactLists", json=body)


def read_list(row: Row) -> MailingList:
    return MailingList(identifier(row.get("id")), text(row.get("name")))


def read_statuses(found: Sequence[Row]) -> dict[str, str]:
    """List id -> status "0" to "3" of rows that all belong to one contact."""
    return {identifier(row.get("list")): text(row.get("status")) for row in found}
