"""Keys and partitions of rows. Pure.

Table keys may not hold `/ \\ # ?` nor control characters, and emails may; so what people typed is
hashed, never used as it is."""

import hashlib
from collections.abc import Hashable, Iterable
from datetime import UTC, datetime
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

PARTITIONS = 64
_END_OF_TIME = 99_999_999_999_999


def bucket(text: str) -> str:
    """One of `PARTITIONS` two-digit numbers, the same for the same text for ever."""
    return f"{hashlib.sha256(text.encode()).digest()[0] % PARTITIONS:02d}"


def digest(text: str) -> str:
    """The SHA-256 of a text, in hex: a key that tells nothing of the text."""
    return hashlib.sha256(text.encode()).hexdigest()


def newest_first(moment: datetime, unique: str) -> str:
    """A row key that sorts later moments first. `unique` tells apart rows of one moment."""
    milliseconds = int(moment.astimezone(UTC).timestamp() * 1000)
    return f"{_END_OF_TIME - milliseconds:014d}-{unique}"


def grouped(items: Iterable[tuple[K, V]]) -> dict[K, list[V]]:
    """The second of each pair, in lists by the first."""
    groups: dict[K, list[V]] = {}
    for key, value in items:
        groups.setdefault(key, []).append(value)
    return groups
