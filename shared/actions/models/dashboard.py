"""Shapes of the dashboard."""

from datetime import date

from pydantic import Field

from shared.actions.models.base import Moment, Output
from shared.actions.models.sync import RunOutput
from shared.entities import Entity


class StateCounts(Output):
    """Records of an entity by state, as the three lists hold them. A record whose problem was
    dismissed is in none."""

    in_sync: int
    excluded: int
    failing: int


class DayOfEvents(Output):
    day: date
    received: int = Field(description="Webhook events by the day of their delivery (UTC).")
    applied: int = Field(description="Those whose contacts were looked at on that day.")


class DayOfCalls(Output):
    day: date
    calls: int
    throttled: int = Field(description="Calls that were answered by 429.")


class BacklogOutput(Output):
    """What waits. An event is a hint, a record has a problem that is due for another try, or is
    still to be read by the initial sync."""

    events: int
    records: int
    drain_seconds: int | None = Field(
        description="Until all of it is probably through. Null if that cannot be told: nothing "
        "was measured yet, or no run will come by itself."
    )


class BudgetOutput(Output):
    """Calls to one system; `calls24h` of the hour that runs and the 23 before it."""

    calls24h: int = Field(alias="calls24h")
    throttled24h: int = Field(alias="throttled24h")
    days: list[DayOfCalls]


class ApiBudgetOutput(Output):
    activecampaign: BudgetOutput
    dynamics: BudgetOutput


class ReconciliationOutput(Output):
    """The last comparison of all links with both sides."""

    at: Moment
    compared: int
    differences: int


class DashboardOutput(Output):
    """How the sync stands. Days are in UTC, oldest first, today the last, thirty in all."""

    connected: bool
    records: dict[Entity, StateCounts]
    last_run: RunOutput | None
    held_run: RunOutput | None = Field(description="A run that waits for an administrator.")
    next_run_at: Moment | None = Field(description="Null while no run will come by itself.")
    events: list[DayOfEvents]
    backlog: BacklogOutput
    api_budget: ApiBudgetOutput
    reconciliation: ReconciliationOutput | None
