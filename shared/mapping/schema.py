"""Fields of ActiveCampaign and columns of Dynamics, as far as a mapping needs them."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

ColumnType = Literal[
    "String",
    "Memo",
    "Integer",
    "BigInt",
    "Decimal",
    "Double",
    "Money",
    "Boolean",
    "DateTime",
    "Picklist",
    "MultiSelectPicklist",
    "State",
    "Status",
    "Lookup",
    "Customer",
    "Owner",
    "Uniqueidentifier",
    "LookupEmail",
]
"""Those of Dataverse, and `LookupEmail`: a column of ours, the email of the row that a lookup
points to. It is named `<lookup>/email`."""

REFERENCES: Final = frozenset({"Lookup", "Customer", "Owner"})
"""Types whose value is another row. The Web API names them `_<column>_value`."""

EMAIL_OF: Final = "/email"
"""Ending of the name of a `LookupEmail`."""

FORMATTED_VALUE: Final = "@OData.Community.Display.V1.FormattedValue"
"""Suffix under which a row holds what a user would see (learn.microsoft.com, Web API "Select
columns", read 2026-11-24)."""

LOOKUP_EMAIL: Final = "@acd.email"
"""Suffix under which a row holds the email of the row that a lookup points to, None if that has
none; see `shared.dataverse.lookups`."""

Behavior = Literal["UserLocal", "DateOnly", "TimeZoneIndependent"]
Required = Literal["none", "recommended", "application", "system"]
Access = Literal["read", "create", "update"]
FieldType = Literal[
    "email",
    "text",
    "textarea",
    "date",
    "datetime",
    "number",
    "dropdown",
    "radio",
    "listbox",
    "checkbox",
    "hidden",
]


@dataclass(frozen=True, slots=True)
class Option:
    """A choice. `label` is what is shown, `labels` are all its labels, in any language."""

    value: int
    label: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of lead or contact. `max_length` counts UTF-16 units, as Dataverse does.
    `withheld` is what column security keeps the app from; it is then not `creatable`, not
    `updatable` or reads as blank. `id` tells a column from one that was made anew by its name."""

    name: str
    label: str
    type: ColumnType
    format: str = ""
    custom: bool = False
    required: Required = "none"
    max_length: int | None = None
    precision: int | None = None
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    options: tuple[Option, ...] = ()
    creatable: bool = True
    updatable: bool = True
    behavior: Behavior | None = None
    targets: tuple[str, ...] = ()
    withheld: frozenset[Access] = frozenset()
    id: str = ""

    @property
    def readable(self) -> bool:
        """False if every value would read as blank."""
        return "read" not in self.withheld

    @property
    def write_secured(self) -> bool:
        """True if column security keeps the app from creating or updating values."""
        return not self.withheld.isdisjoint({"create", "update"})

    @property
    def writable(self) -> bool:
        return self.creatable and self.updatable

    @property
    def property_name(self) -> str:
        """The name in `$select`, in `$filter` and in a row's JSON."""
        if self.type == "LookupEmail":
            return f"_{self.name.removesuffix(EMAIL_OF)}_value"
        return f"_{self.name}_value" if self.type in REFERENCES else self.name

    @property
    def needs_value(self) -> bool:
        """True if the organisation requires a value (application or system required)."""
        return self.required in ("application", "system")


@dataclass(frozen=True, slots=True)
class Field:
    """A contact field. `key` is `email`, `firstName`, `lastName`, `phone` or `field:<id>`."""

    key: str
    label: str
    type: FieldType
    custom: bool = False
    options: tuple[str, ...] = ()
    id: str | None = None
    perstag: str = ""


STANDARD_FIELDS: Final[tuple[Field, ...]] = (
    Field("email", "Email", "email"),
    Field("firstName", "First name", "text"),
    Field("lastName", "Last name", "text"),
    Field("phone", "Phone", "text"),
)
