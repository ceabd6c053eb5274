"""Carries out a request for what is left of it: each record's act at most once, each person's only
once. Knows neither automations nor campaigns."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from shared.actions.once import Ledger, Outcome
from shared.actions.progress import Progress
from shared.actions.recipients import Refusal

SAME_EMAIL = Refusal(
    "already", "person.same_email", "Another record of this request has the same email address."
)


def nothing_against() -> Refusal | None:
    return None


@dataclass(frozen=True)
class Todo:
    """An act for the person behind a record. `check` comes first, and may say that there is no
    need of it."""

    person_key: str
    act: Callable[[], Outcome]
    check: Callable[[], Refusal | None] = nothing_against


Plan = Mapping[str, Refusal | Todo]
"""By record id."""


def carry_out(
    progress: Progress, ledger: Ledger, record_ids: Sequence[str], plan: Callable[[], Plan]
) -> dict[str, Outcome]:
    """What became of each record. An error of `plan` ends the request's work for now: nothing
    was done for anybody."""
    with progress.at_work(record_ids):
        refusals, todos = _sorted(progress, record_ids, plan())
        progress.decide(refusals, {one: todo.person_key for one, todo in todos.items()})
        outcomes: dict[str, Outcome] = {**refusals}
        for one, todo in todos.items():
            outcomes[one] = ledger.once(todo.person_key, todo.act, todo.check)
        progress.end(outcomes)
    return outcomes


def _sorted(
    progress: Progress, record_ids: Sequence[str], plan: Plan
) -> tuple[dict[str, Refusal], dict[str, Todo]]:
    """Those refused and those to act for, each in the order of the request; of records that
    stand for one person the first."""
    refusals: dict[str, Refusal] = {}
    todos: dict[str, Todo] = {}
    seen: set[str] = set()
    for one in record_ids:
        planned = plan[one]
        if isinstance(planned, Refusal):
            refusals[one] = planned
        elif planned.person_key in seen or progress.stands_for(planned.person_key, record_ids):
            refusals[one] = SAME_EMAIL
        else:
            todos[one] = planned
            seen.add(planned.person_key)
    return refusals, todos
