"""Shapes of one record's history."""

from typing import Literal

from pydantic import Field

from shared.actions.models.base import Guid, Input, Moment, OpaqueId, Output
from shared.entities import Entity

Value = str | bool | list[str] | None
SideName = Literal["dynamics", "activecampaign"]
HistoryKind = Literal[
    "createdRecord",
    "createdContact",
    "linked",
    "changed",
    "excluded",
    "closed",
    "conflict",
    "optedOut",
    "optedIn",
    "restored",
]


class HistoryItemPath(Input):
    entity: Entity
    id: Guid
    item_id: OpaqueId


class ConflictOutput(Output):
    """Both sides had changed `field` differently since they agreed on `base`. `restorable` says
    that the losing value was kept whole."""

    field: str = Field(description="Key of the ActiveCampaign field.")
    base: Value
    dynamics: Value
    activecampaign: Value
    winner: SideName
    because: Literal["policy", "newest", "contactRecord"]
    restorable: bool


class RestoredOutput(Output):
    """The losing value of the item `of` was written to `side`."""

    field: str
    side: SideName
    by: str
    of: str


class HistoryReason(Output):
    """`related_id` is the record that stood in the way."""

    code: str
    detail: str
    related_id: str | None


class HistoryOutput(Output):
    """One thing that happened. `run_id` is that of a run, or says what else a sync came from
    (`events`, `on-demand`); null for an act by a person. `to_dynamics` and `to_activecampaign`
    are the keys of the fields whose values were brought there. `reason` is that of an excluded or
    closed record, and of a change of consent."""

    id: str
    at: Moment
    kind: HistoryKind
    run_id: str | None
    contact_id: str | None
    to_dynamics: list[str]
    to_activecampaign: list[str]
    reason: HistoryReason | None
    conflict: ConflictOutput | None
    restored: RestoredOutput | None


class RestoreOutput(Output):
    """`already`: the value was there, and nothing was written."""

    status: Literal["done", "already"]
    side: SideName
