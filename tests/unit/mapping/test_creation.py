"""What is made for required columns of a new record that have no value."""

from dataclasses import replace

import pytest

from shared.entities import Entity
from shared.mapping.creation import fill_required
from shared.mapping.texts import utf16_length
from shared.mapping.values import Json
from tests.unit.mapping.test_validation import KNOWN

EMAIL = {"emailaddress1": "ann.smith@example.com"}


@pytest.mark.parametrize(
    ("values", "lastname", "subject"),
    [
        ({"firstname": "Ann", "lastname": "Smith"}, "Smith", "Ann Smith"),
        ({"lastname": "Smith"}, "Smith", "Smith"),
        ({"firstname": "Ann"}, "Ann", "Ann"),
        ({"firstname": "  ", "lastname": None}, "ann.smith", "ann.smith@example.com"),
        ({"subject": "Fair 2026"}, "ann.smith", "Fair 2026"),
    ],
)
def test_a_lead_gets_last_name_and_topic(
    values: dict[str, Json], lastname: str, subject: str
) -> None:
    made = fill_required("lead", {**EMAIL, **values}, KNOWN)
    assert (made["lastname"], made["subject"]) == (lastname, subject)


def test_a_contact_has_no_topic() -> None:
    assert fill_required("contact", EMAIL, KNOWN) == {**EMAIL, "lastname": "ann.smith"}


@pytest.mark.parametrize("entity", ["lead", "contact"])
def test_a_column_that_nobody_requires_is_not_filled(entity: Entity) -> None:
    columns = {name: replace(column, required="none") for name, column in KNOWN.items()}
    assert fill_required(entity, EMAIL, columns) == EMAIL


def test_zero_and_false_are_values_and_blanks_are_left_out() -> None:
    values: dict[str, Json] = {"integer": 0, "flag": False, "tier": None, "lastname": "x"}
    made = fill_required("contact", values, KNOWN)
    assert made == {"integer": 0, "flag": False, "lastname": "x"}


def test_what_is_made_fits_its_column_without_cutting_a_character_in_half() -> None:
    made = fill_required("contact", {"firstname": "x" + "🦊" * 30}, KNOWN)
    assert made["lastname"] == "x" + "🦊" * 24
    assert utf16_length(str(made["lastname"])) == 49
