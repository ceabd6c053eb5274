"""Pages of a list that is in memory as a whole. Pure."""

from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


def one_page(
    items: Sequence[Item], after: str | None, limit: int
) -> tuple[Sequence[Item], str | None]:
    """`limit` items from the position `after`, and the position that follows, if any."""
    start = int(after) if after is not None and after.isdecimal() else 0
    end = start + limit
    return items[start:end], (str(end) if end < len(items) else None)
