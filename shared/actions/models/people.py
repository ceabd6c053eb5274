"""Shapes of me and of those who hold a role."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from shared.actions.models.base import Guid, Input, Output
from shared.actions.people import RoleName

Language = Literal["en", "it"]


class MeOutput(Output):
    id: str = Field(description="The systemuserid.")
    name: str
    roles: list[RoleName] = Field(description="An admin holds both.")
    language: Language = Field(description="That of Dynamics; English for others than ours.")


class FoundPerson(Output):
    id: str
    name: str
    email: str


class FoundPeople(Output):
    items: list[FoundPerson]


class RoleHolderOutput(FoundPerson):
    role: RoleName
    via: Literal["direct", "team"]


class RoleInput(Input):
    role: RoleName


class PersonPath(Input):
    id: Guid


class SearchQuery(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    q: Annotated[str, Field(min_length=1, max_length=100)]
