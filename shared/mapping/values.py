"""Canonical values: the one form in which both sides of a field pair are compared. Pure.

A text is a `str`, a number its shortest decimal notation, a date `YYYY-MM-DD`, a moment
`YYYY-MM-DDTHH:MM:SSZ`, a choice the integer value of its Dynamics option as text, several
choices a tuple of these in the order of their numbers, a yes or no a `bool`. A blank is None
on both sides."""

from shared.errors import SkipRecord

Canonical = str | bool | tuple[str, ...] | None


class ValueFault(Exception):
    """Why one value cannot be converted; knows no field."""

    def __init__(self, code: str, detail: str, remedy: str) -> None:
        super().__init__(detail)
        self.code, self.detail, self.remedy = code, detail, remedy


class Unconvertible(SkipRecord):
    """A value that the other side cannot hold. `field` is the ActiveCampaign key."""

    code = "mapping.unconvertible"
    title = "A value cannot be converted"

    def __init__(self, key: str, column: str, fault: ValueFault) -> None:
        super().__init__(f"{column}: {fault.detail}", remedy=fault.remedy, field=key)
        self.column = column
        self.value_code = fault.code
