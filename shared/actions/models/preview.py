"""Shape of a preview: what the next run would do with the records of an entity."""

from typing import Literal

from pydantic import Field

from shared.actions.models.base import Output, ReasonWithRemedy


class ChangeOutput(Output):
    """One value as people read it; null is a blank."""

    field: str = Field(
        description="Key of the ActiveCampaign field, also for a change in Dynamics; `optedOut` "
        "for the person's consent."
    )
    side: Literal["activecampaign", "dynamics"] = Field(description="Where the value changes.")
    before: str | None = Field(alias="from")
    after: str | None = Field(alias="to")


class PreviewedRecordOutput(Output):
    id: str | None = Field(description="Null for a record that would be created in Dynamics.")
    name: str
    contact_id: str | None = Field(description="Null if the contact would be created.")
    action: Literal["create", "update", "none", "excluded", "problem"]
    changes: list[ChangeOutput]
    reason: ReasonWithRemedy | None


class PreviewOutput(Output):
    """Numbers of records. `matching` meet the criteria, whatever else keeps them out; `failing`
    are the problems. `examined` is how many records were looked at; where `estimated`, the other
    numbers were scaled up from them."""

    matching: int
    create: int
    update: int
    none: int
    excluded: int
    failing: int
    examined: int
    estimated: bool
    sample: list[PreviewedRecordOutput] = Field(
        description="At most 50 records of all kinds, problems first."
    )
