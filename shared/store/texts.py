"""Long texts in the properties of a row, counted as Table Storage counts them: in UTF-16 units,
of which an emoji takes two. Pure."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

PART: Final = 32_000
"""UTF-16 units in one property; Table Storage takes 64 KiB, which is 32,768 (learn.microsoft.com,
"Understanding the Table service data model", read 2026-11-24)."""

_SURROGATE = re.compile(r"[\ud800-\udfff]")


def units(text: str) -> int:
    """The length of `text` in UTF-16 units."""
    return len(text) if text.isascii() else len(_utf16(text)) // 2


def parts(text: str, most: int = PART) -> list[str]:
    """`text` in pieces of at most `most` units, which is two or more; no character is torn."""
    if text.isascii():
        return [text[start : start + most] for start in range(0, len(text), most)]
    data = _utf16(text)
    pieces: list[str] = []
    start = 0
    while start < len(data):
        end = min(start + 2 * most, len(data))
        if end < len(data) and 0xD8 <= data[end - 1] <= 0xDB:  # the next unit belongs to it
            end -= 2
        pieces.append(data[start:end].decode("utf-16-le", "surrogatepass"))
        start = end
    return pieces


def shortened(text: str, most: int) -> str:
    """`text`, or as much of it as fits into `most` units with an ellipsis at its end."""
    return text if units(text) <= most else parts(text, most - 1)[0] + "…"


def whole(text: str) -> str:
    """`text` with a replacement character for each half of an emoji, which cannot be sent."""
    return _utf16(text).decode("utf-16-le", "replace")


def cells(name: str, text: str) -> dict[str, str]:
    """Properties `name0`, `name1` and so on that hold `text`."""
    return {f"{name}{number}": part for number, part in enumerate(parts(text))}


def joined(row: Mapping[str, Any], name: str) -> str:
    """The text that `cells` has put into the row; empty if there is none."""
    found: list[str] = []
    while (part := row.get(f"{name}{len(found)}")) is not None:
        found.append(part)
    return "".join(found)


def dense_json(value: Any) -> str:
    """JSON that escapes only what must be. Half an emoji, as the limit of another system leaves
    it, must be too."""
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return _SURROGATE.sub(lambda half: f"\\u{ord(half[0]):04x}", text)


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le", "surrogatepass")
