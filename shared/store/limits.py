"""What Table Storage takes, held before anything is sent: Azurite takes more than the service.
Pure.

The figures are of learn.microsoft.com, "Understanding the Table service data model" and
"Scalability and performance targets for Table Storage"; the size of a row of "How the size of an
entity is calculated in Windows Azure table storage" (all read 2026-11-24)."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

from shared.errors import SkipRecord
from shared.store.texts import units

T = TypeVar("T")

KEY_UNITS: Final = 512
"""1 KiB of UTF-16. (The targets say 1,024 characters, the data model says 1 KiB.)"""

TEXT_UNITS: Final = 32_768
BYTES: Final = 65_536
PROPERTIES: Final = 252
"""Besides PartitionKey, RowKey and Timestamp."""

ROW_BYTES: Final = 1024 * 1024 - 256
"""Of 1 MiB; what is left over is for the stamp that each write adds."""

BATCH_ROWS: Final = 100
BATCH_BYTES: Final = 3 * 1024 * 1024
"""Of 4 MiB for a whole request. One row makes at most 3 MiB, as the SDK escapes JSON."""

_HEADERS: Final = 1024
"""Bytes, at most, that a batch sends around each row, but for its keys."""

_TYPE: Final = 40
"""Bytes, at most, that say of which type a property is, but for its name."""

_KEYS: Final = ("PartitionKey", "RowKey")


class NotStorable(SkipRecord):
    """A row is over a limit of Table Storage. `field` is the property, if it is one alone."""

    code = "store.not_storable"
    title = "The values are too long to be kept"


def row_fault(row: Mapping[str, Any]) -> NotStorable | None:
    """Why the service would refuse the row; None if it takes it. Names no value."""
    for name in _KEYS:
        if units(row[name]) > KEY_UNITS:
            return _fault(f"A key is longer than {KEY_UNITS:,} characters.", name)
    if len(row) - len(_KEYS) > PROPERTIES:
        return _fault(f"There are more than {PROPERTIES} properties.")
    for name, value in row.items():
        if isinstance(value, bytes) and len(value) > BYTES:
            return _fault(f"{name} is longer than {BYTES:,} bytes.", name)
        if not isinstance(value, str):
            continue
        if units(value) > TEXT_UNITS:
            return _fault(f"{name} is longer than {TEXT_UNITS:,} characters.", name)
        if not _is_text(value):
            return _fault(f"{name} holds a character that is only half there.", name)
    if row_bytes(row) > ROW_BYTES:
        return _fault("All values together take more than 1 MiB.")
    return None


def fits_as_key(text: str) -> bool:
    """False if no row can have this key, which is encoded already."""
    return units(text) <= KEY_UNITS


def row_bytes(row: Mapping[str, Any]) -> int:
    """The size of the row as the service counts it."""
    keys = 4 + 2 * sum(units(row[name]) for name in _KEYS)
    return keys + sum(
        8 + 2 * units(name) + _value_bytes(value)
        for name, value in row.items()
        if name not in _KEYS
    )


def sent_bytes(row: Mapping[str, Any]) -> int:
    """At most so many bytes does the row add to a batch. The SDK escapes what is not ASCII, in
    the body and in the address, and names the type of each property."""
    keys = sum(9 * units(row[name]) for name in _KEYS)
    types = sum(len(name) for name in row) + _TYPE * len(row)
    return _HEADERS + keys + types + len(json.dumps(dict(row), default=_as_sent))


def batches(
    items: Sequence[T], size: Callable[[T], int], most: int = BATCH_ROWS, room: int = BATCH_BYTES
) -> list[list[T]]:
    """`items` in their order, at most `most` together, and no more than `room` by `size`. One
    that is larger alone goes alone."""
    groups: list[list[T]] = []
    left = 0
    for item in items:
        needed = size(item)
        if not groups or len(groups[-1]) == most or needed > left:
            groups.append([])
            left = room
        groups[-1].append(item)
        left -= needed
    return groups


def _value_bytes(value: Any) -> int:
    if isinstance(value, str):
        return 4 + 2 * units(value)
    if isinstance(value, bool):
        return 1
    if isinstance(value, bytes):
        return 4 + len(value)
    return 4 if isinstance(value, int) else 8


def _as_sent(value: Any) -> str:
    """As long as what the SDK makes of a value that JSON does not know: bytes become base64."""
    return "x" * (len(value) * 4 // 3 + 4) if isinstance(value, bytes) else str(value)


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _fault(detail: str, field: str | None = None) -> NotStorable:
    return NotStorable(
        f"It cannot be kept in Table Storage. {detail}",
        remedy="Shorten its longest texts, or map fewer fields.",
        field=field,
    )
