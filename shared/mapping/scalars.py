"""Conversion of texts, numbers, dates and moments. Pure.

Each converter has four methods. They are never handed a blank, and raise `ValueFault` for a
value that the other side cannot hold without loss."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from shared.mapping.schema import Column
from shared.mapping.values import Canonical, ValueFault

EARLIEST = date(1753, 1, 1)
"""The first day that Dataverse can hold (learn.microsoft.com, "Behavior and format of the date
and time column", read 2026-11-24)."""

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_ZERO_DATE = "0000-00-00"


def utf16_length(text: str) -> int:
    """Length as Dataverse counts it: characters beyond the basic plane, as most emoji, are two."""
    return len(text) + sum(character > "￿" for character in text)


@dataclass(frozen=True, slots=True)
class Text:
    """A text. Line ends are one character and trailing blanks do not count: Dataverse itself
    does not tell texts apart by them."""

    max_length: int | None

    def from_record(self, raw: Any) -> Canonical:
        return _plain_text(str(raw))

    def from_contact(self, raw: str) -> Canonical:
        return _plain_text(raw)

    def to_record(self, value: Canonical) -> Any:
        text = str(value)
        if self.max_length is not None and utf16_length(text) > self.max_length:
            raise ValueFault(
                "too_long",
                f"{utf16_length(text)} characters, {self.max_length} allowed in Dynamics.",
                "Shorten the value, or map a longer column.",
            )
        return text

    def to_contact(self, value: Canonical) -> str:
        return str(value)


def _plain_text(raw: str) -> Canonical:
    text = raw.replace("\r\n", "\n").rstrip(" ")
    return text or None


@dataclass(frozen=True, slots=True)
class Number:
    """A number, exact: as Decimal inside, never rounded to fit."""

    whole: bool
    precision: int | None
    minimum: float | None
    maximum: float | None

    @classmethod
    def of(cls, column: Column) -> "Number":
        whole = column.type in ("Integer", "BigInt")
        return cls(whole, column.precision, column.minimum, column.maximum)

    def from_record(self, raw: Any) -> Canonical:
        return _decimal_text(Decimal(str(raw)))

    def from_contact(self, raw: str) -> Canonical:
        text = raw.strip()
        if not _NUMBER.fullmatch(text):
            raise ValueFault("not_a_number", "The value is no number.", "Correct the value.")
        return _decimal_text(Decimal(text))

    def to_record(self, value: Canonical) -> Any:
        number = _decimal(value)
        places = -int(number.normalize().as_tuple().exponent)
        allowed = 0 if self.whole else self.precision
        if allowed is not None and places > allowed:
            raise ValueFault(
                "too_precise",
                f"{max(places, 0)} decimal places, {allowed} allowed in Dynamics.",
                "Round the value, or map a column with more decimal places.",
            )
        if (self.minimum is not None and number < Decimal(str(self.minimum))) or (
            self.maximum is not None and number > Decimal(str(self.maximum))
        ):
            raise ValueFault(
                "out_of_range",
                f"The number is not between {self.minimum} and {self.maximum}.",
                "Correct the value, or widen the column's range.",
            )
        if self.whole:
            return int(number)
        inexact = float(number)
        if Decimal(str(inexact)) != number:
            raise ValueFault(
                "too_precise", "The number has more digits than Dynamics keeps.", "Round it."
            )
        return inexact

    def to_contact(self, value: Canonical) -> str:
        return str(value)


def _decimal(value: Canonical) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        raise ValueFault("not_a_number", "The value is no number.", "Correct it.") from None


def _decimal_text(number: Decimal) -> str:
    text = format(number.normalize(), "f")
    return "0" if text == "-0" else text


@dataclass(frozen=True, slots=True)
class Day:
    """A date without a time: the same day on both sides, in whatever zone."""

    as_moment: bool
    """True for a column that wants a time beside the date (TimeZoneIndependent)."""

    def from_record(self, raw: Any) -> Canonical:
        return str(raw)[:10]

    def from_contact(self, raw: str) -> Canonical:
        text = raw.strip()
        if text.startswith(_ZERO_DATE):
            return None
        try:
            day = date.fromisoformat(text[:10])
        except ValueError:
            raise ValueFault(
                "not_a_date", "The value is no date (YYYY-MM-DD).", "Correct the value."
            ) from None
        return day.isoformat()

    def to_record(self, value: Canonical) -> Any:
        day = date.fromisoformat(str(value))
        if day < EARLIEST:
            raise ValueFault(
                "too_early", f"Dynamics holds no date before {EARLIEST}.", "Correct the value."
            )
        return f"{day.isoformat()}T00:00:00Z" if self.as_moment else day.isoformat()

    def to_contact(self, value: Canonical) -> str:
        return str(value)


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment to the second, in UTC."""

    def from_record(self, raw: Any) -> Canonical:
        return _moment_text(datetime.fromisoformat(str(raw)))

    def from_contact(self, raw: str) -> Canonical:
        text = raw.strip()
        if text.startswith(_ZERO_DATE):
            return None
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            raise ValueFault(
                "not_a_moment", "The value is no date and time.", "Correct the value."
            ) from None
        if moment.tzinfo is None:
            raise ValueFault(
                "no_time_zone", "The value has no time zone.", "Give it one, such as +00:00."
            )
        return _moment_text(moment)

    def to_record(self, value: Canonical) -> Any:
        if date.fromisoformat(str(value)[:10]) < EARLIEST:
            raise ValueFault(
                "too_early", f"Dynamics holds no date before {EARLIEST}.", "Correct the value."
            )
        return value

    def to_contact(self, value: Canonical) -> str:
        return str(value).replace("Z", "+00:00")


def _moment_text(moment: datetime) -> str:
    whole = moment.astimezone(UTC).replace(microsecond=0, tzinfo=None)
    return f"{whole.isoformat()}Z"
