"""Converts numbers: exact decimals, never rounded to fit. Pure."""

import re
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
_LONGEST = 60
_RANGES: dict[str, tuple[int, int]] = {
    "Integer": (-(2**31), 2**31 - 1),
    "BigInt": (-(2**63), 2**63 - 1),
}


def decimal_text(number: Decimal) -> str:
    """The shortest plain notation: no exponent, no zeros that say nothing."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def number_text(raw: object) -> str | None:
    """The shortest notation of a JSON number; None if `raw` is no finite number.

    A float stands for the shortest decimal that reads back as it, which is what was sent."""
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
        return decimal_text(raw) if raw.is_finite() else None
    return None


@dataclass(frozen=True, slots=True)
class NumberConverter:
    """`places` are the decimal places that the column keeps, None for any number of them."""

    place: Place
    whole: bool
    places: int | None
    minimum: float | None
    maximum: float | None

    @classmethod
    def of(cls, column: Column, field: Field) -> "NumberConverter":
        low, high = _RANGES.get(column.type, (None, None))
        return cls(
            Place.of(column, field),
            whole=column.type in _RANGES,
            places=0 if column.type in _RANGES else column.precision,
            minimum=low if column.minimum is None else column.minimum,
            maximum=high if column.maximum is None else column.maximum,
        )

    def from_record(self, raw: object) -> Canonical:
        if raw is None:
            return None
        text = number_text(raw)
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
        number: int | float = int(text) if self.whole else float(text)
        if (self.minimum is not None and number < self.minimum) or (
            self.maximum is not None and number > self.maximum
        ):
            raise OutOfRange(
                f"{self.place.column}: the number is not between {self.minimum} and "
                f"{self.maximum}.",
                remedy="Correct the value, or widen the range of the column.",
                field=self.place.key,
                column=self.place.column,
            )
        if isinstance(number, float) and number_text(number) != text:
            raise self._too_precise("more digits than JSON carries to Dynamics")
        return number

    def to_contact(self, value: Canonical) -> str:
        return text_or_none(value) or ""

    def _too_precise(self, what: str) -> TooPrecise:
        return TooPrecise(
            f"{self.place.column}: {what}.",
            remedy="Round the value, or map a column with more decimal places.",
            field=self.place.key,
            column=self.place.column,
        )
