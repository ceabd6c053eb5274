"""How the sync stands, at one glance. Reads what was counted as it happened: no link is read, and
no remote system is asked."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Final

from shared.actions.backlog import (
    Waiting,
    drain_seconds,
    events_a_second,
    records_a_second,
    unread,
)
from shared.actions.models.dashboard import (
    ApiBudgetOutput,
    BacklogOutput,
    BudgetOutput,
    DashboardOutput,
    DayOfCalls,
    DayOfEvents,
    ReconciliationOutput,
    StateCounts,
)
from shared.actions.models.sync import RunOutput
from shared.actions.runs import run_output
from shared.actions.services import Services
from shared.actions.sync_settings import next_run
from shared.entities import ENTITIES
from shared.errors import Service
from shared.store.day_counts import calls_at, throttled_at
from shared.store.problems import ProblemCounts
from shared.store.reconciliation import Reconciliation
from shared.store.runs import Run
from shared.sync.state import SyncState

DAYS: Final = 30
RECENT: Final = 2
"""Days by which the present speed is judged."""

THREADS: Final = 8
"""The reads wait for storage, beside one another."""

HOURS: Final = range(24)

Days = Mapping[date, Mapping[str, int]]


def dashboard_of(services: Services) -> DashboardOutput:
    """All of it, of the account that is connected or was last. Raises RetryLater and StopRun if
    storage cannot be read."""
    now = services.clock()
    days = [now.date() - timedelta(days=ago) for ago in reversed(range(DAYS))]
    with ThreadPoolExecutor(THREADS, thread_name_prefix="dashboard") as threads:
        links = {entity: threads.submit(services.links.counts, entity) for entity in ENTITIES}
        problems = {
            entity: threads.submit(services.problems.counts, entity, now) for entity in ENTITIES
        }
        counted = threads.submit(services.counts.days, days[0])
        events = threads.submit(services.events.backlog)
        latest = threads.submit(services.runs.page, None, 1)
        compared = threads.submit(services.engine.reconciliations.latest)
        state = services.engine.states.load()
        current, reconciling = (
            None if run_id is None else services.runs.load(run_id)
            for run_id in (state.current_run_id, state.reconcile_run_id)
        )
        next_at = next_run(services, services.sync_settings.load(), state)
        connected = services.connection_store.load() is not None
    standing = {entity: future.result() for entity, future in problems.items()}
    waiting = Waiting(
        events=events.result(),
        due=sum(one.due for one in standing.values()),
        unread=unread(state),
    )
    last = next(iter(latest.result()[0]), None)
    by_day = counted.result()
    return DashboardOutput(
        connected=connected,
        records={
            entity: _states(future.result(), standing[entity]) for entity, future in links.items()
        },
        last_run=None if last is None else run_output(last),
        held_run=_held(current, reconciling),
        next_run_at=next_at,
        events=_events(by_day, days, waiting.events),
        backlog=_backlog(waiting, by_day, state, _until_next(current, next_at, now), now),
        api_budget=ApiBudgetOutput(
            activecampaign=_budget("activecampaign", by_day, days, now),
            dynamics=_budget("dataverse", by_day, days, now),
        ),
        reconciliation=_reconciliation(compared.result()),
    )


def _held(*under_way: Run | None) -> RunOutput | None:
    """The first that waits for an administrator."""
    held = [run for run in under_way if run is not None and run.state == "held"]
    return run_output(held[0]) if held else None


def _states(links: Mapping[str, int], problems: ProblemCounts) -> StateCounts:
    """A record with a problem is in no other list."""
    return StateCounts(
        in_sync=max(0, links.get("linked", 0) - problems.by_link.get("linked", 0)),
        excluded=max(0, links.get("excluded", 0) - problems.by_link.get("excluded", 0)),
        failing=problems.shown,
    )


def _events(by_day: Days, days: list[date], waiting: int) -> list[DayOfEvents]:
    """An event is counted when it is done with; those that wait were received, too."""
    return [
        DayOfEvents(
            day=day,
            received=by_day.get(day, {}).get("received", 0) + (waiting if day == days[-1] else 0),
            applied=by_day.get(day, {}).get("applied", 0),
        )
        for day in days
    ]


def _until_next(current: Run | None, next_at: datetime | None, now: datetime) -> float | None:
    """Seconds until a run works. None if none will by itself."""
    if current is not None:
        return 0 if current.state == "running" else None
    return None if next_at is None else (next_at - now).total_seconds()


def _backlog(
    waiting: Waiting, by_day: Days, state: SyncState, until_next: float | None, now: datetime
) -> BacklogOutput:
    recent = [by_day.get(now.date() - timedelta(days=ago), {}) for ago in range(RECENT)]
    return BacklogOutput(
        events=waiting.events,
        records=waiting.records,
        drain_seconds=drain_seconds(
            waiting, events_a_second(recent), records_a_second(state, now), until_next
        ),
    )


def _budget(service: Service, by_day: Days, days: list[date], now: datetime) -> BudgetOutput:
    def number(day: date, name: str) -> int:
        return by_day.get(day, {}).get(name, 0)

    hours = [now - timedelta(hours=ago) for ago in HOURS]
    return BudgetOutput(
        calls24h=sum(number(hour.date(), calls_at(service, hour.hour)) for hour in hours),
        throttled24h=sum(number(hour.date(), throttled_at(service, hour.hour)) for hour in hours),
        days=[
            DayOfCalls(
                day=day,
                calls=sum(number(day, calls_at(service, hour)) for hour in HOURS),
                throttled=sum(number(day, throttled_at(service, hour)) for hour in HOURS),
            )
            for day in days
        ],
    )


def _reconciliation(found: Reconciliation | None) -> ReconciliationOutput | None:
    if found is None:
        return None
    return ReconciliationOutput(at=found.at, compared=found.compared, differences=found.differences)
