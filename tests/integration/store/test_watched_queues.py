"""Queues are looked at for how things stand, and stay as they are."""

from collections.abc import Iterator

import pytest

from shared.store.connection import EVENTS_QUEUE, GIVEN_UP_QUEUES, Storage
from shared.store.events import EventQueue
from shared.store.given_up import GivenUp


@pytest.fixture
def emptied(storage: Storage) -> Iterator[Storage]:
    """Queues are the same for all tests of the session."""
    for name in (EVENTS_QUEUE, *GIVEN_UP_QUEUES):
        storage.queue(name).clear_messages()
    yield storage
    for name in (EVENTS_QUEUE, *GIVEN_UP_QUEUES):
        storage.queue(name).clear_messages()


def test_messages_that_were_given_up_are_counted_over_all_queues(emptied: Storage) -> None:
    assert GivenUp(emptied).count() == 0
    for name in GIVEN_UP_QUEUES:
        emptied.queue(name).send_message("{}")
    assert GivenUp(emptied).count() == len(GIVEN_UP_QUEUES) == 3


def test_the_first_events_are_seen_and_can_be_taken_all_the_same(emptied: Storage) -> None:
    events = EventQueue(emptied)
    for number in range(3):
        events.enqueue({"contactId": str(number)})
    emptied.queue(EVENTS_QUEUE).send_message("no JSON")
    seen = sorted(event["contactId"] for event in events.first())
    assert seen == ["0", "1", "2"]
    assert len(events.receive(3)) == 3


def test_an_event_that_was_put_off_is_not_seen(emptied: Storage) -> None:
    events = EventQueue(emptied)
    events.enqueue({"contactId": "1"}, delay_seconds=600)
    assert events.first() == []
    assert events.backlog() == 1
