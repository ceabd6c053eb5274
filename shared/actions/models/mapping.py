"""Shapes of an entity's fields and of its mapping."""

from typing import Annotated, Literal

from pydantic import Field

from shared.actions.models.base import Input, Output

Text = Annotated[str, Field(min_length=1, max_length=200)]
Direction = Literal["both", "outbound", "inbound"]
Operator = Literal[
    "equals",
    "notEquals",
    "contains",
    "notContains",
    "startsWith",
    "endsWith",
    "isEmpty",
    "isNotEmpty",
    "greaterThan",
    "lessThan",
    "before",
    "after",
    "anyOf",
]


class CriterionInput(Input):
    """`value` is a list for `anyOf`, and null for `isEmpty` and `isNotEmpty`."""

    field: Text
    operator: Operator
    value: str | bool | int | float | list[str | int] | None = None


class FieldPairInput(Input):
    activecampaign: Text = Field(description="Key of an ActiveCampaign field.")
    dynamics: Text = Field(description="Logical name of a column.")
    direction: Direction
    locked: bool = False
    create_options: bool = Field(
        False,
        description="Options of the choice column that the field lacks are made in ActiveCampaign.",
    )


class MappingInput(Input):
    enabled: bool
    direction: Direction
    scope: Literal["all", "criteria"]
    criteria: list[CriterionInput] = Field(max_length=50)
    conflict: Literal["dynamics", "activecampaign", "newest"]
    fields: list[FieldPairInput] = Field(max_length=500)


class MappingOutput(MappingInput):
    """As it is stored."""


class FieldOutput(Output):
    key: str
    label: str
    type: str
    custom: bool
    options: list[str]


class OptionOutput(Output):
    value: int
    label: str


class ColumnOutput(Output):
    """`writable`: some field can bring values to the column."""

    name: str
    label: str
    type: str
    custom: bool
    required: bool
    max_length: int | None
    options: list[OptionOutput]
    writable: bool


class FieldsOutput(Output):
    """`compatible`: by key of an ActiveCampaign field the names of the columns it can be mapped
    to."""

    activecampaign: list[FieldOutput]
    dynamics: list[ColumnOutput]
    compatible: dict[str, list[str]]
