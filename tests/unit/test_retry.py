"""The decision to try again, as a table, and the two forms of Retry-After."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.retry import Outcome, RetryPolicy, parse_retry_after, wait_before_retry

POLICY = RetryPolicy(tries=4, first_wait=1.0, longest_wait=35.0, retry_statuses=frozenset({403}))
NOW = datetime(2026, 11, 24, 10, 0, 0, tzinfo=UTC)

NEVER_SENT = Outcome(status=None, was_sent=False)
NO_ANSWER = Outcome(status=None, was_sent=True)


def wait(outcome: Outcome, *, repeatable: bool, attempt: int = 1) -> float | None:
    return wait_before_retry(POLICY, attempt, repeatable, outcome, jitter=1.0)


@pytest.mark.parametrize(
    ("outcome", "a_read", "a_write"),
    [
        (NEVER_SENT, True, True),
        (NO_ANSWER, True, False),
        (Outcome(429), True, True),
        (Outcome(408), True, False),
        (Outcome(500), True, False),
        (Outcome(502), True, False),
        (Outcome(503), True, False),
        (Outcome(504), True, False),
        (Outcome(403), True, False),
        (Outcome(501), False, False),
        (Outcome(200), False, False),
        (Outcome(302), False, False),
        (Outcome(400), False, False),
        (Outcome(401), False, False),
        (Outcome(404), False, False),
        (Outcome(412), False, False),
        (Outcome(422), False, False),
    ],
    ids=str,
)
def test_what_is_tried_again(outcome: Outcome, a_read: bool, a_write: bool) -> None:
    assert (wait(outcome, repeatable=True) is not None) == a_read
    assert (wait(outcome, repeatable=False) is not None) == a_write


def test_a_403_is_final_unless_the_policy_says_otherwise() -> None:
    assert wait_before_retry(RetryPolicy(), 1, True, Outcome(403), 0.5) is None


@pytest.mark.parametrize(("attempt", "again"), [(1, True), (3, True), (4, False), (5, False)])
def test_tries_are_counted_from_one(attempt: int, again: bool) -> None:
    assert (wait(Outcome(503), repeatable=True, attempt=attempt) is not None) == again


@pytest.mark.parametrize(("attempt", "longest"), [(1, 1.0), (2, 2.0), (3, 4.0)])
def test_waits_double_and_are_spread_over_their_upper_half(attempt: int, longest: float) -> None:
    waits = [
        wait_before_retry(POLICY, attempt, True, Outcome(503), jitter) for jitter in (0.0, 0.5, 1.0)
    ]
    assert waits == [longest / 2, longest * 0.75, longest]


@pytest.mark.parametrize(
    ("asked", "expected"), [(None, 1.0), (0.0, 1.0), (0.4, 1.0), (30.0, 30.0), (35.0, 35.0)]
)
def test_the_servers_word_is_waited_for_but_never_less_than_our_own(
    asked: float | None, expected: float
) -> None:
    assert wait(Outcome(429, retry_after_seconds=asked), repeatable=True) == expected


@pytest.mark.parametrize("asked", [35.1, 600.0, float("inf"), float("nan")])
def test_a_wait_that_is_too_long_is_not_begun(asked: float) -> None:
    waited = wait(Outcome(429, retry_after_seconds=asked), repeatable=True)
    assert waited is None or waited <= POLICY.longest_wait


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("", None),
        ("soon", None),
        ("30", 30.0),
        (" 1.5 ", 1.5),
        ("-5", 0.0),
        ("0", 0.0),
        ("Tue, 24 Nov 2026 10:00:20 GMT", 20.0),
        ("Tue, 24 Nov 2026 12:00:20 +0200", 20.0),
        ("Tue, 24 Nov 2026 10:00:20 -0000", 20.0),
        ("Tue, 24 Nov 2026 09:59:00 GMT", 0.0),
        ("Tue, 99 Nov 2026 09:59:00 GMT", None),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str | None, expected: float | None) -> None:
    assert parse_retry_after(value, NOW) == expected


@given(st.text(max_size=40))
def test_no_text_in_retry_after_breaks_the_reader(value: str) -> None:
    seconds = parse_retry_after(value, NOW)
    assert seconds is None or not seconds < 0


@given(
    st.sampled_from([None, 200, 403, 408, 429, 500, 503]),
    st.booleans(),
    st.booleans(),
    st.none() | st.floats(0, 100),
    st.integers(1, 6),
    st.floats(0, 1),
)
def test_no_wait_is_negative_or_longer_than_the_policy_allows(
    status: int | None,
    was_sent: bool,
    repeatable: bool,
    asked: float | None,
    attempt: int,
    jitter: float,
) -> None:
    outcome = Outcome(status, was_sent, asked)
    waited = wait_before_retry(POLICY, attempt, repeatable, outcome, jitter)
    if waited is not None:
        assert max(asked or 0.0, 0.5) <= waited <= POLICY.longest_wait
        assert repeatable or status == 429 or not was_sent
