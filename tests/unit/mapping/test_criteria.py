"""Criteria on one row: what matches, and what is refused before anything is read."""

from decimal import Decimal

import pytest

from shared.errors import InvalidInput
from shared.mapping.conditions import OPERATORS, condition_kind
from shared.mapping.criteria import columns_used, compile_criteria, criteria_faults, matches
from shared.mapping.model import Criterion, CriterionValue, Operator
from tests.unit.mapping.odata import to_odata_filter
from tests.unit.mapping.samples import COLUMNS, OWNER_EMAIL

ID = "a0000000-0000-4000-8000-00000000000b"


def one(column: str, operator: Operator, value: CriterionValue, held: object) -> bool:
    row = {COLUMNS[column].property_name: held}
    return matches([Criterion(column, operator, value)], row, COLUMNS)


@pytest.mark.parametrize(
    ("column", "operator", "value", "held", "expected"),
    [
        ("text", "equals", "ROME", "rome", True),
        ("text", "equals", "rome", "rome  ", True),
        ("text", "equals", "rome  ", "rome", True),
        ("text", "equals", "rome", " rome", False),
        ("text", "notEquals", "rome", "Rome ", False),
        ("text", "notEquals", "rome", "Milan", True),
        ("text", "contains", "OM", "rome", True),
        ("text", "contains", "%", "rome", False),
        ("text", "contains", "100%", "a 100% b", True),
        ("text", "contains", "[a]", "x[A]y", True),
        ("text", "notContains", "om", "Rome", False),
        ("text", "startsWith", "R_", "rome", False),
        ("text", "endsWith", "me", "rome ", False),
        ("text", "endsWith", "ME", "rome", True),
        ("text", "anyOf", ["milan", "ROME "], "rome", True),
        ("memo", "contains", "two", "One\nTWO", True),
        ("memo", "contains", "Σ", "ΟΔΟΣ", True),
        ("text", "equals", "οδοσ", "ΟΔΟΣ", True),
        ("text", "equals", "cafe", "Café", False),
        ("integer", "equals", 0, 0, True),
        ("integer", "greaterThan", 5, 5, False),
        ("integer", "lessThan", "5", 4, True),
        ("integer", "anyOf", [1, 2], 2, True),
        ("decimal", "equals", 0.1, 0.1, True),
        ("decimal", "equals", "0.10", 0.1, True),
        ("decimal", "greaterThan", 0.1, 0.101, True),
        ("decimal", "equals", "0.1", Decimal("0.1000000000"), True),
        ("decimal", "equals", "99999999999.1234567891", Decimal("99999999999.1234567890"), False),
        ("money", "lessThan", "123456789012.34", Decimal("123456789012.33"), True),
        ("double", "equals", "0.10000000000000000555", 0.1, True),
        ("double", "equals", 0.1, Decimal("0.1000000000000000055"), True),
        ("double", "greaterThan", 0.1, Decimal("0.2"), True),
        ("double", "anyOf", [1, 0.1], 1, True),
        ("bigint", "equals", 2**53 + 1, 2**53, False),
        ("flag", "equals", False, False, True),
        ("flag", "equals", True, False, False),
        ("flag", "notEquals", True, False, True),
        ("day", "before", "2026-05-04", "2026-05-03", True),
        ("day", "before", "2026-05-04", "2026-05-04", False),
        ("day", "after", "2026-05-04", "2026-05-04", False),
        ("day", "equals", "2026-05-04", "2026-05-04", True),
        ("moment", "before", "2026-05-04T00:00:00+02:00", "2026-05-03T21:59:59Z", True),
        ("moment", "before", "2026-05-04T00:00:00+02:00", "2026-05-03T22:00:00Z", False),
        ("moment", "after", "2026-05-04", "2026-05-04T00:00:00Z", False),
        ("moment", "after", "2026-05-04", "2026-05-04T00:00:01Z", True),
        ("moment", "equals", "2026-05-04T02:00:00+02:00", "2026-05-04T00:00:00Z", True),
        ("tier", "equals", 2, 2, True),
        ("tier", "equals", "2", 2, True),
        ("tier", "anyOf", [1, "30"], 30, True),
        ("state", "notEquals", 0, 1, True),
        ("tiers", "contains", 1, "30,1", True),
        ("tiers", "notContains", 1, "30", True),
        ("tiers", "anyOf", [1, 2], "30,2", True),
        ("tiers", "equals", [30, 1], "1,30", True),
        ("tiers", "equals", "30,1", "1,30", True),
        ("tiers", "equals", [1], "1,30", False),
        ("tiers", "notEquals", [1], "1,30", True),
        ("account", "equals", ID.upper(), ID, True),
        ("guid", "anyOf", [ID], ID, True),
    ],
)
def test_a_row_matches_as_it_does_in_dataverse(
    column: str, operator: Operator, value: CriterionValue, held: object, expected: bool
) -> None:
    assert one(column, operator, value, held) is expected


SAMPLE_VALUE = {
    "text": "a", "number": 1, "yes_no": True, "day": "2026-01-31", "moment": "2026-01-31",
    "choice": 1, "choices": 1, "id": ID,
}  # fmt: skip


@pytest.mark.parametrize("name", COLUMNS)
def test_an_empty_column_matches_nothing_but_is_empty(name: str) -> None:
    kind = condition_kind(COLUMNS[name])
    for operator in OPERATORS[kind]:
        value: CriterionValue = SAMPLE_VALUE[kind]
        if operator in ("isEmpty", "isNotEmpty"):
            value = None
        elif operator == "anyOf":
            value = [SAMPLE_VALUE[kind]]
        assert one(name, operator, value, None) is (operator == "isEmpty")


def test_an_empty_text_is_an_empty_column_and_zero_and_false_are_not() -> None:
    assert one("text", "isEmpty", None, "")
    assert one("integer", "isNotEmpty", None, 0)
    assert one("flag", "isNotEmpty", None, False)


def test_all_criteria_have_to_hold() -> None:
    criteria = [Criterion("text", "equals", "a"), Criterion("integer", "greaterThan", 1)]
    holds = compile_criteria(criteria, COLUMNS)
    assert holds({"text": "A", "integer": 2})
    assert not holds({"text": "A", "integer": 1})
    assert not holds({"text": "b", "integer": 2})
    assert columns_used(criteria) == {"text", "integer"}


def test_without_criteria_every_row_matches_and_there_is_no_filter() -> None:
    assert matches([], {}, COLUMNS)
    assert to_odata_filter([], COLUMNS) == ""


@pytest.mark.parametrize(
    ("criterion", "part"),
    [
        (Criterion("gone", "equals", "x"), "field"),
        (Criterion("text", "greaterThan", "x"), "operator"),
        (Criterion("integer", "contains", "1"), "operator"),
        (Criterion("tier", "before", "2026-01-01"), "operator"),
        (Criterion("account", "contains", "Contoso"), "operator"),
        (Criterion("text", "equals", ""), "value"),
        (Criterion("text", "equals", "  "), "value"),
        (Criterion("text", "equals", 5), "value"),
        (Criterion("text", "contains", "a\x00b"), "value"),
        (Criterion("memo", "equals", "x" * 4001), "value"),
        (Criterion("tier", "equals", "1" * 5000), "value"),
        (Criterion("tiers", "anyOf", ["9" * 5000]), "value"),
        (Criterion("integer", "equals", "9" * 5000), "value"),
        (Criterion("text", "equals", None), "value"),
        (Criterion("text", "anyOf", "a"), "value"),
        (Criterion("text", "anyOf", []), "value"),
        (Criterion("text", "anyOf", ["a", ""]), "value"),
        (Criterion("text", "isEmpty", "x"), "value"),
        (Criterion("integer", "equals", True), "value"),
        (Criterion("integer", "equals", 1.5), "value"),
        (Criterion("integer", "equals", "many"), "value"),
        (Criterion("integer", "equals", "1_000"), "value"),
        (Criterion("integer", "equals", "１２"), "value"),
        (Criterion("double", "equals", "NaN"), "value"),
        (Criterion("double", "lessThan", "1e400"), "value"),
        (Criterion("flag", "equals", "yes"), "value"),
        (Criterion("flag", "equals", 1), "value"),
        (Criterion("day", "before", "2026-02-30"), "value"),
        (Criterion("day", "before", "2026-01-31T00:00:00Z"), "value"),
        (Criterion("moment", "after", "2026-01-31T00:00:00"), "value"),
        (Criterion("moment", "after", 20260131), "value"),
        (Criterion("tier", "equals", 99), "value"),
        (Criterion("tier", "equals", "Gold"), "value"),
        (Criterion("tiers", "equals", []), "value"),
        (Criterion("account", "equals", "Contoso"), "value"),
    ],
)
def test_a_criterion_that_does_not_fit_its_column_is_refused(
    criterion: Criterion, part: str
) -> None:
    (fault,) = criteria_faults([Criterion("text", "isEmpty"), criterion], COLUMNS)
    assert fault.field == f"criteria[1].{part}"
    with pytest.raises(InvalidInput):
        compile_criteria([criterion], COLUMNS)


@pytest.mark.parametrize(
    ("criterion", "expected"),
    [
        (Criterion("text", "equals", "O'Brien"), "text eq 'O''Brien'"),
        (Criterion("text", "notEquals", "a"), "(text ne 'a' and text ne null)"),
        (Criterion("text", "contains", "50%_[x]"), "contains(text,'50[%][_][[]x]')"),
        (
            Criterion("text", "notContains", "a"),
            "(not contains(text,'a') and text ne null)",
        ),
        (Criterion("text", "anyOf", ["a", "b"]), "(text eq 'a' or text eq 'b')"),
        (Criterion("text", "isEmpty"), "text eq null"),
        (Criterion("decimal", "greaterThan", 1e-05), "decimal gt 0.00001"),
        (Criterion("flag", "equals", False), "flag eq false"),
        (Criterion("day", "before", "2026-05-04"), "day lt 2026-05-04"),
        (
            Criterion("moment", "after", "2026-05-04T02:00:00+02:00"),
            "moment gt 2026-05-04T00:00:00Z",
        ),
        (Criterion("tiers", "equals", [30, 1]), "tiers eq '1,30'"),
        (
            Criterion("tiers", "contains", 1),
            "Microsoft.Dynamics.CRM.ContainValues(PropertyName='tiers',PropertyValues=[\"1\"])",
        ),
        (Criterion("account", "equals", f"{{{ID.upper()}}}"), f"_account_value eq {ID}"),
    ],
)
def test_the_filter_for_dataverse_says(criterion: Criterion, expected: str) -> None:
    assert to_odata_filter([criterion], COLUMNS) == expected


@pytest.mark.parametrize("operator", ["equals", "isEmpty"])
def test_the_email_of_a_lookup_cannot_be_asked_for(operator: Operator) -> None:
    value = None if operator == "isEmpty" else "ada@example.com"
    asked = Criterion(OWNER_EMAIL.name, operator, value)
    (fault,) = criteria_faults([asked], {OWNER_EMAIL.name: OWNER_EMAIL})
    assert (fault.field, fault.code) == ("criteria[0].operator", "criteria.operator")
    assert "owner/email" in fault.message


def test_a_text_of_several_lines_and_of_emoji_can_be_asked_for() -> None:
    assert one("memo", "equals", "One\r\nTwo\t🦊", "one\r\ntwo\t🦊")
