"""Makes calls that are for one contact each, a few at a time."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from shared.telemetry.work import carried

T = TypeVar("T")
R = TypeVar("R")

THREADS: Final = 4
"""Calls in flight at once; more than the pace allows would only wait."""


def each(those: Sequence[T], act: Callable[[T], R]) -> list[R]:
    """What `act` gives of each, in their order. Raises what it does of the first that fails; those
    that were not begun by then are left."""
    if len(those) <= 1:
        return [act(one) for one in those]
    with ThreadPoolExecutor(min(THREADS, len(those)), thread_name_prefix="call") as threads:
        return list(threads.map(carried(act), those))
