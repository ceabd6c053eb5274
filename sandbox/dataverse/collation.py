"""How the database compares text: without case, without trailing blanks, by LIKE patterns.

Case: learn.microsoft.com, Web API "filter rows" (read 2026-11-24). Trailing blanks: SQL Server
pads before `=`. Accents: the collation of the organisation decides; see `accent_insensitive`."""

import re
import unicodedata
from dataclasses import dataclass

_WILDCARDS = re.compile(r"[%_\[]")


@dataclass(frozen=True)
class Collation:
    accent_insensitive: bool = False

    def fold(self, value: object) -> object:
        """What two equal values have in common; values other than text stay as they are."""
        return self.text(value).rstrip(" ") if isinstance(value, str) else value

    def text(self, value: str) -> str:
        """Without case; a capital sigma is the same letter wherever it stands in a word."""
        if self.accent_insensitive and not value.isascii():
            decomposed = unicodedata.normalize("NFKD", value)
            value = "".join(c for c in decomposed if not unicodedata.combining(c))
        return value.replace("Σ", "σ").lower()

    def like(self, pattern: str, *, start: bool, end: bool) -> re.Pattern[str]:
        """`pattern` with its LIKE wildcards; `start` and `end` say where it is anchored."""
        body = _like_body(self.text(pattern))
        return re.compile(("" if start else ".*") + body + ("" if end else ".*"), re.DOTALL)


def has_wildcard(pattern: str) -> bool:
    return bool(_WILDCARDS.search(pattern))


def _like_body(pattern: str) -> str:
    out, at = [], 0
    while at < len(pattern):
        char = pattern[at]
        end = pattern.find("]", at + 2) if char == "[" else -1
        if char == "%":
            out.append(".*")
        elif char == "_":
            out.append(".")
        elif end > 0:
            out.append(_character_class(pattern[at + 1 : end]))
            at = end
        elif char == "[":
            out.append(r"(?!)")  # an unclosed set matches nothing
        else:
            out.append(re.escape(char))
        at += 1
    return "".join(out)


def _character_class(inside: str) -> str:
    negated = inside.startswith("^") and len(inside) > 1
    members = re.sub(r"([\\\[\]^&~|])", r"\\\1", inside[1:] if negated else inside)
    return f"[{'^' if negated else ''}{members}]"
