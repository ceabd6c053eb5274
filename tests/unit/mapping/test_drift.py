"""What no longer fits a mapping is found once for each cause, and named with what mends it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from shared.errors import SkipRecord
from shared.mapping.drift import Finding, Schema, findings, stopping
from shared.mapping.model import Criterion, FieldPair, Mapping
from shared.mapping.schema import Column, Field, Option
from shared.mapping.standard import standard_mapping
from shared.mapping.values import OutOfRange, UnknownOption, ValueTooLong
from tests.unit.mapping.samples import FIELDS, TIERS
from tests.unit.mapping.test_validation import KNOWN

OPTIONS = ("Gold", "Silver", "Bronze & Co")
TIER = FieldPair("field:7", "tier")
TEXT = FieldPair("field:1", "text")
MATCHING = {**FIELDS, "field:7": replace(FIELDS["field:7"], options=OPTIONS, perstag="TIER")}
WAS = Schema(KNOWN, MATCHING)


def lead(*pairs: FieldPair, **parts: object) -> Mapping:
    standard = standard_mapping("lead")
    return replace(standard, fields=(*standard.fields, *pairs), **parts)  # type: ignore[arg-type]


def without(name: str) -> Schema:
    """The schema of today, without one column or field."""
    return Schema(
        {key: column for key, column in KNOWN.items() if key != name},
        {key: field for key, field in MATCHING.items() if key != name},
    )


def column(name: str, **parts: object) -> Schema:
    """The schema of today, with one column changed."""
    return Schema({**KNOWN, name: replace(KNOWN[name], **parts)}, MATCHING)  # type: ignore[arg-type]


def field(key: str, **parts: object) -> Schema:
    return Schema(KNOWN, {**MATCHING, key: replace(MATCHING[key], **parts)})  # type: ignore[arg-type]


def only(mapping: Mapping, now: Schema, was: Schema = WAS) -> Finding:
    (found,) = findings(mapping, was, now)
    assert found.title
    assert found.detail
    assert found.remedy
    return found


def test_nothing_is_found_while_nothing_has_changed() -> None:
    assert findings(lead(TIER, TEXT), WAS, WAS) == []


def test_labels_alone_are_no_drift() -> None:
    assert findings(lead(TIER), WAS, column("tier", label="Level")) == []


@pytest.mark.parametrize(
    ("gone", "code", "named"),
    [
        ("tier", "drift.column_deleted", "Tier (tier)"),
        ("field:7", "drift.field_deleted", "Dropdown (%TIER%)"),
    ],
)
def test_what_was_deleted_is_named_as_it_was(gone: str, code: str, named: str) -> None:
    found = only(lead(TIER, TEXT), without(gone))
    assert (found.code, found.field, found.stops) == (code, "field:7", False)
    assert named in found.detail


def test_what_was_never_seen_is_named_by_its_key() -> None:
    found = only(lead(FieldPair("field:99", "text")), WAS)
    assert (found.code, found.field) == ("mapping.field_unknown", "field:99")


def test_a_type_that_does_not_go_with_the_other_side_any_more() -> None:
    day = {"type": "DateTime", "format": "DateOnly", "behavior": "DateOnly"}
    score = only(lead(FieldPair("field:4", "integer")), column("integer", **day))
    assert score.code == "drift.type_changed"
    assert "Integer (integer) was Integer and is DateTime" in score.detail
    number = only(lead(TEXT), field("field:1", type="number"))
    assert (number.code, number.field) == ("drift.type_changed", "field:1")
    assert "text" in number.detail
    assert "number" in number.detail


def test_another_type_that_still_fits_goes_on() -> None:
    assert findings(lead(TEXT), WAS, column("text", max_length=400)) == []
    assert findings(lead(FieldPair("field:2", "text")), WAS, column("text", type="Memo")) == []


def test_a_column_that_cannot_be_written_any_more() -> None:
    found = only(lead(TEXT), column("text", updatable=False))
    assert found.code == "mapping.column_read_only"
    assert findings(lead(replace(TEXT, direction="outbound")), WAS,
                    column("text", updatable=False)) == []  # fmt: skip


class TestOptions:
    def test_both_sides_are_told_in_one_finding(self) -> None:
        now = field("field:7", options=("Gold", "Silver", "Tin"))
        found = only(lead(TIER), now)
        assert (found.code, found.field) == ("drift.options_differ", "field:7")
        assert "ActiveCampaign has no option for “Bronze & Co”" in found.detail
        assert "Dynamics has no option for “Tin”" in found.detail

    @pytest.mark.parametrize(
        ("direction", "told", "not_told"),
        [("outbound", "Bronze", "Tin"), ("inbound", "Tin", "Bronze")],
    )
    def test_only_those_that_are_brought_over_count(
        self, direction: str, told: str, not_told: str
    ) -> None:
        now = field("field:7", options=("Gold", "Silver", "Tin"))
        pair = replace(TIER, direction=direction)  # type: ignore[arg-type]
        found = only(lead(pair), now)
        assert told in found.detail
        assert not_told not in found.detail

    def test_it_covers_the_records_that_hold_them_and_no_others(self) -> None:
        now = field("field:7", options=("Gold", "Silver"))
        found = only(lead(TIER), now)
        assert found.covers(unknown("Bronze & Co"))
        assert not found.covers(unknown("Something else"))
        assert not found.covers(unknown("Bronze & Co", key="field:8"))
        assert not found.covers(ValueTooLong("Long.", remedy="", field="field:7", column="tier"))

    def test_one_removed_in_dynamics_covers_rows_that_still_hold_its_number(self) -> None:
        found = only(lead(TIER), column("tier", options=TIERS[:2]))
        assert "“Bronze & Co”" in found.detail
        assert found.covers(unknown("30"))
        assert found.covers(unknown("Bronze & Co"))

    def test_one_renamed_covers_contacts_that_still_hold_the_old_label(self) -> None:
        renamed = (Option(1, "Golden", ("Golden",)), *TIERS[1:])
        found = only(lead(TIER), column("tier", options=renamed))
        assert found.covers(unknown("Gold"))
        assert found.covers(unknown("Golden"))

    def test_labels_written_into_a_text_are_known_too(self) -> None:
        renamed = (Option(1, "Golden", ("Golden",)), *TIERS[1:])
        found = only(lead(FieldPair("field:1", "tier")), column("tier", options=renamed))
        assert found.covers(unknown("Gold", key="field:1"))

    def test_a_box_to_tick_with_another_text(self) -> None:
        found = only(lead(FieldPair("field:10", "flag")), field("field:10", options=("Yes",)))
        assert found.covers(unknown("I agree", key="field:10"))

    def test_texts_that_are_no_option_of_the_field_any_more(self) -> None:
        found = only(
            lead(FieldPair("field:7", "text")), field("field:7", options=("Gold", "Silver"))
        )
        assert "“Bronze & Co”" in found.detail
        assert found.covers(unknown("Bronze & Co"))

    def test_several_choices_and_an_option_that_a_list_cannot_hold(self) -> None:
        tiers = (*TIERS, Option(40, "Salt || Pepper", ("Salt || Pepper",)))
        fields = {**MATCHING, "field:9": replace(MATCHING["field:9"], options=OPTIONS)}
        now = Schema({**KNOWN, "tiers": replace(KNOWN["tiers"], options=tiers)}, fields)
        found = only(lead(FieldPair("field:9", "tiers")), now, Schema(KNOWN, fields))
        assert "“Salt || Pepper”" in found.detail

    def test_a_long_list_is_cut(self) -> None:
        many = tuple(Option(n, f"Tier {n}", (f"Tier {n}",)) for n in range(100, 150))
        found = only(lead(TIER), column("tier", options=(*TIERS, *many)))
        assert "“Tier 119” and 30 more" in found.detail
        assert found.covers(unknown("Tier 149"))

    def test_why_they_could_not_be_made_is_told(self) -> None:
        now = field("field:7", options=("Gold", "Silver"))
        (found,) = findings(lead(TIER), WAS, now, {"field:7": "No permission."})
        assert found.code == "drift.options_not_made"
        assert "No permission." in found.detail
        assert found.covers(unknown("Bronze & Co"))


class TestLimits:
    def test_a_shortened_column_covers_what_is_too_long_for_it(self) -> None:
        found = only(lead(TEXT), column("text", max_length=20))
        assert found.code == "drift.length_shortened"
        assert "40" in found.detail
        assert "20" in found.detail
        assert found.covers(ValueTooLong("Long.", remedy="", field="field:1", column="text"))

    @pytest.mark.parametrize("parts", [{"maximum": Decimal(10)}, {"minimum": Decimal(0)}])
    def test_a_narrowed_range_covers_what_is_outside(self, parts: dict[str, Decimal]) -> None:
        found = only(lead(FieldPair("field:4", "integer")), column("integer", **parts))
        assert found.code == "drift.range_narrowed"
        assert found.covers(OutOfRange("Big.", remedy="", field="field:4", column="integer"))

    def test_fewer_decimals(self) -> None:
        found = only(lead(FieldPair("field:4", "decimal")), column("decimal", precision=1))
        assert found.code == "drift.range_narrowed"

    def test_nobody_minds_where_nothing_is_written_to_the_column(self) -> None:
        pair = replace(TEXT, direction="outbound")
        assert findings(lead(pair), WAS, column("text", max_length=20)) == []


class TestRequired:
    new = Column("branch", "Branch", "String", "Text", custom=True, required="application")
    now = Schema({**KNOWN, "branch": new}, MATCHING)

    def test_a_new_required_column_is_named_by_itself(self) -> None:
        found = only(lead(), self.now)
        assert (found.code, found.field) == ("mapping.required_unmapped", "branch")
        assert "Branch (branch)" in found.detail
        assert not found.stops

    def test_nobody_minds_where_nothing_is_created(self) -> None:
        assert findings(lead(direction="outbound"), WAS, self.now) == []

    def test_a_pair_that_fills_it_is_enough(self) -> None:
        assert findings(lead(FieldPair("field:1", "branch")), self.now, self.now) == []


class TestStops:
    def test_a_criterion_that_does_not_fit_any_more(self) -> None:
        criteria = (Criterion("tier", "equals", 30), Criterion("integer", "greaterThan", 1))
        mapping = lead(scope="criteria", criteria=criteria)
        assert findings(mapping, WAS, WAS) == []
        gone = only(mapping, without("integer"))
        assert (gone.code, gone.field, gone.stops) == ("criteria.column_unknown", "integer", True)
        assert "Integer (integer)" in gone.detail
        option = only(mapping, column("tier", options=TIERS[:2]))
        assert (option.code, option.field, option.stops) == ("criteria.value", "tier", True)
        assert findings(replace(mapping, scope="all"), WAS, without("integer")) == []

    def test_an_email_that_cannot_be_synced(self) -> None:
        found = findings(lead(), WAS, without("emailaddress1"))
        assert stopping(found)
        assert found[0].field == "email"
        pairless = replace(lead(), fields=())
        assert "mapping.email_locked" in [one.code for one in findings(pairless, WAS, WAS)]
        assert stopping(findings(pairless, WAS, WAS))

    def test_any_other_pair_does_not(self) -> None:
        assert not stopping(findings(lead(TIER), WAS, without("tier")))


def unknown(option: str, key: str = "field:7") -> SkipRecord:
    return UnknownOption("No.", remedy="", field=key, column="tier", option=option)


def test_a_field_of_the_account_is_named_by_its_tag() -> None:
    named = Field("field:70", "Tier", "dropdown", custom=True, options=OPTIONS, id="70")
    now = Schema(KNOWN, MATCHING | {"field:70": replace(named, options=("Gold",))})
    found = only(lead(FieldPair("field:70", "tier")), now, Schema(KNOWN, {"field:70": named}))
    assert "Tier (field:70)" in found.detail
