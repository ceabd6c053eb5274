"""XML as exports write it: elements in order, texts in each language, stable ids."""

from collections.abc import Iterable
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from tools.solution.sources import Text

LANGUAGES = {1033: "en", 1040: "it"}


def component_id(kind: str, name: str) -> str:
    """The id of a component, for good: the same name always has the same. Lower case, no braces."""
    return str(uuid5(NAMESPACE_URL, f"acd/solution/{kind}/{name}"))


def braced(component: str) -> str:
    return f"{{{component}}}"


def add(parent: Element, tag: str, text: str = "", /, **attributes: str) -> Element:
    """A new last child. A value is never None: exports say an empty element instead."""
    child = SubElement(parent, tag, attributes)
    child.text = text
    return child


def add_all(parent: Element, children: Iterable[tuple[str, str]]) -> None:
    for tag, text in children:
        add(parent, tag, text)


def add_texts(parent: Element, around: str, each: str, text: Text) -> Element:
    """`around` with one `each` for each language."""
    texts = add(parent, around)
    for code, language in LANGUAGES.items():
        words = str(getattr(text, language))
        add(texts, each, description=words, languagecode=str(code))
    return texts


def document(root: Element) -> bytes:
    """The file: UTF-8, indented by two."""
    indent(root)
    text: str = tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()
