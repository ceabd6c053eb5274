"""Rate limits: how many calls a span of time allows. Knows neither accounts nor HTTP."""

import math
import time
from collections import deque


class Limit:
    """At most `calls` in any `seconds`; a refused call is not counted."""

    def __init__(self, calls: int, seconds: float) -> None:
        self.calls = calls
        self.seconds = seconds
        self._taken: deque[float] = deque()

    def take(self) -> bool:
        now = time.monotonic()
        while self._taken and now - self._taken[0] >= self.seconds:
            self._taken.popleft()
        if len(self._taken) >= self.calls:
            return False
        self._taken.append(now)
        return True

    @property
    def remaining(self) -> int:
        return max(self.calls - len(self._taken), 0)

    def retry_after_seconds(self) -> int:
        """Whole seconds after which a call is allowed again, at least 1."""
        if not self._taken:
            return 1
        return max(1, math.ceil(self._taken[0] + self.seconds - time.monotonic()))
