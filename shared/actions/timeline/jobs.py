"""What an administrator has done to the timeline as a whole: filling it with what happened before,
and removing all of it. Each is a job, worked off step by step; one at a time."""

from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import uuid4

from pydantic import BaseModel, ConfigDict

from shared.actions.audit import note
from shared.actions.models.base import Reason
from shared.actions.models.timeline import JobOutput, TimelineOutput
from shared.actions.people import Person
from shared.actions.services import Services
from shared.actions.timeline.writing import TableMissing, has_table
from shared.entities import ENTITIES, Entity
from shared.errors import Conflict
from shared.store.timeline import TimelineMessage
from shared.transport import Calls

KIND = "timeline"
JobName = Literal["backfill", "removal"]
_JOBS: Final[tuple[JobName, ...]] = ("backfill", "removal")

SETTLED: Final = timedelta(minutes=10)
"""What happened later than so long before a back-fill began is left to its events."""

STUCK: Final = timedelta(hours=1)
"""One that has not moved for so long may be started anew: its host died before its first message
was on the queue, or a system is away."""

FIRST_STEP_SECONDS: Final = 60
"""Events that were being written when a back-fill began are through by then."""


class TimelineOff(Conflict):
    code = "timeline.off"
    title = "The timeline is switched off"


class TimelineBusy(Conflict):
    code = "timeline.busy"
    title = "The timeline is being worked on"


class JobState(BaseModel):
    """How far a job is. A back-fill covers what happened from `since` to `until`, and stands at
    `entity` and `token`; of a removal `until` is when it began. `processed` counts contacts or
    rows that are through, `written` new rows, `refused` those that Dynamics did not take."""

    model_config = ConfigDict(frozen=True)

    id: str
    account: int
    state: Literal["running", "done", "failed"] = "running"
    started_at: datetime
    moved_at: datetime
    ended_at: datetime | None = None
    since: datetime | None = None
    until: datetime
    entity: Entity = ENTITIES[0]
    token: str | None = None
    processed: int = 0
    total: int | None = None
    written: int = 0
    refused: int = 0
    error: Reason | None = None


def load_job(services: Services, job: JobName) -> tuple[JobState, str] | None:
    """The latest of its kind and its version."""
    return services.documents.get(KIND, job, JobState)


def save_job(services: Services, job: JobName, state: JobState, version: str) -> str | None:
    """The new version; None if another worker was at it."""
    return services.documents.put(KIND, job, state, version)


def timeline_of(services: Services) -> TimelineOutput:
    """Whether it is on, whether Dynamics has its table, and the latest jobs."""
    backfill, removal = (load_job(services, job) for job in _JOBS)
    return TimelineOutput(
        on=services.sync_settings.load().timeline,
        installed=has_table(services.dataverse(Calls())),
        backfill=_shown(backfill[0]) if backfill is not None else None,
        removal=_shown(removal[0]) if removal is not None else None,
    )


def start_backfill(services: Services, person: Person, days: int) -> TimelineOutput:
    """Has what happened with linked people in the last `days` written to the timeline. Raises
    TimelineOff, TimelineBusy, TableMissing, and Conflict if not connected."""
    if not services.sync_settings.load().timeline:
        raise TimelineOff("The timeline is switched off.", remedy="Switch it on first.")
    services.activecampaign(Calls())
    now = services.clock()
    state = JobState(
        id=str(uuid4()),
        account=services.connection_store.account(),
        started_at=now,
        moved_at=now,
        since=now - timedelta(days=days),
        until=now - SETTLED,
        total=sum(services.links.counts(entity).get("linked", 0) for entity in ENTITIES),
    )
    _start(services, "backfill", state, FIRST_STEP_SECONDS)
    note(services, person, "timeline.backfill", "timeline", f"Of the last {days} days.")
    return timeline_of(services)


def start_removal(services: Services, person: Person) -> TimelineOutput:
    """Has every row removed that the app wrote up to now. Raises TimelineBusy, TableMissing."""
    now = services.clock()
    account = services.connection_store.account()
    state = JobState(id=str(uuid4()), account=account, started_at=now, moved_at=now, until=now)
    _start(services, "removal", state, 0)
    note(services, person, "timeline.remove", "timeline", "All rows up to now.")
    return timeline_of(services)


def _start(services: Services, job: JobName, state: JobState, delay_seconds: int) -> None:
    if not has_table(services.dataverse(Calls())):
        raise TableMissing
    busy = TimelineBusy("A back-fill or removal is under way.", remedy="Wait until it is done.")
    for other in _JOBS:
        found = load_job(services, other)
        if found is not None and is_moving(found[0], services.clock()):
            raise busy
    before = load_job(services, job)
    if services.documents.put(KIND, job, state, before[1] if before is not None else None) is None:
        raise busy
    message = TimelineMessage(job=job, account=state.account, job_id=state.id)
    services.timeline.enqueue(message, delay_seconds=delay_seconds)


def is_moving(state: JobState, now: datetime) -> bool:
    return state.state == "running" and now - state.moved_at < STUCK


def _shown(state: JobState) -> JobOutput:
    return JobOutput(
        state=state.state,
        started_at=state.started_at,
        ended_at=state.ended_at,
        since=state.since,
        processed=state.processed,
        total=state.total,
        written=state.written,
        refused=state.refused,
        error=state.error,
    )
