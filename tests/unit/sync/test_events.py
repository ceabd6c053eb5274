"""When ActiveCampaign last called is told by the events that were drained, applied or not."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from shared.errors import Gone, Unreachable
from shared.store.events import QueuedEvent
from shared.sync import events
from shared.sync.events import apply_events
from shared.sync.progress import Applied

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
EARLIER = datetime(2026, 11, 24, 11, 59, tzinfo=UTC)


class Queue:
    """What waits, and what became of it."""

    def __init__(self, *waiting: Mapping[str, Any]) -> None:
        self.waiting = [QueuedEvent(body, str(place), "") for place, body in enumerate(waiting)]
        self.again: list[Mapping[str, Any]] = []

    def receive(self, _: int) -> list[QueuedEvent]:
        return self.waiting

    def delete(self, done: Sequence[QueuedEvent]) -> None:
        self.waiting = [event for event in self.waiting if event not in done]

    def enqueue(self, event: Mapping[str, Any], *, delay_seconds: int) -> None:
        assert delay_seconds > 0
        self.again.append(event)


class Noted(list[datetime]):
    """An engine's note of when the webhook was called."""

    fault: Unreachable | None = None

    def __call__(self, at: datetime) -> None:
        if self.fault is not None:
            raise self.fault
        self.append(at)


class Counted(Counter[tuple[date | None, str]]):
    """What was counted, by day and name; None is today."""

    def add(self, name: str, number: int = 1, *, day: date | None = None) -> None:
        self[day, name] += number


@pytest.fixture
def noted() -> Noted:
    return Noted()


@pytest.fixture
def counts() -> Any:
    return Counted()


def engine(noted: Noted, *, may_write: bool = False) -> Any:
    return SimpleNamespace(
        note_webhook=noted,
        clock=lambda: NOON,
        may_write=lambda: may_write,
        states=SimpleNamespace(load=lambda: SimpleNamespace(initial="done")),
    )


def event(received_at: datetime | str | None, contact_id: str = "7") -> dict[str, Any]:
    shown = received_at.isoformat() if isinstance(received_at, datetime) else received_at
    return {"id": "e", "contactId": contact_id, "receivedAt": shown}


@pytest.mark.parametrize(
    ("first", "more"),
    [(NOON, [EARLIER]), (EARLIER, [NOON, EARLIER]), (NOON, [])],
    ids=["first", "of the queue", "alone"],
)
def test_the_latest_time_at_which_an_event_was_received_is_noted_once(
    noted: Noted, counts: Any, first: datetime, more: list[datetime]
) -> None:
    queue = Queue(*map(event, more))

    apply_events(engine(noted), queue, counts, event(first))  # type: ignore[arg-type]

    assert noted == [NOON]
    assert queue.waiting == []


def test_it_is_noted_although_the_events_have_to_wait(
    noted: Noted, counts: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise Unreachable("dataverse", "No answer.")

    monkeypatch.setattr(events, "_apply", away)
    queue = Queue(event(EARLIER))

    apply_events(engine(noted, may_write=True), queue, counts, event(NOON))  # type: ignore[arg-type]

    assert noted == [NOON]
    assert queue.again == [event(NOON)]
    assert len(queue.waiting) == 1


def test_an_answer_that_something_is_not_there_lets_the_events_wait(
    noted: Noted, counts: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(*_: object) -> None:
        raise Gone("activecampaign", "Nothing there.", status=404)

    monkeypatch.setattr(events, "_apply", absent)
    queue = Queue(event(EARLIER))

    apply_events(engine(noted, may_write=True), queue, counts, event(NOON))  # type: ignore[arg-type]

    assert queue.again == [event(NOON)]
    assert len(queue.waiting) == 1


@pytest.mark.parametrize("told", [None, "", "yesterday", "2026-11-24T12:00:00"])
def test_an_event_that_does_not_tell_when_it_was_received_is_no_fault(
    noted: Noted, counts: Any, told: str | None
) -> None:
    queue = Queue(event(EARLIER))
    apply_events(engine(noted), queue, counts, event(told))  # type: ignore[arg-type]
    assert noted == [EARLIER]
    apply_events(engine(noted), Queue(), counts, event(told))  # type: ignore[arg-type]
    assert noted == [EARLIER]


def test_a_note_that_cannot_be_kept_does_not_keep_events_from_being_applied(
    noted: Noted, counts: Any
) -> None:
    noted.fault = Unreachable("storage", "No answer.")
    queue = Queue(event(EARLIER))

    apply_events(engine(noted), queue, counts, event(NOON))  # type: ignore[arg-type]

    assert queue.waiting == []


def test_events_are_counted_on_the_day_of_their_delivery_and_of_their_application(
    noted: Noted, counts: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "_apply", lambda *_: Applied())
    queue = Queue(event(NOON - timedelta(days=1)), event(None))

    apply_events(engine(noted, may_write=True), queue, counts, event(NOON))  # type: ignore[arg-type]

    assert counts[NOON.date(), "received"] == 1
    assert counts[NOON.date() - timedelta(days=1), "received"] == 1
    assert (counts[None, "received"], counts[None, "applied"]) == (1, 3)


def test_events_that_are_let_go_were_received_and_not_applied(
    noted: Noted, counts: Counted
) -> None:
    apply_events(engine(noted), Queue(), counts, event(NOON))  # type: ignore[arg-type]
    assert counts == {(NOON.date(), "received"): 1}


def test_events_that_have_to_wait_are_not_counted_yet(
    noted: Noted, counts: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise Unreachable("dataverse", "No answer.")

    monkeypatch.setattr(events, "_apply", away)
    apply_events(engine(noted, may_write=True), Queue(), counts, event(NOON))  # type: ignore[arg-type]
    assert counts == {}


@pytest.mark.parametrize(("waiting", "is_many"), [(events.MANY - 2, False), (events.MANY, True)])
def test_the_speed_is_told_by_those_invocations_that_had_much_to_do(
    noted: Noted,
    counts: Counted,
    monkeypatch: pytest.MonkeyPatch,
    waiting: int,
    is_many: bool,
) -> None:
    monkeypatch.setattr(events, "_apply", lambda *_: Applied())
    queue = Queue(*[event(NOON)] * waiting)
    apply_events(engine(noted, may_write=True), queue, counts, event(NOON))  # type: ignore[arg-type]
    assert ((None, "many_applied") in counts) is is_many
    assert counts[None, "applied"] == waiting + 1
