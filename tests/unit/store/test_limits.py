"""The limits of Table Storage, which Azurite does not hold as the service does."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.store import limits
from shared.store.limits import BATCH_BYTES, BATCH_ROWS, batches, row_bytes, row_fault, sent_bytes

KEYS = {"PartitionKey": "p", "RowKey": "r"}


def texts(count: int, length: int) -> dict[str, Any]:
    return {f"text{number}": "x" * length for number in range(count)}


FITS: list[tuple[str, dict[str, Any]]] = [
    ("the longest key", {"RowKey": "k" * 512}),
    ("the longest text", {"text": "x" * 32_768}),
    ("as many emoji as fit", {"text": "😀" * 16_384}),
    ("the most bytes", {"bytes": b"x" * 65_536}),
    ("all properties", texts(252, 1)),
    ("nearly a mebibyte", texts(16, 32_700)),
]
TOO_MUCH: list[tuple[str, dict[str, Any]]] = [
    ("a key of 513", {"RowKey": "k" * 513}),
    ("a key of 257 emoji", {"PartitionKey": "😀" * 257}),
    ("a text of 32,769", {"text": "x" * 32_769}),
    ("emoji that count double", {"text": "😀" * 16_385}),
    ("bytes of 65,537", {"bytes": b"x" * 65_537}),
    ("253 properties", texts(253, 1)),
    ("more than a mebibyte", texts(17, 32_700)),
    ("half an emoji", {"text": "a\ud83d"}),
]


@pytest.mark.parametrize("row", [row for _, row in FITS], ids=[name for name, _ in FITS])
def test_what_fits_is_sent(row: dict[str, Any]) -> None:
    assert row_fault({**KEYS, **row}) is None


@pytest.mark.parametrize("row", [row for _, row in TOO_MUCH], ids=[name for name, _ in TOO_MUCH])
def test_what_does_not_fit_is_told_without_its_value(row: dict[str, Any]) -> None:
    fault = row_fault({**KEYS, **row})
    assert fault is not None
    assert len(str(fault)) < 300
    assert fault.remedy


def test_a_row_is_counted_as_the_service_counts_it() -> None:
    # 4, keys 2 x 2, then for each property 8 and its name twice: 4 + 2 x 3, 1, 4 and 8.
    row = {**KEYS, "text": "a😀", "yes": True, "number": 7, "half": 0.5}
    assert row_bytes(row) == 4 + 4 + (8 + 8 + 10) + (8 + 6 + 1) + (8 + 12 + 4) + (8 + 8 + 8)


@given(st.lists(st.integers(1, 50), max_size=60), st.integers(1, 7), st.integers(20, 120))
def test_batches_hold_every_item_once_and_in_order(sizes: list[int], most: int, room: int) -> None:
    made = batches(sizes, lambda size: size, most, room)
    assert [size for batch in made for size in batch] == sizes
    for batch in made:
        assert len(batch) <= most
        assert sum(batch) <= room or len(batch) == 1


def test_a_batch_is_split_by_size_before_it_is_by_number() -> None:
    large = [{**KEYS, **texts(15, 32_000)} for _ in range(20)]
    small = [{**KEYS, **texts(3, 10)} for _ in range(250)]
    assert [len(batch) for batch in batches(small, sent_bytes)] == [100, 100, 50]
    made = batches(large, sent_bytes)
    assert max(len(batch) for batch in made) < BATCH_ROWS
    assert all(sum(map(sent_bytes, batch)) <= BATCH_BYTES for batch in made)


def test_bytes_are_counted_as_they_are_sent() -> None:
    row = {**KEYS, "bytes": b"\x00" * 60_000}
    assert 80_000 < sent_bytes(row) < 90_000


@pytest.mark.parametrize("sign", ["x", '"', "è", "😀", "\x01"])
def test_the_largest_row_fits_a_request_whatever_is_in_it(sign: str) -> None:
    length = 32_000 // (2 if sign == "😀" else 1)
    row = {**KEYS, **{f"text{number}": sign * length for number in range(16)}}
    assert row_fault(row) is None
    assert sent_bytes(row) < 4 * 1024 * 1024 - 4096


def test_keys_leave_room_for_their_longest_form() -> None:
    key = "è" * limits.KEY_UNITS
    assert sent_bytes({"PartitionKey": key, "RowKey": key}) > 2 * 6 * limits.KEY_UNITS
