"""What comes through comes back the same, for each compatible pair of types: or it is refused
with a code, the column, the field and a remedy."""

import re
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.mapping.compatibility import TABLE, compatible
from shared.mapping.conversion import converter
from shared.mapping.email import is_mailable, normalise_email
from shared.mapping.kinds import column_kind, field_kind
from shared.mapping.schema import Column, ColumnType, Field, FieldType
from shared.mapping.texts import LINE_BREAKS
from shared.mapping.values import Canonical, Json, ReadOnlyColumn, Unconvertible
from tests.unit.mapping.edge_values import (
    EDGE_COLUMNS,
    EDGE_FIELDS,
    contact_values,
    record_values,
)
from tests.unit.mapping.likeness import same_in_activecampaign, same_in_dynamics
from tests.unit.mapping.samples import COLUMNS, OWNER_EMAIL
from tests.unit.mapping.test_docs import COLUMN_HEADS

TIED = [
    (column, field)
    for column in EDGE_COLUMNS.values()
    for field in EDGE_FIELDS.values()
    if compatible(column, field)
]
PAIRS = [
    pytest.param(column, field, id=f"{column.name}-{field.key}-{field.type}")
    for column, field in TIED
]
READINGS = [
    pytest.param(column, field, entities, id=f"{column.name}-{field.key}-{field.type}-{entities}")
    for column, field in TIED
    for entities in (False, True)
    if not entities or column.type in ("String", "Memo", "Lookup")
]
"""With and without HTML entities in a contact's texts, where that can make a difference."""

READ_ONLY = {"State", "Status", "Lookup", "Customer", "Owner", "LookupEmail"}
ALWAYS_FIT = {"number", "yes_no", "day", "moment", "id"}
"""Kinds of columns whose every value can be written in every field that they may be tied to."""

ONE_LINE = {"text", "number", "date", "datetime", "email", "dropdown", "radio"}
WRITTEN = {
    "number": re.compile(r"-?\d+(\.\d*[1-9])?", re.ASCII),
    "date": re.compile(r"\d{4}-\d\d-\d\d", re.ASCII),
    "datetime": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00", re.ASCII),
}


def check_refusal(refusal: Unconvertible, column: Column, field: Field) -> None:
    assert (refusal.column, refusal.field) == (column.name, field.key)
    assert refusal.code.startswith("mapping.")
    assert str(refusal)
    assert refusal.remedy


def check_sent(field: Field, sent: str) -> None:
    """Only what such a field can hold is written to it."""
    if not sent:
        return
    assert "\x00" not in sent
    assert sent.encode()
    if field.type in ONE_LINE:
        assert LINE_BREAKS.search(sent) is None
    if field.type in ("dropdown", "radio"):
        assert sent in field.options
    if field.type in ("listbox", "checkbox"):
        assert set(sent.removeprefix("||").removesuffix("||").split("||")) <= set(field.options)
    if field.key == "email":
        assert is_mailable(sent)
    if field.type in WRITTEN:
        assert WRITTEN[field.type].fullmatch(sent)


def check_written(column: Column, written: Json) -> None:
    """Only what such a column can hold is written to it."""
    if written is None:
        return
    if column.type in ("String", "Memo"):
        assert isinstance(written, str)
        assert written.strip()
        assert "\x00" not in written
        assert len(written.encode("utf-16-le")) // 2 <= (column.max_length or 0)
        if column_kind(column) != "lines":
            assert LINE_BREAKS.search(written) is None
    elif column.type == "Boolean":
        assert isinstance(written, bool)
    elif column.type == "Picklist":
        assert written in {option.value for option in column.options}
    elif column.type == "MultiSelectPicklist":
        assert {int(one) for one in str(written).split(",")} <= {o.value for o in column.options}
    elif column.type == "DateTime":
        form = r"\d{4}-\d\d-\d\d" + ("" if column.behavior == "DateOnly" else r"T[\d:]{8}Z")
        assert re.fullmatch(form, str(written), re.ASCII)
        assert str(written) >= "1753"
    elif column.type == "Uniqueidentifier":
        assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", str(written))
    else:
        check_number_fits(column, written)


def check_number_fits(column: Column, written: Json) -> None:
    whole, floating = column.type in ("Integer", "BigInt"), column.type == "Double"
    assert type(written) is (int if whole else float if floating else Decimal)
    number = Decimal(repr(written) if floating else str(written))
    assert -(2**63) <= number < 2**63
    assert column.minimum is None or number >= column.minimum
    assert column.maximum is None or number <= column.maximum
    assert column.precision is None or number == round(number, column.precision)


def equal(field: Field, left: Canonical, right: Canonical) -> bool:
    if field.key == "email" and isinstance(left, str) and isinstance(right, str):
        return normalise_email(left) == normalise_email(right)
    return left == right


def test_every_pair_of_the_table_has_laws() -> None:
    table = {(column, field) for column, row in TABLE.items() for field in row}
    assert {(column_kind(column), field_kind(field)) for column, field in TIED} == table


def test_every_type_has_laws() -> None:
    assert {column.type for column, _ in TIED} == set(get_args(ColumnType))
    assert {field.type for _, field in TIED} == set(get_args(FieldType))
    columns = COLUMNS | {OWNER_EMAIL.name: OWNER_EMAIL}
    assert {columns[name] for name in COLUMN_HEADS} <= {column for column, _ in TIED}


@pytest.mark.parametrize(("column", "field", "entities"), READINGS)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_a_record_value_goes_to_the_contact_and_back_unchanged_or_is_refused(
    column: Column, field: Field, entities: bool, data: st.DataObject
) -> None:
    convert = converter(column, field, decode_entities=entities)
    raw = data.draw(record_values(column))
    try:
        value = convert.from_record(raw)
        sent = convert.to_contact(value)
    except Unconvertible as refusal:
        check_refusal(refusal, column, field)
        out_of_calendar = column.name == "userday" and str(raw) > "9999-12-31T10:59:59Z"
        assert column_kind(column) not in ALWAYS_FIT or out_of_calendar
        return
    check_sent(field, sent)
    assert equal(field, convert.from_contact(sent), value)
    try:
        written = convert.to_record(value)
    except ReadOnlyColumn:
        assert column.type in READ_ONLY
        return
    except Unconvertible as refusal:
        check_refusal(refusal, column, field)
        return
    assert column.type not in READ_ONLY
    assert convert.from_record(written) == value
    check_written(column, written)
    assert same_in_dynamics(column, field, raw, written)


@pytest.mark.parametrize(("column", "field", "entities"), READINGS)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_a_contact_value_goes_to_the_record_and_back_unchanged_or_is_refused(
    column: Column, field: Field, entities: bool, data: st.DataObject
) -> None:
    convert = converter(column, field, decode_entities=entities)
    raw = data.draw(contact_values(field))
    try:
        value = convert.from_contact(raw)
        written = convert.to_record(value)
    except Unconvertible as refusal:
        check_refusal(refusal, column, field)
        return
    assert convert.from_record(written) == value
    check_written(column, written)
    try:
        sent = convert.to_contact(value)
    except Unconvertible as refusal:
        check_refusal(refusal, column, field)
        return
    check_sent(field, sent)
    assert equal(field, convert.from_contact(sent), value)
    assert same_in_activecampaign(column, field, raw, sent, entities=entities)


@pytest.mark.parametrize(("column", "field"), PAIRS)
def test_a_blank_is_a_blank_on_both_sides(column: Column, field: Field) -> None:
    convert = converter(column, field)
    assert convert.from_record(None) is None
    assert convert.from_contact("") is None
    assert convert.to_contact(None) == ""
    if column.type not in READ_ONLY:
        ticked = column.type == "Boolean" and field.type in ("checkbox", "listbox")
        assert convert.to_record(None) is (False if ticked else None)
