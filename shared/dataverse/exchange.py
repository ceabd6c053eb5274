"""Sends built requests and batches, and sees to it that what comes back is usable. Knows no
table and no operation.

Within a batch that was carried out, single requests may be refused for the moment. They are sent
again here, since the transport sees the batch as a whole only."""

import random
import time
from collections.abc import Callable, Sequence

from shared.dataverse.batch import MAX_PARTS, BrokenBatch, Part, batch_request, read_batch
from shared.dataverse.faults import THROTTLED_SECONDS, fault_of, not_understood, unanswered
from shared.dataverse.rows import Row, read_object
from shared.errors import RemoteError
from shared.retry import Outcome, RetryPolicy, parse_retry_after, wait_before_retry
from shared.transport import Answer, Request, Transport

PART_POLICY = RetryPolicy(tries=3, first_wait=1.0)

Fault = Callable[[str, Answer], RemoteError]


class Exchange:
    """Safe for many threads."""

    def __init__(
        self, transport: Transport, *, sleep: Callable[[float], None] = time.sleep
    ) -> None:
        self._transport = transport
        self._sleep = sleep

    def read(self, request: Request, fault: Fault = fault_of) -> tuple[Answer, Row]:
        """The answer and the JSON object in it. A refusal raises what `fault` makes of it."""
        answer = self._transport.send(request)
        return answer, body_in(request.route, answer, fault)

    def send(self, request: Request) -> None:
        """For an answer whose body is of no interest. A refusal raises its error."""
        answer = self._transport.send(request)
        if not answer.ok:
            raise fault_of(request.route, answer)

    def read_all(self, parts: Sequence[Part], route: str) -> list[tuple[Answer, Row]]:
        """What each of `parts` gives, in order, as `read` does. Raises the error of the first
        part that failed."""
        got = []
        for answer in self.carry_out(parts, route):
            if answer is None:
                raise unanswered(route)
            got.append((answer, body_in(route, answer)))
        return got

    def carry_out(self, parts: Sequence[Part], route: str) -> list[Answer | None]:
        """The answer to each of `parts`, in order, be it a success or not; None where there was
        none. Every part must be repeatable. Raises if a batch as a whole fails."""
        answers: list[Answer | None] = []
        for start in range(0, len(parts), MAX_PARTS):
            answers += self._one_batch(parts[start : start + MAX_PARTS], route)
        return answers

    def _one_batch(self, parts: Sequence[Part], route: str) -> list[Answer | None]:
        answers: dict[int, Answer] = {}
        pending = list(range(len(parts)))
        for attempt in range(1, PART_POLICY.tries + 1):
            got = self._batch([parts[index] for index in pending], route)
            answers.update(zip(pending, got, strict=False))
            waits = {index: _wait(answers.get(index), attempt) for index in pending}
            pending = [index for index, wait in waits.items() if wait is not None]
            if not pending:
                break
            self._sleep(max(wait for wait in waits.values() if wait is not None))
        return [answers.get(index) for index in range(len(parts))]

    def _batch(self, parts: Sequence[Part], route: str) -> list[Answer]:
        """The answers of one call. Fewer than `parts` if the service stopped on the way."""
        request = batch_request(parts, route=route)
        answer = self._transport.send(request)
        if not answer.ok:
            raise fault_of(request.route, answer)
        try:
            got = read_batch(answer)
        except BrokenBatch as fault:
            raise not_understood(request.route, answer, f"is broken: {fault}") from None
        if len(got) > len(parts):
            raise not_understood(request.route, answer, "holds more than was asked for")
        return got


def body_in(route: str, answer: Answer, fault: Fault = fault_of) -> Row:
    """The JSON object of a success. A refusal raises what `fault` makes of it."""
    if not answer.ok:
        raise fault(route, answer)
    body = read_object(answer.body)
    if body is None:
        raise not_understood(route, answer, "is not JSON")
    return body


def _wait(answer: Answer | None, attempt: int) -> float | None:
    """Seconds before a part that got this answer is sent again; None if it is not."""
    asked = None
    if answer is not None:
        asked = parse_retry_after(answer.headers.get("Retry-After"), answer.received_at)
        if asked is None and answer.status == 429:
            asked = THROTTLED_SECONDS
    outcome = Outcome(answer.status if answer is not None else None, retry_after_seconds=asked)
    jitter = random.random()  # noqa: S311
    return wait_before_retry(PART_POLICY, attempt, True, outcome, jitter)
