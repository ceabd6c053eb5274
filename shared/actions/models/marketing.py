"""Shapes of automations, campaigns, and of enrol and send."""

from typing import Annotated, Literal

from pydantic import Field

from shared.actions.models.base import MOST_IDS, AcId, Guid, Input, Moment, Output, Reason
from shared.entities import Entity

Ids = Annotated[list[Guid], Field(min_length=1, max_length=MOST_IDS)]
Status = Literal["done", "already", "refused", "failed", "unknown"]


class AutomationOutput(Output):
    id: str
    name: str


class CampaignOutput(Output):
    """`subject` is null where ActiveCampaign does not tell it."""

    id: str
    name: str
    subject: str | None
    sent_at: Moment | None


class AutomationPath(Input):
    automation_id: AcId


class CampaignPath(Input):
    campaign_id: AcId


class EnrolInput(Input):
    """With a `requestId` the same request again answers as before and enrols nobody."""

    entity: Entity
    ids: Ids
    request_id: Guid | None = None


class SendInput(Input):
    entity: Entity
    ids: Ids
    request_id: Guid


class ResultRow(Output):
    id: str
    status: Status
    reason: Reason | None


class ResultsOutput(Output):
    """One row per id, in the order of the request."""

    results: list[ResultRow]


class RequestPath(Input):
    request_id: Guid


RequestState = Literal["running", "done", "interrupted"]


class ProgressRow(Output):
    """`waiting`: it has not been tried yet, or is being tried now."""

    id: str
    status: Status | Literal["waiting"]
    reason: Reason | None


class ProgressOutput(Output):
    """How far a request is, with one row per record in the order in which they were asked for.
    `processed` counts those that are through. `interrupted`: some are not, and nobody is at it;
    the same request again does the rest."""

    request_id: str
    entity: Entity
    state: RequestState
    total: int
    processed: int
    results: list[ProgressRow]


class SendProgressOutput(ProgressOutput):
    campaign_id: str


class EnrolProgressOutput(ProgressOutput):
    automation_id: str
