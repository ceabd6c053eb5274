"""Notes and lists what people did here. Knows no HTTP."""

from collections.abc import Mapping, Sequence
from typing import Final
from uuid import UUID

from shared.actions.models.base import Collection
from shared.actions.models.records import AuditOutput
from shared.actions.people import Person
from shared.actions.services import Services
from shared.errors import RemoteError
from shared.store.audit import AuditEntry
from shared.telemetry.output import Log
from shared.transport import Calls

log = Log(__name__)

ON_USERS: Final = ("people.give", "people.take")
"""Acts whose target is a `systemuserid`."""


NAME_COLUMN: Final = "fullname"


def note(services: Services, person: Person, act: str, target: str, detail: str) -> None:
    """Keeps one act: who, what, when, on which. `act` is a stable code, `detail` holds no
    personal data of the people that are synced."""
    by = f"{person.name} ({person.id})"
    services.audit.append(at=services.clock(), by=by, act=act, target=target, detail=detail)


def audit_page(services: Services, after: str | None, limit: int) -> Collection[AuditOutput]:
    """Newest first. Users are kept by id, as a name may change, and named on reading: one call
    for a page that has any."""
    entries, following = services.audit.page(after, limit)
    names = _names(services, entries)
    items = [
        AuditOutput(
            at=entry.at,
            by=entry.by,
            act=entry.act,
            target=entry.target,
            target_name=names.get(entry.target) if entry.act in ON_USERS else None,
            detail=entry.detail,
        )
        for entry in entries
    ]
    return Collection(items=items, next=following)


def _names(services: Services, entries: Sequence[AuditEntry]) -> Mapping[str, str]:
    """`systemuserid` -> name, as far as Dynamics can tell: the audit is read without it, too."""
    ids = {entry.target for entry in entries if entry.act in ON_USERS and _is_guid(entry.target)}
    if not ids:
        return {}
    try:
        rows = services.dataverse(Calls()).rows_by_id("systemusers", sorted(ids), [NAME_COLUMN])
    except RemoteError as fault:
        log.warning("names of users in the audit: %s", fault)
        return {}
    return {user_id: name for user_id, row in rows.items() if (name := str(row[NAME_COLUMN] or ""))}


def _is_guid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
