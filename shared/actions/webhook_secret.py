"""The secrets that a webhook delivery may bear: the present one, and for a while the one before.
Pure; how they are kept is the secret store's."""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

SECRET_BYTES = 32
OVERLAP = timedelta(minutes=10)
"""How long deliveries that were on their way when the webhook was registered anew are taken."""


@dataclass(frozen=True)
class Accepted:
    """`until` is None for the secret of the present registration."""

    secret: str
    until: datetime | None = None


def new_secret() -> str:
    """256 random bits, of letters that need no encoding in a URL."""
    return secrets.token_urlsafe(SECRET_BYTES)


def read(text: str | None) -> tuple[Accepted, ...]:
    """What `write` wrote; nothing for None or ""."""
    found = []
    for entry in (text or "").split():
        secret, _, until = entry.partition("@")
        found.append(Accepted(secret, datetime.fromisoformat(until) if until else None))
    return tuple(found)


def write(accepted: Sequence[Accepted]) -> str:
    return " ".join(
        one.secret if one.until is None else f"{one.secret}@{one.until.isoformat()}"
        for one in accepted
    )


def replaced(accepted: Sequence[Accepted], by: str, now: datetime) -> tuple[Accepted, ...]:
    """`by` as the present secret; those before are taken until the overlap is over."""
    before = tuple(
        Accepted(one.secret, one.until or now + OVERLAP)
        for one in accepted
        if one.until is None or one.until > now
    )
    return (Accepted(by), *before)


def matches(accepted: Sequence[Accepted], given: str, now: datetime) -> bool:
    """True if `given` is one of them. Takes the same time wherever they differ."""
    sent = given.encode(errors="surrogatepass")
    found = False
    for one in accepted:
        same = hmac.compare_digest(one.secret.encode(), sent)
        found |= same and (one.until is None or one.until > now)
    return found
