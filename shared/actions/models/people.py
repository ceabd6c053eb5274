"""Shapes of me and of those who hold a role."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from shared.actions.models.base import Guid, Input, Output
from shared.actions.people import RoleName
from shared.entities import Entity

Language = Literal["en", "it"]

ONE_LINE = r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$"
"""Something, and no control character. Not an address by form: such ones are stored, too."""


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


class EraseInput(Input):
    """A person by email, or by one of their records: `entity` and `id`."""

    email: Annotated[str, Field(max_length=320, pattern=ONE_LINE)] | None = None
    entity: Entity | None = None
    id: Guid | None = None

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        by_record = (self.entity is not None, self.id is not None)
        if by_record != ((self.email is None),) * 2:
            raise ValueError("send `email`, or else `entity` and `id`")
        return self

    @property
    def record(self) -> tuple[Entity, str]:
        """Of a request without an email."""
        if self.entity is None or self.id is None:
            raise ValueError("the request names no record")
        return self.entity, self.id


class EraseCounts(Output):
    """Rows, and what stood in larger ones. `requests` are rows of enrols and sends, `acts` what
    was noted so that none is carried out twice."""

    links: int
    problems: int
    history: int
    events: int
    consent_changes: int
    acts: int
    requests: int
    index_entries: int


class EraseOutput(Output):
    """`optOutKept`: by a keyed hash, so that no sync mails the person again. `complete` is false
    if events may still wait that could not be looked at: ask again when none do."""

    removed: EraseCounts
    opt_out_kept: bool
    complete: bool
