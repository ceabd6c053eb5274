"""What a page needs to know about who has signed in. Pure."""

import re

from shared.actions.models.people import Language, MeOutput
from shared.actions.people import Person

_CHOICE = re.compile(r"\s*([a-z]{1,8})[\w-]*\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*", re.IGNORECASE)


def me(person: Person, accept_language: str | None) -> MeOutput:
    roles = sorted(person.roles)
    return MeOutput(id=person.id, name=person.name, roles=roles, language=language(accept_language))


def language(accept_language: str | None) -> Language:
    """The one of our languages that an Accept-Language header prefers; English if none."""
    best, weight = "en", 0.0
    for choice in (accept_language or "").split(","):
        found = _CHOICE.fullmatch(choice)
        if found is None or found[1].lower() not in ("en", "it"):
            continue
        quality = float(found[2]) if found[2] is not None else 1.0
        if quality > weight:
            best, weight = found[1].lower(), quality
    return "it" if best == "it" else "en"
