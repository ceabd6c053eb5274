"""Contacts: builds the requests, reads the answers. Knows no transport.

Sources: developers.activecampaign.com, "Contacts", "Pagination", and the published OpenAPI
document of API v3, read 2026-11-24. `include` on lists is in neither, but widely used; where an
answer lacks the array, the client asks for each contact."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from shared.activecampaign.models import Contact, ContactWrite
from shared.activecampaign.paging import PAGE_LIMIT
from shared.activecampaign.reading import Row, flag, identifier, moment, rows, text
from shared.transport import Request, path_of


@dataclass(frozen=True, slots=True)
class Sideloads:
    """What is wanted beside the contacts and their field values."""

    tags: bool = False
    lists: bool = False

    @property
    def include(self) -> str:
        wanted = ["fieldValues"]
        if self.tags:
            wanted.append("contactTags.tag")
        if self.lists:
            wanted.append("contactLists")
        return ",".join(wanted)


def contact_request(contact_id: str) -> Request:
    return Request("GET", path_of("contacts", contact_id), "contacts/{id}")


def by_ids_request(ids: Sequence[str], sideloads: Sideloads) -> Request:
    """At most 100 ids."""
    query = [("ids[]", contact_id) for contact_id in ids]
    query += [("limit", str(PAGE_LIMIT)), ("include", sideloads.include)]
    return Request("GET", "contacts", "contacts?ids[]", tuple(query))


def by_email_request(email: str, sideloads: Sideloads) -> Request:
    query = (("email", email), ("include", sideloads.include))
    return Request("GET", "contacts", "contacts?email", query)


def after_id_request(
    after_id: str, updated_after: datetime | None, sideloads: Sideloads
) -> Request:
    """By rising id instead of an offset, as "Pagination" advises for many contacts."""
    query = [("id_greater", after_id), ("orders[id]", "ASC"), ("limit", str(PAGE_LIMIT))]
    if updated_after is not None:
        query.append(("filters[updated_after]", _iso(updated_after)))
    query.append(("include", sideloads.include))
    return Request("GET", "contacts", "contacts?id_greater", tuple(query))


def count_request(updated_after: datetime) -> Request:
    query = (("filters[updated_after]", _iso(updated_after)), ("limit", "1"))
    return Request("GET", "contacts", "contacts?count", query)


def sync_request(write: ContactWrite) -> Request:
    """Creates or updates by email; repeating it changes nothing.

    Raises ValueError without an email."""
    if not write.email:
        raise ValueError("contact/sync finds the contact by its email")
    return Request("POST", "contact/sync", "contact/sync", json=_body(write))


def create_request(write: ContactWrite) -> Request:
    """Repeating it makes no second contact: the email is taken by then."""
    return Request("POST", "contacts", "contacts", json=_body(write))


def update_request(contact_id: str, write: ContactWrite) -> Request:
    path = path_of("contacts", contact_id)
    return Request("PUT", path, "contacts/{id}", json=_body(write))


def field_values_request(contact_id: str) -> Request:
    path = path_of("contacts", contact_id, "fieldValues")
    return Request("GET", path, "contacts/{id}/fieldValues")


def same_email(one: str, other: str) -> bool:
    return one.strip().casefold() == other.strip().casefold()


def read_contacts(body: Row) -> list[Contact] | None:
    """The contacts of a list with what the answer holds beside them; None if it is no list of
    contacts. Rows that belong to other contacts are left aside."""
    found = rows(body, "contacts")
    if found is None:
        return None
    return _read(found, body)


def read_contact(body: Row) -> Contact | None:
    """The contact of an answer for one, or None if there is none."""
    row = body.get("contact")
    if not isinstance(row, dict):
        return None
    contacts = _read([row], body)
    return contacts[0] if contacts else None


def read_field_values(found: Sequence[Row]) -> dict[str, str]:
    """Field id -> value of rows that all belong to one contact."""
    return {identifier(row.get("field")): text(row.get("value")) for row in found}


def _read(found: Sequence[Row], body: Row) -> list[Contact]:
    values = _by_contact(body, "fieldValues", "field", "value")
    tags = _by_contact(body, "contactTags", "tag", "id")
    lists = _by_contact(body, "contactLists", "list", "status")
    contacts = []
    for row in found:
        contact_id = identifier(row.get("id"))
        if contact_id:
            contacts.append(
                Contact(
                    contact_id,
                    text(row.get("email")),
                    text(row.get("firstName")),
                    text(row.get("lastName")),
                    text(row.get("phone")),
                    None if values is None else values.get(contact_id, {}),
                    None if tags is None else frozenset(tags.get(contact_id, ())),
                    None if lists is None else lists.get(contact_id, {}),
                    moment(row.get("cdate")),
                    moment(row.get("udate")),
                    flag(row.get("bounced_hard")),
                )
            )
    return contacts


def _by_contact(body: Row, array: str, key: str, value: str) -> Mapping[str, dict[str, str]] | None:
    """Contact id -> {key: value} of the rows of a sideloaded array; None if it is absent."""
    found = rows(body, array)
    if found is None:
        return None
    grouped: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for row in found:
        grouped[text(row.get("contact"))][text(row.get(key))] = text(row.get(value))
    return grouped


def _body(write: ContactWrite) -> dict[str, object]:
    contact: dict[str, object] = {
        key: value
        for key, value in (
            ("email", write.email),
            ("firstName", write.first_name),
            ("lastName", write.last_name),
            ("phone", write.phone),
        )
        if value is not None
    }
    if write.fields:
        contact["fieldValues"] = [
            {"field": field_id, "value": value} for field_id, value in write.fields.items()
        ]
    return {"contact": contact}


def _iso(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="seconds")
