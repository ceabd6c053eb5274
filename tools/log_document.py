"""Writes the table of log lines in docs/operations.md anew from shared/telemetry/lines.py.

The rest of that page is written by hand; a test holds table and code together."""

import dataclasses
import inspect
import sys
from pathlib import Path

from pydantic.alias_generators import to_camel

from shared.telemetry.lines import LINES, Line
from shared.telemetry.output import COMMON
from tools.marked import with_part

PAGE = Path(__file__).resolve().parent.parent / "docs" / "operations.md"
TARGET = "log-docs"


def fields(line: type[Line]) -> tuple[str, ...]:
    """Names of the line's own fields, as they are written."""
    return tuple(to_camel(field.name) for field in dataclasses.fields(line))


def table() -> str:
    """One row for each line, as Markdown."""
    rows = ["| `event` | fields | meaning |", "| --- | --- | --- |"]
    rows.append(f"| each | {_listed(COMMON)} | Where a function, a run, a step is at work. |")
    for line in LINES:
        rows.append(f"| `{line.event}` | {_listed(fields(line))} | {_meaning(line)} |")
    return "\n".join(rows) + "\n"


def with_table(page: str) -> str:
    """The page with the table of today's lines."""
    return with_part(page, TARGET, table())


def _listed(names: tuple[str, ...]) -> str:
    return " ".join(f"`{name}`" for name in names)


def _meaning(line: type[Line]) -> str:
    """The docstring, with fields by the names that they are written with."""
    text = " ".join((inspect.getdoc(line) or "").split())
    for field in dataclasses.fields(line):
        text = text.replace(f"`{field.name}`", f"`{to_camel(field.name)}`")
    return text.replace("|", r"\|")


def main() -> None:
    PAGE.write_text(with_table(PAGE.read_text()))
    sys.stdout.write(f"{PAGE.name} is written.\n")


if __name__ == "__main__":
    main()
