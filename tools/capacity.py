"""Works out the tables of docs/capacity.md: calls, storage, executions and money. Pure but `main`.

What a thousand changes cost was counted in a run of the real engine (docs/capacity.md says how);
prices and limits have their sources there."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tools.marked import with_part

PAGE = Path(__file__).resolve().parent.parent / "docs" / "capacity.md"
TARGET = "capacity-docs"

PEOPLE = (10_000, 300_000, 3_000_000)
RUNS_A_DAY = (1, 24)
CHANGED_SHARE = 0.01
"""Of all people, changed in a day in Dynamics, and as many in ActiveCampaign."""

DAYS = 30
TIMER_STARTS = 2 * 288 + 1
"""A day: two timers every five minutes, housekeeping once."""
TIMER_STORAGE = 12
"""Storage calls of one look whether a run is due, upper bound."""
WATCHES = 288
WATCH_STORAGE = 13
"""Storage calls of one look at how things stand, upper bound."""
QUEUE_POLLS = 3 * 43_200
"""A day: each of three queues every two seconds (host.json), as if an instance were always up."""
MEMORY_GB = 2.0
CALLS_A_SECOND = 5 * 0.975
"""ActiveCampaign's limit, of which the app leaves a fortieth free (docs/performance.md)."""


@dataclass(frozen=True)
class Cost:
    """Calls to ActiveCampaign, requests to Dataverse, rows it writes, calls to storage."""

    activecampaign: float
    dataverse: float
    rows: float
    storage: float

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(
            self.activecampaign + other.activecampaign,
            self.dataverse + other.dataverse,
            self.rows + other.rows,
            self.storage + other.storage,
        )

    def times(self, factor: float) -> "Cost":
        return Cost(
            self.activecampaign * factor,
            self.dataverse * factor,
            self.rows * factor,
            self.storage * factor,
        )


QUIET_RUN = Cost(2, 3, 0, 62)
NOTE = 16
"""Storage calls by which the links of a thousand say what is about to be written."""

# A thousand, each with 30,000 links there. The next run sees them once more, as echoes.
ECHO = Cost(10, 0, 0, 1_320)
RECORDS_CHANGED = Cost(26, 0, 0, 1_010 + NOTE) + ECHO
CONTACTS_CHANGED = Cost(10, 10, 1_000, 1_340 + 2_040 + NOTE) + ECHO
# Storage besides the call by which hosts agree on the time of a call to ActiveCampaign.
INITIAL = Cost(14.6, 4.1, 0, 103 + 14.6)


@dataclass(frozen=True)
class Prices:
    """US dollars. Storage is per 10,000 calls, executions per million."""

    gb_second: float = 0.000026
    executions: float = 0.40
    storage: float = 0.004
    log_gb: float = 2.76
    free_gb_seconds: float = 100_000
    free_executions: float = 250_000
    free_log_gb: float = 5.0


@dataclass(frozen=True)
class Day:
    """What one day takes. `busy_seconds`: an instance at work, if nothing is done at once."""

    cost: Cost
    executions: float
    busy_seconds: float


def day(people: int, runs: int, share: float = CHANGED_SHARE) -> Day:
    """A day with so many runs, in which `share` of the people change on each side."""
    changed = people * share
    cost = (
        QUIET_RUN.times(runs)
        + RECORDS_CHANGED.times(changed / 1000)
        + CONTACTS_CHANGED.times(changed / 1000)
        + Cost(0, 0, 0, TIMER_STARTS * TIMER_STORAGE + WATCHES * WATCH_STORAGE + QUEUE_POLLS)
    )
    cost += Cost(0, 0, 0, cost.activecampaign)  # hosts agree on the time of each call
    # Webhook and event are an execution each; none is billed less than a second.
    events = 2 * changed
    executions = TIMER_STARTS + runs + events
    busy = TIMER_STARTS + events + cost.activecampaign / CALLS_A_SECOND
    return Day(cost, executions, busy)


def money(of: Day, prices: Prices = Prices()) -> float:
    """US dollars a month, upper bound, after the free grants."""
    executions = max(0.0, of.executions * DAYS - prices.free_executions)
    gb_seconds = max(0.0, of.busy_seconds * DAYS * MEMORY_GB - prices.free_gb_seconds)
    logs = max(0.0, log_gb(of) - prices.free_log_gb)
    return (
        executions / 1_000_000 * prices.executions
        + gb_seconds * prices.gb_second
        + of.cost.storage * DAYS / 10_000 * prices.storage
        + logs * prices.log_gb
    )


def log_gb(of: Day) -> float:
    """GB of telemetry a month, at 6 KB an execution."""
    return of.executions * DAYS * 6 / 1_000_000


def days_table() -> str:
    """A row for each number of people and of runs."""
    rows = [
        "| people | runs a day | changed a day, each side | ActiveCampaign calls a day | Dataverse "
        "requests a day (rows written) | storage calls a day | executions a day | GB-s a month | "
        "logs, GB a month | US dollars a month, at most |",
        f"|{' ---: |' * 10}",
    ]
    for people in PEOPLE:
        for runs in RUNS_A_DAY:
            of = day(people, runs)
            cells = (
                f"{people:,}", str(runs), f"{people * CHANGED_SHARE:,.0f}",
                f"{of.cost.activecampaign:,.0f}",
                f"{of.cost.dataverse:,.0f} ({of.cost.rows:,.0f})",
                f"{of.cost.storage:,.0f}", f"{of.executions:,.0f}",
                f"{of.busy_seconds * DAYS * MEMORY_GB:,.0f}", f"{log_gb(of):,.2f}",
                f"{money(of):,.2f}",
            )  # fmt: skip
            rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def initial_table() -> str:
    """The initial sync, once, by the number of people."""
    rows = [
        "| people | ActiveCampaign calls | Dataverse requests | storage calls | lasts |",
        f"|{' ---: |' * 5}",
    ]
    for people in PEOPLE:
        cost = INITIAL.times(people / 1000)
        cells = (
            f"{people:,}", f"{cost.activecampaign:,.0f}", f"{cost.dataverse:,.0f}",
            f"{cost.storage:,.0f}", _duration(cost.activecampaign / CALLS_A_SECOND),
        )  # fmt: skip
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def _duration(seconds: float) -> str:
    for size, word in ((3600, "hours"), (60, "minutes")):
        if seconds >= size:
            return f"{seconds / size:.1f} {word}"
    return f"{seconds:.0f} seconds"


def parts() -> Iterator[str]:
    yield "The initial sync, once:\n\n"
    yield initial_table()
    yield "\nEvery day after it:\n\n"
    yield days_table()


def with_tables(page: str) -> str:
    """The page with the tables of today's figures."""
    return with_part(page, TARGET, "".join(parts()))


def main() -> None:
    PAGE.write_text(with_tables(PAGE.read_text()))
    sys.stdout.write(f"{PAGE.name} is written.\n")


if __name__ == "__main__":
    main()
