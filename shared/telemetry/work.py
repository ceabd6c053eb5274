"""What one function does, counted while it works and told when it ends. Threads take part in the
work of whoever started them if what they run was `carried`."""

import logging
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import ParamSpec, TypeVar

from shared.telemetry.lines import FunctionEnded, KeyRejected, ProblemsNoted, RemoteCalls
from shared.telemetry.output import bound, tell

P = ParamSpec("P")
R = TypeVar("R")


@dataclass
class _Calls:
    calls: int = 0
    refused: int = 0
    throttled: int = 0
    failed: int = 0
    seconds: float = 0.0
    slowest: float = 0.0


@dataclass
class Work:
    """Counts of one function. Safe for many threads."""

    began: float = field(default_factory=time.monotonic)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _calls: dict[tuple[str, str, str], _Calls] = field(default_factory=dict)
    _problems: Counter[tuple[str, str]] = field(default_factory=Counter)
    _keys: set[str] = field(default_factory=set)

    @property
    def elapsed_ms(self) -> int:
        return _ms(time.monotonic() - self.began)

    def call(self, route: tuple[str, str, str], status: int | None, seconds: float) -> None:
        with self._lock:
            sums = self._calls.setdefault(route, _Calls())
            sums.calls += 1
            sums.seconds += seconds
            sums.slowest = max(sums.slowest, seconds)
            if status is None or status >= 500:
                sums.failed += 1
            elif status == 429:
                sums.throttled += 1
            elif status >= 400:
                sums.refused += 1

    def problem(self, entity: str, code: str) -> None:
        with self._lock:
            self._problems[entity, code] += 1

    def key_rejected(self, code: str) -> None:
        with self._lock:
            self._keys.add(code)

    def tell(self) -> None:
        """One line for each route, each kind of problem, and each refusal of the key."""
        with self._lock:
            calls, problems, keys = [*self._calls.items()], [*self._problems.items()], [*self._keys]
        for (service, method, route), sums in calls:
            tell(
                RemoteCalls(
                    service=service,
                    method=method,
                    route=route,
                    calls=sums.calls,
                    refused=sums.refused,
                    throttled=sums.throttled,
                    failed=sums.failed,
                    duration_ms=_ms(sums.seconds),
                    slowest_ms=_ms(sums.slowest),
                )
            )
        for (entity, code), count in problems:
            tell(ProblemsNoted(entity, code, count))
        for code in keys:
            tell(KeyRejected(code), logging.ERROR)


_WORK: ContextVar[Work | None] = ContextVar("work", default=None)


@contextmanager
def at_work(function: str) -> Iterator[Work]:
    """What is counted inside is told when the block ends."""
    work = Work()
    token = _WORK.set(work)
    try:
        with bound(function=function):
            try:
                yield work
            finally:
                work.tell()
    finally:
        _WORK.reset(token)


@contextmanager
def invocation(
    function: str, *, queued_at: datetime | None = None, deliveries: int | None = None
) -> Iterator[None]:
    """A timer or queue function at work. `queued_at` and `deliveries` are those of its message."""
    waited = None
    if queued_at is not None:
        at = queued_at if queued_at.tzinfo is not None else queued_at.replace(tzinfo=UTC)
        waited = max(0, round((datetime.now(UTC) - at).total_seconds()))
    with at_work(function) as work:
        fault: str | None = None
        try:
            yield
        except BaseException as raised:
            fault = type(raised).__name__
            raise
        finally:
            line = FunctionEnded(
                "done" if fault is None else "failed", work.elapsed_ms, fault, waited, deliveries
            )
            tell(line, logging.INFO if fault is None else logging.ERROR)


def count_call(service: str, method: str, route: str, status: int | None, seconds: float) -> None:
    """One call that was sent; `status` None if no answer came. `route` has no ids."""
    work = _WORK.get()
    if work is not None:
        work.call((service, method, route), status, seconds)


def count_problem(entity: str, code: str) -> None:
    work = _WORK.get()
    if work is not None:
        work.problem(entity, code)


def count_key_rejected(code: str) -> None:
    work = _WORK.get()
    if work is not None:
        work.key_rejected(code)


def carried(act: Callable[P, R]) -> Callable[P, R]:
    """`act` for other threads, as part of the work of this one."""
    context = copy_context()

    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        return context.copy().run(act, *args, **kwargs)

    return run


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
