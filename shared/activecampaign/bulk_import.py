"""Bulk import: splits contacts into batches, builds the request, reads verdict and status. Knows
no transport and no waiting.

Sources: developers.activecampaign.com, "Bulk import contacts" and "Bulk import status info";
help.activecampaign.com 360017846539, read 2026-11-24. The size limit is published without its
number; 400,000 bytes is the usual figure, so we stay below 350,000."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from shared.activecampaign.faults import complaints, without_personal_data
from shared.activecampaign.models import ImportContact, ImportState, ImportStatus
from shared.activecampaign.reading import Row, flag, identifier, number, text, texts
from shared.errors import RequestRefused
from shared.transport import Request

IMPORT_ROUTE = "import/bulk_import"
SINGLE_IMPORT_ROUTE = "import/bulk_import (one contact)"
MOST_CONTACTS = 250
MOST_BYTES = 350_000

_STATES: Mapping[str, ImportState] = {
    "": "waiting",
    "waiting": "waiting",
    "claimed": "active",
    "active": "active",
    "completed": "completed",
    "failed": "failed",
    "interrupted": "failed",
}


class ImportRejected(RequestRefused):
    """Nothing of the batch was taken. `faults` says why by the index (from 0) of each contact
    that ActiveCampaign blames; it is empty where it blames none that can be told apart."""

    code = "activecampaign.import_rejected"
    title = "ActiveCampaign did not take the import"

    def __init__(self, detail: str, faults: Mapping[int, str], *, status: int | None) -> None:
        super().__init__("activecampaign", detail, status=status)
        self.faults = dict(faults)


def split_import(contacts: Sequence[ImportContact]) -> list[list[ImportContact]]:
    """The contacts in their order, in batches within both limits, counted in bytes as sent. One
    contact that is too large by itself stays alone; `start_import` refuses it."""
    batches: list[list[ImportContact]] = []
    envelope = len(_envelope([], exclude_automations=True))
    room = 0
    for contact in contacts:
        size = len(_contact_json(contact, exclude_automations=True)) + 1
        if not batches or len(batches[-1]) == MOST_CONTACTS or size > room:
            batches.append([])
            room = MOST_BYTES - envelope
        batches[-1].append(contact)
        room -= size
    return batches


def import_request(contacts: Sequence[ImportContact], *, exclude_automations: bool) -> Request:
    """Repeating it imports the same values again, which is harmless.

    Raises ValueError for none or more than 250 contacts, ImportRejected if they are too large."""
    if not 1 <= len(contacts) <= MOST_CONTACTS:
        raise ValueError(f"an import takes 1 to {MOST_CONTACTS} contacts, not {len(contacts)}")
    parts = [_contact_json(c, exclude_automations=exclude_automations) for c in contacts]
    body = _envelope(parts, exclude_automations=exclude_automations)
    if len(body) > MOST_BYTES:
        why = f"An import may have {MOST_BYTES} bytes; this one has {len(body)}."
        raise ImportRejected(why, {0: why} if len(contacts) == 1 else {}, status=None)
    return Request(
        "POST",
        IMPORT_ROUTE,
        IMPORT_ROUTE if len(contacts) > 1 else SINGLE_IMPORT_ROUTE,
        body=body,
        headers={"Content-Type": "application/json"},
    )


def status_request(batch_id: str) -> Request:
    return Request("GET", "import/info", "import/info", (("batchId", batch_id),))


def was_queued(body: Row) -> bool:
    """Samples have `success` with either case."""
    return flag(body.get("success", body.get("Success", True)))


def read_batch_id(body: Row) -> str:
    """The id of the batch that was queued; "" if there is none."""
    return text(body.get("batchId"))


def read_rejection(body: object, contacts: Sequence[ImportContact], status: int) -> ImportRejected:
    """What a refusal of the batch says of its contacts."""
    said = "; ".join(complaint.text for complaint in complaints(body) if complaint.text)
    reasons = body.get("failureReasons") if isinstance(body, dict) else None
    why = f': "{said}".' if said else "."
    detail = f"ActiveCampaign did not take the import{why}"
    return ImportRejected(detail, _faults(reasons, contacts), status=status)


def read_status(body: Row) -> ImportStatus:
    """A status unknown to us counts as under way. In the first second it can be `false`."""
    return ImportStatus(
        _STATES.get(text(body.get("status")).strip().lower(), "active"),
        tuple(found for item in _items(body.get("success")) if (found := identifier(item))),
        texts(body.get("failure")),
    )


def _contact_json(contact: ImportContact, *, exclude_automations: bool) -> bytes:
    """Keys in snake_case: others are dropped without a word."""
    row: dict[str, object] = {"email": contact.email}
    for key, value in (
        ("first_name", contact.first_name),
        ("last_name", contact.last_name),
        ("phone", contact.phone),
    ):
        if value is not None and value != "":
            row[key] = value
    fields = [
        {"id": int(key), "value": value} for key, value in contact.fields.items() if value != ""
    ]
    if fields:
        row["fields"] = fields
    if contact.tags:
        row["tags"] = list(contact.tags)
    if contact.unsubscribe:
        row["unsubscribe"] = [{"listid": int(list_id)} for list_id in contact.unsubscribe]
    if exclude_automations:
        row["exclude_automations"] = True
    return _json(row)


def _envelope(contacts: Sequence[bytes], *, exclude_automations: bool) -> bytes:
    """`exclude_automations` stands at the top, as the guide has it, and in each contact, as
    ActiveCampaign's example has it."""
    exclude = b"true" if exclude_automations else b"false"
    return b'{"contacts":[' + b",".join(contacts) + b'],"exclude_automations":' + exclude + b"}"


def _json(value: object) -> bytes:
    """As short as JSON can be. Half a surrogate pair, which UTF-8 cannot hold, is escaped."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()


def _items(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _faults(reasons: object, contacts: Sequence[ImportContact]) -> dict[int, str]:
    """Index from 0 -> reason. ActiveCampaign counts from 1 (public integration guide, "verified
    live" 2026); should it ever blame number 0, it counts from 0."""
    blamed = list(_blamed(reasons))
    first = 0 if any(place == 0 for place, _ in blamed) else 1
    found: dict[int, str] = {}
    for place, reason in blamed:
        index = _named(reason, contacts)
        if index is None and place is not None:
            index = place - first
        if index is not None and 0 <= index < len(contacts):
            found[index] = without_personal_data(reason)
    return found


def _blamed(reasons: object) -> Iterator[tuple[int | None, str]]:
    for reason in _items(reasons):
        if isinstance(reason, dict):
            yield number(reason.get("contact")), text(reason.get("failureReason"))
        elif isinstance(reason, str):
            yield None, reason


def _named(reason: str, contacts: Sequence[ImportContact]) -> int | None:
    """The only contact whose email the reason quotes."""
    words = {word.casefold() for word in re.split(r"[\s\"'<>(),;]+", reason)}
    found = [index for index, contact in enumerate(contacts) if contact.email.casefold() in words]
    return found[0] if len(found) == 1 else None
