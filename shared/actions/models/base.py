"""What all requests and answers of the API share: camelCase, closed shapes, times with Z."""

from datetime import UTC, datetime
from typing import Annotated, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel

from shared.entities import Entity

MOST_IDS = 100
"""Records that one enrol or send may name."""

DEFAULT_LIMIT = 50
MOST_LIMIT = 200


def _with_z(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _guid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise ValueError("must be a GUID such as 00000000-0000-0000-0000-000000000000") from None


Moment = Annotated[
    datetime,
    PlainSerializer(_with_z, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""An aware time; in JSON ISO 8601 in UTC with milliseconds and Z."""

Guid = Annotated[
    str,
    AfterValidator(_guid),
    WithJsonSchema({"type": "string", "format": "uuid"}),
]
"""Any spelling of a GUID; lower-case without braces once read."""

AcId = Annotated[str, Field(pattern=r"^[1-9][0-9]{0,17}$")]
"""An id of ActiveCampaign."""

OpaqueId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.:~=-]{1,200}$")]
"""An id of our own stores."""


class Input(BaseModel):
    """Root of requests. Nothing unknown, nothing coerced, no other spelling."""

    model_config = ConfigDict(
        alias_generator=to_camel, extra="forbid", frozen=True, strict=True, allow_inf_nan=False
    )


class Output(BaseModel):
    """Root of answers."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        extra="forbid",
        frozen=True,
    )


Item = TypeVar("Item")


class Collection(Output, Generic[Item]):
    """One page. `next` is given back as `after` for the page that follows; null on the last."""

    items: list[Item]
    next: str | None = None


class Reason(Output):
    """Why something is not so. `code` is stable; pages translate by it."""

    code: str
    detail: str


class ReasonWithRemedy(Reason):
    remedy: str


class EntityPath(Input):
    entity: Entity


class RecordPath(Input):
    entity: Entity
    id: Guid


class PageQuery(BaseModel):
    """Query parameters are texts, so `limit` is read from one."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)

    after: Annotated[str | None, Field(max_length=2_000)] = None
    limit: Annotated[int, Field(ge=1, le=MOST_LIMIT)] = DEFAULT_LIMIT


RecordState = Literal["inSync", "excluded", "failing"]
