"""Loosely typed JSON becomes the same plain values, however it was typed."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from shared.activecampaign import reading


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("1182", "1182"),
        (1182, "1182"),
        (" 7 ", "7"),
        ("0", ""),
        (0, ""),
        (None, ""),
        ("", ""),
        ("abc", ""),
        ("1/2", ""),
        (True, ""),
        ("١", ""),
        (-3, ""),
    ],
)
def test_an_id_is_a_decimal_string_or_none(value: object, expected: str) -> None:
    assert reading.identifier(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("2", 2), (2, 2), ("0", 0), (None, None), ("", None), ("two", None), (True, None)],
)
def test_a_total_may_be_text_or_number(value: object, expected: int | None) -> None:
    assert reading.total({"meta": {"total": value}}) == expected


def test_an_answer_without_meta_has_no_total() -> None:
    assert reading.total({}) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2022-04-14T10:03:23-05:00", datetime(2022, 4, 14, 15, 3, 23, tzinfo=UTC)),
        ("2022-04-14T10:03:23Z", datetime(2022, 4, 14, 10, 3, 23, tzinfo=UTC)),
        ("2022-04-14 10:03:23", None),
        ("0000-00-00", None),
        ("0000-00-00 00:00:00", None),
        ("0001-01-01T00:00:00+09:00", None),
        ("", None),
        (None, None),
        (20220414, None),
    ],
)
def test_a_time_counts_only_with_its_offset(value: object, expected: datetime | None) -> None:
    assert reading.moment(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, True),
        ("1", True),
        (True, True),
        ("true", True),
        ("3", True),
        (0, False),
        ("0", False),
        (False, False),
        (None, False),
        ("", False),
        ("no", False),
    ],
)
def test_a_flag_is_read_from_any_type(value: object, expected: bool) -> None:
    assert reading.flag(value) is expected


@pytest.mark.parametrize("value", [0, "0", Decimal("0.5")])
def test_zero_is_a_text_and_not_nothing(value: object) -> None:
    assert reading.text(value) == str(value)


@pytest.mark.parametrize("body", [b"", b"<html>", b"{", b"\xff"])
def test_what_is_no_json_is_read_as_nothing(body: bytes) -> None:
    assert reading.parsed(body) is None
