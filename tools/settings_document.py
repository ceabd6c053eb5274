"""Writes the table of docs/settings.md anew from the model in shared/settings.py.

The rest of that page is written by hand; a test holds table and model together."""

import sys
from pathlib import Path

from annotated_types import Gt, MinLen
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from shared.settings import Settings
from tools.marked import with_part

PAGE = Path(__file__).resolve().parent.parent / "docs" / "settings.md"
TARGET = "settings-docs"


def table() -> str:
    """One row for each setting of the model, in its order, as Markdown."""
    rows = ["| name | kind | default | meaning |", "| --- | --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        cells = (f"`{field.alias or name}`", kind(field), default(field), field.description or "")
        rows.append("| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |")
    return "\n".join(rows) + "\n"


def kind(field: FieldInfo) -> str:
    """What may be written there, in a word or two."""
    text = str(field.annotation) + str(field.metadata)
    if SecretStr.__name__ in text:
        longest = [rule.min_length for rule in field.metadata if isinstance(rule, MinLen)]
        return f"secret, {longest[0]} characters or more" if longest else "secret"
    if "_remote_url" in text:
        return "address"
    if "_guid" in text:
        return "GUID"
    if "tuple" in text:
        return "list"
    if field.annotation is bool:
        return "true or false"
    if field.annotation in (int, float):
        above = [rule.gt for rule in field.metadata if isinstance(rule, Gt)]
        return f"number above {above[0]}" if above else "number"
    return "text"


def default(field: FieldInfo) -> str:
    value = field.default
    if field.is_required():
        return "**must be set**"
    if value is None or value == ():
        return ""
    if isinstance(value, tuple):
        return f"`{','.join(value)}`"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{value:g}`" if isinstance(value, float) else f"`{value}`"


def with_table(page: str) -> str:
    """The page with the table of today's model."""
    return with_part(page, TARGET, table())


def main() -> None:
    PAGE.write_text(with_table(PAGE.read_text()))
    sys.stdout.write(f"{PAGE.name} is written.\n")


if __name__ == "__main__":
    main()
