"""How long people wait while a run uses the whole budget of ActiveCampaign, and the dashboard."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from bench.engine import InProcess, Measured, change_records, linked, world_of
from bench.figures import Figure
from bench.options import Options
from sandbox.demo.people import USERS
from shared.actions.activities import activities_page
from shared.actions.dashboard import dashboard_of
from shared.actions.enrol import enrol
from shared.actions.models.marketing import EnrolInput
from shared.actions.people import Person
from shared.settings import load_settings
from shared.transport import Calls
from shared.wiring import App, build

WAIT_SECONDS = 3.0
DASHBOARD_SECONDS = 0.3
READING_SECONDS = 1.0
"""Until a person asks for the next thing."""

DASHBOARDS = 50

Act = Callable[[App, str], object]


def measure(options: Options) -> Iterator[Figure]:
    """A run changes all contacts; beside it, on a host of its own as in Azure, somebody looks at
    one record after another and adds its person to an automation."""
    with world_of(contacts=options.interactive, limits=True) as world:
        engine = InProcess.of(world)
        engine.run("initial")
        host = build(load_settings(world.env)).for_people()
        yield _dashboard(host, options.interactive)
        records = [record_id for record_id, _ in linked(engine.app)]
        automation = next(one.id for one in host.activecampaign(Calls()).automations())
        acts: dict[str, Act] = {
            "activities": lambda app, one: activities_page(app, ADA, "contact", one, None, 50),
            "enrol": lambda app, one: enrol(app, ADA, automation, _enrolling(one)),
        }
        change_records(world.dataverse, records, {"jobtitle": "Busy"})
        with ThreadPoolExecutor(1) as threads:
            run = threads.submit(engine.run, "scheduled")
            waited = _beside(run, host, acts, iter(records))
            done = run.result()
    for name, seconds in waited.items():
        yield _figure(name, seconds, done)


def _person(key: str) -> Person:
    found = next(user for user in USERS if user.key == key)
    return Person(found.oid, found.oid, found.name, frozenset({"user"}))


ADA = _person("ada")


def _enrolling(record_id: str) -> EnrolInput:
    return EnrolInput.model_validate({"entity": "contact", "ids": [record_id]})


def _beside(
    run: Future[Measured], host: App, acts: dict[str, Act], records: Iterator[str]
) -> dict[str, list[float]]:
    """Seconds that each act took, one after the other for as long as the run goes on."""
    waited: dict[str, list[float]] = {name: [] for name in acts}
    time.sleep(READING_SECONDS)
    while not run.done():
        for name, act in acts.items():
            began = time.monotonic()
            act(host, next(records))
            waited[name].append(time.monotonic() - began)
            time.sleep(READING_SECONDS)
    return waited


def _dashboard(host: App, links: int) -> Figure:
    dashboard_of(host)
    seconds = []
    for _ in range(DASHBOARDS):
        began = time.monotonic()
        dashboard_of(host)
        seconds.append(time.monotonic() - began)
    return Figure(
        "dashboard",
        _shown(seconds),
        f"≤ {DASHBOARD_SECONDS} s",
        _slowest(seconds) <= DASHBOARD_SECONDS,
        f"{links:,} links; median and slowest but one in a hundred",
    )


def _figure(name: str, seconds: Sequence[float], run: Measured) -> Figure:
    return Figure(
        f"{name} beside a run at full budget",
        _shown(seconds),
        f"≤ {WAIT_SECONDS} s",
        _slowest(seconds) <= WAIT_SECONDS,
        f"{len(seconds)} times while the run made {run.run.calls['activecampaign']} calls in "
        f"{run.seconds:.0f} s; median and slowest but one in a hundred; {run.shares}",
    )


def _shown(seconds: Sequence[float]) -> str:
    return f"{statistics.median(seconds):.2f} s and {_slowest(seconds):.2f} s"


def _slowest(seconds: Sequence[float]) -> float:
    """The 99th in a hundred."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, round(0.99 * (len(ordered) - 1)))]
