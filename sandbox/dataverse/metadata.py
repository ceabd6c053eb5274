"""`EntityDefinitions` and what lies below it, with $select, $filter, $expand and casts.

Source: learn.microsoft.com, "Query table definitions using the Web API" (read 2026-11-24): no
paging, no $top, no $orderby; filters on primitive and enumeration properties only."""

import operator
from collections.abc import Callable, Iterable

from sandbox.dataverse import definitions, publishing
from sandbox.dataverse.call import Answer, Call, Segment, split_list
from sandbox.dataverse.filter_syntax import (
    Comparison,
    Constant,
    Junction,
    Negation,
    Node,
    Path,
    TextTest,
    parse_filter,
)  # fmt: skip
from sandbox.dataverse.labels import Json, metadata_id
from sandbox.dataverse.organisation import Organisation
from sandbox.dataverse.refusals import Refusal, bad_query, no_property, no_resource
from sandbox.dataverse.schema import Table

PREFIX = "Microsoft.Dynamics.CRM."
Options = dict[str, str]
_OPERATORS: dict[str, Callable[[object, object], bool]] = {
    "eq": operator.eq, "ne": operator.ne, "gt": operator.gt,
    "ge": operator.ge, "lt": operator.lt, "le": operator.le,
}  # fmt: skip
_COLLECTIONS = {
    "ManyToOneRelationships": "OneToManyRelationshipMetadata",
    "OneToManyRelationships": "OneToManyRelationshipMetadata",
    "ManyToManyRelationships": "ManyToManyRelationshipMetadata",
    "Keys": "EntityKeyMetadata",
}
_ALLOWED = ("$select", "$filter", "$expand", "$count")


def answer(org: Organisation, call: Call) -> Answer:
    """Raises Refusal: 400 for options, 404 for paths."""
    for name in call.options:
        if name.startswith("$") and name not in _ALLOWED:
            raise bad_query(f"The query parameter {name} is not supported on metadata.")
    first, *rest = call.segments
    if call.method == "PUT" and first.key is not None and not rest:
        return publishing.put_definition(org, call, _table(org, first.key))
    if call.method != "GET":
        raise Refusal(405, "", "The method is not supported on this resource.")
    if first.key is None:
        found = [_entity(org, table, call.options) for table in _kept(org, call)]
        return _list(org, "EntityDefinitions", call, found)
    table = _table(org, first.key)
    if not rest:
        body = _entity(org, table, call.options)
        return Answer(200, {"@odata.context": _context(org, "EntityDefinitions/$entity"), **body})
    return _below(org, call, table, rest)


def _below(org: Organisation, call: Call, table: Table, rest: list[Segment]) -> Answer:
    head = rest[0]
    where = f"EntityDefinitions('{table.name}')/{head.name}"
    if head.name in _COLLECTIONS and len(rest) == 1:
        return _list(org, where, call, _collection(org, table, head.name, call.options))
    if head.name != "Attributes" or len(rest) > 2:
        raise no_resource(head.name)
    cast = rest[1].name.removeprefix(PREFIX).removesuffix("AttributeMetadata") if rest[1:] else ""
    if rest[1:] and not rest[1].name.startswith(PREFIX):
        raise no_resource(rest[1].name)
    if cast == "Enum":
        raise bad_query("Casting to the base type EnumAttributeMetadata is not possible.")
    name = "" if head.key is None else _named(head.key)
    by_name = "" if "-" in name else name  # an id has hyphens, a logical name has none
    found = list(definitions.attributes(table, by_name, cast))
    if head.key is None:
        return _list(org, where, call, _attributes(found, cast, call.options))
    wanted = [
        one
        for one in found
        if name in (one.properties["LogicalName"], one.properties["MetadataId"])
    ]
    if not wanted:
        raise Refusal(404, "0x80040217", f"Could not find an attribute with '{name}'.")
    return Answer(
        200,
        {
            "@odata.context": _context(org, f"{where}/$entity"),
            **_attributes(wanted, cast, call.options)[0],
        },
    )


def _kept(org: Organisation, call: Call) -> Iterable[Table]:
    text = call.option("$filter")
    node = parse_filter(text, call.aliases()) if text else None
    for table in org.schema.tables.values():
        if node is None or _matches(node, definitions.entity(table), "EntityMetadata"):
            yield table


def _entity(org: Organisation, table: Table, options: Options) -> Json:
    out = _projected(definitions.entity(table), options.get("$select"), "EntityMetadata")
    for part in split_list(options.get("$expand", "")):
        name, inner = _expanded(part)
        if name == "Attributes":
            out[name] = _attributes(list(definitions.attributes(table)), "", inner)
        elif name in _COLLECTIONS:
            out[name] = _collection(org, table, name, inner)
        else:
            raise no_property(name, "EntityMetadata")
    return out


def _attributes(found: list[definitions.Attribute], cast: str, options: Options) -> list[Json]:
    type_name = f"{cast}AttributeMetadata"
    text = options.get("$filter")
    node = parse_filter(text, {}) if text else None
    out = []
    for one in found:
        properties = one.properties
        base = {name: properties[name] for name in definitions.BASE_PROPERTIES}
        visible = properties if cast else base
        if node is not None and not _matches(node, visible, type_name):
            continue
        select = options.get("$select")
        shown = _projected(visible if cast or select else properties, select, type_name)
        if not cast:
            shown = {"@odata.type": f"#{PREFIX}{one.cast}AttributeMetadata", **shown}
        for part in split_list(options.get("$expand", "")):
            name, inner = _expanded(part)
            if (
                name not in definitions.OPTION_SETS
                or (found and one.option_set is None)
                or not cast
            ):
                raise no_property(name, type_name)
            shown[name] = None
            if name == "OptionSet" and one.option_set is not None:
                shown[name] = _projected(one.option_set, inner.get("$select"), "OptionSetMetadata")
        out.append(shown)
    return out


def _collection(org: Organisation, table: Table, name: str, options: Options) -> list[Json]:
    found = {
        "ManyToOneRelationships": lambda: definitions.many_to_one(org.schema, table),
        "OneToManyRelationships": lambda: definitions.one_to_many(org.schema, table),
        "ManyToManyRelationships": lambda: definitions.many_to_many(table),
        "Keys": lambda: definitions.keys(table),
    }[name]()
    return _plain(found, options, _COLLECTIONS[name])


def _plain(found: Iterable[Json], options: Options, type_name: str) -> list[Json]:
    text = options.get("$filter")
    node = parse_filter(text, {}) if text else None
    return [
        _projected(one, options.get("$select"), type_name)
        for one in found
        if node is None or _matches(node, one, type_name)
    ]


def _projected(properties: Json, select: str | None, type_name: str) -> Json:
    """Selected properties; the id always comes."""
    names = split_list(select or "")
    if not names:
        return dict(properties)
    for name in names:
        if name not in properties:
            raise no_property(name, type_name)
    kept = {name: properties[name] for name in names}
    return kept | {"MetadataId": properties["MetadataId"]}


def _expanded(part: str) -> tuple[str, Options]:
    name, _, inner = part.partition("(")
    options = {}
    for piece in split_list(inner.rpartition(")")[0], ";"):
        option, _, value = piece.partition("=")
        if option not in _ALLOWED:
            raise bad_query(f"The option {option} is not supported inside $expand.")
        options[option] = value
    return name.strip(), options


def _matches(node: Node, properties: Json, type_name: str) -> bool:
    if isinstance(node, Junction):
        left = _matches(node.left, properties, type_name)
        right = _matches(node.right, properties, type_name)
        return (left and right) if node.operator == "and" else (left or right)
    if isinstance(node, Negation):
        return not _matches(node.inner, properties, type_name)
    if isinstance(node, TextTest):
        value = str(_value(node.path, properties, type_name) or "")
        tests = {"contains": node.text in value, "startswith": value.startswith(node.text)}
        return tests.get(node.function, value.endswith(node.text))
    if isinstance(node, Comparison) and isinstance(node.right, Constant):
        value = _value(node.left, properties, type_name)
        if isinstance(value, dict | list):
            raise bad_query(f"'{'/'.join(node.left.segments)}' cannot be used in a filter.")
        if value is None or node.right.value is None:
            same = value is None and node.right.value is None
            return same if node.operator == "eq" else (node.operator == "ne" and not same)
        return _OPERATORS[node.operator](value, node.right.value)
    raise bad_query("This filter is not supported on metadata.")


def _value(path: Path, properties: Json, type_name: str) -> object:
    value: object = properties
    for segment in path.segments:
        if not isinstance(value, dict) or segment not in value:
            raise no_property("/".join(path.segments), type_name)
        value = value[segment]
    return value


def _table(org: Organisation, key: str) -> Table:
    name = _named(key)
    for table in org.schema.tables.values():
        if name in (table.name, metadata_id("entity", table.name)):
            return table
    raise Refusal(404, "0x80040217", f"Could not find an entity with '{name}'.")


def _named(key: str) -> str:
    """`LogicalName='lead'` or a GUID."""
    name, equals, value = key.partition("=")
    if equals and name.strip() == "LogicalName" and value.startswith("'"):
        return value.strip()[1:-1]
    if equals:
        raise bad_query(f"Bad Request - Error in query syntax: '{key}'.")
    return key.strip().lower()


def _list(org: Organisation, where: str, call: Call, rows: list[Json]) -> Answer:
    body: Json = {"@odata.context": _context(org, where)}
    if call.option("$count") == "true":
        body["@odata.count"] = len(rows)
    if call.prefer.wants("Microsoft.Dynamics.CRM.globalmetadataversion"):
        body["@Microsoft.Dynamics.CRM.globalmetadataversion"] = str(org.schema.version)
    return Answer(200, body | {"value": rows})


def _context(org: Organisation, where: str) -> str:
    return f"{org.api}/$metadata#{where}"
