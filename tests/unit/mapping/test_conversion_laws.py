"""What comes through comes back the same, for each compatible pair of types: or it is refused
with a code, the column, the field and a remedy."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.mapping.compatibility import compatible
from shared.mapping.conversion import Converter, converter
from shared.mapping.email import normalise_email
from shared.mapping.schema import Column, Field
from shared.mapping.values import Canonical, ReadOnlyColumn, Unconvertible
from tests.unit.mapping.samples import COLUMNS, FIELDS, contact_values, record_values

PAIRS = [
    pytest.param(column, field, id=f"{column.name}-{field.key}-{field.type}")
    for column in COLUMNS.values()
    for field in FIELDS.values()
    if compatible(column, field)
]
READ_ONLY = {"State", "Status", "Lookup", "Customer", "Owner"}


def equal(field: Field, left: Canonical, right: Canonical) -> bool:
    if field.key == "email" and isinstance(left, str) and isinstance(right, str):
        return normalise_email(left) == normalise_email(right)
    return left == right


def check_refusal(refusal: Unconvertible, column: Column, field: Field) -> None:
    assert (refusal.column, refusal.field) == (column.name, field.key)
    assert refusal.code.startswith("mapping.")
    assert refusal.remedy


def through_the_contact(convert: Converter, value: Canonical, field: Field) -> None:
    assert equal(field, convert.from_contact(convert.to_contact(value)), value)


@pytest.mark.parametrize("decode_entities", [False, True])
@pytest.mark.parametrize(("column", "field"), PAIRS)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_record_value_goes_to_the_contact_and_back_unchanged_or_is_refused(
    column: Column, field: Field, decode_entities: bool, data: st.DataObject
) -> None:
    convert = converter(column, field, decode_entities=decode_entities)
    raw = data.draw(record_values(column))
    value = convert.from_record(raw)
    try:
        through_the_contact(convert, value, field)
    except Unconvertible as refusal:
        check_refusal(refusal, column, field)
        return
    try:
        written = convert.to_record(value)
    except Unconvertible as refusal:
        check_refusal(refusal, column, field)
        refused_as_read_only = isinstance(refusal, ReadOnlyColumn)
    else:
        refused_as_read_only = False
        assert convert.from_record(written) == value
    assert refused_as_read_only is (column.type in READ_ONLY)


@pytest.mark.parametrize(("column", "field"), PAIRS)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_contact_value_goes_to_the_record_and_back_unchanged_or_is_refused(
    column: Column, field: Field, data: st.DataObject
) -> None:
    convert = converter(column, field)
    raw = data.draw(contact_values(field))
    try:
        value = convert.from_contact(raw)
        written = convert.to_record(value)
    except Unconvertible as refusal:
        check_refusal(refusal, column, field)
        return
    assert convert.from_record(written) == value
    try:
        through_the_contact(convert, value, field)
    except Unconvertible as refusal:
        check_refusal(refusal, column, field)


EXACT = ["text", "area", "memo", "url", "phone", "integer", "bigint", "decimal", "money", "guid"]


@pytest.mark.parametrize("name", [*EXACT, "day", "moment", "freemoment", "freeday"])
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_what_is_written_back_is_exactly_what_was_read(name: str, data: st.DataObject) -> None:
    column = COLUMNS[name]
    convert = converter(column, FIELDS["field:2"])
    raw = data.draw(record_values(column))
    if name == "freeday" and raw is not None:
        raw = f"{str(raw)[:10]}T00:00:00Z"
    value = convert.from_record(raw)
    if value is None:
        assert raw is None or not str(raw).strip()
        return
    try:
        assert convert.to_record(value) == raw
    except Unconvertible as refusal:
        check_refusal(refusal, column, FIELDS["field:2"])


@pytest.mark.parametrize(("column", "field"), PAIRS)
def test_a_blank_is_a_blank_on_both_sides(column: Column, field: Field) -> None:
    convert = converter(column, field)
    assert convert.from_record(None) is None
    assert convert.from_contact("") is None
    assert convert.to_contact(None) == ""
    if column.type not in READ_ONLY:
        ticked = column.type == "Boolean" and field.type == "checkbox"
        assert convert.to_record(None) is (False if ticked else None)
