"""Faults that a stand-in was told to show: any status, a delay, a cut connection."""

import random
import re
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Kind = Literal["status", "delay", "cutBefore", "cutAfter"]


@dataclass
class Fault:
    """One rule. It strikes calls that match `method` and `path` (a regular expression on the
    path with its query string), after letting `skip` of them pass, `times` times (None: for
    ever), each with `probability`.

    `status` answers with `status`, `headers` and `body` instead of handling the call;
    `delay` waits `seconds` and then handles it; `cutBefore` drops the connection unhandled;
    `cutAfter` handles the call, commits, and drops the connection without an answer."""

    kind: Kind
    method: str = ".*"
    path: str = ".*"
    times: int | None = 1
    skip: int = 0
    probability: float = 1.0
    status: int = 503
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    seconds: float = 0.0
    struck: int = 0

    def matches(self, method: str, path: str) -> bool:
        return bool(re.fullmatch(self.method, method)) and bool(re.search(self.path, path))


class Faults:
    """The rules in force, oldest first; a call is struck by the first that takes it."""

    def __init__(self, seed: int = 1) -> None:
        self._rules: list[Fault] = []
        self._random = random.Random(seed)

    def add(self, rule: dict[str, Any]) -> Fault:
        """Raises TypeError or ValueError for a rule that is not of `Fault`'s shape."""
        fault = Fault(**rule)
        if fault.kind not in ("status", "delay", "cutBefore", "cutAfter"):
            raise ValueError(f"kind: unknown fault {fault.kind!r}")
        re.compile(fault.path), re.compile(fault.method)
        self._rules.append(fault)
        return fault

    def clear(self) -> None:
        self._rules.clear()

    def rules(self) -> list[dict[str, Any]]:
        return [asdict(rule) for rule in self._rules]

    def strike(self, method: str, path: str) -> Fault | None:
        for rule in self._rules:
            if not rule.matches(method, path) or rule.times == 0:
                continue
            if rule.skip > 0:
                rule.skip -= 1
                continue
            if self._random.random() >= rule.probability:
                continue
            if rule.times is not None:
                rule.times -= 1
            rule.struck += 1
            return rule
        return None
