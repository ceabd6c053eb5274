"""What a record needs to be created, beyond the values that are mapped. Pure."""

from collections.abc import Mapping
from typing import Any, Final

from shared.entities import Entity

EMAIL_COLUMN: Final = "emailaddress1"
FILLED_BY_RULE: Final[Mapping[Entity, frozenset[str]]] = {
    "lead": frozenset({"subject", "lastname"}),
    "contact": frozenset({"lastname"}),
}
"""Required columns that need not be mapped: their value is made from what is known."""


def fill_required(entity: Entity, values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` (column -> JSON) with the required columns filled that have no value: the last
    name by the first name or else the email's local part, a lead's topic by the full name."""
    filled = dict(values)
    email = str(filled.get(EMAIL_COLUMN) or "")
    first, last = filled.get("firstname"), filled.get("lastname")
    if last is None:
        filled["lastname"] = str(first or email.partition("@")[0])[:50]
    if entity == "lead" and filled.get("subject") is None:
        full = " ".join(str(part) for part in (first, last) if part)
        filled["subject"] = (full or email)[:300]
    return filled
