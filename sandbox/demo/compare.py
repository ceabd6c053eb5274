"""Compares Dynamics and ActiveCampaign field by field, from the raw rows of both stand-ins. Written
from the two systems' value formats, and knows nothing of how the product converts them."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

Rows = Iterable[Mapping[str, Any]]
Reader = Callable[[Any], object]

TIERS = {727500000: "gold", 727500001: "silver", 727500002: "bronze"}


@dataclass(frozen=True)
class Shown:
    """How one field pair is read on both sides, to the same form."""

    column: str
    field_id: str | None
    standard: str | None
    record: Reader
    contact: Reader


@dataclass
class Comparison:
    """What came of it. `differences` name record, column and both values."""

    people: int = 0
    values: int = 0
    differences: list[str] = field(default_factory=list)


def text(value: Any) -> object:
    return str(value or "").replace("\r\n", "\n").rstrip() or None


def number(value: Any) -> object:
    if value in (None, ""):
        return None
    try:
        return Decimal(str(value)).normalize()
    except InvalidOperation:
        return f"no number: {value}"


def day(value: Any) -> object:
    found = str(value or "")[:10]
    return None if found in ("", "0000-00-00") else found


def moment(value: Any) -> object:
    if not value or str(value).startswith("0000"):
        return None
    found = datetime.fromisoformat(str(value))
    found = found if found.tzinfo else found.replace(tzinfo=UTC)
    return found.astimezone(UTC).replace(microsecond=0)


def tier(value: Any) -> object:
    return TIERS.get(value, value) if isinstance(value, int) else None


def label(value: Any) -> object:
    return str(value).strip("|").casefold() if value else None


def yes(value: Any) -> object:
    return bool(value) and str(value).strip("|") != ""


PAIRS: Mapping[str, Shown] = {
    "email": Shown("emailaddress1", None, "email", lambda v: label(text(v)), lambda v: label(v)),
    "firstName": Shown("firstname", None, "firstName", text, text),
    "lastName": Shown("lastname", None, "lastName", text, text),
    "phone": Shown("telephone1", None, "phone", text, text),
    "field:3": Shown("cr1_since", "3", None, day, day),
    "field:4": Shown("cr1_lastseen", "4", None, moment, moment),
    "field:5": Shown("cr1_score", "5", None, number, number),
    "field:6": Shown("cr1_tier", "6", None, tier, label),
    "field:13": Shown("cr1_vip", "13", None, yes, yes),
    "field:14": Shown("cr1_text", "14", None, text, text),
}
"""ActiveCampaign key -> how to read it: the field pairs of the demo's mapping."""


def compare(
    linked: Iterable[tuple[str, str]],
    records: Mapping[str, Mapping[str, Any]],
    contacts: Mapping[str, Mapping[str, Any]],
) -> Comparison:
    """`linked` are (record id, contact id); rows are by id."""
    result = Comparison()
    for record_id, contact_id in linked:
        record, contact = records.get(record_id), contacts.get(contact_id)
        if record is None or contact is None:
            result.differences.append(f"{record_id}: one side is missing")
            continue
        result.people += 1
        for key, shown in PAIRS.items():
            ours = shown.record(record.get(shown.column))
            raw = contact.get(shown.standard) if shown.standard else None
            if shown.field_id is not None:
                raw = contact.get("values", {}).get(shown.field_id)
            theirs = shown.contact(raw)
            result.values += 1
            if ours != theirs:
                result.differences.append(f"{record_id} {key}: {_short(ours)} / {_short(theirs)}")
    return result


def _short(value: object) -> str:
    return re.sub(r"\s+", " ", repr(value))[:40]
