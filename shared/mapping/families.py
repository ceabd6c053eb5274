"""Which columns hold the same kind of value, whatever Dataverse calls their type. Pure."""

from typing import Literal

from shared.mapping.schema import Column

Family = Literal[
    "text", "number", "boolean", "date", "moment", "choice", "state", "choices", "identifier"
]

_PLAIN: dict[str, Family] = {
    "String": "text",
    "Memo": "text",
    "Integer": "number",
    "BigInt": "number",
    "Decimal": "number",
    "Double": "number",
    "Money": "number",
    "Boolean": "boolean",
    "Picklist": "choice",
    "MultiSelectPicklist": "choices",
    "State": "state",
    "Status": "state",
    "Uniqueidentifier": "identifier",
}

OUTBOUND_ONLY: frozenset[Family] = frozenset({"state", "identifier"})
"""Families that are read in Dynamics and never written by a sync."""


def family(column: Column) -> Family | None:
    """The family, or None if columns of this type cannot be mapped.

    A column that shows a date only but keeps a user's midnight as a moment (UserLocal) is a
    moment: which day it means depends on the zone of whoever looks
    (learn.microsoft.com, "Behavior and format of the date and time column", read 2026-11-24)."""
    if column.type != "DateTime":
        return _PLAIN.get(column.type)
    if column.behavior == "DateOnly":
        return "date"
    if column.behavior == "TimeZoneIndependent" and column.format == "DateOnly":
        return "date"
    return "moment"
