"""The converter of a field pair: canonical values from and to both sides. Pure."""

from typing import Any, Protocol

from shared.mapping.families import OUTBOUND_ONLY, family
from shared.mapping.options import Choice, Choices, Labels, YesNo
from shared.mapping.scalars import Day, Moment, Number, Text
from shared.mapping.schema import Column, Field
from shared.mapping.values import Canonical


class Converter(Protocol):
    """Converts values that are not blank; raises ValueFault for one that cannot be."""

    def from_record(self, raw: Any) -> Canonical:
        """`raw` is the value of the column as Dataverse's JSON has it."""

    def from_contact(self, raw: str) -> Canonical:
        """`raw` is the field's value as ActiveCampaign has it."""

    def to_record(self, value: Canonical) -> Any:
        """What is written to the column."""

    def to_contact(self, value: Canonical) -> str:
        """What is written to the field."""


def converter(column: Column, field: Field) -> Converter:
    """The converter of a compatible pair. Raises ValueError for one that is not."""
    kind = family(column)
    if kind in ("text", "identifier"):
        return Text(column.max_length)
    if kind == "number":
        return Number.of(column)
    if kind == "date":
        return Day(as_moment=column.behavior != "DateOnly")
    if kind == "moment":
        return Moment()
    if kind in ("choice", "state"):
        return Choice(Labels.of(column, field), writable=kind not in OUTBOUND_ONLY)
    if kind == "choices":
        return Choices(Labels.of(column, field))
    yes_no = YesNo.of(column, field) if kind == "boolean" else None
    if yes_no is None:
        raise ValueError(f"{column.name} cannot be tied to {field.key}")
    return yes_no
