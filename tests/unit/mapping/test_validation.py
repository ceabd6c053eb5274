"""Everything wrong with a mapping is said at once, each with its place, code and remedy."""

from dataclasses import replace

import pytest

from shared.errors import FieldFault
from shared.mapping.model import Criterion, Direction, FieldPair, Mapping
from shared.mapping.schema import Column
from shared.mapping.standard import standard_mapping
from shared.mapping.validation import validate
from tests.unit.mapping.samples import COLUMNS, FIELDS

STANDARD_COLUMNS = {
    column.name: column
    for column in (
        Column("leadid", "Lead", "Uniqueidentifier", required="system", updatable=False),
        Column("emailaddress1", "Email", "String", "Email", max_length=100),
        Column("firstname", "First name", "String", "Text", max_length=50),
        Column("lastname", "Last name", "String", "Text", required="application", max_length=50),
        Column("telephone1", "Phone", "String", "Phone", max_length=50),
        Column("jobtitle", "Job title", "String", "Text", max_length=100),
        Column("subject", "Topic", "String", "Text", required="application", max_length=300),
        Column("ownerid", "Owner", "Owner", required="system"),
        Column("statecode", "Status", "State", required="system", creatable=False),
        Column("createdon", "Created", "DateTime", "DateAndTime", custom=True, creatable=False,
               updatable=False, behavior="UserLocal"),
    )
}  # fmt: skip
KNOWN = {**COLUMNS, **STANDARD_COLUMNS}


def lead(*pairs: FieldPair, **parts: object) -> Mapping:
    standard = standard_mapping("lead")
    return replace(standard, fields=(*standard.fields, *pairs), **parts)  # type: ignore[arg-type]


def faults(mapping: Mapping, columns: dict[str, Column] | None = None) -> list[tuple[str, str]]:
    found = validate(mapping, columns or KNOWN, FIELDS)
    assert all(isinstance(fault, FieldFault) and len(fault.message) > 20 for fault in found)
    return [(fault.field, fault.code) for fault in found]


@pytest.mark.parametrize("entity", ["lead", "contact"])
def test_the_standard_mapping_is_valid(entity: str) -> None:
    assert faults(standard_mapping(entity)) == []  # type: ignore[arg-type]


def test_everything_wrong_is_said_at_once() -> None:
    mapping = Mapping(
        "lead",
        scope="criteria",
        fields=(
            FieldPair("email", "text"),
            FieldPair("field:99", "gone"),
            FieldPair("field:5", "moment"),
            FieldPair("field:1", "text"),
            FieldPair("field:1", "area"),
            FieldPair("field:2", "text"),
            FieldPair("field:3", "jobtitle"),
            FieldPair("field:7", "owner"),
        ),
        criteria=(
            Criterion("gone", "isEmpty"),
            Criterion("tier", "contains", 1),
            Criterion("tier", "equals", "Gold"),
        ),
    )
    assert faults(mapping) == [
        ("fields[0].dynamics", "mapping.email_locked"),
        ("fields[1].activecampaign", "mapping.field_unknown"),
        ("fields[1].dynamics", "mapping.column_unknown"),
        ("fields[2].dynamics", "mapping.incompatible"),
        ("fields[6].dynamics", "mapping.custom_only"),
        ("fields[7].direction", "mapping.column_read_only"),
        ("fields[3].dynamics", "mapping.column_twice"),
        ("fields[4].activecampaign", "mapping.field_twice"),
        ("fields[5].dynamics", "mapping.column_twice"),
        ("fields", "mapping.required_unmapped"),
        ("criteria[0].field", "criteria.column_unknown"),
        ("criteria[1].operator", "criteria.operator"),
        ("criteria[2].value", "criteria.value"),
    ]


class TestEmail:
    def test_it_cannot_be_removed(self) -> None:
        standard = standard_mapping("contact")
        mapping = replace(standard, fields=standard.fields[1:])
        assert faults(mapping) == [("fields", "mapping.email_locked")]

    @pytest.mark.parametrize("direction", ["inbound", "outbound"])
    def test_it_always_goes_both_ways(self, direction: Direction) -> None:
        standard = standard_mapping("contact")
        email = FieldPair("email", "emailaddress1", direction)
        mapping = replace(standard, fields=(email, *standard.fields[1:]))
        assert faults(mapping) == [("fields[0].direction", "mapping.email_locked")]


class TestRequired:
    def test_the_last_name_has_to_be_mapped_and_the_topic_is_made(self) -> None:
        mapping = replace(standard_mapping("lead"), fields=(FieldPair("email", "emailaddress1"),))
        found = validate(mapping, KNOWN, FIELDS)
        assert [fault.code for fault in found] == ["mapping.required_unmapped"]
        assert "lastname" in found[0].message

    @pytest.mark.parametrize("level", ["application", "system"])
    def test_each_required_column_is_named(self, level: str) -> None:
        required = replace(COLUMNS["tier"], required=level)  # type: ignore[arg-type]
        columns = {**KNOWN, "tier": required, "day": replace(COLUMNS["day"], required="system")}
        assert faults(lead(), columns) == [("fields", "mapping.required_unmapped")] * 2
        tier = FieldPair("field:7", "tier")
        assert faults(lead(tier), columns) == [("fields", "mapping.required_unmapped")]

    def test_a_pair_that_does_not_write_the_column_is_not_enough(self) -> None:
        columns = {**KNOWN, "tier": replace(COLUMNS["tier"], required="application")}
        outbound = FieldPair("field:7", "tier", "outbound")
        assert faults(lead(outbound), columns) == [("fields", "mapping.required_unmapped")]

    def test_nothing_is_required_where_nothing_is_created(self) -> None:
        columns = {**KNOWN, "tier": replace(COLUMNS["tier"], required="application")}
        assert faults(lead(direction="outbound"), columns) == []

    def test_recommended_columns_need_not_be_mapped(self) -> None:
        columns = {**KNOWN, "tier": replace(COLUMNS["tier"], required="recommended")}
        assert faults(lead(), columns) == []


class TestDirection:
    @pytest.mark.parametrize("column", ["state", "owner", "createdon"])
    def test_a_column_that_is_not_written_goes_outbound_only(self, column: str) -> None:
        assert faults(lead(FieldPair("field:1", column, "outbound"))) == []
        assert faults(lead(FieldPair("field:1", column), direction="outbound")) == []
        expected = [("fields[4].direction", "mapping.column_read_only")]
        assert faults(lead(FieldPair("field:1", column))) == expected
        assert faults(lead(FieldPair("field:1", column, "inbound"))) == expected

    def test_a_pair_against_the_direction_of_the_mapping_is_refused(self) -> None:
        pair = FieldPair("field:1", "text", "inbound")
        expected = [("fields[4].direction", "mapping.direction")]
        assert faults(lead(pair, direction="outbound")) == expected

    def test_a_column_may_feed_two_fields_if_one_pair_writes_it(self) -> None:
        pairs = (FieldPair("field:1", "text"), FieldPair("field:2", "text", "outbound"))
        assert faults(lead(*pairs)) == []


def test_a_setting_lets_custom_fields_go_with_standard_columns() -> None:
    mapping = lead(FieldPair("field:1", "jobtitle"))
    assert validate(mapping, KNOWN, FIELDS, allow_standard_columns=True) == []
    assert faults(mapping) == [("fields[4].dynamics", "mapping.custom_only")]


def test_the_scope_criteria_needs_a_criterion() -> None:
    assert faults(lead(scope="criteria")) == [("criteria", "criteria.missing")]


def test_criteria_are_checked_even_while_the_scope_is_all() -> None:
    mapping = lead(criteria=(Criterion("text", "before", "2026-01-01"),))
    assert faults(mapping) == [("criteria[0].operator", "criteria.operator")]


def test_two_hundred_pairs_are_checked_at_once() -> None:
    pairs = [FieldPair(f"field:{number}", f"unknown{number}") for number in range(100, 300)]
    assert len(faults(lead(*pairs))) == 400
