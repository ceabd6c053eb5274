"""What is answered for a record, to whom, and what the audit says of all. Pure."""

from collections import Counter
from collections.abc import Mapping
from typing import TypeVar

from shared.actions.models.base import Reason
from shared.actions.models.marketing import ResultRow
from shared.actions.once import Done, Outcome
from shared.actions.people import Person
from shared.actions.recipients import Refusal
from shared.entities import Entity
from shared.errors import without_quotes

R = TypeVar("R", bound=Reason)

LONGEST_DETAIL = 500
"""Of what a remote system said; the rows of a request are kept together."""


def summary(entity: Entity, outcomes: Mapping[str, Outcome]) -> str:
    """For the audit: how many of each status, and which records were reached."""
    by_status = Counter(_status(outcome) for outcome in outcomes.values())
    counts = ", ".join(f"{status} {count}" for status, count in sorted(by_status.items()))
    reached = [
        record_id
        for record_id, outcome in outcomes.items()
        if _status(outcome) in ("done", "unknown")
    ]
    return f"{entity}: {counts}." + (f" Reached: {', '.join(reached)}." if reached else "")


def reason_for(person: Person, reason: R | None) -> R | None:
    """Why something is not so, as `person` may know it: what another system says may quote values
    of other records, which only an administrator sees."""
    if reason is None or "admin" in person.roles:
        return reason
    return reason.model_copy(update={"detail": without_quotes(reason.detail)})


def row_of(record_id: str, outcome: Outcome) -> ResultRow:
    if isinstance(outcome, Done):
        return ResultRow(id=record_id, status="done", reason=None)
    reason = Reason(code=outcome.code, detail=outcome.detail[:LONGEST_DETAIL])
    return ResultRow(id=record_id, status=outcome.status, reason=reason)


def _status(outcome: Outcome) -> str:
    return outcome.status if isinstance(outcome, Refusal) else "done"
