"""The sandbox's clock: real time plus an offset that a person can move."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the time of one stand-in, in UTC."""

    def __init__(self) -> None:
        self.offset = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset
