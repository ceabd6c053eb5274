"""Pages of docs/ with a part that a program writes, between two marks. The rest is by hand."""

END = "<!-- end -->\n"


def begin(target: str) -> str:
    """The mark before a part; `target` is the make target that writes it."""
    return f"<!-- begin: made by `make {target}` -->\n"


def with_part(page: str, target: str, part: str) -> str:
    """The page with `part` between its marks. Raises ValueError if they are not there once."""
    before, rest = page.split(begin(target))
    _, after = rest.split(END, 1)
    return f"{before}{begin(target)}{part}{END}{after}"
