"""Keys and partitions of rows. Pure.

Table keys may not hold `/ \\ # ?` nor control characters (learn.microsoft.com, "Understanding the
Table service data model", read 2026-11-24). What people typed, such as an email, is hashed; ids
of other systems are encoded, which leaves those that there are today as they are."""

import hashlib
import re
from collections.abc import Hashable, Iterable
from datetime import UTC, datetime
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

PARTITIONS = 16
_END_OF_TIME = 99_999_999_999_999
# `%` is allowed, but has been read as an escape on the way (stackoverflow.com/q/11514707); `~`
# escapes. `','` within a key is taken for the key's end by Azurite 3.37 in a batch. Half an emoji
# and what is no character cannot be sent.
_UNFIT = re.compile(r"[/\\#?%~',\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(r"~([0-9a-f]{4})")
_EMPTY = "~"  # an empty key is taken, but sorts before where every listing begins


def bucket(text: str) -> str:
    """One of `PARTITIONS` two-digit numbers, the same for the same text for ever."""
    return f"{hashlib.sha256(_bytes(text)).digest()[0] % PARTITIONS:02d}"


def digest(text: str) -> str:
    """The SHA-256 of a text, in hex: a key that tells nothing of the text."""
    return hashlib.sha256(_bytes(text)).hexdigest()


def encoded(text: str) -> str:
    """A key that Table Storage takes, of its own for every text; `decoded` gives the text."""
    return _UNFIT.sub(lambda found: f"~{ord(found[0]):04x}", text) or _EMPTY


def decoded(key: str) -> str:
    """The text of which `encoded` made the key."""
    return "" if key == _EMPTY else _ESCAPED.sub(lambda found: chr(int(found[1], 16)), key)


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


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")
