"""Tables and columns, as the mapping page needs them."""

from decimal import Decimal
from typing import Any
from urllib.parse import unquote

import pytest
import requests
import responses

from shared.dataverse.metadata import Attribute, EntityDefinition, OptionLabel, attribute_parts
from shared.errors import AnswerNotUnderstood, Gone, RightMissing
from shared.transport import Calls
from tests.unit.dataverse.support import (
    API,
    batch_answer,
    client,
    error_body,
    inner_requests,
    part,
)


def label(**texts: str) -> dict[str, Any]:
    codes = {"en": 1033, "it": 1040}
    return {
        "LocalizedLabels": [
            {"Label": text, "LanguageCode": codes[name], "IsManaged": True}
            for name, text in texts.items()
        ],
        "UserLocalizedLabel": None,
    }


def column(name: str, kind: str, **changes: Any) -> dict[str, Any]:
    return {
        "LogicalName": name,
        "AttributeTypeName": {"Value": kind},
        "DisplayName": label(en=name.title()),
        "RequiredLevel": {"Value": "None", "CanBeChanged": True},
        "IsCustomAttribute": False,
        "IsValidForCreate": True,
        "IsValidForUpdate": True,
        "IsValidForRead": True,
        "AttributeOf": None,
        "IsLogical": False,
        "SourceType": 0,
    } | changes


def option(value: int, **texts: str) -> dict[str, Any]:
    return {"Value": value, "Label": label(**texts)}


OPTIONS = {"Options": [option(1, en="Web", it="Sito"), option(2, en="Trade show")]}

BASE = [
    column("jobtitle", "StringType", RequiredLevel={"Value": "Recommended"}),
    column("acd_code", "StringType", IsCustomAttribute=True, SourceType=None),
    column("lastname", "StringType", RequiredLevel={"Value": "ApplicationRequired"}),
    column("description", "MemoType"),
    column("numberofemployees", "IntegerType"),
    column("versionnumber", "BigIntType", IsValidForCreate=False, IsValidForUpdate=False),
    column("acd_rate", "DecimalType"),
    column("address1_latitude", "DoubleType"),
    column("revenue", "MoneyType"),
    column("revenue_base", "MoneyType", IsValidForUpdate=False),
    column("donotbulkemail", "BooleanType"),
    column("estimatedclosedate", "DateTimeType"),
    column("leadsourcecode", "PicklistType"),
    column("acd_colour", "PicklistType"),
    column("acd_topics", "MultiSelectPicklistType"),
    column("statecode", "StateType"),
    column("statuscode", "StatusType"),
    column("parentaccountid", "LookupType"),
    column("customerid", "CustomerType"),
    column("ownerid", "OwnerType", RequiredLevel={"Value": "SystemRequired"}),
    column("leadid", "UniqueidentifierType"),
    column("parentaccountidname", "StringType", AttributeOf="parentaccountid", IsLogical=True),
    column("acd_score", "IntegerType", SourceType=1),
    column("acd_hidden", "StringType", IsValidODataAttribute=False),
    column("entityimage", "ImageType"),
    column("acd_file", "FileType"),
    column("traversedpath", "VirtualType"),
]

DETAILS: dict[str, list[dict[str, Any]]] = {
    "Picklist": [
        {"LogicalName": "leadsourcecode", "OptionSet": OPTIONS, "GlobalOptionSet": None},
        {"LogicalName": "acd_colour", "OptionSet": None, "GlobalOptionSet": OPTIONS},
    ],
    "MultiSelectPicklist": [
        {"LogicalName": "acd_topics", "OptionSet": {"Options": []}, "GlobalOptionSet": OPTIONS}
    ],
    "State": [{"LogicalName": "statecode", "OptionSet": {"Options": [option(0, en="Open")]}}],
    "Status": [
        {
            "LogicalName": "statuscode",
            "OptionSet": {"Options": [option(1, en="New") | {"State": 0}]},
        }
    ],
    "Boolean": [
        {
            "LogicalName": "donotbulkemail",
            "OptionSet": {
                "TrueOption": option(1, en="Do Not Allow"),
                "FalseOption": option(0, en="Allow"),
            },
        }
    ],
    "String": [
        {
            "LogicalName": "jobtitle",
            "MaxLength": 100,
            "FormatName": {"Value": "Text"},
            "AutoNumberFormat": "",
        },
        {
            "LogicalName": "acd_code",
            "MaxLength": 20,
            "FormatName": {"Value": "Text"},
            "AutoNumberFormat": "A-{SEQNUM:4}",
        },
    ],
    "Memo": [{"LogicalName": "description", "MaxLength": 2000, "Format": "TextArea"}],
    "Integer": [
        {"LogicalName": "numberofemployees", "MinValue": 0, "MaxValue": 1000000, "Format": "None"}
    ],
    "BigInt": [
        {
            "LogicalName": "versionnumber",
            "MinValue": -9223372036854775808,
            "MaxValue": 9223372036854775807,
        }
    ],
    "Decimal": [
        {"LogicalName": "acd_rate", "MinValue": -0.1, "MaxValue": 100000000000, "Precision": 10}
    ],
    "Double": [
        {"LogicalName": "address1_latitude", "MinValue": -90.0, "MaxValue": 90.0, "Precision": 5}
    ],
    "Money": [
        {
            "LogicalName": "revenue",
            "MinValue": 0.0,
            "MaxValue": 100000000000.0,
            "Precision": 2,
            "IsBaseCurrency": False,
        },
        {
            "LogicalName": "revenue_base",
            "MinValue": 0.0,
            "MaxValue": 1.0,
            "Precision": 4,
            "IsBaseCurrency": True,
        },
    ],
    "DateTime": [
        {
            "LogicalName": "estimatedclosedate",
            "Format": "DateOnly",
            "DateTimeBehavior": {"Value": "DateOnly"},
        }
    ],
    "Lookup": [
        {"LogicalName": "parentaccountid", "Targets": ["account"]},
        {"LogicalName": "customerid", "Targets": ["account", "contact"]},
        {"LogicalName": "ownerid", "Targets": ["systemuser", "team"]},
    ],
}

NAVIGATION = [
    {
        "ReferencingAttribute": "customerid",
        "ReferencedEntity": target,
        "ReferencingEntityNavigationPropertyName": f"customerid_{target}",
    }
    for target in ("account", "contact")
] + [
    {
        "ReferencingAttribute": "parentaccountid",
        "ReferencedEntity": "account",
        "ReferencingEntityNavigationPropertyName": "ParentAccountId",
    }
]


def answer_of(path: str) -> str:
    if "ManyToOneRelationships" in path:
        return part(200, {"value": NAVIGATION})
    for cast, rows in DETAILS.items():
        if f"Microsoft.Dynamics.CRM.{cast}AttributeMetadata?" in path:
            return part(200, {"value": rows})
    return part(200, {"value": BASE})


def serve() -> None:
    def callback(request: requests.PreparedRequest) -> tuple[int, dict[str, str], bytes]:
        assert isinstance(request.body, bytes)
        return batch_answer([answer_of(path) for _, path, _, _ in inner_requests(request.body)])

    responses.add_callback(responses.POST, f"{API}$batch", callback)


@pytest.fixture(scope="module")
def attributes() -> dict[str, Attribute]:
    with responses.mock:
        serve()
        return {found.name: found for found in client().attributes("lead")}


@responses.activate
def test_a_tables_columns_cost_one_call() -> None:
    serve()
    calls = Calls()
    found = client(calls=calls).attributes("lead")
    assert calls.made("dataverse") == 1
    assert [attribute.name for attribute in found] == sorted(attribute.name for attribute in found)


def test_each_type_is_asked_for_by_its_cast() -> None:
    paths = [unquote(found.path) for found in attribute_parts("lead")]
    base = "EntityDefinitions(LogicalName='lead')/Attributes"
    assert len(paths) == 16
    assert paths[0].startswith(f"{base}?$select=MetadataId,LogicalName,AttributeTypeName,")
    assert (
        f"{base}/Microsoft.Dynamics.CRM.PicklistAttributeMetadata"
        "?$select=LogicalName&$expand=OptionSet,GlobalOptionSet"
    ) in paths
    assert paths[-1] == (
        "EntityDefinitions(LogicalName='lead')/ManyToOneRelationships?$select="
        "ReferencingAttribute,ReferencedEntity,ReferencingEntityNavigationPropertyName"
    )


def test_a_table_name_cannot_leave_its_place() -> None:
    with pytest.raises(ValueError, match="not a name"):
        attribute_parts("lead')/x")


def test_a_text_column_is_described(attributes: dict[str, Attribute]) -> None:
    assert attributes["jobtitle"] == Attribute(
        name="jobtitle",
        label_by_language={1033: "Jobtitle"},
        type="String",
        required="recommended",
        custom=False,
        readable=True,
        creatable=True,
        updatable=True,
        logical=False,
        attribute_of=None,
        source_type=0,
        format="Text",
        max_length=100,
    )
    assert attributes["description"].type == "Memo"
    assert attributes["description"].format == "TextArea"
    assert attributes["description"].max_length == 2000


def test_auto_numbers_custom_calculated_and_shadow_columns_are_told(
    attributes: dict[str, Attribute],
) -> None:
    assert attributes["acd_code"].auto_number
    assert attributes["acd_code"].custom
    assert attributes["acd_code"].source_type is None
    assert not attributes["jobtitle"].auto_number
    assert attributes["acd_score"].source_type == 1
    assert attributes["parentaccountidname"].attribute_of == "parentaccountid"
    assert attributes["parentaccountidname"].logical


def test_what_the_web_api_does_not_expose_cannot_be_read(
    attributes: dict[str, Attribute],
) -> None:
    assert not attributes["acd_hidden"].readable


def test_numbers_have_exact_limits(attributes: dict[str, Attribute]) -> None:
    limits = {
        name: (found.type, found.min, found.max, found.precision)
        for name, found in attributes.items()
        if found.min is not None
    }
    assert limits == {
        "numberofemployees": ("Integer", Decimal(0), Decimal(1000000), None),
        "versionnumber": ("BigInt", Decimal(-(2**63)), Decimal(2**63 - 1), None),
        "acd_rate": ("Decimal", Decimal("-0.1"), Decimal(100000000000), 10),
        "address1_latitude": ("Double", Decimal(-90), Decimal(90), 5),
        "revenue": ("Money", Decimal(0), Decimal(100000000000), 2),
        "revenue_base": ("Money", Decimal(0), Decimal(1), 4),
    }
    assert attributes["revenue_base"].base_currency
    assert not attributes["revenue"].base_currency


def test_choices_have_their_options_in_all_languages(attributes: dict[str, Attribute]) -> None:
    options = (
        OptionLabel(1, {1033: "Web", 1040: "Sito"}),
        OptionLabel(2, {1033: "Trade show"}),
    )
    for name in ("leadsourcecode", "acd_colour", "acd_topics"):
        assert attributes[name].options == options
    assert attributes["acd_topics"].type == "MultiSelectPicklist"
    assert attributes["statecode"].options == (OptionLabel(0, {1033: "Open"}),)
    assert attributes["statuscode"].options == (OptionLabel(1, {1033: "New"}),)
    assert attributes["donotbulkemail"].options == (
        OptionLabel(0, {1033: "Allow"}),
        OptionLabel(1, {1033: "Do Not Allow"}),
    )


def test_dates_have_format_and_behaviour(attributes: dict[str, Attribute]) -> None:
    date = attributes["estimatedclosedate"]
    assert (date.type, date.format, date.behavior) == ("DateTime", "DateOnly", "DateOnly")


def test_lookups_have_targets_and_navigation_names_in_their_case(
    attributes: dict[str, Attribute],
) -> None:
    assert attributes["parentaccountid"].targets == ("account",)
    assert attributes["parentaccountid"].navigation == {"account": "ParentAccountId"}
    customer = attributes["customerid"]
    assert (customer.type, customer.targets) == ("Customer", ("account", "contact"))
    assert customer.navigation == {"account": "customerid_account", "contact": "customerid_contact"}
    assert attributes["ownerid"].type == "Owner"
    assert attributes["ownerid"].navigation is None


def test_required_levels_are_told_apart(attributes: dict[str, Attribute]) -> None:
    levels = {attributes[name].required for name in ("leadid", "jobtitle", "lastname", "ownerid")}
    assert levels == {"none", "recommended", "application", "system"}


def test_what_holds_no_value_is_left_out(attributes: dict[str, Attribute]) -> None:
    assert not {"entityimage", "acd_file", "traversedpath"} & attributes.keys()
    assert len(attributes) == len(BASE) - 3


@responses.activate
@pytest.mark.parametrize(
    ("bad", "kind"),
    [
        (part(403, error_body("0x80040220")), RightMissing),
        (part(404, error_body()), Gone),
        (part(200, {"oops": 1}), AnswerNotUnderstood),
    ],
)
def test_one_failing_part_fails_the_reading(bad: str, kind: type[Exception]) -> None:
    good = [answer_of("base")] * 15
    responses.add_callback(
        responses.POST, f"{API}$batch", lambda _request: batch_answer([*good, bad])
    )
    with pytest.raises(kind):
        client().attributes("lead")


@responses.activate
def test_a_table_is_described() -> None:
    call = responses.get(
        f"{API}EntityDefinitions(LogicalName='lead')",
        json={
            "LogicalName": "lead",
            "EntitySetName": "leads",
            "PrimaryIdAttribute": "leadid",
            "PrimaryNameAttribute": "fullname",
            "ChangeTrackingEnabled": False,
            "CanChangeTrackingBeEnabled": {"Value": True, "CanBeChanged": True},
            "IsOptimisticConcurrencyEnabled": True,
        },
    )
    assert client().entity_definition("lead") == EntityDefinition(
        "lead", "leads", "leadid", "fullname", False, True, True
    )
    assert "ChangeTrackingEnabled" in str(call.calls[0].request.url)


@responses.activate
def test_a_table_that_is_not_there_or_not_described_raises() -> None:
    responses.get(f"{API}EntityDefinitions(LogicalName='x')", status=404, json=error_body())
    responses.get(f"{API}EntityDefinitions(LogicalName='lead')", json={"value": []})
    with pytest.raises(Gone):
        client().entity_definition("x")
    with pytest.raises(AnswerNotUnderstood):
        client().entity_definition("lead")
