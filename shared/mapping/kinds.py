"""What kind of value a column or a field holds, whatever its own system calls the type. Pure."""

from typing import Final, Literal

from shared.mapping.schema import Column, Field

ColumnKind = Literal[
    "text",
    "lines",
    "email",
    "phone",
    "url",
    "number",
    "yes_no",
    "day",
    "moment",
    "choice",
    "choices",
    "state",
    "reference",
    "id",
]
FieldKind = Literal[
    "email",
    "name",
    "phone",
    "text",
    "textarea",
    "hidden",
    "number",
    "date",
    "datetime",
    "option",
    "options",
]

_BY_TYPE: Final[dict[str, ColumnKind]] = {
    "Memo": "lines",
    "Integer": "number",
    "BigInt": "number",
    "Decimal": "number",
    "Double": "number",
    "Money": "number",
    "Boolean": "yes_no",
    "Picklist": "choice",
    "MultiSelectPicklist": "choices",
    "State": "state",
    "Status": "state",
    "Uniqueidentifier": "id",
    "Lookup": "reference",
    "Customer": "reference",
    "Owner": "reference",
    "LookupEmail": "reference",
}

_BY_STRING_FORMAT: Final[dict[str, ColumnKind]] = {
    "TextArea": "lines",
    "Json": "lines",
    "RichText": "lines",
    "Email": "email",
    "Phone": "phone",
    "Url": "url",
}

_STANDARD: Final[dict[str, FieldKind]] = {
    "email": "email",
    "firstName": "name",
    "lastName": "name",
    "phone": "phone",
}

_BY_FIELD_TYPE: Final[dict[str, FieldKind]] = {
    "text": "text",
    "textarea": "textarea",
    "hidden": "hidden",
    "number": "number",
    "date": "date",
    "datetime": "datetime",
    "dropdown": "option",
    "radio": "option",
    "listbox": "options",
    "checkbox": "options",
}


def column_kind(column: Column) -> ColumnKind | None:
    """None if columns of this type cannot be mapped.

    A column that is only shown as a date is a day too, though Dataverse keeps a time for it
    (learn.microsoft.com, "Behavior and format of the date and time column", read 2026-11-24)."""
    if column.type == "String":
        return _BY_STRING_FORMAT.get(column.format, "text")
    if column.type == "DateTime":
        return "day" if "DateOnly" in (column.behavior, column.format) else "moment"
    return _BY_TYPE.get(column.type)


def field_kind(field: Field) -> FieldKind | None:
    """None for a type that ActiveCampaign does not document for contacts."""
    return _BY_FIELD_TYPE.get(field.type) if field.custom else _STANDARD.get(field.key)
