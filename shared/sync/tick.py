"""What the timers do: start a run that is due, and take up one that has come to a standstill."""

import time
from uuid import uuid4

from shared.entities import ENTITIES
from shared.errors import RemoteError
from shared.store.runs import Run, RunKind
from shared.store.steps import StepMessage
from shared.sync.engine import Engine
from shared.sync.positions import Positions
from shared.sync.schedule import is_due
from shared.sync.sides import ID_COLUMN, TABLE
from shared.telemetry.lines import RunChanged
from shared.telemetry.output import Log, bound, tell
from shared.transport import Calls

log = Log(__name__)

PAGE_SIZE = 5000
"""The most that Dataverse gives at a time."""

COUNT_SECONDS = 60.0
"""For counting; enough for hundreds of thousands of records."""


def tick_initial(engine: Engine) -> None:
    """Starts the one initial sync once connected, mapped and switched on."""
    if not engine.may_write() or not engine.mapped():
        return
    state = engine.states.load()
    if state.current_run_id is not None:
        _revive(engine, state.current_run_id, "initial")
    elif state.initial != "done":
        _start(engine, "initial")


def tick_scheduled(engine: Engine) -> None:
    """Starts a run when it is due: by the job frequency, or sooner as the last one was stopped."""
    if not engine.may_write():
        return
    state = engine.states.load()
    if state.current_run_id is not None:
        _revive(engine, state.current_run_id, "scheduled")
        return
    frequency = engine.sync_settings.load().frequency_hours
    if state.initial == "done" and is_due(engine.clock(), state, frequency):
        _start(engine, "scheduled")
    elif state.reconcile_run_id is not None:
        _revive(engine, state.reconcile_run_id, "reconcile")


def start_reconciliation(engine: Engine) -> None:
    """Starts comparing all links, unless an earlier reconciliation has not ended. It gives way to
    other runs, and goes on when the tick finds none under way."""
    if not engine.may_write() or engine.states.load().initial != "done":
        return
    run_id = str(uuid4())
    if engine.states.begin_reconciliation(run_id):
        _tell_begun(run_id, "reconcile")
        _enqueue(engine, run_id, "reconcile")


def _start(engine: Engine, kind: RunKind) -> None:
    """The place of the current run is taken first, so that two timers start one run; a crash
    behind that is mended by the next tick."""
    run_id = str(uuid4())
    if engine.states.begin_run(run_id, engine.clock(), initial=kind == "initial"):
        _tell_begun(run_id, kind)
        _enqueue(engine, run_id, kind)
        if kind == "initial":
            _expect(engine, run_id)


def _tell_begun(run_id: str, kind: RunKind) -> None:
    with bound(run=run_id):
        tell(RunChanged(kind, "begun"))


def _expect(engine: Engine, run_id: str) -> None:
    """Notes how many records the run is going to read. The run is on its queue already: it does
    not need the figure, and goes on without it."""
    calls = Calls()
    try:
        total = _count(engine, calls)
    except RemoteError as fault:
        log.warning("run %s: what there is to read could not be counted: %s", run_id, fault)
        total = None
    engine.runs.add_figures(run_id, {}, {"dynamics": calls.made("dataverse")})
    if total is not None:
        engine.states.expect(total)


def _count(engine: Engine, calls: Calls) -> int | None:
    """Records of the entities that are switched on, in scope or not: a tracked read has no
    filter. None if time is up first.

    The ids are read, at a fifth of the calls that reading the records takes: `$count` stops at
    5,000, and RetrieveTotalRecordCount may be a day old (learn.microsoft.com, "Count rows", read
    2026-11-24)."""
    deadline = time.monotonic() + COUNT_SECONDS
    dataverse = engine.open_dataverse(calls)
    total = 0
    for entity in ENTITIES:
        mapping = engine.mappings.load(entity)
        if mapping is None or not mapping[0]["enabled"]:
            continue
        link: str | None = None
        while True:
            page = dataverse.page(
                TABLE[entity], [ID_COLUMN[entity]], page_size=PAGE_SIZE, link=link
            )
            total += len(page.rows)
            link = page.next_link
            if link is None:
                break
            if time.monotonic() > deadline:
                return None
    return total


def _enqueue(engine: Engine, run_id: str, kind: RunKind) -> None:
    if engine.runs.load(run_id) is None:
        engine.runs.create(Run.begun(run_id, kind, engine.clock()))
    sequence = Positions(engine.cursors).run(run_id).sequence
    engine.steps.enqueue(StepMessage(run_id=run_id, kind=kind, sequence=sequence))


def resume(engine: Engine, run_id: str) -> None:
    """Puts a run that was released on the queue again; the next tick does if this is lost."""
    run = engine.runs.load(run_id)
    if run is not None and run.state == "running":
        _enqueue(engine, run_id, run.kind)


def _revive(engine: Engine, run_id: str, kind: RunKind) -> None:
    """Puts a step message on the queue again if nobody works on the run: messages can be lost
    to repeated crashes. One too many is harmless, since it finds its work done."""
    run = engine.runs.load(run_id)
    if run is not None and run.kind != kind:
        return
    if run is not None and run.state in ("done", "failed"):
        engine.states.run_ended(run_id, initial_done=kind == "initial" and run.state == "done")
    elif run is None or run.state == "running":
        lease = engine.leases.take("run", str(uuid4()), 5.0)
        if lease is not None:
            engine.leases.release(lease)
            _enqueue(engine, run_id, kind)
