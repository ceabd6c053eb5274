"""Whatever a part of the solution names is there."""

from collections import Counter
from xml.etree.ElementTree import Element

import pytest

from tests.solution.zipped import SCHEME, Solution, part, text

ADMINISTRATOR_TEMPLATE = "{627090ff-40a3-4053-8790-584edc5be201}"
PAGES = [
    "dashboard", "settings", "users", "dataconfiguration", "syncsettings", "problems", "runs",
    "audit",
]  # fmt: skip


def test_every_web_resource_that_is_named_is_there(unmanaged: Solution) -> None:
    named = {
        value.removeprefix(SCHEME)
        for root in unmanaged.documents.values()
        for element in root.iter()
        for value in element.attrib.values()
        if value.startswith(SCHEME)
    }
    named.add(text(unmanaged.table, "EntityInfo/entity/IconVectorName"))
    assert named <= set(unmanaged.web_resources)
    assert {"acd_/ribbon/commands.js", "acd_/app/dashboard.html"} <= named


def test_the_site_map_shows_each_page_once_and_tells_it_the_language(unmanaged: Solution) -> None:
    areas = list(unmanaged.customizations.iter("SubArea"))
    assert [one.attrib["Url"] for one in areas] == [
        f"{SCHEME}acd_/app/{page}.html" for page in PAGES
    ]
    assert {one.attrib["PassParams"] for one in areas} == {"true"}


def test_the_app_has_its_site_map_its_icon_and_its_roles(unmanaged: Solution) -> None:
    app = part(unmanaged.customizations, "AppModules/AppModule")
    icons = {
        text(one, "WebResourceId").strip("{}"): text(one, "Name")
        for one in unmanaged.customizations.iter("WebResource")
    }
    assert icons[text(app, "WebResourceId")] == "acd_/icons/app.svg"
    maps = {
        text(one, "SiteMapUniqueName") for one in unmanaged.customizations.iter("AppModuleSiteMap")
    }
    tables = {text(one, "Name").lower() for one in unmanaged.customizations.iter("Entity")}
    found = {"62": maps, "1": tables}
    for one in app.iter("AppModuleComponent"):
        assert one.attrib["schemaName"] in found[one.attrib["type"]]
    own = {one.attrib["id"] for one in part(unmanaged.customizations, "Roles")}
    mapped = {one.attrib["id"] for one in part(app, "AppModuleRoleMaps")}
    assert mapped <= own | {ADMINISTRATOR_TEMPLATE}
    assert len(mapped) == 2


def test_components_and_the_list_of_them_agree(unmanaged: Solution) -> None:
    listed = {
        (one.attrib["type"], one.get("schemaName") or one.attrib["id"])
        for one in unmanaged.manifest.iter("RootComponent")
    }
    here = unmanaged.customizations
    assert listed == {
        *(("1", text(one, "Name").lower()) for one in here.iter("Entity")),
        *(("20", one.attrib["id"]) for one in part(here, "Roles")),
        *(("61", name) for name in unmanaged.web_resources),
        *(("62", text(one, "SiteMapUniqueName")) for one in here.iter("AppModuleSiteMap")),
        *(("80", text(one, "UniqueName")) for one in part(here, "AppModules")),
        *(
            ("380", root.attrib["schemaname"])
            for name, root in unmanaged.documents.items()
            if name.startswith("environmentvariabledefinitions/")
        ),
    }


def test_of_leads_and_contacts_only_the_ribbon_is_touched(unmanaged: Solution) -> None:
    behaviors = {
        one.attrib["schemaName"]: one.attrib["behavior"]
        for one in unmanaged.manifest.iter("RootComponent")
        if one.attrib["type"] == "1"
    }
    assert behaviors == {"acd_marketingactivity": "0", "contact": "2", "lead": "2"}
    for entity in unmanaged.customizations.iter("Entity"):
        if text(entity, "Name") in ("Contact", "Lead"):
            assert [child.tag for child in entity] == ["Name", "RibbonDiffXml"]


def test_no_id_is_used_twice(unmanaged: Solution) -> None:
    ids = Counter(
        value.strip("{}").lower()
        for element in unmanaged.customizations.iter()
        for value in (
            element.get("id", "") if element.tag in ("Role", "tab", "section", "cell", "header")
            else element.text or "" if element.tag in ("WebResourceId", "formid", "savedqueryid")
            else "",
        )
        if "-" in value
    )  # fmt: skip
    app_icon = text(unmanaged.customizations, "AppModules/AppModule/WebResourceId")
    assert {value for value, times in ids.items() if times > 1} <= {
        app_icon,  # the icon, and the app that shows it
        "3f6c1a52-8d0e-4c7b-9a41-6e2b7d5f0a11",  # the role, and the app that it opens
    }


@pytest.mark.parametrize("table", ["contact", "lead"])
class TestRibbon:
    def test_every_button_has_its_command_and_each_command_its_rules(
        self, unmanaged: Solution, table: str
    ) -> None:
        ribbon = unmanaged.ribbons[table]
        buttons, commands = list(ribbon.iter("Button")), ids(ribbon, "CommandDefinition")
        assert {one.attrib["Command"] for one in buttons} == commands
        assert len(buttons) == len(commands) == 9
        used = {
            one.attrib["Id"]
            for command in ribbon.iter("CommandDefinition")
            for one in part(command, "EnableRules")
        }
        assert used == {one.attrib["Id"] for one in part(ribbon, "RuleDefinitions/EnableRules")}

    def test_every_text_of_a_button_is_there(self, unmanaged: Solution, table: str) -> None:
        ribbon = unmanaged.ribbons[table]
        used = {
            value.removeprefix("$LocLabels:")
            for one in ribbon.iter("Button")
            for value in one.attrib.values()
            if value.startswith("$LocLabels:")
        }
        assert used == ids(ribbon, "LocLabel")

    def test_buttons_stand_on_form_grid_and_subgrid(self, unmanaged: Solution, table: str) -> None:
        places = {one.attrib["Location"] for one in unmanaged.ribbons[table].iter("CustomAction")}
        assert places == {
            f"Mscrm.Form.{table}.MainTab.Save.Controls._children",
            f"Mscrm.HomepageGrid.{table}.MainTab.Management.Controls._children",
            f"Mscrm.SubGrid.{table}.MainTab.Management.Controls._children",
        }

    def test_a_function_is_told_where_which_records_and_of_which_table(
        self, unmanaged: Solution, table: str
    ) -> None:
        told = {
            tuple(parameter.attrib["Value"] for parameter in one)
            for one in unmanaged.ribbons[table].iter("JavaScriptFunction")
        }
        assert told == {
            ("PrimaryControl", "PrimaryItemIds", table),
            ("SelectedControl", "SelectedControlSelectedItemIds", table),
        }

    def test_who_holds_no_role_sees_no_button(self, unmanaged: Solution, table: str) -> None:
        ribbon = unmanaged.ribbons[table]
        (rule,) = ribbon.iter("CustomRule")
        assert rule.attrib["Default"] == "false"
        for command in ribbon.iter("CommandDefinition"):
            rules = [one.attrib["Id"] for one in part(command, "EnableRules")]
            assert f"acd.{table}.HoldsRole.EnableRule" in rules

    def test_from_a_grid_a_page_of_records_acts_and_one_is_shown(
        self, unmanaged: Solution, table: str
    ) -> None:
        ribbon = unmanaged.ribbons[table]
        counts = {
            rule.attrib["Id"]: (count.attrib["Minimum"], count.attrib["Maximum"])
            for rule in part(ribbon, "RuleDefinitions/EnableRules")
            for count in rule.iter("SelectionCountRule")
        }
        most = {
            command.attrib["Id"].split(".")[2]: counts[one.attrib["Id"]]
            for command in ribbon.iter("CommandDefinition")
            for one in part(command, "EnableRules")
            if one.attrib["Id"] in counts
        }
        assert most == {
            "addToAutomation": ("1", "250"),
            "sendCampaign": ("1", "250"),
            "marketing": ("1", "1"),
        }


def ids(root: Element, tag: str) -> set[str]:
    return {one.attrib["Id"] for one in root.iter(tag)}
