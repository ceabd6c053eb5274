"""Shapes of one record's state, the three lists, and the audit."""

from typing import Literal

from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from shared.actions.models.activities import EngagementOutput
from shared.actions.models.base import (
    Moment,
    Output,
    PageQuery,
    ReasonWithRemedy,
    RecordState,
)
from shared.entities import Entity

StateName = Literal["inSync", "excluded", "failing", "notSynced"]


class RecordOutput(Output):
    """`notSynced`: in no list yet; the reason says why. `engagement` is null for a record without
    a contact, and while ActiveCampaign cannot be asked."""

    state: StateName
    contact_id: str | None
    contact_url: str | None
    last_synced_at: Moment | None
    reason: ReasonWithRemedy | None
    opted_out: bool
    engagement: EngagementOutput | None


class RecordsQuery(PageQuery):
    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)

    entity: Entity
    state: RecordState


class ListedRecord(Output):
    id: str
    name: str
    contact_id: str | None
    contact_url: str | None
    last_synced_at: Moment | None
    reason: ReasonWithRemedy | None


class AuditOutput(Output):
    at: Moment
    by: str = Field(description="The person's name and systemuserid.")
    act: str
    target: str
    target_name: str | None = Field(
        description="Of an act on a user: what Dynamics calls them now, if it can be asked."
    )
    detail: str
