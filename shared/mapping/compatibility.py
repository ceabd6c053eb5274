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


def why_not(
    column: Column,
    field: Field,
    *,
    allow_standard_columns: bool = False,
    create_options: bool = False,
) -> Misfit | None:
    """None if the two can be tied. A custom field goes with a custom column only, which is
    ActiveCampaign's own rule for its Dynamics integration, unless standard ones are allowed.
    `create_options`: a field without options will get those of a choice column."""
    column_is, field_is = column_kind(column), field_kind(field)
    if column_is is None:
        return Misfit(
            "mapping.incompatible",
            f"Columns of type {column.type} cannot be mapped. Choose another column.",
        )
    if not column.readable:
        return Misfit(
            "mapping.column_secured",
            f"Column security hides the column {column.label} ({column.name}) from the "
            "application user. Use a column security profile that may read it, or choose another "
            "column.",
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
            f"The field {field.label} is a custom field. Choose a custom column, or let the "
            "setting MAP_STANDARD_COLUMNS allow standard ones.",
        )
    return _options_misfit(column, column_is, field, field_is, create_options=create_options)


def compatible(column: Column, field: Field, *, allow_standard_columns: bool = False) -> bool:
    return why_not(column, field, allow_standard_columns=allow_standard_columns) is None


def columns_for(
    field: Field, columns: Iterable[Column], *, allow_standard_columns: bool = False
) -> list[str]:
    """Names of the columns that may be tied to `field`, in the order given. For a field without
    options these are the choices whose options can be made in it."""
    return [
        column.name
        for column in columns
        if why_not(
            column, field, allow_standard_columns=allow_standard_columns, create_options=True
        )
        is None
    ]


def takes_values(column: Column) -> bool:
    """True if some field can bring values to the column."""
    kind = column_kind(column)
    if kind is None or not column.updatable or column.write_secured:
        return False
    return "both" in TABLE[kind].values()


def goes_inbound(column: Column, field: Field) -> bool:
    """True if a compatible pair can also bring values to Dynamics."""
    column_is, field_is = column_kind(column), field_kind(field)
    if column_is is None or field_is is None or not takes_values(column):
        return False
    return TABLE[column_is].get(field_is) == "both"


def makes_options(column: Column, field: Field) -> bool:
    """True if options of the column can be made in the field."""
    choice = column_kind(column) in ("choice", "choices")
    return choice and field_kind(field) in ("option", "options")


def standard_field_fits(column: Column) -> bool:
    """True if a standard field other than the email can bring values to the column."""
    kind = column_kind(column)
    return kind is not None and any(TABLE[kind].get(one) == "both" for one in ("name", "phone"))


def _options_misfit(
    column: Column,
    column_is: ColumnKind,
    field: Field,
    field_is: FieldKind,
    *,
    create_options: bool,
) -> Misfit | None:
    if field_is not in ("option", "options"):
        return None
    if not field.options:
        can_be_made = makes_options(column, field)
        if can_be_made and create_options:
            return None
        choice = ", or let those of the column be made there" if can_be_made else ""
        return Misfit(
            "mapping.no_options",
            f"The field {field.label} has no options. Add them in ActiveCampaign{choice}.",
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
