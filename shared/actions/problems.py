"""What could not be synced, and what an administrator does about it."""

from shared.actions.audit import note
from shared.actions.models.base import Collection
from shared.actions.models.sync import SyncProblemOutput
from shared.actions.people import Person
from shared.actions.services import Services
from shared.entities import Entity
from shared.errors import NotFound
from shared.store.problems import MappingProblem, Problem


class NoProblem(NotFound):
    code = "problem.not_found"


def problems_page(
    services: Services, entity: Entity | None, after: str | None, limit: int
) -> Collection[SyncProblemOutput]:
    """Of one entity, or of all; what concerns a whole mapping comes first."""
    problems, following = services.problems.page_of_all(entity, after, limit)
    return Collection(items=[_problem(problem) for problem in problems], next=following)


def retry_problem(services: Services, person: Person, problem_id: str) -> None:
    """Puts the record into the next run, which checks the mappings in any case. Raises
    NoProblem."""
    if not services.problems.retry(problem_id):
        raise _none()
    note(services, person, "problem.retry", problem_id, "Put into the next run.")


def dismiss_problem(services: Services, person: Person, problem_id: str) -> None:
    """Hides the problem until the record, or what is found of the mapping, changes. Raises
    NoProblem."""
    if not services.problems.dismiss(problem_id):
        raise _none()
    note(services, person, "problem.dismiss", problem_id, "Dismissed until it changes.")


def _none() -> NoProblem:
    return NoProblem("There is no such problem; it may have been solved meanwhile.")


def _problem(problem: Problem | MappingProblem) -> SyncProblemOutput:
    of_record = problem if isinstance(problem, Problem) else None
    return SyncProblemOutput(
        id=problem.id,
        entity=problem.entity,
        record_id=of_record.record_id if of_record is not None else None,
        record_name=of_record.record_name if of_record is not None else None,
        contact_id=of_record.contact_id if of_record is not None else None,
        field=problem.field if isinstance(problem, MappingProblem) else None,
        code=problem.code,
        title=problem.title,
        detail=problem.detail,
        remedy=problem.remedy,
        first_seen_at=problem.first_seen_at,
        last_seen_at=problem.last_seen_at,
        attempts=problem.attempts,
    )
