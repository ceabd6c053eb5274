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
