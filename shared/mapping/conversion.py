"""The converter of a field pair: canonical values from and to both sides. Pure.

Lossless or refused: a value that comes through comes back the same."""

from typing import Protocol

from shared.mapping.convert_choice import ChoiceConverter, ChoicesConverter
from shared.mapping.convert_date import DayConverter, MomentConverter
from shared.mapping.convert_number import NumberConverter
from shared.mapping.convert_text import (
    EmailConverter,
    GuidConverter,
    NameConverter,
    OptionTextConverter,
    TextConverter,
)
from shared.mapping.convert_yes_no import TickConverter, YesNoConverter
from shared.mapping.kinds import ColumnKind, FieldKind, column_kind, field_kind
from shared.mapping.option_table import LIST_SEPARATOR, SEPARATOR, OptionTable
from shared.mapping.place import Place
from shared.mapping.schema import Column, Field
from shared.mapping.values import Canonical, Json


class Converter(Protocol):
    """All four raise Unconvertible for a value that cannot be converted without loss."""

    def from_record(self, raw: object) -> Canonical:
        """`raw` is the value of the column in a row's JSON; of a lookup, its formatted value."""

    def from_contact(self, raw: str) -> Canonical:
        """`raw` is the field's value as ActiveCampaign gives it; "" if it has none."""

    def to_record(self, value: Canonical) -> Json:
        """What is written to the column; None clears it."""

    def to_contact(self, value: Canonical) -> str:
        """What is written to the field; "" clears it."""


def converter(column: Column, field: Field, *, decode_entities: bool = False) -> Converter:
    """The converter of a compatible pair. With `decode_entities`, HTML entities in a contact's
    texts are read as the characters they stand for: old ActiveCampaign data may hold them.

    Raises ValueError for a pair that is not compatible."""
    column_is, field_is = column_kind(column), field_kind(field)
    if column_is is None or field_is is None:
        raise ValueError(f"{column.name} cannot be tied to {field.key}")
    place = Place.of(column, field)
    if column_is == "number":
        return NumberConverter.of(column, field)
    if column_is == "day":
        return DayConverter.of(column, field)
    if column_is == "moment":
        return MomentConverter(place)
    if column_is == "yes_no":
        if field_is == "options":
            return TickConverter(place, field.options[0])
        return YesNoConverter.of(column, field)
    if column_is in ("choice", "state"):
        table = _table(column, field, field_is, place)
        return ChoiceConverter(table, writable=column_is == "choice")
    if column_is == "choices":
        return ChoicesConverter(_table(column, field, field_is, place), field_is == "options")
    return _text(column, column_is, field, field_is, decode_entities)


def _table(column: Column, field: Field, field_is: FieldKind, place: Place) -> OptionTable:
    several = column.type == "MultiSelectPicklist"
    if field_is == "number":
        return OptionTable.of_numbers(column.options, place)
    if field_is in ("option", "options"):
        separator = SEPARATOR if several else ""
        return OptionTable.of_field(column.options, field.options, place, separator)
    return OptionTable.of_labels(column.options, place, LIST_SEPARATOR if several else "")


def _text(
    column: Column, column_is: ColumnKind, field: Field, field_is: FieldKind, entities: bool
) -> Converter:
    place = Place.of(column, field)
    if column_is == "id":
        return GuidConverter(place)
    text = TextConverter(
        place,
        column.max_length,
        column_lines=column_is == "lines",
        field_lines=field_is in ("textarea", "hidden"),
        entities=entities and field_is != "email",
    )
    if column_is == "email" or field_is == "email":
        return EmailConverter(text, mails=field_is == "email")
    inner = OptionTextConverter.of(text, field) if field_is == "option" else text
    return NameConverter(inner, place) if column_is == "reference" else inner
