"""The value of a pair on each side, brought to one form from the formats of the two systems. Knows
nothing of how the product converts them."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from shared.entities import Entity
from tests.integration.mapping.every_pair import SEVERAL, TIERS, Pair

Names = Mapping[str, str]
"""Id of a row -> its name."""

_STATES: Mapping[tuple[Entity, str], Mapping[int, str]] = {
    ("lead", "statecode"): {0: "Open"},
    ("lead", "statuscode"): {1: "New", 2: "Contacted"},
    ("contact", "statecode"): {0: "Active"},
    ("contact", "statuscode"): {1: "Active"},
}
_YES = {"Yes": True, "No": False, "Do Not Allow": True, "Allow": False, "1": True, "0": False}
_MIDNIGHT_TO_DAY = timedelta(hours=13)


def in_dynamics(pair: Pair, entity: Entity, row: Mapping[str, Any], names: Names) -> object:
    kind, column = pair.type.kind, pair.column
    value = row[f"_{column}_value" if kind == "reference" else column]
    if kind == "yes_no" and _is_tick(pair):
        return value is True
    if value is None:
        return None
    if kind == "number":
        return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if kind == "day":
        if pair.type.name == "userday":
            return (datetime.fromisoformat(value) + _MIDNIGHT_TO_DAY).date().isoformat()
        return value[:10]
    if kind == "moment":
        return datetime.fromisoformat(value)
    if kind == "choice":
        return TIERS[value]
    if kind == "choices":
        return {SEVERAL[int(part)] for part in value.split(",")}
    if kind == "state":
        return value if pair.field_type == "number" else _STATES[entity, column][value]
    return names[value] if kind == "reference" else value


def in_activecampaign(pair: Pair, text: str) -> object:
    kind = pair.type.kind
    if kind == "yes_no" and _is_tick(pair):
        return text.strip("|") != ""
    if text == "":
        return None
    if kind == "number":
        return Decimal(text.strip())
    if kind == "yes_no":
        return _YES[text]
    if kind == "day":
        return text[:10]
    if kind == "moment":
        return datetime.fromisoformat(text).astimezone(UTC)
    if kind == "choice":
        return TIERS[int(text)] if pair.field_type == "number" else text
    if kind == "choices":
        parts = re.split(r"\|\|" if pair.field_type in ("listbox", "checkbox") else "; ", text)
        return {part for part in parts if part}
    if kind == "state" and pair.field_type == "number":
        return int(text)
    return text.strip("{}").lower() if kind == "id" else text


def _is_tick(pair: Pair) -> bool:
    return pair.field_type in ("listbox", "checkbox")
