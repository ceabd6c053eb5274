"""Canonical values: the one form in which both sides of a field pair are compared. Pure.

A text is a `str`, a number its shortest decimal notation, a date `YYYY-MM-DD`, a moment
`YYYY-MM-DDTHH:MM:SSZ`, a choice the integer value of its Dynamics option as text, several
choices a tuple of these in the order of their numbers, a yes or no a `bool`. A blank is None
on both sides."""

from decimal import Decimal
from typing import ClassVar

from shared.errors import SkipRecord

Canonical = str | bool | tuple[str, ...] | None
Json = str | bool | int | float | Decimal | None
"""What is sent to Dataverse as the value of a column. A Decimal is sent digit by digit."""


class Unconvertible(SkipRecord):
    """A value that the other side cannot hold, or that its own side should not hold. `field` is
    the ActiveCampaign key, `column` the Dynamics column. Texts hold no value, but for the name
    of an option."""

    code: ClassVar[str] = "mapping.unconvertible"
    title: ClassVar[str] = "A value cannot be converted"

    def __init__(self, detail: str, *, remedy: str, field: str, column: str) -> None:
        super().__init__(detail, remedy=remedy, field=field)
        self.column = column


class ValueTooLong(Unconvertible):
    code = "mapping.value_too_long"
    title = "A value is too long"


class NotAllowedCharacter(Unconvertible):
    code = "mapping.character_not_allowed"
    title = "A value holds a character that cannot be stored"


class NotANumber(Unconvertible):
    code = "mapping.not_a_number"
    title = "A value is not a number"


class TooPrecise(Unconvertible):
    code = "mapping.too_precise"
    title = "A number has too many decimal places"


class OutOfRange(Unconvertible):
    code = "mapping.out_of_range"
    title = "A value is outside the range of its column"


class NotADate(Unconvertible):
    code = "mapping.not_a_date"
    title = "A value is not a date"


class NotAnEmail(Unconvertible):
    code = "mapping.not_an_email"
    title = "A value is not an email address"


class NotAnId(Unconvertible):
    code = "mapping.not_an_id"
    title = "A value is not a unique identifier"


class UnknownOption(Unconvertible):
    """`option` is the option that the other side lacks, as its own side shows it."""

    code = "mapping.option_unknown"
    title = "An option does not exist on the other side"

    def __init__(self, detail: str, *, remedy: str, field: str, column: str, option: str) -> None:
        super().__init__(detail, remedy=remedy, field=field, column=column)
        self.option = option


class SeveralOptions(Unconvertible):
    code = "mapping.several_options"
    title = "Several options where one is due"


class ReadOnlyColumn(Unconvertible):
    code = "mapping.read_only"
    title = "A column cannot be written"


class ValueNotRead(Unconvertible):
    code = "mapping.value_not_read"
    title = "A value could not be read"


def text_or_none(value: Canonical) -> str | None:
    """Narrows the canonical value of a pair whose canonical form is text.

    Raises TypeError for a value of another pair."""
    if value is None or isinstance(value, str):
        return value
    raise TypeError(f"A text was expected, not {type(value).__name__}")
