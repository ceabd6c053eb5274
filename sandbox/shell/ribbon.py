"""A table's RibbonDiffXml: the buttons it adds, each with its command and the rules for it.

powerapps-docs, "Define ribbon commands", "Define ribbon enable rules" and "Pass data from a page as
a parameter to ribbon actions" (read 2026-11-30). A rule or parameter that is not imitated is an
error: silence would show a button that Dynamics hides."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal
from xml.etree import ElementTree

from sandbox.shell.labels import Labels, web_resource

Place = Literal["Form", "HomepageGrid", "SubGrid"]
_LOCATION = re.compile(
    r"Mscrm\.(Form|HomepageGrid|SubGrid)\.(\w+)\.MainTab\.\w+\.Controls\._children"
)
_LABEL = "$LocLabels:"
_PARAMETERS = {
    "PrimaryControl", "PrimaryEntityTypeName", "PrimaryItemIds", "FirstPrimaryItemId",
    "SelectedControl", "SelectedControlSelectedItemIds", "SelectedControlSelectedItemCount",
    "SelectedEntityTypeName", "UserLcid", "OrgLcid",
}  # fmt: skip


@dataclass(frozen=True)
class Call:
    """`parameters`: ("crm", one of `_PARAMETERS`) or ("string", a fixed text)."""

    library: str
    function: str
    parameters: tuple[tuple[Literal["crm", "string"], str], ...]


@dataclass(frozen=True)
class CustomRule:
    call: Call
    default: bool


@dataclass(frozen=True)
class SelectionCountRule:
    minimum: int
    maximum: int | None


@dataclass(frozen=True)
class FormStateRule:
    state: str
    inverted: bool


Rule = CustomRule | SelectionCountRule | FormStateRule


@dataclass(frozen=True)
class Command:
    """One button where `place` says. All rules must hold, else it is not shown."""

    id: str
    place: Place
    sequence: int
    labels: Labels
    tooltips: Labels
    icon: str
    rules: tuple[Rule, ...]
    actions: tuple[Call, ...]

    def calls(self) -> Iterator[Call]:
        yield from self.actions
        yield from (rule.call for rule in self.rules if isinstance(rule, CustomRule))


def commands(diff: ElementTree.Element) -> tuple[Command, ...]:
    """By sequence. Raises ValueError for what is not imitated or leads nowhere."""
    found = [_command(diff, action) for action in diff.iterfind("./CustomActions/CustomAction")]
    return tuple(sorted(found, key=lambda one: one.sequence))


def _command(diff: ElementTree.Element, action: ElementTree.Element) -> Command:
    match = _LOCATION.fullmatch(action.attrib["Location"])
    button = action.find("./CommandUIDefinition/Button")
    if match is None or button is None:
        raise ValueError(f"{action.attrib['Id']}: only buttons in known groups are imitated")
    definition = _by_id(diff, "./CommandDefinitions/CommandDefinition", button.attrib["Command"])
    if definition.find("./DisplayRules/DisplayRule") is not None:
        raise ValueError(f"{action.attrib['Id']}: display rules are not imitated")
    place: Place = match.group(1)  # type: ignore[assignment]
    return Command(
        id=button.attrib["Id"],
        place=place,
        sequence=int(button.get("Sequence") or action.get("Sequence") or 0),
        labels=_label(diff, button.attrib["LabelText"]),
        tooltips=_label(diff, button.get("ToolTipDescription", "")),
        icon=web_resource(button.get("ModernImage", "")),
        rules=tuple(
            _rule(rule)
            for named in definition.iterfind("./EnableRules/EnableRule")
            for rule in _by_id(diff, "./RuleDefinitions/EnableRules/EnableRule", named.attrib["Id"])
        ),
        actions=tuple(_call(one) for one in definition.iterfind("./Actions/JavaScriptFunction")),
    )


def _by_id(diff: ElementTree.Element, path: str, wanted: str) -> ElementTree.Element:
    found = [one for one in diff.iterfind(path) if one.attrib["Id"] == wanted]
    if len(found) != 1:
        raise ValueError(f"{path}: {wanted} is there {len(found)} times")
    return found[0]


def _label(diff: ElementTree.Element, text: str) -> Labels:
    if not text.startswith(_LABEL):
        return Labels({1033: text})
    label = _by_id(diff, "./LocLabels/LocLabel", text.removeprefix(_LABEL))
    return Labels.of(label.iterfind("./Titles/Title"))


def _rule(rule: ElementTree.Element) -> Rule:
    inverted = rule.get("InvertResult", "").lower() == "true"
    match rule.tag:
        case "CustomRule" if not inverted:
            return CustomRule(_call(rule), rule.get("Default", "").lower() == "true")
        case "SelectionCountRule" if not inverted:
            most = rule.get("Maximum")
            return SelectionCountRule(
                int(rule.get("Minimum", 0)), None if most is None else int(most)
            )
        case "FormStateRule":
            return FormStateRule(rule.attrib["State"], inverted)
        case _:
            raise ValueError(f"the rule {rule.tag} is not imitated")


def _call(element: ElementTree.Element) -> Call:
    parameters: list[tuple[Literal["crm", "string"], str]] = []
    for one in element:
        value = one.attrib["Value"]
        if one.tag == "StringParameter":
            parameters.append(("string", value))
        elif one.tag == "CrmParameter" and value in _PARAMETERS:
            parameters.append(("crm", value))
        else:
            raise ValueError(f"the parameter {one.tag} {value} is not imitated")
    return Call(
        web_resource(element.attrib["Library"]), element.attrib["FunctionName"], tuple(parameters)
    )
