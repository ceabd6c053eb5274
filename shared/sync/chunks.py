"""Works on several chunks at once and answers in their order. Knows nothing of what they hold."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

C = TypeVar("C")
R = TypeVar("R")


def in_order(chunks: Iterable[C], act: Callable[[C], R], *, at_once: int) -> Iterator[tuple[C, R]]:
    """Each chunk with `act(chunk)`, in the order of `chunks`, up to `at_once` being acted upon at
    a time; while one waits for the pace of a service, the others go on. At most that many
    chunks are held.

    The first error of `act` is raised in its place in the order, after the chunks that were
    begun have come to their end; their results are not given out."""
    with ThreadPoolExecutor(at_once, thread_name_prefix="chunk") as threads:
        under_way: deque[tuple[C, Future[R]]] = deque()
        for chunk in chunks:
            under_way.append((chunk, threads.submit(act, chunk)))
            if len(under_way) >= at_once:
                first, result = under_way.popleft()
                yield first, result.result()
        while under_way:
            first, result = under_way.popleft()
            yield first, result.result()
