"""Text as the two systems measure and compare it: UTF-16 units, characters, labels. Pure."""

import html
import re
import unicodedata

LINE_BREAKS = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029]")
_NOT_STORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_IGNORED_IN_LABELS = re.compile(r"[\s_]+|(?<!^)-|-(?!\s*\d)")
"""A minus before a number is not ignored."""


def utf16_length(text: str) -> int:
    """The length as Dataverse counts it: an emoji counts 2."""
    if text.isascii():
        return len(text)
    return len(text) + sum(character > "\uffff" for character in text)


def shortened(text: str, limit: int | None) -> str:
    """The longest beginning of at most `limit` UTF-16 units, never half a character."""
    if limit is None or utf16_length(text) <= limit:
        return text
    units = 0
    for index, character in enumerate(text):
        units += 2 if character > "\uffff" else 1
        if units > limit:
            return text[:index]
    return text


def is_storable(text: str) -> bool:
    """False for control characters other than tab and line break, and for halves of surrogate
    pairs: XML 1.0, and so a solution export or a plug-in, cannot carry them."""
    return text.isprintable() or _NOT_STORABLE.search(text) is None


def has_line_break(text: str) -> bool:
    return not text.isprintable() and LINE_BREAKS.search(text) is not None


def fold_label(label: str) -> str:
    """The form in which option labels are compared: without case, blanks, `_`, `-` and HTML
    entities, since other tools store machine codes in place of an option's text."""
    text = html.unescape(label) if "&" in label else label
    folded = unicodedata.normalize("NFKC", text).casefold().strip()
    return _IGNORED_IN_LABELS.sub("", folded) or text
