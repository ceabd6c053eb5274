"""Events of people, by contact: newest first, once each, and forgotten after a while."""

from datetime import timedelta

from shared.store.connection import Storage
from shared.store.live_events import LiveEvents
from tests.integration.conftest import Clock


def test_they_come_newest_first_and_each_once(storage: Storage, clock: Clock) -> None:
    live = LiveEvents(storage)
    older, newer = clock(), clock() + timedelta(minutes=1)
    live.put([("42", older, "a", {"type": "open"}), ("42", newer, "b", {"type": "click"})])
    live.put([("42", older, "a", {"type": "open"}), ("43", newer, "c", {"type": "open"})])
    assert live.of_contact("42", 10) == [{"type": "click"}, {"type": "open"}]
    assert live.of_contact("42", 1) == [{"type": "click"}]
    assert live.of_contact("7", 10) == []


def test_old_ones_are_forgotten(storage: Storage, clock: Clock) -> None:
    live = LiveEvents(storage)
    live.put([("42", clock(), "a", {"type": "open"})])
    clock.move(3600)
    live.put([("42", clock(), "b", {"type": "click"})])
    assert live.prune(clock() - timedelta(minutes=30)) == 1
    assert live.of_contact("42", 10) == [{"type": "click"}]
