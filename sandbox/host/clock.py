"""The clock of this process: real time plus an offset, for the host and for the app in it.

time-machine shifts what `time.time()` and `datetime.now()` tell every thread; monotonic clocks,
and so sleeps and time-outs, run on undisturbed. The storage service keeps real time: a delayed
queue message does not become visible by moving this clock."""

import asyncio
from datetime import UTC, datetime, timedelta

import time_machine


class HostClock:
    def __init__(self, offset_seconds: float = 0.0) -> None:
        self._travel: time_machine.travel | None = None
        self._traveller: time_machine.Traveller | None = None
        self._moved = asyncio.Event()
        self.offset_seconds = 0.0
        if offset_seconds:
            self.move(offset_seconds)

    def now(self) -> datetime:
        """The time that the app is told, in UTC."""
        return datetime.now(UTC)

    def move(self, offset_seconds: float) -> None:
        """Sets the offset to real time and wakes whoever waits for a moment."""
        change = timedelta(seconds=offset_seconds - self.offset_seconds)
        if self._traveller is None:
            self._travel = time_machine.travel(datetime.now(UTC) + change, tick=True)
            self._traveller = self._travel.start()
        else:
            self._traveller.shift(change)
        self.offset_seconds = offset_seconds
        self._moved.set()
        self._moved = asyncio.Event()

    async def wait_until(self, moment: datetime) -> None:
        """Returns when `now()` has reached `moment`."""
        while (remaining := (moment - self.now()).total_seconds()) > 0:
            try:
                await asyncio.wait_for(self._moved.wait(), timeout=remaining)
            except TimeoutError:
                continue
