"""Whoever bears a good token does not wait for a key server that is slow or away."""

import threading
from collections.abc import Iterator

import pytest

from shared.errors import Unauthenticated
from shared.transport import Answer, Request
from tests.unit.triggers.entra import OID, Directory, bearer


class Stalled(Directory):
    """Once `stalled`, the key server answers only after `released`."""

    def __init__(self) -> None:
        super().__init__()
        self.stalled = False
        self.asked = threading.Event()
        self.released = threading.Event()

    def send(self, request: Request) -> Answer:
        if self.stalled:
            self.asked.set()
            assert self.released.wait(10)
        return super().send(request)


@pytest.fixture
def directory() -> Iterator[Stalled]:
    made = Stalled()
    yield made
    made.released.set()


@pytest.mark.parametrize("age_hours", [1, 25], ids=["fresh keys", "old keys"])
def test_nobody_waits_for_a_look_up_that_another_has_caused(
    directory: Stalled, age_hours: int
) -> None:
    verifier = directory.verifier()
    verifier.verify(bearer(directory.token()))
    stranger = Directory()
    stranger.roll("made up")
    directory.now += age_hours * 3600
    directory.stalled = True
    refused: list[Exception] = []

    def look_up() -> None:
        try:
            verifier.verify(bearer(stranger.token("made up")))
        except Unauthenticated as fault:
            refused.append(fault)

    thread = threading.Thread(target=look_up)
    thread.start()
    assert directory.asked.wait(10)

    done = threading.Event()

    def verify() -> None:
        assert verifier.verify(bearer(directory.token())).oid == OID
        done.set()

    other = threading.Thread(target=verify)
    other.start()
    passed = done.wait(3)
    directory.released.set()
    thread.join(10)
    other.join(10)
    assert passed
    assert len(refused) == 1


def test_the_first_tokens_wait_for_one_look_up_together(directory: Stalled) -> None:
    verifier = directory.verifier()
    directory.stalled = True
    token = bearer(directory.token())
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(verifier.verify(token).oid)) for _ in range(5)
    ]
    for thread in threads:
        thread.start()
    assert directory.asked.wait(10)
    directory.released.set()
    for thread in threads:
        thread.join(10)
    assert found == [OID] * 5
    assert directory.look_ups == 1
