"""Works on several chunks at once and answers in their order. Knows nothing of what they hold."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TypeVar

from shared.telemetry.work import carried

C = TypeVar("C")
R = TypeVar("R")

AHEAD = 3
"""So many times as many chunks as are acted upon may be done before the first one is."""


def in_order(chunks: Iterable[C], act: Callable[[C], R], *, at_once: int) -> Iterator[R]:
    """`act(chunk)` of each, in the order of `chunks`, up to `at_once` being acted upon at a time;
    while one waits for the pace of a service, the others go on. No more chunks than that are
    held; what `act` gave is, until those before it are through.

    The first error of `act` is raised in its place in the order, after the chunks that were
    begun have come to their end; their results are not given out."""
    act_here = carried(act)
    with ThreadPoolExecutor(at_once, thread_name_prefix="chunk") as threads:
        under_way: deque[Future[R]] = deque()
        for chunk in chunks:
            under_way.append(threads.submit(act_here, chunk))
            running = [future for future in under_way if not future.done()]
            if len(running) >= at_once:
                wait(running, return_when=FIRST_COMPLETED)
            while under_way and (under_way[0].done() or len(under_way) >= AHEAD * at_once):
                yield under_way.popleft().result()
        while under_way:
            yield under_way.popleft().result()
