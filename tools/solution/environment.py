"""Environment variables: one file each, all of them texts without a value."""

from xml.etree.ElementTree import Element

from tools.solution.sources import INTRODUCED, Text, Variable
from tools.solution.xml import LANGUAGES, add, add_all, document

TEXT = "100000000"
"""The type of a variable that holds a text."""


def variable_file(variable: Variable) -> tuple[str, bytes]:
    """Name in the zip, and content."""
    root = Element("environmentvariabledefinition", schemaname=variable.name)
    _add_text(root, "description", variable.description)
    _add_text(root, "displayname", variable.title)
    add_all(
        root,
        (
            ("introducedversion", INTRODUCED),
            ("iscustomizable", "1"),
            ("isrequired", "0"),
            ("type", TEXT),
        ),
    )
    folder = f"environmentvariabledefinitions/{variable.name}"
    return f"{folder}/environmentvariabledefinition.xml", document(root)


def _add_text(root: Element, tag: str, text: Text) -> None:
    found = add(root, tag, default=text.en)
    for code, language in LANGUAGES.items():
        add(found, "label", description=str(getattr(text, language)), languagecode=str(code))
