"""What is read from a solution zip, and what is refused as Dynamics would refuse or hide it."""

from pathlib import Path

import pytest

from sandbox.shell.package import BadPackage
from sandbox.shell.ribbon import FormStateRule, SelectionCountRule
from tests.sandbox.shell.conftest import package_with


def test_the_site_map_says_what_each_entry_opens_and_how_it_is_called(tmp_path: Path) -> None:
    (area,) = package_with(tmp_path).app.areas
    (item,) = area.groups[0].items
    assert (item.url, item.pass_params) == ("acd_/p.html", True)
    assert [item.titles.text(language) for language in (1033, 1040, 1031)] == [
        "Page",
        "Pagina",
        "Page",
    ]


def test_a_button_has_its_place_label_rules_and_call(tmp_path: Path) -> None:
    (command,) = package_with(tmp_path, place="HomepageGrid").commands["lead"]
    assert (command.place, command.labels.text(1040)) == ("HomepageGrid", "Agisci")
    assert command.rules == (SelectionCountRule(1, 9),)
    assert command.actions[0].function == "A.act"
    assert command.actions[0].parameters == (("crm", "PrimaryControl"), ("string", "lead"))


def test_a_rule_can_be_inverted(tmp_path: Path) -> None:
    rule = '<FormStateRule State="Create" InvertResult="true" />'
    (command,) = package_with(tmp_path, rule=rule).commands["lead"]
    assert command.rules == (FormStateRule("Create", True),)


@pytest.mark.parametrize(
    "parts",
    [
        {"rule": '<ValueRule Field="x" Value="1" />'},
        {"rule": '<SelectionCountRule Minimum="1" InvertResult="true" />'},
        {"parameter": "Everything"},
        {"place": "Dashboard"},
    ],
)
def test_what_is_not_imitated_is_an_error_not_a_button(
    parts: dict[str, str], tmp_path: Path
) -> None:
    with pytest.raises(ValueError, match=r"imitated"):
        package_with(tmp_path, **parts)


def test_a_name_that_nothing_brings_along_fails_the_import(tmp_path: Path) -> None:
    with pytest.raises(BadPackage, match=r"acd_/missing\.html"):
        package_with(tmp_path, page="acd_/missing.html")
