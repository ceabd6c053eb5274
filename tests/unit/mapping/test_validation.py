"""Everything wrong with a mapping is said at once, each with its place, code and remedy."""

import time
from dataclasses import replace
from itertools import cycle, islice

import pytest

from shared.errors import FieldFault
from shared.mapping.model import Criterion, Direction, FieldPair, Mapping
from shared.mapping.schema import Access, Column, Field, Option
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


def faults(
    mapping: Mapping,
    columns: dict[str, Column] | None = None,
    fields: dict[str, Field] | None = None,
) -> list[tuple[str, str]]:
    found = validate(mapping, columns or KNOWN, fields or FIELDS)
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

    @pytest.mark.parametrize(
        ("name", "changes", "remedy"),
        [
            ("tier", {}, "Map it so that it is written"),
            ("account", {}, "No field can bring a value to it."),
            ("tier", {"custom": False}, "MAP_STANDARD_COLUMNS"),
            ("text", {"custom": False}, "Map it so that it is written"),
            ("tier", {"withheld": frozenset({"create"}), "creatable": False}, "Column security"),
        ],
    )
    def test_the_remedy_is_one_that_works(
        self, name: str, changes: dict[str, object], remedy: str
    ) -> None:
        column = replace(KNOWN[name], required="application", **changes)  # type: ignore[arg-type]
        (fault,) = validate(lead(), {**KNOWN, name: column}, FIELDS)
        assert fault.code == "mapping.required_unmapped"
        assert remedy in fault.message
        assert "set the direction of the mapping to outbound" in fault.message
        assert f"{column.label} ({name})" in fault.message

    def test_a_standard_column_can_be_mapped_once_the_setting_allows_it(self) -> None:
        tier = replace(KNOWN["tier"], required="application", custom=False)
        found = validate(lead(), {**KNOWN, "tier": tier}, FIELDS, allow_standard_columns=True)
        assert ["Map it" in fault.message for fault in found] == [True]

    def test_a_column_made_by_rule_has_to_be_writable(self) -> None:
        subject = replace(KNOWN["subject"], withheld=frozenset({"create"}), creatable=False)
        columns = {**KNOWN, "subject": subject}
        assert faults(lead(), columns) == [("fields", "mapping.required_unmapped")]


class TestColumnSecurity:
    @staticmethod
    def withholding(name: str, *access: Access) -> dict[str, Column]:
        column = KNOWN[name]
        return {
            **KNOWN,
            name: replace(
                column,
                withheld=frozenset(access),
                creatable="create" not in access,
                updatable="update" not in access,
            ),
        }

    @pytest.mark.parametrize("direction", ["both", "outbound", "inbound"])
    def test_a_hidden_column_is_named_whatever_the_direction(self, direction: Direction) -> None:
        mapping = lead(FieldPair("field:1", "text", direction))
        columns = self.withholding("text", "read")
        assert faults(mapping, columns) == [("fields[4].dynamics", "mapping.column_secured")]
        (fault,) = validate(mapping, columns, FIELDS)
        assert "Text (text)" in fault.message

    @pytest.mark.parametrize("access", ["create", "update"])
    def test_a_column_that_may_only_be_read_goes_outbound(self, access: Access) -> None:
        columns = self.withholding("text", access)
        assert faults(lead(FieldPair("field:1", "text", "outbound")), columns) == []
        (fault,) = validate(lead(FieldPair("field:1", "text")), columns, FIELDS)
        assert (fault.field, fault.code) == ("fields[4].direction", "mapping.column_read_only")
        assert "Column security" in fault.message

    def test_a_column_of_the_platform_is_not_said_to_be_secured(self) -> None:
        (fault,) = validate(lead(FieldPair("field:1", "createdon")), KNOWN, FIELDS)
        assert "ecurity" not in fault.message

    def test_a_criterion_on_a_hidden_column_is_named(self) -> None:
        mapping = lead(scope="criteria", criteria=(Criterion("text", "isEmpty"),))
        columns = self.withholding("text", "read")
        assert faults(mapping, columns) == [("criteria[0].field", "criteria.column_secured")]


class TestCreateOptions:
    @pytest.mark.parametrize(
        ("key", "column"), [("field:7", "tier"), ("field:8", "tier"), ("field:9", "tiers")]
    )
    def test_a_field_without_options_may_be_mapped_if_they_are_made(
        self, key: str, column: str
    ) -> None:
        fields = {**FIELDS, key: replace(FIELDS[key], options=())}
        pair = FieldPair(key, column)
        expected = [("fields[4].dynamics", "mapping.no_options")]
        assert faults(lead(pair), fields=fields) == expected
        assert faults(lead(replace(pair, create_options=True)), fields=fields) == []

    @pytest.mark.parametrize(
        "pair",
        [
            FieldPair("field:1", "tier"),
            FieldPair("field:4", "tier"),
            FieldPair("field:8", "flag"),
            FieldPair("field:7", "text"),
            FieldPair("field:7", "owner", "outbound"),
            FieldPair("field:7", "tier", "inbound"),
        ],
        ids=lambda pair: f"{pair.activecampaign}-{pair.dynamics}-{pair.direction}",
    )
    def test_options_are_made_for_choices_that_go_outbound_only(self, pair: FieldPair) -> None:
        assert faults(lead(pair)) == []
        expected = [("fields[4].createOptions", "mapping.create_options")]
        assert faults(lead(replace(pair, create_options=True))) == expected

    def test_the_direction_of_the_mapping_counts_too(self) -> None:
        mapping = lead(FieldPair("field:7", "tier", create_options=True), direction="inbound")
        assert ("fields[4].createOptions", "mapping.create_options") in faults(mapping)


class TestSeparator:
    ODD = (Option(1, "A||B", ("A||B",)), Option(2, "C", ("C",)))

    @pytest.mark.parametrize("key", ["field:9", "field:10"])
    def test_a_choice_that_a_list_cannot_hold_is_named(self, key: str) -> None:
        columns = {**KNOWN, "tiers": replace(KNOWN["tiers"], options=self.ODD)}
        (fault,) = validate(lead(FieldPair(key, "tiers")), columns, FIELDS)
        assert (fault.field, fault.code) == ("fields[4].dynamics", "mapping.option_separator")
        assert "“A||B”" in fault.message

    def test_an_option_of_the_field_is_named_too(self) -> None:
        box = replace(FIELDS["field:10"], options=("Yes || no",))
        (fault,) = validate(lead(FieldPair("field:10", "flag")), KNOWN, {**FIELDS, "field:10": box})
        assert fault.code == "mapping.option_separator"
        assert "“Yes || no”" in fault.message

    def test_a_dropdown_holds_any_text(self) -> None:
        columns = {**KNOWN, "tier": replace(KNOWN["tier"], options=self.ODD)}
        assert faults(lead(FieldPair("field:7", "tier")), columns) == []


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


def test_two_hundred_pairs_with_long_lists_of_options_are_checked_in_no_time() -> None:
    options = tuple(f"Option {number}" for number in range(500))
    choices = tuple(Option(number, label, (label,)) for number, label in enumerate(options))
    samples = [column for column in COLUMNS.values() if column.type != "Boolean"]
    columns = {
        f"{column.name}{place}": replace(
            column, name=f"{column.name}{place}", options=choices if column.options else ()
        )
        for place, column in enumerate(islice(cycle(samples), 200))
    }
    kinds = [field for field in FIELDS.values() if field.custom]
    fields = {
        f"field:{place}": replace(
            field, key=f"field:{place}", options=options if field.options else ()
        )
        for place, field in enumerate(islice(cycle(kinds), 200), 1000)
    }
    pairs = [FieldPair(key, name) for key, name in zip(fields, columns, strict=True)]
    began = time.perf_counter()
    found = faults(lead(*pairs), {**KNOWN, **columns}, {**FIELDS, **fields})
    assert time.perf_counter() - began < 1
    assert len(found) > 100
    assert {code for _, code in found} == {"mapping.incompatible", "mapping.column_read_only"}


def test_a_label_with_markup_is_text_like_any_other() -> None:
    label = "<script>alert(1)</script> & “co”"
    secured = replace(KNOWN["text"], label=label, withheld=frozenset({"read"}))
    (fault,) = validate(lead(FieldPair("field:1", "text")), {**KNOWN, "text": secured}, FIELDS)
    assert label in fault.message


@pytest.mark.parametrize(
    ("direction", "refused"), [("both", True), ("inbound", True), ("outbound", False)]
)
def test_no_pair_writes_the_flag_of_those_who_opted_out(
    direction: Direction, *, refused: bool
) -> None:
    mapping = lead(FieldPair("field:1", "flag", direction))
    found = validate(mapping, KNOWN, FIELDS, opt_out_column="flag")
    assert ("mapping.consent_column" in [fault.code for fault in found]) is refused
