"""The machine on which a whole history runs: its time and its chance come from a seed.

A process has one, and hands itself over to it before the product is loaded, since the product
keeps `time.sleep` and `time.monotonic` as it finds them. From then on nothing waits: to sleep is to
move the clock on."""

import os
import random
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import time_machine

BEGIN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class Machine:
    """Time stands still but for `pass_time`; whatever is drawn at random follows from the seed."""

    def __init__(self) -> None:
        self._elapsed = 0.0
        self._chance = random.Random(0)
        self._traveller = time_machine.travel(BEGIN, tick=False)
        self._coordinates: Any = None

    def take_over(self) -> None:
        """From here on the process has this machine's time and chance."""
        self._coordinates = self._traveller.start()
        time.sleep = self.pass_time  # type: ignore[assignment]
        time.monotonic = self.elapsed
        os.urandom = self._chance.randbytes  # of which uuid4 makes its ids

    def start_anew(self, seed: str) -> None:
        """Chance begins where the seed says, and the calendar at its first day."""
        self._chance.seed(seed)
        if self._coordinates is not None:
            self._coordinates.move_to(BEGIN)
        random.seed(f"{seed}/shared")

    def elapsed(self) -> float:
        """Seconds since the machine began."""
        return self._elapsed

    def pass_time(self, seconds: float) -> None:
        if seconds > 0 and self._coordinates is not None:
            self._elapsed += seconds
            self._coordinates.shift(timedelta(seconds=seconds))


MACHINE = Machine()
