"""What the metadata API tells of tables and columns."""

from typing import Any

import pytest

from tests.sandbox.dataverse.conftest import Client

LEAD = "EntityDefinitions(LogicalName='lead')"
PREFIX = "Microsoft.Dynamics.CRM."


def cast(app: Client, kind: str, query: str) -> dict[str, dict[str, Any]]:
    rows = app.value(f"{LEAD}/Attributes/{PREFIX}{kind}AttributeMetadata?{query}")
    return {row["LogicalName"]: row for row in rows}


def test_a_table_is_found_by_name(app: Client) -> None:
    query = "$select=EntitySetName,PrimaryIdAttribute,PrimaryNameAttribute,ChangeTrackingEnabled"
    row = app.get(f"{LEAD}?{query}").json()
    assert row["EntitySetName"] == "leads"
    assert row["PrimaryIdAttribute"] == "leadid"
    assert row["ChangeTrackingEnabled"] is True
    assert set(row) == {"@odata.context", "MetadataId", *query[8:].split(",")}
    assert app.get("EntityDefinitions(LogicalName='nothing')").status_code == 404
    assert app.get(f"EntityDefinitions({row['MetadataId']})").json()["LogicalName"] == "lead"


def test_tables_are_filtered(app: Client) -> None:
    rows = app.value("EntityDefinitions?$select=LogicalName&$filter=ChangeTrackingEnabled eq true")
    assert {row["LogicalName"] for row in rows} == {"lead", "contact", "account"}


def test_all_types_have_a_column(app: Client) -> None:
    rows = app.value(f"{LEAD}/Attributes?$select=LogicalName,AttributeType,AttributeTypeName")
    types = {
        row["LogicalName"]: row["AttributeTypeName"]["Value"]
        for row in rows
        if row["LogicalName"].startswith("cr1_")
    }
    assert types["cr1_interests"] == "MultiSelectPicklistType"
    assert {
        "StringType", "MemoType", "IntegerType", "BigIntType", "DecimalType", "DoubleType",
        "MoneyType", "BooleanType", "DateTimeType", "PicklistType", "MultiSelectPicklistType",
        "LookupType", "UniqueidentifierType",
    } <= set(types.values())  # fmt: skip
    virtual = {row["LogicalName"]: row["AttributeType"] for row in rows}
    assert virtual["cr1_interests"] == "Virtual"


def test_a_label_shadow_names_its_column(app: Client) -> None:
    query = "$select=LogicalName,AttributeOf&$filter=AttributeOf ne null"
    rows = app.value(f"{LEAD}/Attributes?{query}")
    shadows = {row["LogicalName"]: row["AttributeOf"] for row in rows}
    assert shadows["cr1_tiername"] == "cr1_tier"
    assert app.get("leads?$select=cr1_tiername").status_code == 400


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"AttributeType eq {PREFIX}AttributeTypeCode'State'", {"statecode"}),
        (
            f"RequiredLevel/Value eq {PREFIX}AttributeRequiredLevel'ApplicationRequired'",
            {"subject", "lastname"},
        ),
        ("LogicalName eq 'cr1_tier' or LogicalName eq 'CR1_TEXT'", {"cr1_tier"}),
        ("AttributeTypeName/Value eq 'MultiSelectPicklistType'", {"cr1_interests"}),
        (f"IsCustomAttribute eq true and AttributeType eq {PREFIX}AttributeTypeCode'Memo'",
         {"cr1_notes"}),
    ],
)  # fmt: skip
def test_columns_are_filtered(app: Client, text: str, expected: set[str]) -> None:
    params = {"$select": "LogicalName", "$filter": text}
    rows = app.value(f"{LEAD}/Attributes", params=params)
    assert {row["LogicalName"] for row in rows} == expected


def test_lengths_and_ranges_come_by_cast(app: Client) -> None:
    texts = cast(app, "String", "$select=LogicalName,MaxLength,FormatName")
    assert texts["mobilephone"]["MaxLength"] == 20
    assert texts["cr1_email"]["FormatName"]["Value"] == "Email"
    numbers = cast(app, "Integer", "$select=LogicalName,MinValue,MaxValue")
    assert (numbers["cr1_score"]["MinValue"], numbers["cr1_score"]["MaxValue"]) == (0, 1000)
    times = cast(app, "DateTime", "$select=LogicalName,DateTimeBehavior,Format")
    assert times["cr1_since"]["DateTimeBehavior"]["Value"] == "DateOnly"
    assert times["cr1_eventtime"]["DateTimeBehavior"]["Value"] == "TimeZoneIndependent"
    assert cast(app, "Decimal", "$select=LogicalName,Precision")["cr1_ratio"]["Precision"] == 2
    lookups = cast(app, "Lookup", "$select=LogicalName,Targets")
    assert lookups["customerid"]["Targets"] == ["account", "contact"]


def test_properties_of_a_type_need_the_cast(app: Client) -> None:
    answer = app.get(f"{LEAD}/Attributes?$select=LogicalName,MaxLength")
    assert answer.status_code == 400
    assert "AttributeMetadata" in answer.text
    enum = app.get(f"{LEAD}/Attributes/{PREFIX}EnumAttributeMetadata")
    assert enum.status_code == 400


def test_options_come_with_labels_in_both_languages(app: Client) -> None:
    expand = "$select=LogicalName&$expand=OptionSet,GlobalOptionSet"
    tier = cast(app, "Picklist", expand)["cr1_tier"]
    assert tier["GlobalOptionSet"] is None
    options = {
        option["Value"]: {
            one["LanguageCode"]: one["Label"] for one in option["Label"]["LocalizedLabels"]
        }
        for option in tier["OptionSet"]["Options"]
    }
    assert options[727500000] == {1033: "Gold", 1040: "Oro"}
    interests = cast(app, "MultiSelectPicklist", expand)["cr1_interests"]
    assert len(interests["OptionSet"]["Options"]) == 5
    status = cast(app, "Status", expand)["statuscode"]["OptionSet"]["Options"]
    assert {o["Value"]: o["State"] for o in status}[7] == 2
    fit = cast(app, "Boolean", expand)["evaluatefit"]["OptionSet"]
    assert fit["TrueOption"]["Label"]["UserLocalizedLabel"]["Label"] == "No"


def test_navigation_properties_keep_their_case(app: Client) -> None:
    query = "$select=ReferencingAttribute,ReferencingEntityNavigationPropertyName,ReferencedEntity"
    rows = app.value(f"EntityDefinitions(LogicalName='contact')/ManyToOneRelationships?{query}")
    names = {
        (row["ReferencingAttribute"], row["ReferencedEntity"]): row[
            "ReferencingEntityNavigationPropertyName"
        ]
        for row in rows
    }
    assert names["cr1_accountid", "account"] == "cr1_AccountId"
    assert names["parentcustomerid", "contact"] == "parentcustomerid_contact"


def test_keys_are_listed(app: Client) -> None:
    rows = app.value("EntityDefinitions(LogicalName='contact')/Keys")
    assert [(row["KeyAttributes"], row["EntityKeyIndexStatus"]) for row in rows] == [
        (["cr1_code"], "Active")
    ]


def test_everything_can_be_had_in_one_call(app: Client) -> None:
    attributes = "Attributes($select=LogicalName;$filter=IsCustomAttribute eq true)"
    query = f"$select=LogicalName&$expand={attributes},Keys"
    body = app.get(f"{LEAD}?{query}").json()
    assert all(row["LogicalName"].startswith("cr1_") for row in body["Attributes"])
    assert body["Keys"]


@pytest.mark.parametrize("query", ["$top=1", "$orderby=LogicalName", "$filter=DisplayName eq 'x'",
                                   "$select=Nonsense", "$expand=Nonsense"])  # fmt: skip
def test_options_that_metadata_does_not_take(app: Client, query: str) -> None:
    assert app.get(f"EntityDefinitions?{query}").status_code == 400
