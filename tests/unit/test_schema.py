"""Metadata of both sides becomes columns and fields that a mapping understands."""

from decimal import Decimal

from shared.activecampaign.models import FieldDefinition
from shared.dataverse.metadata import OptionLabel
from shared.mapping.schema import Option
from shared.schema import columns, contact_fields
from tests.unit.triggers.fake_remotes import attribute


def definition(field_id: str, kind: str) -> FieldDefinition:
    return FieldDefinition(field_id, f"Field {field_id}", kind, "PERS", ("A", "B"), False)


def test_derived_and_unreadable_columns_are_left_out() -> None:
    found = columns(
        [
            attribute("subject"),
            attribute("statuscodename", attribute_of="statuscode"),
            attribute("secret", readable=False),
        ]
    )
    assert list(found) == ["subject"]


def test_rows_that_nobody_maps_are_left_out() -> None:
    found = columns(
        [
            attribute("yomifirstname"),
            attribute("address1_composite", type="Memo"),
            attribute("revenue", type="Money"),
            attribute("revenue_base", type="Money", creatable=False, updatable=False),
            attribute("cr1_base", type="Money", custom=True),
            attribute("cr1_yomi", custom=True),
        ]
    )
    assert list(found) == ["revenue", "cr1_base", "cr1_yomi"]


def test_a_calculated_column_cannot_be_written() -> None:
    assert not columns([attribute("age", source_type=1)])["age"].writable
    assert columns([attribute("plain", source_type=None)])["plain"].writable


def test_labels_are_english_where_there_is_a_choice() -> None:
    column = attribute("city", label_by_language={1040: "Città", 1033: "City"})
    assert columns([column])["city"].label == "City"
    assert columns([attribute("city", label_by_language={1040: "Città"})])["city"].label == "Città"
    assert columns([attribute("city", label_by_language={})])["city"].label == "city"


def test_labels_are_in_the_language_that_is_asked_for() -> None:
    option = OptionLabel(100, {1033: "Hot", 1040: "Caldo"})
    city = attribute("city", label_by_language={1033: "City", 1040: "Città"}, options=(option,))
    column = columns([city], (1031, 1040))["city"]
    assert column.label == "Città"
    assert column.options == (Option(100, "Caldo", ("Hot", "Caldo")),)


def test_what_column_security_withholds_is_told() -> None:
    salary = attribute("salary", withheld=frozenset({"read", "update"}))
    column = columns([salary])["salary"]
    assert (column.readable, column.creatable, column.updatable) == (False, True, False)


def test_an_option_is_known_by_all_its_labels() -> None:
    option = OptionLabel(100, {1033: "Hot", 1040: "Caldo"})
    column = columns([attribute("rating", type="Picklist", options=(option,))])["rating"]
    assert column.options == (Option(100, "Hot", ("Hot", "Caldo")),)


def test_a_limit_of_zero_is_a_limit() -> None:
    column = columns([attribute("count", type="Integer", min=Decimal(0), max=None)])["count"]
    assert (column.minimum, column.maximum) == (0.0, None)


def test_custom_fields_come_after_the_standard_ones_by_their_id() -> None:
    found = contact_fields([definition("12", "dropdown")])
    assert list(found) == ["email", "firstName", "lastName", "phone", "field:12"]
    assert (found["field:12"].id, found["field:12"].options) == ("12", ("A", "B"))


def test_a_field_of_an_unknown_type_is_left_out() -> None:
    assert "field:3" not in contact_fields([definition("3", "hologram")])


def test_beside_a_lookup_stands_the_email_of_the_row_it_points_to() -> None:
    owner = attribute(
        "ownerid",
        type="Owner",
        required="system",
        label_by_language={1033: "Owner", 1040: "Proprietario"},
        targets=("systemuser", "team"),
    )
    email = columns([owner], (1040,))["ownerid/email"]
    assert (email.label, email.type) == ("Proprietario (email)", "LookupEmail")
    assert email.property_name == "_ownerid_value"
    assert (email.needs_value, email.writable) == (False, False)


def test_an_email_is_offered_only_of_tables_that_have_one() -> None:
    found = columns(
        [
            attribute("customerid", type="Customer", targets=("account", "contact")),
            attribute("cr1_leadid", type="Lookup", targets=("lead",)),
            attribute("cr1_colourid", type="Lookup", targets=("cr1_colour",)),
            attribute("emailaddress1"),
        ]
    )
    assert [name for name in found if "/" in name] == ["customerid/email", "cr1_leadid/email"]


def test_an_email_is_hidden_with_its_lookup() -> None:
    hidden = attribute(
        "ownerid", type="Owner", targets=("systemuser",), withheld=frozenset({"read"})
    )
    assert not columns([hidden])["ownerid/email"].readable
