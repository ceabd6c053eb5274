"""Notes and lists what people did here. Knows no HTTP."""

from shared.actions.models.base import Collection
from shared.actions.models.records import AuditOutput
from shared.actions.people import Person
from shared.actions.services import Services


def note(services: Services, person: Person, act: str, target: str, detail: str) -> None:
    """Keeps one act: who, what, when, on which. `act` is a stable code, `detail` holds no
    personal data of the people that are synced."""
    by = f"{person.name} ({person.id})"
    services.audit.append(at=services.clock(), by=by, act=act, target=target, detail=detail)


def audit_page(services: Services, after: str | None, limit: int) -> Collection[AuditOutput]:
    """Newest first."""
    entries, following = services.audit.page(after, limit)
    items = [
        AuditOutput(
            at=entry.at, by=entry.by, act=entry.act, target=entry.target, detail=entry.detail
        )
        for entry in entries
    ]
    return Collection(items=items, next=following)
