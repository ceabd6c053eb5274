"""Tables and columns as Dataverse describes them: builds the reads and reads their answers. Knows
nothing of what a mapping makes of them.

By learn.microsoft.com, "Query table definitions using the Web API" and "Column data types"
(read 2026-11-24)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from shared.dataverse.batch import Part
from shared.dataverse.query import literal, name, with_options
from shared.dataverse.rows import Row, read_rows
from shared.transport import Request

AttributeType = Literal[
    "String",
    "Memo",
    "Integer",
    "BigInt",
    "Decimal",
    "Double",
    "Money",
    "Boolean",
    "DateTime",
    "Picklist",
    "MultiSelectPicklist",
    "State",
    "Status",
    "Lookup",
    "Customer",
    "Owner",
    "Uniqueidentifier",
]
"""AttributeTypeName without its ending. AttributeType itself calls a multi-select choice and an
image alike `Virtual`."""

Required = Literal["none", "recommended", "application", "system"]
"""Only `system` is enforced by the Web API."""

Behavior = Literal["UserLocal", "DateOnly", "TimeZoneIndependent"]

Access = Literal["read", "create", "update"]

Labels = Mapping[int, str]
"""Language code, such as 1033 or 1040, to label. A language without a label is absent."""


@dataclass(frozen=True)
class EntityDefinition:
    """A table. `set_name` is what rows are read by; `logical_name` what metadata is read by."""

    logical_name: str
    set_name: str
    primary_id: str
    primary_name: str
    change_tracking: bool
    can_enable_tracking: bool
    optimistic_concurrency: bool


@dataclass(frozen=True)
class OptionLabel:
    """One value of a choice; of a Boolean, 0 and 1."""

    value: int
    label_by_language: Labels


@dataclass(frozen=True)
class Attribute:
    """A column. What its type does not have is None or empty.

    `max_length` counts UTF-16 units, `precision` decimals. `format` is FormatName of a String and
    Format of other types. `attribute_of` names the column that this one only shows in another
    form. `source_type` is 0 for a simple column, 1 calculated, 2 rollup, 3 formula.
    `secured` is what column security asks a right for, `withheld` what the app has no right to.
    `navigation` is the lookup's navigation property for each of its `targets`, to be written
    with just this case."""

    name: str
    label_by_language: Labels
    type: AttributeType
    required: Required
    custom: bool
    readable: bool
    creatable: bool
    updatable: bool
    logical: bool
    attribute_of: str | None
    source_type: int | None
    format: str | None = None
    max_length: int | None = None
    precision: int | None = None
    min: Decimal | None = None
    max: Decimal | None = None
    behavior: Behavior | None = None
    options: tuple[OptionLabel, ...] = ()
    targets: tuple[str, ...] = ()
    navigation: Mapping[str, str] | None = None
    auto_number: bool = False
    base_currency: bool = False
    metadata_id: str = ""
    secured: frozenset[Access] = frozenset()
    withheld: frozenset[Access] = frozenset()


_BASE = (
    "MetadataId,LogicalName,AttributeTypeName,DisplayName,RequiredLevel,IsCustomAttribute,"
    "IsValidForCreate,IsValidForUpdate,IsValidForRead,IsValidODataAttribute,AttributeOf,IsLogical,"
    "SourceType,IsSecured,CanBeSecuredForRead,CanBeSecuredForCreate,CanBeSecuredForUpdate"
)

_SECURABLE: Mapping[Access, str] = {
    "read": "CanBeSecuredForRead",
    "create": "CanBeSecuredForCreate",
    "update": "CanBeSecuredForUpdate",
}

_CASTS: Mapping[str, Mapping[str, str]] = {
    "Picklist": {"$select": "LogicalName", "$expand": "OptionSet,GlobalOptionSet"},
    "MultiSelectPicklist": {"$select": "LogicalName", "$expand": "OptionSet,GlobalOptionSet"},
    "State": {"$select": "LogicalName", "$expand": "OptionSet"},
    "Status": {"$select": "LogicalName", "$expand": "OptionSet"},
    "Boolean": {"$select": "LogicalName", "$expand": "OptionSet"},
    "String": {"$select": "LogicalName,MaxLength,FormatName,AutoNumberFormat"},
    "Memo": {"$select": "LogicalName,MaxLength,Format"},
    "Integer": {"$select": "LogicalName,MinValue,MaxValue,Format"},
    "BigInt": {"$select": "LogicalName,MinValue,MaxValue"},
    "Decimal": {"$select": "LogicalName,MinValue,MaxValue,Precision"},
    "Double": {"$select": "LogicalName,MinValue,MaxValue,Precision"},
    "Money": {"$select": "LogicalName,MinValue,MaxValue,Precision,IsBaseCurrency"},
    "DateTime": {"$select": "LogicalName,Format,DateTimeBehavior"},
    "Lookup": {"$select": "LogicalName,Targets"},
}
"""Properties of each type are to be had by a cast to it only; there is none to all choices.
Customer and Owner columns answer to the cast to Lookup."""

_NAVIGATION = "ReferencingAttribute,ReferencedEntity,ReferencingEntityNavigationPropertyName"

_REQUIRED: Mapping[str, Required] = {
    "None": "none",
    "Recommended": "recommended",
    "ApplicationRequired": "application",
    "SystemRequired": "system",
}

_TYPES: Mapping[str, AttributeType] = {f"{kind}Type": kind for kind in get_args(AttributeType)}

_BEHAVIORS: Mapping[str, Behavior] = {kind: kind for kind in get_args(Behavior)}


def definition_request(table: str) -> Request:
    """`table` is a logical name, such as `lead`."""
    select = (
        "LogicalName,EntitySetName,PrimaryIdAttribute,PrimaryNameAttribute,ChangeTrackingEnabled,"
        "CanChangeTrackingBeEnabled,IsOptimisticConcurrencyEnabled"
    )
    path = with_options(_table_path(table), {"$select": select})
    return Request("GET", path, route=f"definition of {table}")


def read_definition(body: Row) -> EntityDefinition | None:
    set_name, primary_id = body.get("EntitySetName"), body.get("PrimaryIdAttribute")
    if not isinstance(set_name, str) or not isinstance(primary_id, str):
        return None
    return EntityDefinition(
        logical_name=str(body.get("LogicalName") or ""),
        set_name=set_name,
        primary_id=primary_id,
        primary_name=str(body.get("PrimaryNameAttribute") or ""),
        change_tracking=_truth(body.get("ChangeTrackingEnabled")),
        can_enable_tracking=_truth(body.get("CanChangeTrackingBeEnabled")),
        optimistic_concurrency=_truth(body.get("IsOptimisticConcurrencyEnabled")),
    )


def attribute_parts(table: str) -> list[Part]:
    """One batch with all that `read_attributes` needs, in its order."""
    base = f"{_table_path(table)}/Attributes"
    paths = [with_options(base, {"$select": _BASE})]
    paths += [
        with_options(f"{base}/Microsoft.Dynamics.CRM.{cast}AttributeMetadata", options)
        for cast, options in _CASTS.items()
    ]
    relationships = f"{_table_path(table)}/ManyToOneRelationships"
    paths.append(with_options(relationships, {"$select": _NAVIGATION}))
    return [Part("GET", path) for path in paths]


def read_attributes(bodies: Sequence[Row]) -> list[Attribute] | None:
    """The columns of the types that are known here, by name; None if an answer is no list.
    Images, files, party lists and the like are left out."""
    answers = [read_rows(body) for body in bodies]
    known = [answer for answer in answers if answer is not None]
    if len(known) != len(answers) or len(known) != len(_CASTS) + 2:
        return None
    base, *casts, relationships = known
    details = {str(row.get("LogicalName")): row for answer in casts for row in answer}
    navigation = _navigation(relationships)
    found = []
    for row in base:
        kind = _TYPES.get(str(_value(row.get("AttributeTypeName"))))
        if kind is not None:
            column = str(row.get("LogicalName"))
            found.append(_attribute(kind, row, details.get(column, {}), navigation.get(column)))
    return sorted(found, key=lambda attribute: attribute.name)


def _attribute(
    kind: AttributeType, row: Row, detail: Row, navigation: Mapping[str, str] | None
) -> Attribute:
    source_type = row.get("SourceType")
    text_format = _value(detail.get("FormatName")) or _value(detail.get("Format"))
    return Attribute(
        name=str(row.get("LogicalName")),
        label_by_language=read_labels(row.get("DisplayName")),
        type=kind,
        required=_REQUIRED.get(str(_value(row.get("RequiredLevel"))), "none"),
        custom=_truth(row.get("IsCustomAttribute")),
        readable=_truth(row.get("IsValidForRead"))
        and row.get("IsValidODataAttribute") is not False,
        creatable=_truth(row.get("IsValidForCreate")),
        updatable=_truth(row.get("IsValidForUpdate")),
        logical=_truth(row.get("IsLogical")),
        attribute_of=_text(row.get("AttributeOf")),
        source_type=source_type if isinstance(source_type, int) else None,
        format=_text(text_format),
        max_length=_integer(detail.get("MaxLength")),
        precision=_integer(detail.get("Precision")),
        min=_decimal(detail.get("MinValue")),
        max=_decimal(detail.get("MaxValue")),
        behavior=_BEHAVIORS.get(str(_value(detail.get("DateTimeBehavior")))),
        options=_options(detail),
        targets=tuple(str(target) for target in detail.get("Targets") or ()),
        navigation=navigation,
        auto_number=bool(detail.get("AutoNumberFormat")),
        base_currency=_truth(detail.get("IsBaseCurrency")),
        metadata_id=str(row.get("MetadataId") or "").lower(),
        secured=_secured(row),
    )


def _readable(row: Row) -> bool:
    """What the Web API does not expose cannot be selected either."""
    return _truth(row.get("IsValidForRead")) and row.get("IsValidODataAttribute") is not False


def _secured(row: Row) -> frozenset[Access]:
    """A right that may be asked for counts as asked for, unless Dataverse says otherwise: it
    does not secure every type for each access."""
    if not _truth(row.get("IsSecured")):
        return frozenset()
    return frozenset(access for access, key in _SECURABLE.items() if row.get(key) is not False)


def read_labels(label: object) -> dict[int, str]:
    """The texts of a label in every language it has. UserLocalizedLabel is left aside: its
    language is that of the application user."""
    if not isinstance(label, Mapping):
        return {}
    texts = label.get("LocalizedLabels") or ()
    return {
        text["LanguageCode"]: text["Label"]
        for text in texts
        if isinstance(text.get("LanguageCode"), int) and _text(text.get("Label"))
    }


def _options(detail: Row) -> tuple[OptionLabel, ...]:
    for option_set in (detail.get("OptionSet"), detail.get("GlobalOptionSet")):
        if not isinstance(option_set, Mapping):
            continue
        options: Iterable[object] = option_set.get("Options") or (
            option_set.get("FalseOption"),
            option_set.get("TrueOption"),
        )
        found = tuple(
            OptionLabel(option["Value"], read_labels(option.get("Label")))
            for option in options
            if isinstance(option, Mapping) and isinstance(option.get("Value"), int)
        )
        if found:
            return found
    return ()


def _navigation(relationships: Sequence[Row]) -> dict[str, dict[str, str]]:
    """Column -> target table -> navigation property."""
    found: dict[str, dict[str, str]] = {}
    for row in relationships:
        column, target = _text(row.get("ReferencingAttribute")), _text(row.get("ReferencedEntity"))
        property_name = _text(row.get("ReferencingEntityNavigationPropertyName"))
        if column and target and property_name:
            found.setdefault(column, {})[target] = property_name
    return found


def _table_path(table: str) -> str:
    return f"EntityDefinitions(LogicalName={literal(name(table))})"


def _value(found: object) -> object:
    """Managed properties and enumerations come as an object that holds the value."""
    return found.get("Value") if isinstance(found, Mapping) else found


def _truth(found: object) -> bool:
    return _value(found) is True


def _text(found: object) -> str | None:
    return found if isinstance(found, str) and found else None


def _integer(found: object) -> int | None:
    return found if isinstance(found, int) else None


def _decimal(found: object) -> Decimal | None:
    return Decimal(found) if isinstance(found, int | Decimal) else None
