"""Where a value belongs, and the refusals that all converters share. Pure."""

import re
from dataclasses import dataclass
from typing import Final

from shared.mapping.schema import Column, Field
from shared.mapping.texts import is_storable, utf16_length
from shared.mapping.values import (
    NotAllowedCharacter,
    ReadOnlyColumn,
    ValueNotRead,
    ValueTooLong,
)

GUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""A unique identifier, in lower case."""


@dataclass(frozen=True, slots=True)
class Place:
    """The two ends of a pair, as errors name them."""

    key: str
    column: str

    @classmethod
    def of(cls, column: Column, field: Field) -> "Place":
        return cls(field.key, column.name)


def check_length(text: str, limit: int | None, place: Place) -> None:
    """Raises ValueTooLong if `text` has more UTF-16 units than `limit`."""
    if limit is not None and len(text) * 2 > limit:
        length = utf16_length(text)
        if length > limit:
            raise ValueTooLong(
                f"{place.column}: {length} characters, {limit} allowed.",
                remedy="Shorten the value, or map a longer column.",
                field=place.key,
                column=place.column,
            )


def check_characters(text: str, place: Place) -> None:
    """Raises NotAllowedCharacter for what `is_storable` refuses."""
    if not is_storable(text):
        raise NotAllowedCharacter(
            f"{place.column}: the value holds a control character or half of a character.",
            remedy="Remove the character.",
            field=place.key,
            column=place.column,
        )


def not_read(place: Place) -> ValueNotRead:
    return ValueNotRead(
        f"{place.column}: the value has not the form that the type of the column has.",
        remedy="Check that the type of the column is still the one that was mapped.",
        field=place.key,
        column=place.column,
    )


def read_only(place: Place) -> ReadOnlyColumn:
    return ReadOnlyColumn(
        f"{place.column}: this column is not written by a sync.",
        remedy="Set the direction of the field pair to outbound.",
        field=place.key,
        column=place.column,
    )
