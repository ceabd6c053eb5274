"""What the syncs did: the runs and their figures. Only reads."""

from shared.actions.models.base import Collection
from shared.actions.models.sync import CallsOutput, FiguresOutput, RunOutput
from shared.actions.services import Services
from shared.errors import NotFound
from shared.store.runs import Run


class NoRun(NotFound):
    code = "run.not_found"


def runs_page(services: Services, after: str | None, limit: int) -> Collection[RunOutput]:
    """Newest first."""
    runs, following = services.runs.page(after, limit)
    return Collection(items=[_run(run) for run in runs], next=following)


def run_of(services: Services, run_id: str) -> RunOutput:
    """Raises NoRun."""
    run = services.runs.load(run_id)
    if run is None:
        raise NoRun("There is no such run. Old runs are removed after a while.")
    return _run(run)


def _run(run: Run) -> RunOutput:
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
