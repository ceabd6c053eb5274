"""Criteria as we judge them and as the stand-in of Dataverse filters them: the same rows."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.dataverse.collation import Collation
from sandbox.dataverse.filter_functions import Surroundings
from sandbox.dataverse.filter_rows import RowFilter
from sandbox.dataverse.filter_syntax import parse_filter
from sandbox.dataverse.schema import Column as TheirColumn
from sandbox.dataverse.schema import Kind, Schema, Table
from sandbox.dataverse.store import Row, Store
from sandbox.dataverse.store import Value as TheirValue
from shared.mapping.conditions import OPERATORS, condition_kind
from shared.mapping.criteria import compile_criteria
from shared.mapping.model import Criterion, CriterionValue
from shared.mapping.schema import REFERENCES, Column
from tests.unit.mapping.odata import to_odata_filter
from tests.unit.mapping.samples import COLUMNS

_KINDS: dict[str, Kind] = {
    "String": "string", "Memo": "memo", "Integer": "integer", "BigInt": "bigint",
    "Decimal": "decimal", "Double": "double", "Money": "money", "Boolean": "boolean",
    "DateTime": "datetime", "Picklist": "picklist", "MultiSelectPicklist": "multiselect",
    "State": "state", "Status": "status", "Lookup": "lookup", "Customer": "customer",
    "Owner": "owner", "Uniqueidentifier": "guid",
}  # fmt: skip
_TEXTS = ["Rome", "ROME ", "ro", "r_me", "50%", "[me]", "O'Brien", "èÈ", "  x", "a\nb", "]", "ẞ"]
_DAYS = ["1999-12-31", "2026-05-03", "2026-05-04", "2026-05-05"]
_TIMES = ["00:00:00", "00:00:01", "21:59:59", "22:00:00", "23:59:59"]
_IDS = [f"a0000000-0000-4000-8000-00000000000{digit}" for digit in "abc"]
_NUMBERS = ["-1", "0", "1", "2", "0.1", "0.25", "0.3", "0.00001", "2.5", "99999999999.123456789"]


def _table() -> Table:
    columns = {
        name: TheirColumn(
            name,
            _KINDS[column.type],
            {1033: column.label},
            max_length=column.max_length or 0,
            behavior=column.behavior or "UserLocal",
        )
        for name, column in COLUMNS.items()
    }
    return Table("lead", "leads", "Lead", {1033: "Lead"}, "leadid", "text", 4, columns)


TABLE = _table()
STORE = Store(Schema([TABLE]), Collation())
AROUND = Surroundings(datetime(2026, 5, 4, tzinfo=UTC), _IDS[0], _IDS[0], Collation())
texts = st.sampled_from(_TEXTS) | st.text("Rroe% _[]'", min_size=1, max_size=4)


def numbers(column: Column) -> st.SearchStrategy[object]:
    if column.type in ("Integer", "BigInt"):
        return st.sampled_from([0, 1, 2, -1])
    return st.sampled_from(_NUMBERS).map(float if column.type == "Double" else Decimal)


def held(column: Column) -> st.SearchStrategy[object]:
    by_kind: dict[str, st.SearchStrategy[object]] = {
        "text": texts,
        "number": numbers(column),
        "yes_no": st.booleans(),
        "day": st.sampled_from(_DAYS),
        "moment": st.sampled_from([f"{day}T{time}Z" for day in _DAYS for time in _TIMES]),
        "choice": st.sampled_from([option.value for option in column.options] or [0]),
        "choices": st.sets(st.sampled_from([1, 2, 30]), min_size=1).map(
            lambda chosen: ",".join(map(str, sorted(chosen)))
        ),
        "id": st.sampled_from(_IDS),
    }
    return st.none() | by_kind[condition_kind(column)]


def asked(column: Column) -> st.SearchStrategy[str | bool | int | float]:
    kind = condition_kind(column)
    if kind == "moment":
        zones = st.sampled_from(["Z", "+02:00", "-05:30"])
        moments = st.tuples(st.sampled_from(_DAYS), st.sampled_from(_TIMES), zones)
        return st.sampled_from(_DAYS) | moments.map(lambda part: f"{part[0]}T{part[1]}{part[2]}")
    if kind == "choices":
        return st.sampled_from([1, 2, 30])
    given_text = texts.filter(lambda text: bool(text.strip()))
    values = given_text if kind == "text" else held(column).filter(lambda value: value is not None)
    if kind == "number":
        values = values.map(lambda value: str(value) if isinstance(value, Decimal) else value)
    return cast("st.SearchStrategy[str | bool | int | float]", values)


@st.composite
def criterion(draw: st.DrawFn, column: Column) -> Criterion:
    kind = condition_kind(column)
    operator = draw(st.sampled_from(OPERATORS[kind]))
    value: CriterionValue = None
    if operator == "anyOf" or (kind == "choices" and operator in ("equals", "notEquals")):
        value = draw(st.lists(asked(column), min_size=1, max_size=3))
    elif operator not in ("isEmpty", "isNotEmpty"):
        value = draw(asked(column))
    return Criterion(column.name, operator, value)


def ours(row: dict[str, object]) -> dict[str, object]:
    return {COLUMNS[name].property_name: value for name, value in row.items()}


def theirs(row: dict[str, object]) -> Row:
    return {
        name: cast(
            TheirValue,
            ("account", value) if value is not None and COLUMNS[name].type in REFERENCES else value,
        )
        for name, value in row.items()
    }


@pytest.mark.parametrize("ne_matches_null", [False, True])
@given(data=st.data())
@settings(max_examples=600, deadline=None)
def test_our_judgement_is_that_of_dataverses_own_filter(
    ne_matches_null: bool, data: st.DataObject
) -> None:
    names = data.draw(st.lists(st.sampled_from(sorted(COLUMNS)), min_size=1, max_size=3))
    criteria = [data.draw(criterion(COLUMNS[name])) for name in names]
    rows = [{name: data.draw(held(COLUMNS[name])) for name in names} for _ in range(3)]
    holds = compile_criteria(criteria, COLUMNS)
    tree = parse_filter(to_odata_filter(criteria, COLUMNS), {})
    filtered = RowFilter(STORE, AROUND, ne_matches_null).compile(TABLE, tree)
    assert [holds(ours(row)) for row in rows] == [bool(filtered(theirs(row))) for row in rows]
