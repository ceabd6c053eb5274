"""What the syncs did: the runs and their figures; releases and cancels one that is held."""

from shared.actions.audit import note
from shared.actions.models.base import Collection
from shared.actions.models.sync import CallsOutput, FiguresOutput, RunOutput
from shared.actions.people import Person
from shared.actions.services import Services
from shared.errors import Conflict, NotFound
from shared.store.runs import Run
from shared.sync.tick import resume


class NoRun(NotFound):
    code = "run.not_found"


class NotHeld(Conflict):
    code = "run.not_held"
    title = "The run is not held"


def runs_page(services: Services, after: str | None, limit: int) -> Collection[RunOutput]:
    """Newest first."""
    runs, following = services.runs.page(after, limit)
    return Collection(items=[run_output(run) for run in runs], next=following)


def run_of(services: Services, run_id: str) -> RunOutput:
    """Raises NoRun."""
    run = services.runs.load(run_id)
    if run is None:
        raise NoRun("There is no such run. Old runs are removed after a while.")
    return run_output(run)


def release_run(services: Services, person: Person, run_id: str) -> RunOutput:
    """Lets a held run go on, at once. Raises NoRun and NotHeld."""
    run = run_of(services, run_id)
    if not services.runs.release(run_id):
        raise _not_held(run)
    note(services, person, "run.release", run_id, _told(run))
    resume(services.engine, run_id)
    return run_of(services, run_id)


def cancel_run(services: Services, person: Person, run_id: str) -> RunOutput:
    """Ends a held run; what it would have done is foreseen anew by the next one. Raises NoRun
    and NotHeld."""
    run = run_of(services, run_id)
    if not services.runs.cancel(run_id, services.clock()):
        raise _not_held(run)
    note(services, person, "run.cancel", run_id, _told(run))
    services.engine.states.run_ended(run_id, initial_done=False)
    return run_of(services, run_id)


def _not_held(run: RunOutput) -> NotHeld:
    return NotHeld(f"The run is {run.state}. Only a run that is held can be released or cancelled.")


def _told(run: RunOutput) -> str:
    held = run.held or {}
    return (
        f"It would change {held.get('changed', 0)} of {held.get('linked', 0)} records and "
        f"unsubscribe {held.get('unsubscribed', 0)} people."
    )


def run_output(run: Run) -> RunOutput:
    return RunOutput(
        id=run.id,
        kind=run.kind,
        state=run.state,
        started_at=run.started_at,
        ended_at=run.ended_at,
        entities={
            entity: FiguresOutput(
                read=figures.read,
                created=figures.created,
                updated=figures.updated,
                unchanged=figures.unchanged,
                excluded=figures.excluded,
                failing=figures.failing,
            )
            for entity, figures in run.entities.items()
        },
        calls=CallsOutput(
            activecampaign=run.calls.get("activecampaign", 0),
            dynamics=run.calls.get("dynamics", 0),
        ),
        held=None if run.held is None else dict(run.held),
        error=run.error,
    )
