"""Reads one window of activities from ActiveCampaign, and remembers for a while which sources the
account lacks."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import BaseModel, ConfigDict

from shared.actions.activity_window import (
    DONE,
    SPARE,
    Read,
    Starts,
    Window,
    reads_beside,
    window_of,
)
from shared.actions.live_events import live_happenings
from shared.actions.services import Services
from shared.activecampaign.activity_models import ActivityPage, Names, Source
from shared.activecampaign.activity_reads import NOT_OFFERED, ActivityReads
from shared.errors import RemoteError, RetryLater
from shared.telemetry.output import Log
from shared.telemetry.work import carried

log = Log(__name__)

KIND = "activity-sources"

LACKING = timedelta(hours=1)
"""How long a source that the account lacks is not asked again."""


class _Lacking(BaseModel):
    """Source -> until when it is taken to be lacking."""

    model_config = ConfigDict(frozen=True)

    until: Mapping[Source, datetime] = {}


@dataclass
class _Answers:
    """What came of the reads of one window. `failed`: a source did not answer just now."""

    pages: dict[Source, ActivityPage] = field(default_factory=dict)
    names: Names = field(default_factory=dict)
    lacking: set[Source] = field(default_factory=set)
    failed: bool = False


def read_window(
    services: Services,
    reads: ActivityReads,
    account: int,
    contact_id: str,
    starts: Starts,
    known: Names,
    *,
    without: Collection[Read] = (),
    spare: Sequence[Source] = SPARE,
) -> tuple[Window, Names, bool]:
    """The window, the names that the answers told beside those `known`, and whether every source
    answered that the account has. `without` is never asked; calls that are left go to `spare`.
    Raises Gone for a contact that is not there, and the client's errors."""
    until = _lacking(services, account)
    done = {source for source, start in starts.items() if start == DONE}
    left_out = {*done, *until, *without}
    history = reads.history(contact_id)
    answers = _Answers()
    asks_stream = "activities" not in left_out
    if asks_stream:
        answer = _answer(reads, "activities", contact_id, starts)
        if isinstance(answer, RetryLater):
            raise answer
        _take(answers, "activities", answer)
    stream = answers.pages.get("activities")
    beside = reads_beside(history, stream, left_out | {"activities"}, known, 1 + asks_stream, spare)
    for read, answer in _in_parallel(reads, beside, contact_id, starts):
        _take(answers, read, answer)
    if answers.lacking:
        _remember(services, account, until, answers.lacking)
    live, named = live_happenings(services, contact_id)
    window = window_of(history, answers.pages, starts, live)
    return window, {**named, **answers.names}, not answers.failed


Answer = ActivityPage | RemoteError


def _in_parallel(
    reads: ActivityReads, beside: Sequence[Read], contact_id: str, starts: Starts
) -> Iterable[tuple[Read, Answer]]:
    if not beside:
        return ()

    def ask(read: Read) -> Answer:
        return _answer(reads, read, contact_id, starts)

    with ThreadPoolExecutor(len(beside), thread_name_prefix="activities") as threads:
        answers = threads.map(carried(ask), beside)
        return list(zip(beside, answers, strict=True))


def _answer(reads: ActivityReads, read: Read, contact_id: str, starts: Starts) -> Answer:
    """What a source answers, or why it does not: the others are shown without it."""
    try:
        if read == "tag_names":
            return ActivityPage((), reads.tag_names(contact_id), 0, more=False)
        return reads.page(read, contact_id, starts.get(read, 0))
    except (*NOT_OFFERED, RetryLater) as fault:
        return fault


def _take(answers: _Answers, read: Read, answer: Answer) -> None:
    if isinstance(answer, RemoteError):
        log.warning("activities: %s: %s", read, answer)
        answers.failed = answers.failed or isinstance(answer, RetryLater)
        is_lacking = isinstance(answer, NOT_OFFERED)
    else:
        answers.names = {**answers.names, **answer.names}
        is_lacking = answer.of_others
    if read == "tag_names":
        return
    if is_lacking:
        answers.lacking.add(read)
    elif isinstance(answer, ActivityPage):
        answers.pages[read] = answer


def _lacking(services: Services, account: int) -> Mapping[Source, datetime]:
    found = services.documents.get(KIND, str(account), _Lacking)
    now = services.clock()
    return {} if found is None else {k: at for k, at in found[0].until.items() if at > now}


def _remember(
    services: Services, account: int, until: Mapping[Source, datetime], lacking: Iterable[Source]
) -> None:
    news = {source: services.clock() + LACKING for source in lacking}
    services.documents.overwrite(KIND, str(account), _Lacking(until={**until, **news}))
