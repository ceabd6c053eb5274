"""Running invocations: one log line each, counts, and the host's limit of time.

A thread cannot be stopped. So when `functionTimeout` is over the host does what the real one
does: it gives up the whole worker, and with it what runs beside (`died`); `__main__` then
replaces the process. Knows nothing of triggers."""

import asyncio
import logging
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass

from sandbox.host.worker import Outcome

_log = logging.getLogger("host")


@dataclass
class Count:
    started: int = 0
    running: int = 0
    succeeded: int = 0
    failed: int = 0


class Invocations:
    """All invocations of this process. `timeout_seconds` None: no limit."""

    def __init__(self, timeout_seconds: float | None) -> None:
        self._timeout_seconds = timeout_seconds
        self._counts: dict[str, Count] = {}
        self.died: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def know(self, function: str) -> None:
        self._counts[function] = Count()

    @property
    def running(self) -> int:
        return sum(count.running for count in self._counts.values())

    def counts(self) -> dict[str, dict[str, int]]:
        """By function name: started, running, succeeded, failed."""
        return {name: asdict(count) for name, count in self._counts.items()}

    async def run(
        self,
        function: str,
        call: Callable[[str], Awaitable[Outcome]],
        after: Callable[[Outcome], Awaitable[None]] | None = None,
    ) -> Outcome:
        """Invokes by `call(invocation id)`; `after` carries out the outputs of a good outcome
        and belongs to the invocation: if it raises, the invocation has failed."""
        invocation = str(uuid.uuid4())
        count, start = self._counts[function], time.monotonic()
        count.started += 1
        count.running += 1
        try:
            outcome = await self._limited(function, invocation, call(invocation))
            if outcome.ok and after is not None:
                try:
                    await after(outcome)
                except Exception as fault:  # noqa: BLE001 - any failed output fails the invocation
                    outcome = Outcome(ok=False, error=f"output binding: {fault}")
        finally:
            count.running -= 1
        if outcome.ok:
            count.succeeded += 1
        else:
            count.failed += 1
        result = "Succeeded" if outcome.ok else f"Failed: {outcome.error}"
        milliseconds = int((time.monotonic() - start) * 1000)
        _log.info("Executed '%s' (%s, %d ms, %s)", function, invocation, milliseconds, result)
        return outcome

    async def _limited(self, function: str, invocation: str, call: Awaitable[Outcome]) -> Outcome:
        task = asyncio.ensure_future(call)
        done, _ = await asyncio.wait(
            (task, self.died), timeout=self._timeout_seconds, return_when=asyncio.FIRST_COMPLETED
        )
        if task in done:
            return task.result()
        if not self.died.done():
            _log.error(
                "Timeout value of %g s exceeded by function '%s' (%s): the worker is given up",
                self._timeout_seconds,
                function,
                invocation,
            )
            self.died.set_result(None)
            return Outcome(ok=False, error="it ran longer than functionTimeout")
        return Outcome(ok=False, error="the worker process was given up while it ran")
