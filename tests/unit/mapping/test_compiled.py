"""A compiled mapping: what is read, what is written, and what becomes of what does not fit."""

from dataclasses import replace

import pytest

from shared.errors import InvalidInput
from shared.mapping.compiled import CompiledMapping, compile_mapping
from shared.mapping.model import Criterion, Direction, FieldPair, Mapping
from shared.mapping.schema import FORMATTED_VALUE, LOOKUP_EMAIL
from shared.mapping.standard import standard_mapping
from shared.mapping.values import ReadOnlyColumn, UnknownOption, ValueNotRead, ValueTooLong
from tests.unit.mapping.samples import FIELDS, OWNER_EMAIL
from tests.unit.mapping.test_validation import KNOWN

ROW = {
    "emailaddress1": "Ann@Example.com",
    "firstname": "Ann",
    "lastname": "Smith",
    "telephone1": None,
    "tier": 2,
    "flag": False,
    "_account_value": "a0000000-0000-4000-8000-00000000000b",
    f"_account_value{FORMATTED_VALUE}": "Contoso",
}
TIER, FLAG = FieldPair("field:7", "tier"), FieldPair("field:8", "flag")
ACCOUNT = FieldPair("field:1", "account", "outbound")
OWNER, MAIL = (
    FieldPair("field:1", "owner", "outbound"),
    FieldPair("field:2", "owner/email", "outbound"),
)
OWNED = {
    **ROW,
    "_owner_value": "a0000000-0000-4000-8000-00000000000c",
    f"_owner_value{FORMATTED_VALUE}": "Ada",
    f"_owner_value{LOOKUP_EMAIL}": "ada@example.com",
}


def mapped(*pairs: FieldPair, **parts: object) -> CompiledMapping:
    standard = standard_mapping("lead")
    mapping = replace(standard, fields=(*standard.fields, *pairs), **parts)  # type: ignore[arg-type]
    return compile_mapping(mapping, KNOWN | {OWNER_EMAIL.name: OWNER_EMAIL}, FIELDS)


def test_a_record_is_read_by_the_keys_of_activecampaign() -> None:
    values, faults = mapped(TIER, FLAG, ACCOUNT).record_values(ROW)
    assert values == {
        "email": "Ann@Example.com",
        "firstName": "Ann",
        "lastName": "Smith",
        "phone": None,
        "field:7": "2",
        "field:8": False,
        "field:1": "Contoso",
    }
    assert faults == []


def test_a_contact_is_read_by_the_same_keys() -> None:
    values, faults = mapped(TIER, FLAG).contact_values(
        "ann@example.com", "Ann", "", "+39 06", {"7": "silver", "99": "not mapped"}
    )
    assert values == {
        "email": "ann@example.com",
        "firstName": "Ann",
        "lastName": None,
        "phone": "+39 06",
        "field:7": "2",
        "field:8": None,
    }
    assert faults == []


def test_both_sides_are_written_under_their_own_names() -> None:
    compiled = mapped(TIER, FLAG)
    changes = {"firstName": "Ann", "phone": None, "field:7": "2", "field:8": False}
    assert compiled.to_record(changes) == (
        {"firstname": "Ann", "telephone1": None, "tier": 2, "flag": False},
        [],
    )
    assert compiled.to_contact(changes) == (
        {"firstName": "Ann", "phone": ""},
        {"7": "silver", "8": "No"},
        [],
    )


def test_what_cannot_be_converted_leaves_the_rest_alone() -> None:
    compiled = mapped(TIER, ACCOUNT)
    values, faults = compiled.contact_values("a@b.it", "", "", "", {"7": "Platinum"})
    assert "field:7" not in values
    assert [type(fault) for fault in faults] == [UnknownOption]
    written, refused = compiled.to_record(
        {"firstName": "x" * 51, "lastName": "Smith", "field:1": "Contoso"}
    )
    assert written == {"lastname": "Smith"}
    assert [type(fault) for fault in refused] == [ValueTooLong, ReadOnlyColumn]
    standard, fields, unsent = compiled.to_contact({"lastName": "Smith", "field:7": "99"})
    assert (standard, fields) == ({"lastName": "Smith"}, {})
    assert [fault.field for fault in unsent] == ["field:7"]


def test_a_column_that_was_not_read_is_never_taken_for_blank() -> None:
    without = {name: value for name, value in ROW.items() if name not in ("tier", "firstname")}
    values, faults = mapped(TIER).record_values(without)
    assert not {"field:7", "firstName"} & values.keys()
    assert [(type(fault), fault.column) for fault in faults] == [
        (ValueNotRead, "firstname"),
        (ValueNotRead, "tier"),
    ]


class TestLookup:
    def test_it_is_read_by_its_name_which_has_to_be_asked_for(self) -> None:
        assert mapped(ACCOUNT).lookup_names
        assert not mapped(TIER).lookup_names
        assert "_account_value" in mapped(ACCOUNT).select

    def test_an_empty_one_needs_no_name(self) -> None:
        empty = {**ROW, "_account_value": None}
        del empty[f"_account_value{FORMATTED_VALUE}"]
        values, faults = mapped(ACCOUNT).record_values(empty)
        assert (values["field:1"], faults) == (None, [])

    def test_one_without_a_name_is_not_read_and_says_so(self) -> None:
        row = {name: value for name, value in ROW.items() if FORMATTED_VALUE not in name}
        values, (fault,) = mapped(ACCOUNT).record_values(row)
        assert "field:1" not in values
        assert (type(fault), fault.field, fault.column) == (ValueNotRead, "field:1", "account")
        assert "no name" in str(fault)
        assert "name" in fault.remedy

    def test_one_that_is_not_in_the_row_is_not_read(self) -> None:
        row = {name: value for name, value in ROW.items() if name != "_account_value"}
        values, (fault,) = mapped(ACCOUNT).record_values(row)
        assert "field:1" not in values
        assert "column security" in fault.remedy


class TestEmailOfALookup:
    def test_it_is_read_by_its_lookup_whose_email_has_to_be_asked_for(self) -> None:
        compiled = mapped(MAIL)
        assert (compiled.lookup_names, compiled.lookup_emails) == (False, ("_owner_value",))
        assert "_owner_value" in compiled.select
        assert mapped(OWNER).lookup_emails == ()

    def test_name_and_email_of_one_lookup_go_to_two_fields(self) -> None:
        compiled = mapped(OWNER, MAIL)
        values, faults = compiled.record_values(OWNED)
        assert (values["field:1"], values["field:2"]) == ("Ada", "ada@example.com")
        assert faults == []
        assert compiled.select.count("_owner_value") == 1

    @pytest.mark.parametrize("email", [None, "", "  "])
    def test_a_row_without_an_email_gives_a_blank(self, email: str | None) -> None:
        row = OWNED | {f"_owner_value{LOOKUP_EMAIL}": email}
        values, faults = mapped(MAIL).record_values(row)
        assert (values["field:2"], faults) == (None, [])

    def test_an_empty_lookup_gives_a_blank(self) -> None:
        values, faults = mapped(MAIL).record_values(ROW | {"_owner_value": None})
        assert (values["field:2"], faults) == (None, [])

    def test_an_email_that_was_not_read_is_never_taken_for_blank(self) -> None:
        row = {name: value for name, value in OWNED.items() if LOOKUP_EMAIL not in name}
        values, (fault,) = mapped(MAIL).record_values(row)
        assert "field:2" not in values
        assert (type(fault), fault.column) == (ValueNotRead, "owner/email")
        without = {name: value for name, value in row.items() if name != "_owner_value"}
        assert [type(one) for one in mapped(MAIL).record_values(without)[1]] == [ValueNotRead]

    def test_it_is_never_written_to_dynamics(self) -> None:
        written, (fault,) = mapped(MAIL).to_record({"field:2": "eve@example.com"})
        assert (written, type(fault)) == ({}, ReadOnlyColumn)


class TestDirection:
    @pytest.mark.parametrize(
        ("whole", "own", "expected"),
        [
            ("both", "both", "both"),
            ("both", "inbound", "inbound"),
            ("outbound", "both", "outbound"),
            ("inbound", "both", "inbound"),
            ("outbound", "outbound", "outbound"),
            ("outbound", "inbound", None),
            ("inbound", "outbound", None),
        ],
    )
    def test_mapping_and_pair_have_to_allow_it(
        self, whole: Direction, own: Direction, expected: Direction | None
    ) -> None:
        pair = FieldPair("field:7", "tier", own)
        compiled = mapped(pair, direction=whole)
        found = compiled.by_key.get("field:7")
        assert (found.direction if found else None) == expected
        assert Mapping("lead", direction=whole).direction_of(pair) == expected

    def test_a_bad_value_of_a_field_that_is_only_written_is_a_value_to_be_replaced(self) -> None:
        compiled = mapped(replace(TIER, direction="outbound"))
        values, faults = compiled.contact_values("a@b.it", "", "", "", {"7": "Platinum"})
        assert faults == []
        assert values["field:7"] == "Platinum"

    def test_a_bad_value_of_a_column_that_is_only_written_is_a_value_to_be_replaced(self) -> None:
        compiled = mapped(replace(TIER, direction="inbound"))
        values, faults = compiled.record_values({**ROW, "tier": "?"})
        assert faults == []
        assert values["field:7"] == "?"


class TestScope:
    def test_criteria_decide_and_their_columns_are_read(self) -> None:
        criteria = (Criterion("integer", "greaterThan", 5), Criterion("owner", "isNotEmpty"))
        compiled = mapped(scope="criteria", criteria=criteria)
        assert {"integer", "_ownerid_value", "_owner_value"} & set(compiled.select) == {
            "integer",
            "_owner_value",
        }
        assert compiled.in_scope({**ROW, "integer": 6, "_owner_value": "x"})
        assert not compiled.in_scope({**ROW, "integer": 5, "_owner_value": "x"})

    def test_all_means_all_whatever_criteria_are_kept(self) -> None:
        compiled = mapped(scope="all", criteria=(Criterion("integer", "equals", 1),))
        assert compiled.in_scope({})
        assert "integer" not in compiled.select

    def test_a_row_without_a_column_of_the_criteria_is_not_judged(self) -> None:
        compiled = mapped(scope="criteria", criteria=(Criterion("integer", "equals", 1),))
        with pytest.raises(ValueNotRead):
            compiled.in_scope({})

    def test_a_criterion_that_no_longer_fits_stops_the_mapping(self) -> None:
        with pytest.raises(InvalidInput):
            mapped(scope="criteria", criteria=(Criterion("gone", "equals", 1),))


class TestLeftOut:
    def test_pairs_that_no_longer_fit_are_left_out_and_said(self) -> None:
        compiled = mapped(FieldPair("field:99", "text"), FieldPair("field:5", "gone"), TIER)
        assert [pair.key for pair in compiled.pairs[4:]] == ["field:7"]
        assert [fault.code for fault in compiled.left_out] == [
            "mapping.field_unknown",
            "mapping.column_unknown",
        ]

    def test_their_keys_rest_as_do_those_that_go_against_the_direction(self) -> None:
        pairs = (FieldPair("field:5", "gone"), FieldPair("field:7", "tier", "inbound"), ACCOUNT)
        assert mapped(*pairs, direction="outbound").resting == {"field:5", "field:7"}

    def test_without_the_email_nothing_goes(self) -> None:
        columns = {name: column for name, column in KNOWN.items() if name != "emailaddress1"}
        with pytest.raises(InvalidInput):
            compile_mapping(standard_mapping("lead"), columns, FIELDS)


class TestRequired:
    def test_a_required_column_must_not_be_cleared_but_a_box_never_clears_it(self) -> None:
        required = replace(KNOWN["flag"], required="application")
        columns = {**KNOWN, "flag": required}
        standard = standard_mapping("lead")
        for key, expected in (("field:8", True), ("field:10", False)):
            fields = (*standard.fields, FieldPair(key, "flag"))
            compiled = compile_mapping(replace(standard, fields=fields), columns, FIELDS)
            assert compiled.by_key[key].required is expected
        assert compiled.by_key["lastName"].required
        assert not compiled.by_key["firstName"].required

    def test_a_new_record_is_completed_or_says_what_is_missing(self) -> None:
        columns = {**KNOWN, "tier": replace(KNOWN["tier"], required="application")}
        compiled = compile_mapping(standard_mapping("lead"), columns, FIELDS)
        assert set(compiled.required_on_create) == {"lastname", "subject", "tier"}
        made = compiled.on_create({"emailaddress1": "ann@example.com", "telephone1": None})
        assert made == {"emailaddress1": "ann@example.com", "lastname": "ann",
                        "subject": "ann@example.com"}  # fmt: skip
        assert [fault.field for fault in compiled.missing_on_create(made)] == ["tier"]
        assert compiled.missing_on_create({**made, "tier": 0}) == []
