"""One step of a run: takes the lease, works within its time, saves, hands on to the next."""

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

from shared.errors import AppError, RemoteError, RequestRefused, RetryLater, Throttled
from shared.store.cursors import StaleCursor
from shared.store.leases import Lease
from shared.store.runs import Run
from shared.store.steps import StepMessage
from shared.sync.engine import Engine
from shared.sync.fuse import Limits
from shared.sync.leasing import LEASE_SECONDS, KeptLease, LeaseLost
from shared.sync.phases import INITIAL, SCHEDULED
from shared.sync.positions import Positions
from shared.sync.reconcile import RECONCILE
from shared.sync.step import Phase, Step
from shared.sync.survey import Held
from shared.sync.tally import Tally
from shared.telemetry.lines import RunChanged, StepEnded, StepOutcome
from shared.telemetry.output import Log, bound, tell

log = Log(__name__)

STEP_SECONDS = 200.0
"""Time for work in a step: well under the four minutes that a step may take, so that the chunks
under way come to their end."""

BUSY_SECONDS = 15
"""Until a message that found the lease taken is looked at again."""

AGAIN_SECONDS = 60
"""Until a run goes on that a remote system could not serve."""

PHASES: Mapping[str, Sequence[tuple[str, Phase]]] = {
    "initial": INITIAL,
    "scheduled": SCHEDULED,
    "reconcile": RECONCILE,
}


@dataclass(frozen=True)
class _Ended:
    """How a step ended, and the error behind it."""

    outcome: StepOutcome
    fault: AppError | None = None


def run_step(engine: Engine, message: StepMessage) -> None:
    """Carries a run on. May be called twice for one message, and killed at any instruction."""
    run = engine.runs.load(message.run_id)
    if run is None or run.state != "running" or not engine.may_write():
        return
    if _gives_way(engine, run):
        return  # the tick puts it on the queue again
    if message.sequence < Positions(engine.cursors).run(run.id).sequence:
        return
    lease = engine.leases.take("run", str(uuid4()), LEASE_SECONDS)
    if lease is None:
        engine.steps.enqueue(message, delay_seconds=BUSY_SECONDS)
        return
    with bound(run=run.id, step=message.sequence):
        _step(engine, run, lease)


def _step(engine: Engine, run: Run, lease: Lease) -> None:
    began = time.monotonic()
    tally = Tally(engine, run)
    ended = _Ended("takenOver")
    try:
        with KeptLease(engine.leases, lease) as kept:
            ended = _work(engine, run, kept, tally)
    except (LeaseLost, StaleCursor):
        log.info("another worker has taken over")
    milliseconds = round((time.monotonic() - began) * 1000)
    code = ended.fault.code if ended.fault is not None else None
    tell(StepEnded(run.kind, ended.outcome, milliseconds, tally.records, code))


def _gives_way(engine: Engine, run: Run) -> bool:
    """True while a reconciliation has to wait: another run is under way, or held."""
    return run.kind == "reconcile" and engine.states.load().current_run_id is not None


def _work(engine: Engine, run: Run, kept: KeptLease, tally: Tally) -> _Ended:
    positions = Positions(engine.cursors)
    began_at = engine.clock()
    try:
        done = _phases(engine, run, kept, positions, tally)
    except RetryLater as fault:
        log.warning("the run waits: %s", fault)
        tally.save()
        _hand_on(engine, run, positions, delay_seconds=_pause(fault))
        return _Ended("later", fault)
    except RequestRefused as fault:
        # A refusal of one record's values does not come here; that of what is read of all does.
        tally.save()
        if not engine.preparer.forget(began_at):
            return _stop(engine, run, fault)
        _hand_on(engine, run, positions, delay_seconds=0)
        return _Ended("readAnew", fault)
    except Held as held:
        tally.save()
        engine.runs.hold(run.id, held.told)
        lasted = engine.lasted_seconds(run)
        reasons = tuple(held.told["reasons"])
        tell(RunChanged(run.kind, "held", lasted, reasons=reasons), logging.WARNING)
        return _Ended("held")
    except RemoteError as fault:
        tally.save()
        return _stop(engine, run, fault)
    tally.save()
    if done:
        engine.end_run(run, "done")
        return _Ended("done")
    _hand_on(engine, run, positions, delay_seconds=0)
    return _Ended("more")


def _stop(engine: Engine, run: Run, fault: AppError) -> _Ended:
    log.error("the run is stopped: %s", fault)
    engine.end_run(run, "failed", error=fault)
    return _Ended("failed", fault)


def _phases(engine: Engine, run: Run, kept: KeptLease, positions: Positions, tally: Tally) -> bool:
    """Works through the phases that are left; False if the time was up first."""
    deadline = time.monotonic() + STEP_SECONDS

    def go_on() -> bool:
        kept.check()
        return time.monotonic() < deadline and engine.may_write() and not _gives_way(engine, run)

    phases = PHASES[run.kind]
    names = [name for name, _ in phases]
    cursor = positions.run(run.id)
    first = names.index(cursor.phase) if cursor.phase in names else 0
    ctx = engine.open_context(
        run.id,
        tally.calls,
        after_id=positions.sweep().after_id,
        exclude_automations=run.kind == "initial" and not engine.run_automations(),
        schema_for=run.id,
    )
    settings = engine.sync_settings.load()
    limits = Limits(settings.fuse_percent, settings.fuse_unsubscribed)
    step = Step(
        ctx,
        positions,
        go_on,
        tally.add,
        engine.reconciliations,
        limits=None if run.released else limits,
    )
    for name, phase in phases[first:]:
        positions.save_run(run.id, name)
        if not phase(step) or not go_on():
            return False
    return True


def _hand_on(engine: Engine, run: Run, positions: Positions, *, delay_seconds: int) -> None:
    """The next message is on the queue before the cursor says so: a crash between the two makes
    a message too many, never one too few."""
    sequence = positions.run(run.id).sequence + 1
    engine.steps.enqueue(
        StepMessage(run_id=run.id, kind=run.kind, sequence=sequence), delay_seconds=delay_seconds
    )
    positions.save_sequence(run.id, sequence)


def _pause(fault: RetryLater) -> int:
    if isinstance(fault, Throttled):
        return max(1, round(fault.retry_after_seconds))
    return AGAIN_SECONDS
