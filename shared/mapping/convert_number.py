"""Converts numbers: exact decimals, never rounded to fit. Pure.

A Decimal of any size is made, compared and written as it is: only arithmetic would round it, and
there is none here."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from shared.mapping.place import Place, not_read
from shared.mapping.schema import Column, Field
from shared.mapping.values import (
    Canonical,
    Json,
    NotANumber,
    OutOfRange,
    TooPrecise,
    text_or_none,
)

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_FURTHEST = 400
"""More digits from the point than any column reaches: a larger exponent would be written out."""
_LONGEST = _FURTHEST + 20
"""Characters of a number that is read: the smallest that a floating point column holds has 326."""
_RANGES: dict[str, tuple[Decimal, Decimal]] = {
    "Integer": (Decimal(-(2**31)), Decimal(2**31 - 1)),
    "BigInt": (Decimal(-(2**63)), Decimal(2**63 - 1)),
}


def decimal_text(number: Decimal) -> str:
    """The shortest plain notation: no exponent, no zeros that say nothing."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def number_text(raw: object) -> str | None:
    """The shortest notation of a JSON number; None if `raw` is no number that a column can hold.

    A float stands for the shortest decimal that reads back as it."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int):
        return str(raw)
    if isinstance(raw, float):
        text = repr(raw)
        if "e" not in text and "n" not in text:
            return decimal_text(Decimal(text)) if text[-1] == "0" else text
        raw = Decimal(text)
    if isinstance(raw, Decimal):
        far = not raw.is_finite() or abs(raw.adjusted()) > _FURTHEST
        return None if far else decimal_text(raw)
    return None


def as_float(raw: object) -> float:
    """A JSON number as a floating point column keeps it; not a number if it is none."""
    if not isinstance(raw, int | float | Decimal) or isinstance(raw, bool):
        return math.nan
    try:
        return float(raw)
    except OverflowError:
        return math.inf


@dataclass(frozen=True, slots=True)
class NumberConverter:
    """`places` are the decimal places that the column keeps, None for any number of them.
    `floating`: it keeps the nearest binary number, whatever digits are sent for it."""

    place: Place
    whole: bool
    floating: bool
    places: int | None
    minimum: Decimal | None
    maximum: Decimal | None

    @classmethod
    def of(cls, column: Column, field: Field) -> "NumberConverter":
        low, high = _RANGES.get(column.type, (None, None))
        return cls(
            Place.of(column, field),
            whole=column.type in _RANGES,
            floating=column.type == "Double",
            places=0 if column.type in _RANGES else column.precision,
            minimum=max(_limits(low, column.minimum), default=None),
            maximum=min(_limits(high, column.maximum), default=None),
        )

    def from_record(self, raw: object) -> Canonical:
        if raw is None:
            return None
        text = number_text(as_float(raw) if self.floating else raw)
        if text is None:
            raise not_read(self.place)
        return text

    def from_contact(self, raw: str) -> Canonical:
        if raw.isdigit() and raw.isascii() and raw[0] != "0" and len(raw) <= _LONGEST:
            return raw
        text = raw.strip()
        if not text:
            return None
        if len(text) > _LONGEST or _NUMBER.fullmatch(text) is None:
            raise NotANumber(
                f"{self.place.key}: the value is not a plain number.",
                remedy="Write digits with a decimal point, without blanks, commas or a currency.",
                field=self.place.key,
                column=self.place.column,
            )
        return decimal_text(Decimal(text))

    def to_record(self, value: Canonical) -> Json:
        text = text_or_none(value)
        if text is None:
            return None
        fraction = text.partition(".")[2]
        if self.places is not None and len(fraction) > self.places:
            raise self._too_precise(f"{len(fraction)} decimal places, {self.places} allowed")
        number = Decimal(text)
        low, high = self.minimum, self.maximum
        if (low is not None and number < low) or (high is not None and number > high):
            raise OutOfRange(
                f"{self.place.column}: the number is not between {_shown(low)} and {_shown(high)}.",
                remedy="Correct the value, or widen the range of the column.",
                field=self.place.key,
                column=self.place.column,
            )
        if self.floating:
            if number_text(float(text)) != text:
                raise self._too_precise("more digits than a floating point number keeps")
            return float(text)
        return int(text) if self.whole else number

    def to_contact(self, value: Canonical) -> str:
        return text_or_none(value) or ""

    def _too_precise(self, what: str) -> TooPrecise:
        return TooPrecise(
            f"{self.place.column}: {what}.",
            remedy="Round the value, or map a column with more decimal places.",
            field=self.place.key,
            column=self.place.column,
        )


def _limits(*found: Decimal | None) -> Iterator[Decimal]:
    return (limit for limit in found if limit is not None)


def _shown(limit: Decimal | None) -> str:
    return "any" if limit is None else decimal_text(limit)
