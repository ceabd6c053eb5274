"""Shapes of the sync settings, runs and problems."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from shared.actions.models.base import Input, Moment, OpaqueId, Output, PageQuery
from shared.entities import Entity

FrequencyHours = Literal[1, 2, 4, 6, 8, 12, 24]
Percent = Annotated[int, Field(ge=1, le=100)]
Count = Annotated[int, Field(ge=1, le=1_000_000)]


class FuseInput(Input):
    changed_percent: Percent | None = None
    unsubscribed: Count | None = None


class InitialSyncInput(Input):
    run_automations: bool


class SyncSettingsInput(Input):
    """What is left out stays as it is."""

    global_sync: bool | None = None
    frequency_hours: FrequencyHours | None = None
    initial_sync: InitialSyncInput | None = None
    timeline: bool | None = None
    fuse: FuseInput | None = None


class FuseOutput(Output):
    changed_percent: int
    unsubscribed: int


class InitialSyncOutput(Output):
    state: Literal["pending", "running", "done"]
    processed: int
    total: int
    run_automations: bool


class SyncSettingsOutput(Output):
    global_sync: bool
    frequency_hours: FrequencyHours
    initial_sync: InitialSyncOutput
    next_run_at: Moment | None = Field(description="Null while no run will come by itself.")
    timeline: bool
    fuse: FuseOutput


class FiguresOutput(Output):
    """Numbers of records."""

    read: int
    created: int
    updated: int
    unchanged: int
    excluded: int
    failing: int


class CallsOutput(Output):
    activecampaign: int
    dynamics: int


class RunOutput(Output):
    id: str
    kind: Literal["initial", "scheduled", "reconcile"]
    state: Literal["running", "held", "done", "failed"]
    started_at: Moment
    ended_at: Moment | None
    entities: dict[Entity, FiguresOutput]
    calls: CallsOutput
    held: dict[str, object] | None
    error: str | None


class RunPath(Input):
    id: OpaqueId


class ProblemPath(Input):
    id: OpaqueId


class EntityPageQuery(PageQuery):
    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", frozen=True)

    entity: Entity | None = None


class SyncProblemOutput(Output):
    """One record that could not be synced, or what no longer fits a mapping, once for all of its
    records: then `record_id`, `record_name` and `contact_id` are null."""

    id: str
    entity: Entity
    record_id: str | None
    record_name: str | None
    contact_id: str | None
    field: str | None = Field(
        description="Of a mapping: key of an ActiveCampaign field, or name of a column that no "
        "field pair has. Null for a record."
    )
    code: str
    title: str
    detail: str
    remedy: str
    first_seen_at: Moment
    last_seen_at: Moment
    attempts: int


class HealthOutput(BaseModel):
    status: Literal["ok"]
    version: str
