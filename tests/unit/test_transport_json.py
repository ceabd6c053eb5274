"""Answers are read without losing a digit."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.transport import Answer, parse_json


@given(st.decimals(allow_nan=False, allow_infinity=False, places=10))
def test_a_number_with_a_fraction_keeps_all_its_digits(number: Decimal) -> None:
    assert str(parse_json(format(number, "f"))) == str(number)


@given(st.integers())
def test_a_whole_number_is_an_int(number: int) -> None:
    assert parse_json(str(number)) == number
    assert isinstance(parse_json(str(number)), int)


def test_an_exponent_is_read_as_it_was_written() -> None:
    assert parse_json(b'[1.5E+3, "1.5", true, null]') == [Decimal("1.5E+3"), "1.5", True, None]


def test_an_answer_is_read_the_same_way() -> None:
    answer = Answer(200, {}, b'{"a":100000000000.1234567891}', datetime.now(UTC))
    assert answer.json() == {"a": Decimal("100000000000.1234567891")}


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"\xff", b"1e1000000000000000000", b"[1e-99999999999999999999]"]
)
def test_what_is_no_json_or_no_number_raises_value_error(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any of its kinds
        parse_json(body)
