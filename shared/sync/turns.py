"""A lock that is held in the order in which it was asked for. Knows nothing of what for."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Turns:
    """`threading.Lock` lets any of those who wait go next, and one may wait for ever so long."""

    def __init__(self) -> None:
        self._moved = threading.Condition()
        self._asked = 0
        self._through = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Waits until everybody who asked before is through."""
        with self._moved:
            mine = self._asked
            self._asked += 1
            while self._through != mine:
                self._moved.wait()
        try:
            yield
        finally:
            with self._moved:
                self._through += 1
                self._moved.notify_all()
