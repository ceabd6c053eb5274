"""How columns, fields and options are named to an administrator. Pure."""

from collections.abc import Sequence
from typing import Final

from shared.mapping.schema import Column, Field

MOST: Final = 20
"""Options that a text lists."""

LONGEST: Final = 60
"""Characters of an option that are shown."""


def column_name(column: Column | None, name: str) -> str:
    """Label and logical name."""
    return f"{column.label} ({name})" if column is not None and column.label else name


def field_name(field: Field | None, key: str) -> str:
    """Label, and the personalisation tag or else the key."""
    if field is None or not field.label:
        return key
    tag = f"%{field.perstag.strip('%')}%" if field.perstag else key
    return f"{field.label} ({tag})"


def shown_type(column: Column) -> str:
    """The type with what decides how its values look."""
    return ", ".join(part for part in (column.type, column.format, column.behavior) if part)


def listed(options: Sequence[str]) -> str:
    """At most `MOST` of them, in quotation marks, and how many there are besides."""
    shown = ", ".join(f"“{option[:LONGEST]}”" for option in options[:MOST])
    more = len(options) - MOST
    return f"{shown} and {more} more" if more > 0 else shown


def limits_text(column: Column) -> str:
    """The range of a number column."""
    limits = f"{column.minimum} to {column.maximum}"
    return limits if column.precision is None else f"{limits} with {column.precision} decimals"
