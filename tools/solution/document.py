"""Writes the roles' privileges into docs/security.md, from solution/src/roles.toml."""

import sys
from pathlib import Path

from tools.marked import with_part
from tools.solution import sources
from tools.solution.roles import markdown

PAGE = Path(__file__).resolve().parents[2] / "docs" / "security.md"
TARGET = "solution-docs"


def with_roles(page: str) -> str:
    """The page with today's roles. Raises ValueError if it has no place for them."""
    return with_part(page, TARGET, markdown(sources.roles()))


def main() -> None:
    PAGE.write_text(with_roles(PAGE.read_text()))
    sys.stdout.write(f"{PAGE.name} written\n")


if __name__ == "__main__":
    main()
