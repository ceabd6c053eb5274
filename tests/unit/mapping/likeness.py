"""What counts as the same value on both sides, as docs/mapping.md has it. Written from the formats
of the two systems; knows no converter."""

import html
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from shared.mapping.schema import Column, Field
from shared.mapping.texts import fold_label

_A_DAY_ELSEWHERE = (timedelta(minutes=-59, seconds=-59), timedelta(hours=23))
"""From a midnight in some zone between UTC-10 and UTC+13 to 10:00 UTC of the same day."""


def same_in_dynamics(column: Column, field: Field, held: object, written: object) -> bool:
    """True if `written` may take the place of `held` without a loss."""
    if column.type == "Boolean" and len(field.options) == 1:
        return written is (held is True)
    if held is None or (isinstance(held, str) and (not held or held.isspace())):
        return written is None
    if column.type in ("String", "Memo"):
        as_option = bool(field.options) and fold_label(str(held)) == fold_label(str(written))
        return written == held or (as_option and written in field.options)
    if column.type in ("Decimal", "Money"):
        return Decimal(str(held)) == written
    if column.type == "MultiSelectPicklist":
        return set(str(held).split(",")) == set(str(written).split(","))
    if column.type == "DateTime" and column.format == "DateOnly":
        return _same_day(column, str(held), str(written))
    return written == held and type(written) is type(held)


def _same_day(column: Column, held: str, written: str) -> bool:
    if column.behavior == "DateOnly":
        return held == written
    if column.behavior == "TimeZoneIndependent":
        return written == f"{held[:10]}T00:00:00Z"
    apart = datetime.fromisoformat(written) - datetime.fromisoformat(held)
    return _A_DAY_ELSEWHERE[0] <= apart <= _A_DAY_ELSEWHERE[1]


def same_in_activecampaign(
    column: Column, field: Field, held: str, written: str, *, entities: bool
) -> bool:
    """True if `written` may take the place of `held` without a loss."""
    if entities and not field.options:
        held, written = html.unescape(held), html.unescape(written)
    if _blank(column, field, held):
        return written == ""
    if column.type in ("Integer", "BigInt", "Decimal", "Double", "Money"):
        return Decimal(held) == Decimal(written)
    if column.type == "DateTime" and "DateOnly" in (column.behavior, column.format):
        return held.strip()[:10] == written
    if column.type == "DateTime":
        return _moment(held) == _moment(written)
    if column.type == "Uniqueidentifier":
        return held.strip("{}").lower() == written
    if column.options:
        parts = 1 if not field.options else len(_parts(written))
        return bool(written) and parts <= len(_parts(held))
    if column.format == "Email" or field.key == "email":
        return held.strip().casefold() == written.strip().casefold()
    if field.options:
        return written in field.options and fold_label(held.replace("||", "")) == fold_label(
            written.replace("||", "")
        )
    return held == written


def _blank(column: Column, field: Field, held: str) -> bool:
    """Also no option at all, and the date that ActiveCampaign has for none."""
    if column.type == "MultiSelectPicklist" and not field.options:
        return not held.replace(";", "").strip()
    if column.options or field.options:
        return not _parts(held)
    zero = column.type == "DateTime" and held.strip().startswith("0000-00-00")
    return zero or not held or held.isspace()


def _parts(held: str) -> Sequence[str]:
    return [part for part in held.split("||") if part.strip()]


def _moment(text: str) -> datetime:
    colon = re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", text.strip())
    return datetime.fromisoformat(colon).astimezone(UTC).replace(microsecond=0)
