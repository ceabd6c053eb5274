"""The columns of a table, as exports list them: the same elements in the same order for each."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from tools.solution.sources import INTRODUCED, Column, ColumnKind, Table
from tools.solution.xml import add, add_all, add_texts

_TYPES: dict[ColumnKind, str] = {
    "date": "datetime",
    "memo": "ntext",
    "text": "nvarchar",
    "url": "nvarchar",
}
"""Kinds whose Type is not their own name."""

_IME: dict[ColumnKind, str] = {"date": "inactive", "datetime": "inactive", "int": "disabled"}
_SYSTEM_REQUIRED: tuple[ColumnKind, ...] = ("primarykey", "owner", "state")
_OPTIONS_NAMES = {"picklist": "options", "state": "states", "status": "statuses"}
_MOST_INT = 2147483647


def add_columns(entity: Element, table: Table) -> None:
    """In the order of their names, as exports have them."""
    attributes = add(entity, "attributes")
    for column in sorted(table.column, key=lambda one: one.name.lower()):
        _add_column(attributes, table, column)


def _add_column(attributes: Element, table: Table, column: Column) -> None:
    attribute = add(attributes, "attribute", PhysicalName=column.name)
    add_all(attribute, _head(table, column))
    add_all(attribute, _rules("0" if column.kind == "primarykey" else "1"))
    add_all(attribute, _of_kind(column))
    if column.kind in _OPTIONS_NAMES:
        _add_option_set(attribute, table, column)
    elif column.kind in ("lookup", "owner"):
        add_all(attribute, (("LookupStyle", "single"), ("LookupTypes", "")))
    add_texts(attribute, "displaynames", "displayname", column.title)
    add_texts(attribute, "Descriptions", "Description", column.description)


def _head(table: Table, column: Column) -> Iterator[tuple[str, str]]:
    name = column.logical_name
    yield "Type", _TYPES.get(column.kind, column.kind)
    yield "Name", name
    yield "LogicalName", name
    yield "RequiredLevel", "systemrequired" if column.kind in _SYSTEM_REQUIRED else "none"
    if (mask := _mask(table, column)) is not None:
        yield "DisplayMask", mask
    yield "ImeMode", _IME.get(column.kind, "auto")
    yield "ValidForUpdateApi", _bit(column.update)
    yield "ValidForReadApi", "1"
    yield "ValidForCreateApi", _bit(column.create)
    yield "IsCustomField", _bit(name.startswith("acd_"))
    yield "IsAuditEnabled", "0"
    if column.logical:
        yield "IsLogical", "1"
    yield "IsSecured", "0"
    yield "IntroducedVersion", INTRODUCED


def _mask(table: Table, column: Column) -> str | None:
    """Where the column can be put; None: nowhere."""
    if column.hidden or column.logical:
        return None
    if column.name == table.primary_name:
        return "PrimaryName|ValidForAdvancedFind|ValidForForm|ValidForGrid|RequiredForForm"
    if column.kind == "primarykey":
        return "ValidForAdvancedFind|RequiredForGrid"
    if column.kind == "int":
        return "ValidForAdvancedFind"
    if column.kind == "owner":
        return "ValidForAdvancedFind|ValidForForm|ValidForGrid|RequiredForForm"
    return "ValidForAdvancedFind|ValidForForm|ValidForGrid"


def _rules(requirement: str) -> Iterator[tuple[str, str]]:
    yield from (("IsCustomizable", "1"), ("IsRenameable", "1"), ("CanModifySearchSettings", "1"))
    yield "CanModifyRequirementLevelSettings", requirement
    yield from (("CanModifyAdditionalSettings", "1"), ("SourceType", "0"))
    yield from (("IsGlobalFilterEnabled", "0"), ("IsSortableEnabled", "0"))
    yield from (("CanModifyGlobalFilterSettings", "1"), ("CanModifyIsSortableSettings", "1"))
    yield from (("IsDataSourceSecret", "0"), ("AutoNumberFormat", ""), ("IsSearchable", "0"))
    yield from (("IsFilterable", "0"), ("IsRetrievable", "0"), ("IsLocalizable", "0"))


def _of_kind(column: Column) -> Iterator[tuple[str, str]]:
    match column.kind:
        case "text" | "url":
            length = column.length or 100
            yield "Format", column.kind
            yield "MaxLength", str(length)
            yield "Length", str(2 * length)  # in bytes: two a character
        case "memo":
            yield "Format", "textarea"
            yield "MaxLength", str(column.length or 2000)
        case "int":
            yield "Format", ""
            yield "MinValue", str(column.least or 0)
            yield "MaxValue", str(_MOST_INT)
        case "date" | "datetime":
            yield "Format", column.kind
            yield "CanChangeDateTimeBehavior", "0"
            yield "Behavior", "1"  # shown in the time of whoever looks
        case "picklist":
            yield "AppDefaultValue", "-1"


def _add_option_set(attribute: Element, table: Table, column: Column) -> None:
    name = f"{table.schema_name.lower()}_{column.logical_name}"
    found = add(attribute, "optionset", Name=name)
    add_all(
        found,
        (
            ("OptionSetType", column.kind),
            ("IntroducedVersion", INTRODUCED),
            ("IsCustomizable", "1"),
        ),
    )
    add_texts(found, "displaynames", "displayname", column.title)
    add_texts(found, "Descriptions", "Description", column.description)
    options = add(found, _OPTIONS_NAMES[column.kind])
    for option in column.options:
        value = str(option.value)
        match column.kind:
            case "state":
                states = {"defaultstatus": str(option.status), "invariantname": option.invariant}
                one = add(options, "state", value=value, **{k: str(v) for k, v in states.items()})
            case "status":
                one = add(options, "status", value=value, state=str(option.state))
            case _:
                one = add(options, "option", value=value, IsHidden="0")
        add_texts(one, "labels", "label", option)


def _bit(yes: bool) -> str:
    return "1" if yes else "0"
