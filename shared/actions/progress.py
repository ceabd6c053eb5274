"""A request to act for many records: who made it, and what became of each record so far. It is kept
from the first call on, so that it can be looked at while it is carried out, goes on after a crash,
and is answered as before when it comes again. Knows neither automations nor campaigns.

The document holds what the request asks for and what was decided without an act. The acts
themselves stand in the ledger, which is right even where a host died before it could write here."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from shared.actions.answers import reason_for, row_of
from shared.actions.models.marketing import ProgressRow, RequestState, ResultRow, ResultsOutput
from shared.actions.once import LONGEST_ACT, UNDER_WAY, Outcome, known
from shared.actions.people import Person
from shared.actions.recipients import Refusal
from shared.actions.services import Services
from shared.entities import Entity
from shared.errors import AppError, Conflict, NotFound
from shared.store.sends import Act, ActKind, act_key

R = TypeVar("R", ResultRow, ProgressRow)

KIND = "answer"

MOST_RECORDS = 300
"""Records that calls with one request id may name together; a document holds no more."""


class RequestTaken(Conflict):
    code = "action.request_taken"
    title = "This request id is in use"


class NoRequest(NotFound):
    code = "action.request_not_found"
    title = "No such request"


class _Row(BaseModel):
    """One record. `act` names its act in the ledger, once it is known who that is for."""

    model_config = ConfigDict(frozen=True)

    id: str
    act: str = ""
    result: ResultRow | None = None

    @property
    def is_settled(self) -> bool:
        """A failure is none: nothing was done, and the same request tries it again."""
        return self.result is not None and self.result.status != "failed"


class _Request(BaseModel):
    """`at_work_at` is when a call was at it, `ended` whether that call came to its end."""

    model_config = ConfigDict(frozen=True)

    target_id: str
    entity: Entity
    at_work_at: datetime
    ended: bool = False
    rows: list[_Row] = []


@dataclass(frozen=True)
class Known:
    """A request as it stands, its rows in the order in which they were asked for."""

    target_id: str
    entity: Entity
    state: RequestState
    rows: tuple[ProgressRow, ...]

    @property
    def processed(self) -> int:
        """Records that will not come to another end."""
        return sum(_is_through(row) for row in self.rows)


class Progress:
    """One request while a call carries it out."""

    def __init__(
        self,
        services: Services,
        person: Person,
        act: ActKind,
        request_id: str,
        target_id: str,
        entity: Entity,
    ) -> None:
        """The same id of somebody else, who may not read the same records, is another request.
        Raises RequestTaken if this person used it for something else."""
        self._services = services
        self._person = person
        self._name = _name(act, request_id, person.oid)
        self._new = _Request(target_id=target_id, entity=entity, at_work_at=services.clock())
        request, _ = self._load()
        acts = _acts(services, act, request_id, request)
        self._rows = {row.id: row for row in request.rows}
        self._results = {
            row.id: result
            for row in request.rows
            if (result := _result(row, acts, services.clock())) is not None
        }

    def left(self, record_ids: Sequence[str]) -> list[str]:
        """Those of which nothing is known yet, or that failed; each once, in order."""
        return [
            record_id
            for record_id in dict.fromkeys(record_ids)
            if record_id not in self._results or self._results[record_id].status == "failed"
        ]

    @contextmanager
    def at_work(self, record_ids: Sequence[str]) -> Iterator[None]:
        """Notes that these are being worked on, until an error ends it or `end` is called.
        Raises RequestTaken if they are too many."""
        self._change({record_id: _Row(id=record_id) for record_id in record_ids})
        try:
            yield
        except AppError:
            self._change({}, ended=True)
            raise

    def stands_for(self, person_key: str, record_ids: Sequence[str]) -> bool:
        """True if a record of the request, besides these, stands for that person already."""
        name = act_key(self._new.target_id, person_key)
        return any(
            row.act == name and one not in record_ids and one in self._results
            for one, row in self._rows.items()
        )

    def decide(self, refusals: Mapping[str, Refusal], person_keys: Mapping[str, str]) -> None:
        """Notes those for whom nothing is to be done, and who the others are."""
        target = self._new.target_id
        rows = {one: _Row(id=one, act=act_key(target, key)) for one, key in person_keys.items()}
        rows |= {one: _Row(id=one, result=row_of(one, why)) for one, why in refusals.items()}
        self._change(rows)

    def end(self, outcomes: Mapping[str, Outcome]) -> None:
        """Notes what became of the records that were worked on."""
        results = {one: row_of(one, outcome) for one, outcome in outcomes.items()}
        self._results |= results
        told = {one: result for one, result in results.items() if outcomes[one] != UNDER_WAY}
        self._change({one: _Row(id=one, result=told[one]) for one in told}, ended=True)

    def answer(self, record_ids: Sequence[str]) -> ResultsOutput:
        """One row per id; an id that stands there twice gets the same row twice."""
        rows = (self._results[record_id] for record_id in record_ids)
        return ResultsOutput(results=[_told_to(self._person, row) for row in rows])

    def _load(self) -> tuple[_Request, str | None]:
        found = self._services.documents.get(KIND, self._name, _Request)
        if found is None:
            return self._new, None
        mine, its = self._new, found[0]
        if (its.target_id, its.entity) != (mine.target_id, mine.entity):
            raise _taken("The requestId was used for another request.")
        return found

    def _change(self, rows: Mapping[str, _Row], *, ended: bool = False) -> None:
        """Another call of the same request may write at the same time; what is settled stays."""
        while True:
            request, version = self._load()
            merged = {row.id: row for row in request.rows}
            for one, row in rows.items():
                merged[one] = _merged(merged.get(one), row)
            if len(merged) > MOST_RECORDS:
                raise _taken(f"Requests with this requestId name more than {MOST_RECORDS} records.")
            changed = {"rows": list(merged.values()), "ended": ended}
            changed["at_work_at"] = self._services.clock()
            document = request.model_copy(update=changed)
            if self._services.documents.put(KIND, self._name, document, version) is not None:
                self._rows = merged
                return


def known_request(services: Services, person: Person, act: ActKind, request_id: str) -> Known:
    """A request of `person`, or of anybody for an admin. Raises NoRequest."""
    found = services.documents.get(KIND, _name(act, request_id, person.oid), _Request)
    request = found[0] if found is not None else None
    if request is None and "admin" in person.roles:
        request = services.documents.first(KIND, _name(act, request_id, ""), _Request)
    if request is None:
        raise NoRequest("There is no such request of yours.")
    now = services.clock()
    acts = _acts(services, act, request_id, request)
    rows = tuple(_told_to(person, _shown(row.id, _result(row, acts, now))) for row in request.rows)
    state: RequestState = "interrupted"
    if all(_is_through(row) for row in rows):
        state = "done"
    elif _somebody_is_at(request, acts, now):
        state = "running"
    return Known(request.target_id, request.entity, state, rows)


def forget_records(services: Services, record_ids: Collection[str]) -> int:
    """Takes these records out of all requests, and requests that name no others away; how many
    rows there were."""
    removed = 0
    concerned = [
        name
        for name, request, _ in services.documents.every(KIND, _Request)
        if any(row.id in record_ids for row in request.rows)
    ]
    for name in concerned:
        while (found := services.documents.get(KIND, name, _Request)) is not None:
            request, version = found
            rows = [row for row in request.rows if row.id not in record_ids]
            gone = len(request.rows) - len(rows)
            left = request.model_copy(update={"rows": rows})
            if gone and not rows:
                services.documents.remove(KIND, name)
            elif gone and services.documents.put(KIND, name, left, version) is None:
                continue  # a call of that request wrote meanwhile
            removed += gone
            break
    return removed


def _somebody_is_at(request: _Request, acts: Mapping[str, Act], now: datetime) -> bool:
    if any(known(one, now) == UNDER_WAY for one in acts.values()):
        return True
    seen_at = max([request.at_work_at, *(one.begun_at for one in acts.values())])
    return not request.ended and now - seen_at < LONGEST_ACT


def _acts(
    services: Services, act: ActKind, request_id: str, request: _Request
) -> Mapping[str, Act]:
    """Read only where they may tell more than the document does."""
    if any(row.act and not row.is_settled for row in request.rows):
        return services.sends.of_request(act, request_id)
    return {}


def _result(row: _Row, acts: Mapping[str, Act], now: datetime) -> ResultRow | None:
    """None where nothing is known yet. One that is under way is `unknown`."""
    if row.is_settled or row.act not in acts:
        return row.result
    return row_of(row.id, known(acts[row.act], now))


def _shown(record_id: str, result: ResultRow | None) -> ProgressRow:
    if result is None or result == row_of(record_id, UNDER_WAY):
        return ProgressRow(id=record_id, status="waiting", reason=None)
    return ProgressRow(id=result.id, status=result.status, reason=result.reason)


def _told_to(person: Person, row: R) -> R:
    return row.model_copy(update={"reason": reason_for(person, row.reason)})


def _is_through(row: ProgressRow) -> bool:
    return row.status not in ("waiting", "failed")


def _merged(before: _Row | None, row: _Row) -> _Row:
    if before is None:
        return row
    return before if before.is_settled else row.model_copy(update={"act": row.act or before.act})


def _taken(detail: str) -> RequestTaken:
    return RequestTaken(detail, remedy="Use a new one for each request.")


def _name(act: ActKind, request_id: str, oid: str) -> str:
    return f"{act}-{request_id}-{oid}"
