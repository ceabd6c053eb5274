"""Shapes of what happened with a record's person, and of how engaged they are."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from shared.actions.models.base import Moment, Output

DEFAULT_ACTIVITIES = 20
MOST_ACTIVITIES = 50

ActivityKind = Literal[
    "sent",
    "opened",
    "clicked",
    "bounced",
    "unsubscribed",
    "subscribed",
    "automation",
    "tag",
    "note",
    "other",
]


class ActivitiesQuery(BaseModel):
    """Query parameters are texts, so `limit` is read from one."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)

    after: Annotated[str | None, Field(max_length=2_000)] = None
    limit: Annotated[int, Field(ge=1, le=MOST_ACTIVITIES)] = DEFAULT_ACTIVITIES


class ActivityOutput(Output):
    """`id` is the same whenever the activity is read. `title` is one of a closed set
    (docs/activities.md), or what an unknown activity calls itself; `detail` names the subject,
    automation, list, tag, note or reason. `url` is the address that was clicked."""

    id: str
    at: Moment
    kind: ActivityKind
    title: str
    detail: str | None
    campaign: str | None
    url: str | None


ListStatus = Literal["unconfirmed", "subscribed", "unsubscribed", "bounced", "unknown"]


class ListOutput(Output):
    """`name` is null where ActiveCampaign does not tell it."""

    id: str
    name: str | None
    status: ListStatus


class EngagementOutput(Output):
    """Null is what ActiveCampaign does not tell: `score` also where the account keeps none,
    `lastOpenAt` and `lastClickAt` also where there was none."""

    score: int | None
    last_open_at: Moment | None
    last_click_at: Moment | None
    lists: list[ListOutput]
    tags: list[str] | None
