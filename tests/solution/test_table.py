"""The activity table: the columns that the timeline writes, and that all parts fit together."""

import pytest

from tests.solution.zipped import Solution, part, text

KINDS = [
    "Sent", "Opened", "Clicked", "Replied", "Forwarded", "Bounced", "Unsubscribed", "Subscribed",
    "Automation", "Other",
]  # fmt: skip


def test_it_is_an_activity_owned_by_users(unmanaged: Solution) -> None:
    entity = part(unmanaged.table, "EntityInfo/entity")
    assert text(unmanaged.table, "Name") == entity.attrib["Name"] == "acd_marketingactivity"
    assert text(entity, "EntitySetName") == "acd_marketingactivities"
    assert text(entity, "IsActivity") == "1"
    assert text(entity, "OwnershipTypeMask") == "UserOwned"


@pytest.mark.parametrize(
    ("column", "length"),
    [("acd_campaign", 250), ("acd_campaignid", 20), ("acd_automation", 250), ("acd_url", 2000)],
)
def test_texts_are_as_long_as_what_is_written(
    unmanaged: Solution, column: str, length: int
) -> None:
    found = unmanaged.columns[column]
    assert text(found, "Type") == "nvarchar"
    assert text(found, "MaxLength") == str(length)


def test_a_kind_is_a_choice_with_the_publisher_s_numbers(unmanaged: Solution) -> None:
    options = unmanaged.columns["acd_kind"].iter("option")
    found = {int(one.attrib["value"]): part(one, "labels/label") for one in options}
    assert list(found) == [727500000 + n for n in range(len(KINDS))]
    assert [label.attrib["description"] for label in found.values()] == KINDS


def test_it_has_what_every_activity_has(unmanaged: Solution) -> None:
    kinds = {name: text(one, "Type") for name, one in unmanaged.columns.items()}
    assert (
        kinds.items()
        >= {
            "activityid": "primarykey",
            "subject": "nvarchar",
            "description": "ntext",
            "regardingobjectid": "lookup",
            "actualend": "datetime",
            "ownerid": "owner",
            "statecode": "state",
            "statuscode": "status",
        }.items()
    )


def test_states_and_their_reasons_name_each_other(unmanaged: Solution) -> None:
    states = {
        one.attrib["value"]: one.attrib["defaultstatus"]
        for one in unmanaged.columns["statecode"].iter("state")
    }
    reasons = {
        one.attrib["value"]: one.attrib["state"]
        for one in unmanaged.columns["statuscode"].iter("status")
    }
    assert reasons == {reason: state for state, reason in states.items()}
    assert len(states) == 4


def test_form_and_views_show_columns_that_are_there(unmanaged: Solution) -> None:
    shown = {one.attrib["datafieldname"] for one in unmanaged.table.iter("control")}
    for query in unmanaged.table.iter("savedquery"):
        fetched = {one.attrib["name"] for one in query.iter("attribute")}
        cells = {one.attrib["name"] for one in part(query, "layoutxml").iter("cell")}
        assert cells <= fetched
        shown |= fetched
        shown |= {one.attrib["attribute"] for one in query.iter("condition")}
        shown |= {one.attrib["attribute"] for one in query.iter("order")}
    assert shown <= set(unmanaged.columns)


def test_there_is_one_standard_view_of_each_type(unmanaged: Solution) -> None:
    standard = [
        text(one, "querytype")
        for one in unmanaged.table.iter("savedquery")
        if text(one, "isdefault") == "1"
    ]
    assert standard == ["0", "1", "2", "4", "64"]


def test_relationships_start_at_columns_that_are_there(unmanaged: Solution) -> None:
    names = {
        one.attrib["PhysicalName"] for one in part(unmanaged.table, "EntityInfo/entity/attributes")
    }
    found = {
        (text(one, "ReferencingAttributeName"), text(one, "ReferencedEntityName"))
        for one in unmanaged.customizations.iter("EntityRelationship")
    }
    assert {column for column, _ in found} <= names
    assert {table for column, table in found if column == "RegardingObjectId"} == {
        "Contact",
        "Lead",
    }
