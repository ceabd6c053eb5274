"""What can be mapped is listed, as the administrator reads it."""

from shared.actions.fields import fields_of
from shared.activecampaign.models import FieldDefinition
from shared.dataverse.metadata import Attribute, OptionLabel
from tests.unit.triggers.fake_remotes import attribute
from tests.unit.triggers.fakes import FakeServices


def services(
    *columns: Attribute, fields: tuple[FieldDefinition, ...] = (), **environment: str
) -> FakeServices:
    made = FakeServices(environment=environment).connected()
    made.crm.columns = list(columns)
    made.campaign.known_fields = list(fields)
    return made


def definition(number: int, kind: str, *options: str) -> FieldDefinition:
    return FieldDefinition(str(number), f"Field {number}", kind, f"F{number}", options, False)


def test_a_column_that_no_pair_can_write_is_shown_as_such() -> None:
    app = services(
        attribute("telephone2"),
        attribute("parentcustomerid", type="Customer"),
        attribute("statecode", type="State"),
        attribute("createdby", type="Lookup", creatable=False, updatable=False),
        attribute("cr1_tier", type="Picklist", custom=True),
        attribute("cr1_salary", withheld=frozenset({"create", "update"})),
    )
    listed = fields_of(app, "contact").dynamics
    assert {column.name: column.writable for column in listed} == {
        "telephone2": True,
        "parentcustomerid": False,
        "statecode": False,
        "createdby": False,
        "cr1_tier": True,
        "cr1_salary": False,
    }


def test_labels_are_in_the_language_of_the_caller_and_sorted_by_it() -> None:
    hot = OptionLabel(1, {1033: "Hot", 1040: "Caldo"})
    app = services(
        attribute("city", label_by_language={1033: "City", 1040: "Città"}),
        attribute("rating", label_by_language={1033: "Rating"}, type="Picklist", options=(hot,)),
        attribute("zip", label_by_language={1033: "ZIP", 1040: "CAP"}),
    )
    listed = fields_of(app, "lead", (1031, 1040)).dynamics
    assert [column.label for column in listed] == ["CAP", "Città", "Rating"]
    assert listed[2].options[0].label == "Caldo"
    english = fields_of(app, "lead").dynamics
    assert [column.label for column in english] == ["City", "Rating", "ZIP"]


def test_markup_in_a_label_is_left_as_it_is() -> None:
    label = "<b>Bold</b> & “co”"
    app = services(attribute("x", label_by_language={1033: label}))
    assert [column.label for column in fields_of(app, "lead").dynamics] == [label]


def test_a_column_that_column_security_hides_is_not_offered() -> None:
    app = services(attribute("open"), attribute("secret", withheld=frozenset({"read"})))
    answer = fields_of(app, "lead")
    assert [column.name for column in answer.dynamics] == ["open"]
    assert answer.compatible["firstName"] == ["open"]


def test_standard_columns_are_offered_to_custom_fields_if_the_setting_says_so() -> None:
    parts = (attribute("jobtitle"), attribute("cr1_text", custom=True))
    text = (definition(1, "text"),)
    assert fields_of(services(*parts, fields=text), "lead").compatible["field:1"] == ["cr1_text"]
    relaxed = services(*parts, fields=text, MAP_STANDARD_COLUMNS="true")
    assert fields_of(relaxed, "lead").compatible["field:1"] == ["cr1_text", "jobtitle"]


def test_every_field_is_there_with_type_and_options() -> None:
    kinds = ("text", "textarea", "date", "datetime", "number", "hidden")
    lists = ("dropdown", "radio", "listbox", "checkbox")
    known = [definition(number, kind) for number, kind in enumerate(kinds, 1)]
    known += [definition(number, kind, "A", "B") for number, kind in enumerate(lists, 50)]
    listed = fields_of(services(fields=tuple(known)), "lead").activecampaign
    assert [field.type for field in listed[4:]] == [*kinds, *lists]
    assert [field.options for field in listed[10:]] == [["A", "B"]] * 4
    assert [field.key for field in listed[:4]] == ["email", "firstName", "lastName", "phone"]


def test_a_column_tells_whether_it_is_a_date_alone() -> None:
    app = services(
        attribute("birthdate", type="DateTime", format="DateOnly", behavior="DateOnly"),
        attribute("cr1_due", type="DateTime", format="DateAndTime", behavior="DateOnly"),
        attribute("cr1_seen", type="DateTime", format="DateOnly", behavior="UserLocal"),
        attribute("createdon", type="DateTime", format="DateAndTime", behavior="UserLocal"),
        attribute("emailaddress1", format="Email"),
        attribute("cr1_count", type="Decimal"),
    )
    assert {column.name: column.format for column in fields_of(app, "lead").dynamics} == {
        "birthdate": "DateOnly",
        "cr1_due": "DateOnly",
        "cr1_seen": "DateOnly",
        "createdon": "DateAndTime",
        "emailaddress1": "Email",
        "cr1_count": None,
    }
