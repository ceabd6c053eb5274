"""Rows of an enrol or a send: in the order of the request, and kept, so that the same request
again is answered as before. Knows neither automations nor campaigns."""

from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256

from shared.actions.models.base import Reason
from shared.actions.models.marketing import ResultRow, ResultsOutput
from shared.actions.once import Done, Outcome
from shared.actions.recipients import Refusal
from shared.entities import Entity
from shared.store.documents import Documents

KIND = "answer"


def answer_name(
    act: str, oid: str, request_id: str, target_id: str, entity: Entity, ids: Sequence[str]
) -> str:
    """Where the answer to a person's request is kept; the same request id with anything else, or
    of somebody else, who may not read the same records, is another."""
    parts = [act, oid, request_id, target_id, entity, *ids]
    return sha256("\n".join(parts).encode()).hexdigest()


def kept_answer(documents: Documents, name: str) -> ResultsOutput | None:
    """The answer that the request got before."""
    found = documents.get(KIND, name, ResultsOutput)
    return found[0] if found is not None else None


def keep_answer(documents: Documents, name: str, answer: ResultsOutput) -> None:
    """The first answer stays."""
    documents.put(KIND, name, answer, None)


def answer_of(ids: Sequence[str], outcomes: Mapping[str, Outcome]) -> ResultsOutput:
    """One row per id; an id that stands there twice gets the same row twice."""
    return ResultsOutput(results=[_row(record_id, outcomes[record_id]) for record_id in ids])


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


def _row(record_id: str, outcome: Outcome) -> ResultRow:
    if isinstance(outcome, Done):
        return ResultRow(id=record_id, status="done", reason=None)
    reason = Reason(code=outcome.code, detail=outcome.detail)
    return ResultRow(id=record_id, status=outcome.status, reason=reason)


def _status(outcome: Outcome) -> str:
    return outcome.status if isinstance(outcome, Refusal) else "done"
