"""Which columns are offered for which fields."""

from dataclasses import replace

import pytest

from shared.mapping.compatibility import columns_for, compatible, takes_values, why_not
from shared.mapping.schema import STANDARD_FIELDS
from tests.unit.mapping.samples import COLUMNS, FIELDS

DROPDOWN, RADIO, LISTBOX, CHECKBOX = (FIELDS[f"field:{n}"] for n in range(7, 11))
TEXTS = {"text", "area", "ticker", "json", "rich", "mail", "url", "phone", "memo"}


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("email", {"mail", "text", "ticker"}),
        ("firstName", {"text", "ticker"}),
        ("lastName", {"text", "ticker"}),
        ("phone", {"phone", "text", "ticker"}),
        ("field:1", set(COLUMNS)),
        ("field:2", set(COLUMNS)),
        ("field:3", set(COLUMNS)),
        ("field:4", {"integer", "bigint", "decimal", "double", "money", "flag", "tier", "state",
                     "status"}),
        ("field:5", {"day", "userday", "freeday"}),
        ("field:6", {"moment", "freemoment"}),
        ("field:7", {"text", "ticker", "tier", "state", "status", "account", "customer", "owner"}),
        ("field:8", {"text", "ticker", "tier", "state", "status", "account", "customer", "owner",
                     "flag"}),
        ("field:9", {"tiers"}),
        ("field:10", {"tiers", "flag"}),
    ],
)  # fmt: skip
def test_only_columns_that_lose_nothing_are_offered(key: str, expected: set[str]) -> None:
    assert set(columns_for(FIELDS[key], COLUMNS.values())) == expected


def test_a_custom_field_goes_with_custom_columns_unless_the_setting_says_otherwise() -> None:
    standard = [replace(column, custom=False) for column in COLUMNS.values()]
    text = FIELDS["field:1"]
    assert columns_for(text, standard) == []
    assert set(columns_for(text, standard, allow_standard_columns=True)) == set(COLUMNS)


@pytest.mark.parametrize("field", STANDARD_FIELDS, ids=lambda field: field.key)
def test_standard_fields_go_with_standard_columns(field: object) -> None:
    column = replace(COLUMNS["text"], custom=False)
    assert compatible(column, field)  # type: ignore[arg-type]


@pytest.mark.parametrize("field", [DROPDOWN, RADIO, LISTBOX, CHECKBOX], ids=lambda f: f.type)
def test_a_field_without_options_is_offered_the_choices_whose_options_can_be_made(
    field: object,
) -> None:
    empty = replace(field, options=())  # type: ignore[type-var]
    several = empty.type in ("listbox", "checkbox")
    assert columns_for(empty, COLUMNS.values()) == ["tiers" if several else "tier"]
    assert not compatible(COLUMNS["tiers" if several else "tier"], empty)


@pytest.mark.parametrize("field", FIELDS.values(), ids=lambda field: field.key)
def test_a_column_that_column_security_hides_is_offered_to_no_field(field: object) -> None:
    hidden = [replace(one, withheld=frozenset({"read"})) for one in COLUMNS.values()]
    assert columns_for(field, hidden, allow_standard_columns=True) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "expected"),
    [(name, name not in ("state", "status", "account", "customer", "owner")) for name in COLUMNS],
)
def test_whether_a_column_takes_values_does_not_depend_on_the_fields_there_are(
    name: str, expected: bool
) -> None:
    assert takes_values(COLUMNS[name]) == expected


def test_a_column_that_nobody_may_write_takes_no_values() -> None:
    text = COLUMNS["text"]
    assert not takes_values(replace(text, updatable=False))
    assert not takes_values(replace(text, withheld=frozenset({"create"})))
    assert not takes_values(replace(text, type="Image"))  # type: ignore[arg-type]


@pytest.mark.parametrize("field", [DROPDOWN, RADIO, LISTBOX, CHECKBOX], ids=lambda f: f.type)
def test_a_field_without_options_is_named(field: object) -> None:
    empty = replace(field, options=())  # type: ignore[type-var]
    name = "tiers" if empty.type in ("listbox", "checkbox") else "tier"
    misfit = why_not(COLUMNS[name], empty)
    assert misfit is not None
    assert misfit.code == "mapping.no_options"
    assert empty.label in misfit.message


def test_yes_or_no_needs_options_that_say_so() -> None:
    flag = COLUMNS["flag"]
    assert compatible(flag, RADIO)
    assert not compatible(flag, DROPDOWN)
    assert not compatible(flag, replace(RADIO, options=("Yes",)))
    assert compatible(flag, replace(DROPDOWN, options=("n/a", "true", "false")))


def test_a_yes_or_no_in_a_list_needs_exactly_one_box() -> None:
    flag = COLUMNS["flag"]
    assert compatible(flag, CHECKBOX)
    assert compatible(flag, replace(LISTBOX, options=("Newsletter",)))
    assert not compatible(flag, replace(CHECKBOX, options=("A", "B")))


def test_types_that_are_not_known_are_not_offered() -> None:
    image = replace(COLUMNS["text"], type="Image")  # type: ignore[arg-type]
    currency = replace(FIELDS["field:1"], type="currency")  # type: ignore[arg-type]
    assert not compatible(image, FIELDS["field:1"])
    assert not compatible(COLUMNS["text"], currency)
