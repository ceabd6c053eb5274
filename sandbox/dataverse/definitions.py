"""Tables, columns, keys and relationships as the metadata API describes them.

Property names and types: learn.microsoft.com, Web API metadata entity type reference and "Query
table definitions using the Web API" (read 2026-11-24). A choice or lookup column has a shadow
column with the label (`AttributeOf`), which the data API does not show."""

from collections.abc import Iterable
from dataclasses import dataclass

from sandbox.dataverse.associations import ASSOCIATIONS
from sandbox.dataverse.column_security import securable
from sandbox.dataverse.labels import Json, label, metadata_id, option_set
from sandbox.dataverse.schema import LOOKUPS, Column, Schema, Table

_TYPES = {
    "string": ("String", "StringType", "String"),
    "memo": ("Memo", "MemoType", "Memo"),
    "integer": ("Integer", "IntegerType", "Integer"),
    "bigint": ("BigInt", "BigIntType", "BigInt"),
    "decimal": ("Decimal", "DecimalType", "Decimal"),
    "double": ("Double", "DoubleType", "Double"),
    "money": ("Money", "MoneyType", "Money"),
    "boolean": ("Boolean", "BooleanType", "Boolean"),
    "datetime": ("DateTime", "DateTimeType", "DateTime"),
    "picklist": ("Picklist", "PicklistType", "Picklist"),
    "multiselect": ("Virtual", "MultiSelectPicklistType", "MultiSelectPicklist"),
    "state": ("State", "StateType", "State"),
    "status": ("Status", "StatusType", "Status"),
    "lookup": ("Lookup", "LookupType", "Lookup"),
    "customer": ("Customer", "CustomerType", "Lookup"),
    "owner": ("Owner", "OwnerType", "Lookup"),
    "guid": ("Uniqueidentifier", "UniqueidentifierType", "UniqueIdentifier"),
}
BASE_PROPERTIES = (
    "MetadataId", "LogicalName", "SchemaName", "EntityLogicalName", "AttributeType",
    "AttributeTypeName", "DisplayName", "Description", "RequiredLevel", "IsCustomAttribute",
    "IsPrimaryId", "IsPrimaryName", "IsValidForCreate", "IsValidForUpdate", "IsValidForRead",
    "IsValidODataAttribute", "AttributeOf", "IsLogical", "SourceType", "ColumnNumber",
    "IsManaged", "IsSecured", "CanBeSecuredForRead", "CanBeSecuredForCreate",
    "CanBeSecuredForUpdate", "HasChanged",
)  # fmt: skip
OPTION_SETS = ("OptionSet", "GlobalOptionSet")


@dataclass(frozen=True)
class Attribute:
    """`cast` is the type without prefix; `properties` hold those of the base type and of the
    cast; `option_set` is reached by $expand only."""

    cast: str
    properties: Json
    option_set: Json | None = None


def entity(table: Table) -> Json:
    return {
        "MetadataId": metadata_id("entity", table.name),
        "LogicalName": table.name,
        "SchemaName": table.schema_name,
        "EntitySetName": table.set_name,
        "LogicalCollectionName": table.set_name,
        "CollectionSchemaName": table.set_name.capitalize(),
        "PrimaryIdAttribute": table.id_column,
        "PrimaryNameAttribute": table.name_column,
        "ObjectTypeCode": table.type_code,
        "DisplayName": label(table.labels),
        "DisplayCollectionName": label({k: f"{v}s" for k, v in table.labels.items()}),
        "Description": label({}),
        "ChangeTrackingEnabled": table.change_tracking,
        "CanChangeTrackingBeEnabled": {
            "Value": table.owned == "user",
            "CanBeChanged": True,
            "ManagedPropertyLogicalName": "canchangetrackingbeenabled",
        },
        "IsOptimisticConcurrencyEnabled": table.owned == "user",
        "IsCustomEntity": table.custom,
        "IsActivity": table.activity,
        "IsIntersect": False,
        "IsPrivate": False,
        "IsManaged": False,
        "IsValidForAdvancedFind": True,
        "OwnershipType": {
            "user": "UserOwned",
            "businessunit": "BusinessOwned",
            "organization": "OrganizationOwned",
        }[table.owned],
        "HasChanged": None,
    }


def attributes(table: Table, named: str = "", cast: str = "") -> Iterable[Attribute]:
    """All; or those of the column that has, or stands behind, the attribute of this name; or
    those of one type."""
    for number, column in enumerate(table.columns.values(), 1):
        if named and named not in (column.name, f"{column.name}name"):
            continue
        own = _TYPES[column.kind][2]
        options = column.kind in ("picklist", "multiselect", "state", "status", "boolean")
        if cast in ("", own):
            yield Attribute(
                own,
                _base(table, column, number) | _own(column),
                option_set(table.name, column) if options else None,
            )
        if (options or column.kind in LOOKUPS) and cast in ("", _shadow_type(column)):
            yield _shadow(table, column, number)


def many_to_one(schema: Schema, table: Table) -> Iterable[Json]:
    for column in table.columns.values():
        for target, navigation in column.navigation.items():
            referenced = schema.tables[target]
            name = f"{target}_{table.name}_{column.name}"
            yield {
                "MetadataId": metadata_id("relationship", name),
                "SchemaName": name,
                "ReferencingEntity": table.name,
                "ReferencingAttribute": column.name,
                "ReferencingEntityNavigationPropertyName": navigation,
                "ReferencedEntity": target,
                "ReferencedAttribute": referenced.id_column,
                "ReferencedEntityNavigationPropertyName": name,
                "RelationshipType": "OneToManyRelationship",
                "IsCustomRelationship": column.custom,
                "IsValidForAdvancedFind": True,
                "HasChanged": None,
            }


def one_to_many(schema: Schema, table: Table) -> Iterable[Json]:
    """The same relationships, seen from the table that is pointed to."""
    for other in schema.tables.values():
        for one in many_to_one(schema, other):
            if one["ReferencedEntity"] == table.name:
                yield one


def many_to_many(table: Table) -> Iterable[Json]:
    for one in ASSOCIATIONS:
        if table.name in (one.first, one.second):
            yield {
                "MetadataId": metadata_id("relationship", one.name),
                "SchemaName": one.name,
                "Entity1LogicalName": one.first,
                "Entity1NavigationPropertyName": one.name,
                "Entity2LogicalName": one.second,
                "Entity2NavigationPropertyName": one.name,
                "RelationshipType": "ManyToManyRelationship",
                "IsCustomRelationship": False,
                "HasChanged": None,
            }


def keys(table: Table) -> Iterable[Json]:
    for key in table.keys.values():
        yield {
            "MetadataId": metadata_id("key", table.name, key.name),
            "LogicalName": key.name,
            "SchemaName": key.name,
            "EntityLogicalName": table.name,
            "KeyAttributes": list(key.columns),
            "EntityKeyIndexStatus": "Active",
            "DisplayName": label({1033: key.name}),
            "IsManaged": False,
            "HasChanged": None,
        }


def _base(table: Table, column: Column, number: int) -> Json:
    kind, type_name, _ = _TYPES[column.kind]
    return {
        "MetadataId": metadata_id("attribute", table.name, column.name),
        "LogicalName": column.name,
        "SchemaName": column.schema_name,
        "EntityLogicalName": table.name,
        "AttributeType": kind,
        "AttributeTypeName": {"Value": type_name},
        "DisplayName": label(column.labels),
        "Description": label({}),
        "RequiredLevel": {
            "Value": column.required,
            "CanBeChanged": column.required != "SystemRequired",
            "ManagedPropertyLogicalName": "canmodifyrequirementlevelsettings",
        },
        "IsCustomAttribute": column.custom,
        "IsPrimaryId": column.name == table.id_column,
        "IsPrimaryName": column.name == table.name_column,
        "IsValidForCreate": column.create,
        "IsValidForUpdate": column.update,
        "IsValidForRead": True,
        "IsValidODataAttribute": True,
        "AttributeOf": None,
        "IsLogical": column.name == "address1_composite",
        "SourceType": 0 if column.custom else None,
        "ColumnNumber": number,
        "IsManaged": not column.custom,
        "IsSecured": column.secured,
        "CanBeSecuredForRead": securable(column, "read"),
        "CanBeSecuredForCreate": securable(column, "create"),
        "CanBeSecuredForUpdate": securable(column, "update"),
        "HasChanged": None,
    }


def _own(column: Column) -> Json:
    kind = column.kind
    if kind == "string":
        return {
            "MaxLength": column.max_length,
            "Format": column.format,
            "FormatName": {"Value": column.format},
            "AutoNumberFormat": "",
            "DatabaseLength": 2 * column.max_length,
        }
    if kind == "memo":
        return {
            "MaxLength": column.max_length,
            "Format": column.format,
            "FormatName": {"Value": column.format},
        }
    if kind == "integer":
        return {
            "MinValue": int(column.minimum or 0),
            "MaxValue": int(column.maximum or 0),
            "Format": column.format or "None",
        }
    if kind == "bigint":
        return {"MinValue": -(2**63), "MaxValue": 2**63 - 1}
    if kind in ("decimal", "double", "money"):
        out: Json = {
            "MinValue": column.minimum,
            "MaxValue": column.maximum,
            "Precision": column.precision,
        }
        if kind == "money":
            is_base = column.name.endswith("_base")
            source = column.name.removesuffix("_base") if is_base else None
            out |= {"PrecisionSource": 2, "IsBaseCurrency": is_base, "CalculationOf": source}
        return out
    if kind == "boolean":
        return {"DefaultValue": bool(column.default)}
    if kind == "datetime":
        return {
            "Format": "DateOnly" if column.format == "DateOnly" else "DateAndTime",
            "DateTimeBehavior": {"Value": column.behavior},
            "CanChangeDateTimeBehavior": {"Value": column.custom},
            "MinSupportedValue": "1753-01-01T00:00:00Z",
            "MaxSupportedValue": "9999-12-30T23:59:59Z",
        }
    if kind in ("picklist", "multiselect", "state", "status"):
        return {"DefaultFormValue": -1 if column.default is None else column.default}
    if kind in LOOKUPS:
        targets = ["systemuser", "team"] if kind == "owner" else list(column.navigation)
        return {"Targets": targets, "Format": "None"}
    return {}


def _shadow_type(column: Column) -> str:
    return "String" if column.kind in LOOKUPS else ""


def _shadow(table: Table, column: Column, number: int) -> Attribute:
    name = f"{column.name}name"
    cast = _shadow_type(column)
    kind, type_name = ("String", "StringType") if cast else ("Virtual", "VirtualType")
    shadow = Column(name, "string", {}, f"{column.schema_name}Name", max_length=100, format="Text")
    base = _base(table, shadow, number)
    base |= {
        "AttributeType": kind,
        "AttributeTypeName": {"Value": type_name},
        "AttributeOf": column.name,
        "IsLogical": True,
        "IsValidForCreate": False,
        "IsValidForUpdate": False,
        "IsCustomAttribute": column.custom,
        "IsValidODataAttribute": False,
    }
    return Attribute(cast, base | (_own(shadow) if cast else {}))
