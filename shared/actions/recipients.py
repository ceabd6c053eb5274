"""Whom an enrol or a send reaches: the contact behind each record, or why there is none. Sends
nothing; a record that is not in sync is synced first by the ordinary rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.actions.models.marketing import Status
from shared.actions.people import Person
from shared.actions.services import Services
from shared.entities import Entity
from shared.errors import Gone, RetryLater, RightMissing, StopRun
from shared.mapping.email import normalise_email
from shared.store.links import Link
from shared.sync.on_demand import sync_records
from shared.transport import Calls

EMAIL = "emailaddress1"
TABLES: Mapping[Entity, str] = {"lead": "leads", "contact": "contacts"}
"""The entity sets."""


@dataclass(frozen=True)
class Refusal:
    """Why nothing was done for a record, or for a person."""

    status: Status
    code: str
    detail: str


@dataclass(frozen=True)
class Recipient:
    """A record with its contact. `email` is normalised; `opted_out` is the record's own word."""

    record_id: str
    contact_id: str
    email: str
    opted_out: bool


NOT_FOUND = Refusal(
    "refused", "record.not_found", "There is no such record, or you may not read it."
)
NO_EMAIL = Refusal("refused", "excluded.no_email", "The record has no email address.")


def recipients(
    services: Services, person: Person, entity: Entity, record_ids: Sequence[str], calls: Calls
) -> dict[str, Recipient | Refusal]:
    """By record id who is reached. The records are read as `person`: one that they may not read
    is as one that does not exist.

    Raises RetryLater or StopRun if the records cannot be read at all."""
    rows = _readable(services, person, entity, record_ids, calls)
    emails = {record_id: _email(row) for record_id, row in rows.items()}
    found: dict[str, Recipient | Refusal] = {
        record_id: NOT_FOUND for record_id in record_ids if record_id not in rows
    }
    found |= {record_id: NO_EMAIL for record_id, email in emails.items() if email is None}
    links, failed = _links(services, entity, emails, calls)
    opt_out = services.settings.opt_out_column
    for record_id, email in emails.items():
        if email is None:
            continue
        link = links.get(record_id)
        contact_id = _contact_of(link, email)
        if link is None or contact_id is None:
            found[record_id] = failed or _why_not(services, entity, record_id, link)
        else:
            opted_out = rows[record_id].get(opt_out) is True
            found[record_id] = Recipient(record_id, contact_id, email, opted_out)
    return found


def _readable(
    services: Services, person: Person, entity: Entity, record_ids: Sequence[str], calls: Calls
) -> Mapping[str, Mapping[str, object]]:
    columns = [EMAIL, services.settings.opt_out_column]
    try:
        return services.dataverse(calls).rows_by_id(
            TABLES[entity], record_ids, columns, caller=person.oid
        )
    except (Gone, RightMissing):
        return {}


def _email(row: Mapping[str, object]) -> str | None:
    email = row.get(EMAIL)
    return (normalise_email(email) or None) if isinstance(email, str) else None


def _contact_of(link: Link | None, email: str) -> str | None:
    """The contact, if the link is as the record is now."""
    if link is None or link.state != "linked" or link.email != email:
        return None
    return link.contact_id


def _links(
    services: Services, entity: Entity, emails: Mapping[str, str | None], calls: Calls
) -> tuple[dict[str, Link], Refusal | None]:
    """The links after those that are not in sync were synced, or why they could not be."""
    wanted = [record_id for record_id, email in emails.items() if email is not None]
    links = services.links.read(entity, wanted)
    behind = [
        record_id
        for record_id in wanted
        if _contact_of(links.get(record_id), emails[record_id] or "") is None
    ]
    if not behind:
        return links, None
    try:
        return links | sync_records(services.engine, entity, behind, calls), None
    except (RetryLater, StopRun) as fault:
        return links, Refusal("failed", fault.code, str(fault))


def _why_not(services: Services, entity: Entity, record_id: str, link: Link | None) -> Refusal:
    if link is not None and link.reason_code is not None:
        return Refusal("refused", link.reason_code, link.reason_detail or "")
    problem = services.problems.of_record(entity, record_id)
    if problem is not None:
        return Refusal("refused", problem.code, f"{problem.detail} {problem.remedy}".strip())
    return Refusal(
        "refused",
        "record.not_synced",
        "The record is not in sync yet: syncing is off, or its entity is not mapped.",
    )
