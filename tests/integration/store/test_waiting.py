"""Events of a person are taken off the queues; all others wait on as if nobody had looked."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from shared.store.connection import EVENTS_QUEUE, TIMELINE_QUEUE, Storage
from shared.store.waiting import QUEUES, TakenOut, WaitingEvents

HERS, HIS = {"contactId": "7", "email": "ann@example.org"}, {"contactId": "8"}


@pytest.fixture
def empty(storage: Storage) -> Iterator[Storage]:
    """Queues bear no prefix, so that all tests share them."""
    for name in QUEUES:
        storage.queue(name).clear_messages()
    yield storage
    for name in QUEUES:
        storage.queue(name).clear_messages()


def about_her(event: Mapping[str, Any], account: int | None) -> bool:
    return event.get("contactId") == "7" and account in (None, 1)


def take_out(storage: Storage) -> TakenOut:
    return WaitingEvents(storage).take_out(about_her)


def waiting(storage: Storage, name: str) -> list[Any]:
    """What can be worked off at once."""
    messages = storage.queue(name).receive_messages(messages_per_page=32)
    return [json.loads(message.content) for message in messages]


def put(storage: Storage, name: str, body: Any, delay_seconds: int = 0) -> None:
    text = body if isinstance(body, str) else json.dumps(body)
    storage.queue(name).send_message(text, visibility_timeout=delay_seconds)


@pytest.mark.parametrize("name", [EVENTS_QUEUE, f"{EVENTS_QUEUE}-poison"])
def test_her_webhook_events_go_and_others_can_be_worked_off_at_once(
    empty: Storage, name: str
) -> None:
    for event in [HERS, HIS] * 20:
        put(empty, name, event)
    assert take_out(empty) == TakenOut(20, seen_all=True)
    assert waiting(empty, name) == [HIS] * 20


def test_a_message_of_several_people_keeps_the_others(empty: Storage) -> None:
    put(empty, TIMELINE_QUEUE, {"job": "events", "account": 1, "events": [HIS, HERS, HIS]})
    put(empty, TIMELINE_QUEUE, {"job": "events", "account": 1, "events": [HERS]})
    assert take_out(empty) == TakenOut(2, seen_all=True)
    assert waiting(empty, TIMELINE_QUEUE) == [{"job": "events", "account": 1, "events": [HIS, HIS]}]


def test_the_same_number_in_another_account_is_somebody_else(empty: Storage) -> None:
    message = {"job": "events", "account": 2, "events": [HERS]}
    put(empty, TIMELINE_QUEUE, message)
    assert take_out(empty) == TakenOut(0, seen_all=True)
    assert waiting(empty, TIMELINE_QUEUE) == [message]


def test_a_job_and_what_cannot_be_read_stay_as_they_are(empty: Storage) -> None:
    job = {"job": "backfill", "account": 1, "job_id": "x"}
    put(empty, TIMELINE_QUEUE, job)
    put(empty, f"{TIMELINE_QUEUE}-poison", "no JSON {")
    assert take_out(empty) == TakenOut(0, seen_all=True)
    assert waiting(empty, TIMELINE_QUEUE) == [job]
    (left,) = empty.queue(f"{TIMELINE_QUEUE}-poison").peek_messages()
    assert left.content == "no JSON {"


def test_an_event_that_was_put_off_is_said_not_to_have_been_seen(empty: Storage) -> None:
    put(empty, EVENTS_QUEUE, HERS, delay_seconds=60)
    put(empty, EVENTS_QUEUE, HERS)
    assert take_out(empty) == TakenOut(1, seen_all=False)
