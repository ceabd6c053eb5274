"""docs/mapping.md prints what the code says."""

from itertools import chain
from pathlib import Path

import pytest

from shared.mapping.compatibility import TABLE
from shared.mapping.conditions import OPERATORS, condition_kind
from shared.mapping.kinds import FieldKind, column_kind
from shared.mapping.model import Operator
from tests.unit.mapping.samples import COLUMNS, OWNER_EMAIL

PAGE = Path(__file__).parents[3] / "docs" / "mapping.md"

FIELD_HEADS: dict[FieldKind, str] = {
    "email": "Email",
    "name": "First, last name",
    "phone": "Phone",
    "text": "Text",
    "textarea": "Text area",
    "hidden": "Hidden",
    "number": "Number",
    "date": "Date",
    "datetime": "Date and time",
    "option": "Dropdown, radio",
    "options": "List box, check box",
}
COLUMN_HEADS = {
    "text": "Text",
    "area": "Text, format Text area",
    "ticker": "Text, format Ticker symbol",
    "json": "Text, format JSON",
    "rich": "Text, format Rich text",
    "mail": "Text, format Email",
    "url": "Text, format URL",
    "phone": "Text, format Phone",
    "memo": "Multiple lines of text (Memo)",
    "integer": "Whole number",
    "bigint": "Big integer",
    "decimal": "Decimal number",
    "double": "Floating point number",
    "money": "Currency",
    "flag": "Yes/no",
    "day": "Date only",
    "userday": "User local, shown as a date",
    "freeday": "Time-zone independent, shown as a date",
    "moment": "User local, date and time",
    "freemoment": "Time-zone independent, date and time",
    "tier": "Choice",
    "tiers": "Choices",
    "state": "Status (state)",
    "status": "Status reason",
    "account": "Lookup",
    "customer": "Customer",
    "owner": "Owner",
    "guid": "Unique identifier",
    "owner/email": "Email of the row of a lookup, customer or owner",
}
MARKS = {"both": "↔", "outbound": "→", None: ""}


def table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(
        "|" + "|".join(f" {cell} " if cell else " " for cell in cells) + "|" for cells in lines
    )


def compatibility() -> str:
    rows = []
    for name, column in (COLUMNS | {OWNER_EMAIL.name: OWNER_EMAIL}).items():
        kind = column_kind(column)
        assert kind is not None
        marks = [MARKS[TABLE[kind].get(field)] for field in FIELD_HEADS]
        rows.append([COLUMN_HEADS[name], *marks])
    return table(["Dynamics column", *FIELD_HEADS.values()], rows)


def operators() -> str:
    all_operators: list[Operator] = list(dict.fromkeys(chain.from_iterable(OPERATORS.values())))
    rows = []
    for name, column in COLUMNS.items():
        kind = condition_kind(column)
        assert kind is not None
        fitting = OPERATORS[kind]
        rows.append([COLUMN_HEADS[name], *("✓" if o in fitting else "" for o in all_operators)])
    return table(["Dynamics column", *(f"`{o}`" for o in all_operators)], rows)


@pytest.mark.parametrize("wanted", [compatibility, operators])
def test_the_page_holds_the_table(wanted: object) -> None:
    text = wanted()  # type: ignore[operator]
    assert text in PAGE.read_text(encoding="utf-8"), f"{PAGE} should hold:\n{text}"


def test_every_sample_has_a_row() -> None:
    assert COLUMN_HEADS.keys() == COLUMNS.keys() | {OWNER_EMAIL.name}
