"""Whether a call is tried again, and after how long. Pure: no clock, no socket."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

NOTHING_WAS_DONE = frozenset({429})
"""Answers that say the request was not looked at, so that even a write may be sent again."""

PASSING = frozenset({408, 500, 502, 503, 504})
"""Answers after which the same request may succeed; whether it was carried out is not known."""


@dataclass(frozen=True)
class RetryPolicy:
    """`tries` in all, waits in seconds. `retry_statuses` are retried besides `PASSING`, as
    ActiveCampaign answers 403 to a valid key now and then (singer-io/tap-activecampaign,
    changelog 1.3.1, read 2026-11-24). A wait longer than `longest_wait` is not waited for:
    the error goes to the caller, which hands the work back to its queue."""

    tries: int = 4
    first_wait: float = 0.5
    longest_wait: float = 35.0
    retry_statuses: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Outcome:
    """What came of one try. `status` is None when no answer came; `was_sent` is False when the
    request certainly did not reach the server."""

    status: int | None
    was_sent: bool = True
    retry_after_seconds: float | None = None


def wait_before_retry(
    policy: RetryPolicy, attempt: int, repeatable: bool, outcome: Outcome, jitter: float
) -> float | None:
    """Seconds to wait before the next try, or None when there is to be none.

    `attempt` counts from 1. `repeatable` says that carrying the request out twice is harmless.
    `jitter` is a number from 0 to 1."""
    if attempt >= policy.tries or not _may_succeed(policy, outcome):
        return None
    if not repeatable and outcome.was_sent and outcome.status not in NOTHING_WAS_DONE:
        return None
    backoff = policy.first_wait * 2 ** (attempt - 1) * (0.5 + jitter / 2)
    wait = max(outcome.retry_after_seconds or 0.0, backoff)
    return wait if wait <= policy.longest_wait else None


def _may_succeed(policy: RetryPolicy, outcome: Outcome) -> bool:
    if outcome.status is None:
        return True
    return outcome.status in NOTHING_WAS_DONE | PASSING | policy.retry_statuses


def parse_retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds asked for by a Retry-After header in either of its forms (RFC 9110, 10.2.3);
    None if it is absent or says nothing."""
    if value is None:
        return None
    text = value.strip()
    try:
        return max(0.0, float(text))
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
