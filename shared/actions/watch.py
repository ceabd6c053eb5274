"""How things stand, told with every tick: what alert rules need and no single step knows. Reads
the storage account only, and changes nothing."""

from datetime import datetime
from typing import Final

from shared.actions.services import Services
from shared.errors import AppError
from shared.store.runs import Run, RunStore
from shared.sync.events import received_at
from shared.telemetry.lines import Watched
from shared.telemetry.output import Log, tell

log = Log(__name__)

AT_ONCE: Final = 3
LOOKED_AT: Final = 24
"""Runs that are looked at for one that was done."""


def watch(services: Services) -> None:
    """Logs one line. Raises nothing: ticks go on where it cannot be told."""
    try:
        tell(_standing(services))
    except AppError as fault:
        log.warning("how things stand cannot be told: %s", fault)


def _standing(services: Services) -> Watched:
    now, engine = services.clock(), services.engine
    backlog = services.events.backlog()
    return Watched(
        syncing=engine.may_write() and engine.states.load().initial == "done",
        frequency_hours=services.sync_settings.load().frequency_hours,
        since_success_seconds=since_success_seconds(services.runs, now),
        backlog=backlog,
        backlog_seconds=_oldest_seconds(services, now) if backlog else 0,
        poison=services.given_up.count(),
    )


def since_success_seconds(runs: RunStore, now: datetime) -> int | None:
    """Since a run of both sides' changes ended well; if none of the last ones did, since the oldest
    of them began. None before the first run."""
    after: str | None = None
    oldest: Run | None = None
    for _ in range(LOOKED_AT // AT_ONCE):
        page, after = runs.page(after, AT_ONCE)
        for run in page:
            if run.state == "done" and run.kind != "reconcile" and run.ended_at is not None:
                return round((now - run.ended_at).total_seconds())
            oldest = run
        if after is None:
            break
    return round((now - oldest.started_at).total_seconds()) if oldest is not None else None


def _oldest_seconds(services: Services, now: datetime) -> int:
    """Age of the oldest event that may be taken next; one that is being worked on, or put back for
    later, is not seen."""
    times = [at for event in services.events.first() if (at := received_at(event)) is not None]
    return max(0, round((now - min(times)).total_seconds())) if times else 0
