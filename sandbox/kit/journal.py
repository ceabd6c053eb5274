"""The calls a stand-in received, and how many of them wrote."""

from collections import Counter, deque
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Call:
    """One HTTP call as received. `wrote` counts the rows it changed (0 for a read)."""

    at: str
    method: str
    path: str
    status: int
    wrote: int
    detail: dict[str, Any] = field(default_factory=dict)


class Journal:
    """The last `keep` calls in full, and totals of all."""

    def __init__(self, keep: int = 50_000) -> None:
        self._calls: deque[Call] = deque(maxlen=keep)
        self.clear()

    def clear(self) -> None:
        self._calls.clear()
        self.calls = 0
        self.writes = 0
        self.by_route: Counter[str] = Counter()
        self.by_status: Counter[int] = Counter()

    def add(self, call: Call, route: str) -> None:
        self._calls.append(call)
        self.calls += 1
        self.writes += call.wrote
        self.by_route[f"{call.method} {route}"] += 1
        self.by_status[call.status] += 1

    def counts(self) -> dict[str, Any]:
        return {
            "calls": self.calls,
            "writes": self.writes,
            "byRoute": dict(self.by_route),
            "byStatus": {str(status): n for status, n in self.by_status.items()},
        }

    def entries(self) -> list[dict[str, Any]]:
        return [asdict(call) for call in self._calls]
