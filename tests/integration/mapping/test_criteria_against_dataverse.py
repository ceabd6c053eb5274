"""Criteria as we judge rows by them, and as Dataverse's stand-in filters the same rows over HTTP.

Each row beside each set of criteria is a case: over a million of them, drawn anew by
`make test-long`."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from shared.dataverse.rows import Row
from shared.mapping.conditions import OPERATORS, Unfit, condition_kind, read_condition
from shared.mapping.criteria import compile_criteria
from shared.mapping.model import Criterion, CriterionValue, Operator
from shared.mapping.schema import Column
from shared.schema import columns
from tests.integration.mapping.conftest import Organisation
from tests.integration.mapping.edge_rows import COLUMNS, MORE_COLUMNS, rows
from tests.unit.mapping.odata import to_odata_filter

ROWS = 250
SETS_AT_ONCE = 25
ID = "contactid"
OF_EACH = 3
"""Values that each operator of each column is tried with at once."""

LOOK = settings(deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
"""What is found is told at once: a smaller example would take minutes, and tell no more."""


@dataclass(frozen=True)
class Filled:
    """The rows as the engine reads them, and the columns as it knows them."""

    organisation: Organisation
    columns: Mapping[str, Column] = field(repr=False)
    rows: Sequence[Row] = field(repr=False)

    def held(self, column: Column) -> list[object]:
        """The values of a column that is not empty, each once, in the order of the rows."""
        values = (row[column.property_name] for row in self.rows)
        return list(dict.fromkeys(value for value in values if value is not None))

    def disagreements(self, asked: Sequence[Sequence[Criterion]]) -> list[str]:
        """Where we and Dataverse judge a row differently."""
        filters = [to_odata_filter(criteria, self.columns) for criteria in asked]
        theirs = self.organisation.ids_where("contacts", ID, filters)
        found = []
        for criteria, ids in zip(asked, theirs, strict=True):
            holds = compile_criteria(criteria, self.columns, self.organisation.collation)
            names = [self.columns[criterion.field].property_name for criterion in criteria]
            found += [
                f"{criteria}: ours {holds(row)}, {[row[name] for name in names]!r}"
                for row in self.rows
                if holds(row) is not (row[ID] in ids)
            ]
        return found


@pytest.fixture(scope="package")
def filled(organisation: Organisation) -> Filled:
    control = organisation.control
    for column in MORE_COLUMNS:
        control.post("/_sandbox/schema/contact", {"add": column})
    accounts = [row["accountid"] for row in control.get("/_sandbox/rows/accounts")["items"]]
    users = control.get("/_sandbox/rows/systemusers")["items"]
    owners = [row["systemuserid"] for row in users if not row["isdisabled"]][:3]
    organisation.change_many("contacts", list(rows(ROWS, accounts[:3], owners)))
    known = columns(organisation.client.attributes("contact"))
    select = [ID, *(known[name].property_name for name in COLUMNS)]
    page = organisation.client.changes("contacts", select, link=None, page_size=5000)
    assert len(page.rows) == ROWS
    return Filled(organisation, known, page.rows)


def texts_like(held: str) -> st.SearchStrategy[str]:
    """A text, and what differs from it little: in case, outer blanks, accents, or by a part."""
    start = st.integers(0, max(len(held) - 1, 0))
    return st.one_of(
        st.sampled_from(
            [held, held.swapcase(), held.upper(), held + "  ", " " + held, held.strip(),
             unicodedata.normalize("NFD", held), unicodedata.normalize("NFKD", held)[:1]]
        ),
        start.flatmap(lambda at: st.integers(at + 1, at + 5).map(lambda end: held[at:end])),
        start.map(lambda at: held[at:]),
    )  # fmt: skip


def values(filled: Filled, column: Column) -> st.SearchStrategy[CriterionValue]:
    """One value to ask for: held by some row, or nearly."""
    kind = condition_kind(column)
    held = st.sampled_from(filled.held(column))
    if kind == "text":
        return held.flatmap(lambda value: texts_like(str(value)))
    if kind == "number":
        near = st.sampled_from([-1, 0, 1, "0.1", "-0.5"])
        return held.map(lambda value: value if isinstance(value, int | float) else str(value)) | (
            near.filter(lambda value: column.type not in ("Integer", "BigInt") or value in (0, 1))
        )
    if kind == "moment":
        zones = st.sampled_from(["+14:00", "-12:00", "+00:00"])
        return held.flatmap(
            lambda value: (
                st.sampled_from([str(value), str(value)[:10]])
                | zones.map(lambda zone: str(value)[:-1] + zone)
            )
        )
    if kind == "choice":
        return st.sampled_from([option.value for option in column.options])
    if kind == "choices":
        return st.sampled_from([option.value for option in column.options])
    if kind == "id":
        return held.flatmap(lambda value: st.sampled_from([str(value), f"{{{value}}}".upper()]))
    return held  # type: ignore[return-value]


def criteria_on(filled: Filled, column: Column, operator: Operator) -> st.SearchStrategy[Criterion]:
    """Criteria that a save would take."""
    kind = condition_kind(column)
    drawn = values(filled, column)
    if operator in ("isEmpty", "isNotEmpty"):
        drawn = st.none()
    elif operator == "anyOf" or (kind == "choices" and operator in ("equals", "notEquals")):
        drawn = st.lists(drawn, min_size=1, max_size=4)  # type: ignore[arg-type,assignment]
    return drawn.map(lambda value: Criterion(column.name, operator, value)).filter(
        lambda criterion: fits(criterion, column)
    )


def fits(criterion: Criterion, column: Column) -> bool:
    try:
        read_condition(criterion, column)
    except Unfit:
        return False
    return True


@st.composite
def sets_of_criteria(draw: st.DrawFn, filled: Filled) -> list[Criterion]:
    names = draw(st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=3))
    drawn = []
    for name in names:
        column = filled.columns[name]
        operator = draw(st.sampled_from(OPERATORS[condition_kind(column)]))
        drawn.append(draw(criteria_on(filled, column, operator)))
    return drawn


@pytest.mark.parametrize("name", COLUMNS)
@given(data=st.data())
@settings(LOOK, max_examples=4)
def test_each_operator_of_each_column_finds_the_same_rows(
    filled: Filled, name: str, data: st.DataObject
) -> None:
    column = filled.columns[name]
    asked = [
        [data.draw(criteria_on(filled, column, operator))]
        for operator in OPERATORS[condition_kind(column)]
        for _ in range(OF_EACH)
    ]
    assert filled.disagreements(asked) == []


@given(data=st.data())
@settings(LOOK, max_examples=20)
def test_several_criteria_at_once_find_the_same_rows(filled: Filled, data: st.DataObject) -> None:
    asked = [data.draw(sets_of_criteria(filled)) for _ in range(SETS_AT_ONCE)]
    assert filled.disagreements(asked) == []


def test_the_types_of_columns_are_all_there(filled: Filled) -> None:
    asked = {filled.columns[name].type for name in COLUMNS}
    emails_of_lookups = {"LookupEmail"}  # no criterion takes them: Dataverse filters no such column
    assert asked == {column.type for column in filled.columns.values()} - emails_of_lookups
