"""Reads scalars and rows of loosely typed JSON. Knows that ActiveCampaign sends numbers as text
and text as numbers, and nothing of any resource.

The same key can be a number right after a write and a string on read (public integration guide
"Contacts, Lists & Tags", and samples at developers.activecampaign.com, read 2026-11-24)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal

from shared.transport import parse_json

Row = Mapping[str, object]


def text(value: object) -> str:
    """Text as it is, a number as its digits; null and anything else is ""."""
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return ""


def identifier(value: object) -> str:
    """An id as a decimal string; "" for null, zero and what is no id."""
    found = text(value).strip()
    return found if found.isascii() and found.isdigit() and found.strip("0") else ""


def number(value: object) -> int | None:
    """A whole number sent as number or text, else None."""
    if isinstance(value, bool):
        return None
    try:
        return int(text(value))
    except ValueError:
        return None


def flag(value: object) -> bool:
    """True for true, 1 and "1", and for a count above zero."""
    if isinstance(value, bool):
        return value
    count = number(value)
    return text(value).strip().lower() == "true" if count is None else count > 0


def moment(value: object) -> datetime | None:
    """An ISO 8601 date-time with its offset, in UTC. None for zero dates (`0000-00-00`) and for
    times without an offset, whose zone ActiveCampaign does not tell."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
        return None if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def rows(body: Row, key: str) -> list[Row] | None:
    """The objects of the array `key`, or None if there is no such array."""
    found = body.get(key)
    if not isinstance(found, list):
        return None
    return [row for row in found if isinstance(row, dict)]


def row(body: Row, key: str) -> Row | None:
    """The object `key`, or None if there is none."""
    found = body.get(key)
    return found if isinstance(found, dict) else None


def texts(value: object) -> tuple[str, ...]:
    """The texts of an array; () if it is none."""
    return tuple(text(item) for item in value) if isinstance(value, list) else ()


def total(body: Row) -> int | None:
    """`meta.total`, which comes as text or as number."""
    meta = row(body, "meta")
    return None if meta is None else number(meta.get("total"))


def parsed(body: bytes) -> object:
    """The JSON value of a body; None if it is empty, HTML or otherwise none."""
    try:
        return parse_json(body)
    except ValueError:
        return None
