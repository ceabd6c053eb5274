"""Buttons on a table's form and grids: what is added to its ribbon, and nothing taken away.

Rules by learn.microsoft.com, "Define ribbon enable rules" and "Ribbon types schema" (read
2026-11-30): a disabled button of a command bar is hidden."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element

from tools.solution.sources import Button, Place, Ribbon, Text
from tools.solution.table import add_empty_ribbon
from tools.solution.xml import add, add_texts

_ON_A_FORM = "PrimaryControl"


@dataclass(frozen=True)
class _Parts:
    """The parts of one RibbonDiffXml that buttons add to."""

    actions: Element
    commands: Element
    enable_rules: Element
    labels: Element


def add_ribbon(entities: Element, table: str, ribbon: Ribbon) -> None:
    """The table's shell: its name and its ribbon, no column and no form of it."""
    entity = add(entities, "Entity")
    title = table.capitalize()
    add(entity, "Name", title, LocalizedName=title, OriginalName=title)
    diff = add_empty_ribbon(entity)
    parts = _Parts(*(_part(diff, name) for name in _PARTS))
    _add_common_rules(parts.enable_rules, table, ribbon)
    for button in ribbon.button:
        for kind, text in (("Label", button.label), ("Tooltip", button.tooltip)):
            _add_label(parts.labels, f"acd.{table}.{button.name}.{kind}", text)
        for place in ribbon.place:
            _add_button(parts.actions, table, button, place)
            _add_command(parts.commands, table, ribbon, button, place)


_PARTS = ("CustomActions", "CommandDefinitions", "RuleDefinitions/EnableRules", "LocLabels")


def _part(diff: Element, path: str) -> Element:
    found = diff.find(path)
    if found is None:
        raise LookupError(path)
    return found


def _add_common_rules(rules: Element, table: str, ribbon: Ribbon) -> None:
    """Once for all buttons of the table: holds a role; saved already; no more rows than may be."""
    role = add(rules, "EnableRule", Id=_rule(table, "HoldsRole"))
    # Hidden until the function has answered.
    add(
        role,
        "CustomRule",
        FunctionName=ribbon.role_rule,
        Library=f"$webresource:{ribbon.library}",
        Default="false",
    )
    saved = add(rules, "EnableRule", Id=_rule(table, "Saved"))
    add(saved, "FormStateRule", State="Create", InvertResult="true")
    for most in sorted({button.most for button in ribbon.button}):
        count = add(rules, "EnableRule", Id=_selected(table, most))
        add(count, "SelectionCountRule", AppliesTo="SelectedEntity", Minimum="1", Maximum=str(most))


def _add_button(actions: Element, table: str, button: Button, place: Place) -> None:
    name = f"acd.{table}.{button.name}"
    labels = f"$LocLabels:{name}"
    action = add(
        actions,
        "CustomAction",
        Id=f"{name}.{place.name}.CustomAction",
        Location=place.location.format(table=table),
        Sequence=str(button.sequence),
    )
    add(
        add(action, "CommandUIDefinition"),
        "Button",
        Id=f"{name}.{place.name}.Button",
        Command=_command(table, button, place),
        Sequence=str(button.sequence),
        LabelText=f"{labels}.Label",
        Alt=f"{labels}.Label",
        ToolTipTitle=f"{labels}.Label",
        ToolTipDescription=f"{labels}.Tooltip",
        TemplateAlias="o1",
        ModernImage=f"$webresource:{button.icon}",
    )


def _add_command(
    commands: Element, table: str, ribbon: Ribbon, button: Button, place: Place
) -> None:
    command = add(commands, "CommandDefinition", Id=_command(table, button, place))
    rules = add(command, "EnableRules")
    alone = place.control == _ON_A_FORM
    # Cheap rules first: the role is asked for only where the button could show.
    add(
        rules,
        "EnableRule",
        Id=_rule(table, "Saved") if alone else _selected(table, button.most),
    )
    add(rules, "EnableRule", Id=_rule(table, "HoldsRole"))
    add(command, "DisplayRules")
    function = add(
        add(command, "Actions"),
        "JavaScriptFunction",
        FunctionName=button.function,
        Library=f"$webresource:{ribbon.library}",
    )
    add(function, "CrmParameter", Value=place.control)
    add(function, "CrmParameter", Value=place.ids)
    add(function, "StringParameter", Value=table)


def _add_label(labels: Element, name: str, text: Text) -> None:
    add_texts(add(labels, "LocLabel", Id=name), "Titles", "Title", text)


def _command(table: str, button: Button, place: Place) -> str:
    return f"acd.{table}.{button.name}.{place.name}.Command"


def _rule(table: str, name: str) -> str:
    return f"acd.{table}.{name}.EnableRule"


def _selected(table: str, most: int) -> str:
    return _rule(table, f"Selected{most}")
