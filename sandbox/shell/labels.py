"""Texts by language, and what `$webresource:` stands for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

BASE = 1033
_WEB_RESOURCE = "$webresource:"


@dataclass(frozen=True)
class Labels:
    """By language id (1033, 1040 ...)."""

    texts: Mapping[int, str]

    @classmethod
    def of(cls, elements: Iterable[ElementTree.Element]) -> "Labels":
        """From elements with a text and a language, as they are written in any part of a zip."""
        return cls(
            {
                int(one.get("languagecode") or one.get("LCID") or BASE): (
                    one.get("description") or one.get("Title") or ""
                )
                for one in elements
            }
        )

    def text(self, language: int) -> str:
        """In that language, else in the organisation's."""
        return self.texts.get(language) or self.texts.get(BASE, "")


def web_resource(value: str) -> str:
    """The name of the web resource; empty for an empty value. Raises ValueError for another."""
    if value and not value.startswith(_WEB_RESOURCE):
        raise ValueError(f"{value} names no web resource")
    return value.removeprefix(_WEB_RESOURCE)
