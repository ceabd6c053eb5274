"""Which of several records an email belongs to. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from shared.mapping.email import normalise_email


@dataclass(frozen=True, slots=True)
class Claimant:
    """A record that has an email. `linked` says that its link is tied to a contact."""

    id: str
    email: str
    created_at: datetime | None
    linked: bool = False


def holders(claimants: Iterable[Claimant]) -> Mapping[str, str]:
    """Normalised email -> id of the one record that is synced for it: the oldest; among records
    of one instant, the linked one, then the smallest id. All claimants are active records of
    one entity."""
    best: dict[str, Claimant] = {}
    for claimant in claimants:
        email = normalise_email(claimant.email)
        held = best.get(email)
        if held is None or _age(claimant) < _age(held):
            best[email] = claimant
    return {email: claimant.id for email, claimant in best.items()}


def _age(claimant: Claimant) -> tuple[datetime, bool, str]:
    created = claimant.created_at or datetime.max.replace(tzinfo=UTC)
    return (created, not claimant.linked, claimant.id)
