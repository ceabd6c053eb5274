"""What a page needs to know about who has signed in."""

import re

from shared.actions.models.people import Language, MeOutput
from shared.actions.people import Person
from shared.actions.services import Services
from shared.errors import RemoteError
from shared.telemetry.output import Log
from shared.transport import Calls

log = Log(__name__)

_CHOICE = re.compile(r"\s*([a-z]{1,8})[\w-]*\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*", re.IGNORECASE)

_PRIMARY = 0x3FF
"""The low ten bits of an LCID are the language, whatever the country ([MS-LCID], read
2026-11-24)."""

_ITALIAN = 0x10


def me(services: Services, person: Person, accept_language: str | None) -> MeOutput:
    """The language is that in which the person sees Dynamics or, where it cannot be read, the
    best match of an Accept-Language header."""
    return MeOutput(
        id=person.id,
        name=person.name,
        roles=sorted(person.roles),
        language=_of_dynamics(services, person) or of_header(accept_language),
    )


def of_header(accept_language: str | None) -> Language:
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


def _of_dynamics(services: Services, person: Person) -> Language | None:
    try:
        lcid = services.dataverse(Calls()).ui_language(person.id)
    except RemoteError as fault:
        log.info("the language of a person could not be read: %s", fault)
        return None
    if lcid is None:
        return None
    return "it" if lcid & _PRIMARY == _ITALIAN else "en"
