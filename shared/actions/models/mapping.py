"""Shapes of an entity's fields and of its mapping."""

import math
from typing import Annotated

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from shared.actions.models.base import Guid, Input, Output
from shared.mapping.model import Direction, Operator, OwnerKind, Policy, Scope

Text = Annotated[str, Field(min_length=1, max_length=200)]
Plain = str | bool | int | float


def _is_plain(value: object) -> bool:
    return isinstance(value, Plain) and not (isinstance(value, float) and not math.isfinite(value))


def _checked(value: object) -> object:
    """Refuses in one sentence what the union would refuse part by part."""
    several = value if isinstance(value, list) else [value]
    if value is None or all(_is_plain(one) for one in several):
        return value
    raise PydanticCustomError(
        "plain_value", "Give a text, a number, true, false, null, or a list of them"
    )


class CriterionInput(Input):
    """`value` is a list for `anyOf`, and null for `isEmpty` and `isNotEmpty`."""

    field: Text
    operator: Operator
    value: Annotated[Plain | list[Plain] | None, BeforeValidator(_checked)] = None


class FieldPairInput(Input):
    activecampaign: Text = Field(description="Key of an ActiveCampaign field.")
    dynamics: Text = Field(description="Logical name of a column.")
    direction: Direction
    locked: bool = False
    create_options: bool = Field(
        False,
        description="Options of the choice column that the field lacks are made in ActiveCampaign.",
    )


class OwnerInput(Input):
    """`name` is what Dynamics calls the owner when the mapping is saved, whatever is sent."""

    id: Guid = Field(description="The `systemuserid` of a user, or the `teamid` of a team.")
    kind: OwnerKind = "user"
    name: str = Field("", max_length=400)


class MappingInput(Input):
    enabled: bool
    direction: Direction
    scope: Scope
    criteria: list[CriterionInput] = Field(max_length=50)
    conflict: Policy
    fields: list[FieldPairInput] = Field(max_length=500)
    owner: OwnerInput | None = Field(
        None,
        description="Whom records created from ActiveCampaign belong to; null: the app itself.",
    )


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
    """`writable`: some field can bring values to the column. `format` is as Dataverse names it;
    of a DateTime that holds or shows a date alone, DateOnly. Null for a type that has none."""

    name: str
    label: str
    type: str
    format: str | None
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
