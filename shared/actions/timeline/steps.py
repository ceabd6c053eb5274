"""Works off the timeline's queue: events as they come, and the jobs, piece by piece. Every message
may come twice and be killed at any instruction: what was written is found written."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from shared.actions.live_events import keep_live, told_of_people
from shared.actions.models.base import Reason
from shared.actions.services import Services
from shared.actions.timeline.backfill import backfill_piece
from shared.actions.timeline.entries import Entry, Regarding, of_event
from shared.actions.timeline.jobs import JobName, JobState, is_moving, load_job, save_job
from shared.actions.timeline.removal import removal_piece
from shared.actions.timeline.writing import Placed, RowsRefused, TableMissing, Timeline
from shared.errors import AppError, RetryLater, StopRun, Throttled
from shared.store.timeline import TimelineMessage
from shared.telemetry.output import Log
from shared.transport import Calls

log = Log(__name__)

STEP_SECONDS: Final = 180.0
AGAIN_SECONDS: Final = 60
STOPPED_SECONDS: Final = 600
"""Until an event is tried again: an administrator needs longer than a network."""

MOST_TRIES: Final = 12
"""Of events of which Dynamics refuses some, ten minutes apart: time to mend a plug-in or a rule."""


def take_events(services: Services, events: Sequence[Mapping[str, Any]]) -> None:
    """Keeps what webhooks told of people for the list of activities, and puts it on the queue of
    the timeline if that is switched on. Raises RemoteError if it is not all there; may be
    repeated."""
    told = told_of_people(events)
    if not told:
        return
    keep_live(services, told)
    if services.sync_settings.load().timeline:
        account = services.connection_store.account()
        services.timeline.enqueue_events(account, [event for _, event in told])


def timeline_step(services: Services, message: TimelineMessage) -> None:
    """Does what a message asks for, in a few minutes at most. What cannot be done now is put on
    the queue again."""
    if message.account != services.connection_store.account():
        return  # contacts of an account that is not connected any more
    if message.job == "events":
        _write_events(services, message)
    else:
        _work_on(services, message.job, message)


def _write_events(services: Services, message: TimelineMessage) -> None:
    if not services.sync_settings.load().timeline:
        return
    placed = _placed(services, [one for event in message.events if (one := of_event(event))])
    if not placed:
        return
    filled_until = _filled_until(services)
    oldest = min(entry.at for entry, _ in placed)
    try:
        if filled_until is not None and oldest < filled_until[0]:
            if filled_until[1]:
                services.timeline.enqueue(message, delay_seconds=AGAIN_SECONDS)
                return  # both would find no row of the other
            timeline = Timeline.open(services.dataverse(Calls()), message.account)
            timeline.write(timeline.new_among(placed, oldest))
        else:
            Timeline.open(services.dataverse(Calls()), message.account).write(placed)
    except RowsRefused as fault:
        _put_off_refused(services, message, fault)
    except (RetryLater, StopRun, TableMissing) as fault:
        log.warning("timeline: %s", fault)
        services.timeline.enqueue(message, delay_seconds=_pause(fault))


def _placed(services: Services, entries: Sequence[Entry]) -> list[Placed]:
    """Each entry on every record that is linked with its person."""
    links = services.links.of_contacts({entry.contact_id for entry in entries})
    return [
        (entry, Regarding(link.entity, link.record_id))
        for entry in entries
        for link in links.get(entry.contact_id, ())
        if link.state == "linked"
    ]


def _filled_until(services: Services) -> tuple[datetime, bool] | None:
    """Until when a back-fill tells what happened, and whether it is still at it. One that is stuck
    looks for the rows of events when it goes on."""
    found = load_job(services, "backfill")
    return None if found is None else (found[0].until, is_moving(found[0], services.clock()))


def _put_off_refused(services: Services, message: TimelineMessage, fault: RowsRefused) -> None:
    if message.tries >= MOST_TRIES:
        log.error("timeline: %d rows are given up: %s", fault.refused, fault)
        return
    log.warning("timeline: %d rows: %s", fault.refused, fault)
    again = message.model_copy(update={"tries": message.tries + 1})
    services.timeline.enqueue(again, delay_seconds=STOPPED_SECONDS)


def _work_on(services: Services, job: JobName, message: TimelineMessage) -> None:
    """Carries a job on until the step's time is up. Of two workers at one job the one that saves
    first goes on."""
    deadline = time.monotonic() + STEP_SECONDS
    piece: Callable[[JobState], JobState] | None = None
    while time.monotonic() < deadline:
        found = load_job(services, job)
        if found is None or found[0].id != message.job_id or found[0].state != "running":
            return
        state, version = found
        try:
            piece = piece or _pieces(services, job, message.account)
            done = piece(state)
        except RetryLater as fault:
            log.warning("timeline: %s: %s", job, fault)
            services.timeline.enqueue(message, delay_seconds=_pause(fault))
            return
        except AppError as fault:
            log.error("timeline: %s: stopped: %s", job, fault)  # noqa: TRY400
            done = state.model_copy(
                update={"state": "failed", "error": Reason(code=fault.code, detail=str(fault))}
            )
        now = services.clock()
        ended_at = None if done.state == "running" else now
        done = done.model_copy(update={"moved_at": now, "ended_at": ended_at})
        if save_job(services, job, done, version) is None or ended_at is not None:
            return
    services.timeline.enqueue(message)


def _pieces(services: Services, job: JobName, account: int) -> Callable[[JobState], JobState]:
    """Does one piece after the other, with what is read once for all of them."""
    dataverse, calls = services.dataverse(Calls()), Calls()
    if job == "removal":
        user_id = dataverse.who_am_i().user_id
        return lambda state: removal_piece(dataverse, user_id, state)
    timeline = Timeline.open(dataverse, account)
    return lambda state: backfill_piece(services, timeline, state, calls)


def _pause(fault: AppError) -> int:
    if isinstance(fault, Throttled):
        return max(1, round(fault.retry_after_seconds))
    return AGAIN_SECONDS if isinstance(fault, RetryLater) else STOPPED_SECONDS
