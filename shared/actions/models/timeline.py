"""Shapes of the timeline and of the jobs on it."""

from typing import Annotated, Literal

from pydantic import Field

from shared.actions.models.base import Input, Moment, Output, Reason

MOST_DAYS = 730


class BackfillInput(Input):
    days: Annotated[int, Field(ge=1, le=MOST_DAYS)]


class JobOutput(Output):
    """`processed` of `total` linked records of a back-fill, or removed rows, whose number is not
    known before, are through. `written` rows are new, `refused` were not taken by Dynamics.
    `since` is how far a back-fill goes back."""

    state: Literal["running", "done", "failed"]
    started_at: Moment
    ended_at: Moment | None
    since: Moment | None
    processed: int
    total: int | None
    written: int
    refused: int
    error: Reason | None


class TimelineOutput(Output):
    """`installed`: Dynamics has the table, which comes with the solution. The jobs are the latest
    ones."""

    on: bool
    installed: bool
    backfill: JobOutput | None
    removal: JobOutput | None
