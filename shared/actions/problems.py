"""The records that could not be synced, and what an administrator does about them."""

from shared.actions.audit import note
from shared.actions.models.base import Collection
from shared.actions.models.sync import SyncProblemOutput
from shared.actions.people import Person
from shared.actions.services import Services
from shared.entities import Entity
from shared.errors import NotFound
from shared.store.problems import Problem


class NoProblem(NotFound):
    code = "problem.not_found"


def problems_page(
    services: Services, entity: Entity | None, after: str | None, limit: int
) -> Collection[SyncProblemOutput]:
    """Of one entity, or of all."""
    problems, following = services.problems.page(entity, after, limit)
    return Collection(items=[_problem(problem) for problem in problems], next=following)


def retry_problem(services: Services, person: Person, problem_id: str) -> None:
    """Puts the record into the next run. Raises NoProblem."""
    if not services.problems.retry(problem_id):
        raise _none()
    note(services, person, "problem.retry", problem_id, "Put into the next run.")


def dismiss_problem(services: Services, person: Person, problem_id: str) -> None:
    """Hides the problem until the record changes. Raises NoProblem."""
    if not services.problems.dismiss(problem_id):
        raise _none()
    note(services, person, "problem.dismiss", problem_id, "Dismissed until the record changes.")


def _none() -> NoProblem:
    return NoProblem("There is no such problem; it may have been solved meanwhile.")


def _problem(problem: Problem) -> SyncProblemOutput:
    return SyncProblemOutput(
        id=problem.id,
        entity=problem.entity,
        record_id=problem.record_id,
        record_name=problem.record_name,
        contact_id=problem.contact_id,
        code=problem.code,
        title=problem.title,
        detail=problem.detail,
        remedy=problem.remedy,
        first_seen_at=problem.first_seen_at,
        last_seen_at=problem.last_seen_at,
        attempts=problem.attempts,
    )
