"""A clock that is set by hand, and tokens that end by it."""

from shared.dataverse.token import Token
from shared.errors import RemoteError


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


class Tokens:
    """Gives a new token, good for an hour, each time, or fails."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.given = 0
        self.asked = 0
        self.fault: RemoteError | None = None

    def issue(self) -> Token:
        self.asked += 1
        if self.fault is not None:
            raise self.fault
        self.given += 1
        return Token(f"token-{self.given}", self.clock.now + 3600)
