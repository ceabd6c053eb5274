"""Which columns may be tied to which fields: one table, and why not. Pure."""

from typing import Final

from shared.mapping.families import Family, family
from shared.mapping.options import YesNo
from shared.mapping.schema import Column, Field, FieldType

_FREE: Final[frozenset[FieldType]] = frozenset({"text", "textarea", "hidden"})
_ONE_OF: Final[frozenset[FieldType]] = frozenset({"dropdown", "radio"})

TABLE: Final[dict[Family, frozenset[FieldType]]] = {
    "text": _FREE | {"email"},
    "number": _FREE | {"number"},
    "boolean": _FREE | _ONE_OF | {"checkbox"},
    "date": _FREE | {"date"},
    "moment": _FREE | {"datetime"},
    "choice": _FREE | _ONE_OF,
    "state": _FREE | _ONE_OF,
    "choices": frozenset({"listbox", "checkbox"}),
    "identifier": _FREE,
}
"""Family of the column -> types of the field. A pair that is missing would lose something: a
time of day, all but one of several choices, or the certainty that a text is a number."""

STANDARD_NEED_TEXT: Final = "Standard fields of ActiveCampaign hold plain text."


def compatible(column: Column, field: Field) -> bool:
    return why_not(column, field) is None


def why_not(column: Column, field: Field) -> str | None:
    """One sentence saying why the two cannot be tied, or None if they can."""
    kind = family(column)
    if kind is None:
        return f"Columns of type {column.type} cannot be mapped."
    if field.key == "email":
        return None if kind == "text" else "The email field needs a text column."
    if not field.custom and kind != "text":
        return STANDARD_NEED_TEXT
    if field.type not in TABLE[kind]:
        return f"A {field.type} field cannot hold the values of a {column.type} column."
    if kind == "boolean" and YesNo.of(column, field) is None:
        return "The options of the field do not say yes and no."
    needs_options = field.type in _ONE_OF or field.type in ("listbox", "checkbox")
    if needs_options and not field.options:
        return "The field has no options yet."
    return None


def columns_for(field: Field, columns: list[Column]) -> list[str]:
    """Names of the columns that may be tied to `field`, in the order given."""
    return [column.name for column in columns if compatible(column, field)]
