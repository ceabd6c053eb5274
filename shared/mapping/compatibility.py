"""Which columns may be tied to which fields: one table, and why not. Pure.

docs/mapping.md prints the table; a test holds the two together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from shared.mapping.convert_yes_no import says_yes_and_no
from shared.mapping.kinds import ColumnKind, FieldKind, column_kind, field_kind
from shared.mapping.schema import Column, Field

Ways = Literal["both", "outbound"]

_FREE: Final[Mapping[FieldKind, Ways]] = {"text": "both", "textarea": "both", "hidden": "both"}
_FREE_OUTBOUND: Final[Mapping[FieldKind, Ways]] = dict.fromkeys(_FREE, "outbound")

TABLE: Final[Mapping[ColumnKind, Mapping[FieldKind, Ways]]] = {
    "text": {**_FREE, "email": "both", "name": "both", "phone": "both", "option": "both"},
    "lines": _FREE,
    "email": {**_FREE, "email": "both"},
    "phone": {**_FREE, "phone": "both"},
    "url": _FREE,
    "number": {**_FREE, "number": "both"},
    "yes_no": {**_FREE, "number": "both", "option": "both", "options": "both"},
    "day": {**_FREE, "date": "both"},
    "moment": {**_FREE, "datetime": "both"},
    "choice": {**_FREE, "number": "both", "option": "both"},
    "choices": {**_FREE, "options": "both"},
    "state": {**_FREE_OUTBOUND, "number": "outbound", "option": "outbound"},
    "reference": {**_FREE_OUTBOUND, "option": "outbound"},
    "id": _FREE,
}
"""Kind of column -> kind of field -> the ways in which values go. A pair that is missing would
lose something: a time of day, all but one of several choices, or the certainty that a text is a
number. `outbound`: Dynamics does not take such a value from us."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """Why a column and a field cannot be tied: a stable code, and text with the remedy."""

    code: str
    message: str


def why_not(column: Column, field: Field, *, allow_standard_columns: bool = False) -> Misfit | None:
    """None if the two can be tied. A custom field goes with a custom column only, which is
    ActiveCampaign's own rule for its Dynamics integration, unless standard ones are allowed."""
    column_is, field_is = column_kind(column), field_kind(field)
    if column_is is None:
        return Misfit(
            "mapping.incompatible",
            f"Columns of type {column.type} cannot be mapped. Choose another column.",
        )
    if field_is is None or field_is not in TABLE[column_is]:
        return Misfit(
            "mapping.incompatible",
            f"The field {field.label} ({field.type}) cannot hold every value of the column "
            f"{column.name} ({column.type}) without loss. Choose another column.",
        )
    if field.custom and not column.custom and not allow_standard_columns:
        return Misfit(
            "mapping.custom_only",
            f"The field {field.label} is a custom field. Choose a custom column.",
        )
    return _options_misfit(column, column_is, field, field_is)


def compatible(column: Column, field: Field, *, allow_standard_columns: bool = False) -> bool:
    return why_not(column, field, allow_standard_columns=allow_standard_columns) is None


def columns_for(
    field: Field, columns: Iterable[Column], *, allow_standard_columns: bool = False
) -> list[str]:
    """Names of the columns that may be tied to `field`, in the order given."""
    return [
        column.name
        for column in columns
        if compatible(column, field, allow_standard_columns=allow_standard_columns)
    ]


def goes_inbound(column: Column, field: Field) -> bool:
    """True if a compatible pair can also bring values to Dynamics."""
    column_is, field_is = column_kind(column), field_kind(field)
    if column_is is None or field_is is None or not column.updatable:
        return False
    return TABLE[column_is].get(field_is) == "both"


def _options_misfit(
    column: Column, column_is: ColumnKind, field: Field, field_is: FieldKind
) -> Misfit | None:
    if field_is not in ("option", "options"):
        return None
    if not field.options:
        return Misfit(
            "mapping.no_options",
            f"The field {field.label} has no options. Add them in ActiveCampaign.",
        )
    if column_is != "yes_no":
        return None
    if field_is == "options" and len(field.options) != 1:
        return Misfit(
            "mapping.incompatible",
            f"The field {field.label} has {len(field.options)} options. A yes or no needs a "
            "field with exactly one, or a dropdown with two.",
        )
    if field_is == "option" and not says_yes_and_no(column, field):
        return Misfit(
            "mapping.incompatible",
            f"Two options of the field {field.label} have to be the labels of the column "
            f"{column.name}, or say yes and no. Change the options in ActiveCampaign.",
        )
    return None
