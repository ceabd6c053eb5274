"""Service protection limits per user: requests and execution time in five minutes, concurrency.

Numbers, codes and `Retry-After`: learn.microsoft.com, "Service protection API limits" (read
2026-11-24). Off until switched on."""

from collections import defaultdict, deque
from dataclasses import dataclass, field

from sandbox.dataverse.refusals import Refusal

WINDOW_SECONDS = 300.0


@dataclass
class Limits:
    """`retry_after` 0: until the oldest request leaves the window."""

    enabled: bool = False
    requests: int = 6000
    execution_seconds: float = 1200.0
    concurrent: int = 52
    retry_after: int = 0
    _spent: dict[str, deque[tuple[float, float]]] = field(
        default_factory=lambda: defaultdict(deque)
    )
    _running: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def enter(self, user: str, now: float) -> None:
        """Counts a request that begins. Raises Refusal (429), which does not count as running."""
        if not self.enabled:
            return
        spent = self._spent[user]
        while spent and spent[0][0] <= now - WINDOW_SECONDS:
            spent.popleft()
        if self._running[user] >= self.concurrent:
            raise self._refusal("0x80072326", "Number of concurrent requests exceeded the limit "
                                f"of {self.concurrent}.", 1)  # fmt: skip
        wait = int(spent[0][0] + WINDOW_SECONDS - now) + 1 if spent else 1
        if len(spent) >= self.requests:
            limit = f"the limit of {self.requests} over time window of 300 seconds."
            raise self._refusal("0x80072322", f"Number of requests exceeded {limit}", wait)
        if sum(seconds for _, seconds in spent) >= self.execution_seconds:
            limit = f"limit of {int(self.execution_seconds * 1000)} milliseconds"
            raise self._refusal(
                "0x80072321",
                f"Combined execution time of incoming requests exceeded {limit} over time window "
                "of 300 seconds.",
                wait,
            )
        self._running[user] += 1

    def leave(self, user: str, now: float, seconds: float) -> None:
        if self.enabled and self._running[user] > 0:
            self._running[user] -= 1
            self._spent[user].append((now, seconds))

    def remaining(self, user: str) -> tuple[int, float]:
        spent = self._spent[user]
        used = sum(seconds for _, seconds in spent)
        return self.requests - len(spent), self.execution_seconds - used

    def reset(self) -> None:
        self._spent.clear()
        self._running.clear()

    def _refusal(self, code: str, message: str, wait: int) -> Refusal:
        return Refusal(429, code, message, {"Retry-After": str(self.retry_after or wait)})
