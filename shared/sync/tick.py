"""What the timers do: start a run that is due, and take up one that has come to a standstill."""

import logging
from uuid import uuid4

from shared.store.runs import Run, RunKind
from shared.store.steps import StepMessage
from shared.sync.engine import Engine
from shared.sync.positions import Positions
from shared.sync.schedule import is_due

log = logging.getLogger(__name__)


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
    """Starts a run when the job frequency says that it is due."""
    if not engine.may_write():
        return
    state = engine.states.load()
    if state.current_run_id is not None:
        _revive(engine, state.current_run_id, "scheduled")
        return
    frequency = engine.sync_settings.load().frequency_hours
    if state.initial == "done" and is_due(engine.clock(), state.last_started_at, frequency):
        _start(engine, "scheduled")


def _start(engine: Engine, kind: RunKind) -> None:
    """The place of the current run is taken first, so that two timers start one run; a crash
    behind that is mended by the next tick."""
    run_id = str(uuid4())
    if engine.states.begin_run(run_id, engine.clock(), initial=kind == "initial"):
        log.info("run %s: %s, begun", run_id, kind)
        _enqueue(engine, run_id, kind)


def _enqueue(engine: Engine, run_id: str, kind: RunKind) -> None:
    if engine.runs.load(run_id) is None:
        engine.runs.create(Run.begun(run_id, kind, engine.clock()))
    sequence = Positions(engine.cursors).run(run_id).sequence
    engine.steps.enqueue(StepMessage(run_id=run_id, kind=kind, sequence=sequence))


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
