"""Bicep files as plain values, read with tree-sitter's grammar. Knows no resource type.

Literals become Python values; whatever must be computed at deployment stays an `Expression`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import tree_sitter_bicep
from tree_sitter import Language, Node, Parser

INFRA = Path(__file__).parents[2] / "infra"
_PARSER = Parser(Language(tree_sitter_bicep.language()))


@dataclass(frozen=True)
class Expression:
    """What only the deployment can compute. `names` are the symbols and functions it names;
    `paths` its member accesses, such as ('account', 'properties', 'primaryEndpoints')."""

    text: str
    names: frozenset[str]
    paths: frozenset[tuple[str, ...]]


@dataclass(frozen=True)
class Choice:
    """`condition ? yes : no`."""

    condition: Expression
    yes: "Value"
    no: "Value"


Value = str | int | bool | None | Expression | Choice | list["Value"] | dict[str, "Value"]


@dataclass(frozen=True)
class Parameter:
    type: str
    default: Value | Expression
    has_default: bool
    decorators: Mapping[str, tuple[Value, ...]]


@dataclass(frozen=True)
class Resource:
    """A resource or, with `type_name` a path, a module."""

    type_name: str
    existing: bool
    body: dict[str, Value]
    condition: str = ""


@dataclass
class File:
    """What a file declares. `uses` are the names that its expressions read, `loops` those that
    its loops declare, `paths` its member accesses."""

    path: Path
    scope: str = "resourceGroup"
    parameters: dict[str, Parameter] = field(default_factory=dict)
    variables: dict[str, Value] = field(default_factory=dict)
    resources: dict[str, Resource] = field(default_factory=dict)
    modules: dict[str, Resource] = field(default_factory=dict)
    outputs: dict[str, Value] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    uses: frozenset[str] = frozenset()
    loops: frozenset[str] = frozenset()
    paths: frozenset[tuple[str, ...]] = frozenset()

    @property
    def symbols(self) -> set[str]:
        return {*self.parameters, *self.variables, *self.resources, *self.modules}


def read_all() -> dict[str, File]:
    """Every Bicep file of infra/, by its path from there."""
    return {str(path.relative_to(INFRA)): read(path) for path in sorted(INFRA.rglob("*.bicep"))}


def read(path: Path) -> File:
    return parse(path.read_bytes(), path)


def parse(source: bytes, path: Path = INFRA / "given.bicep") -> File:
    """Lines that the grammar does not take are in `faults`."""
    root = _PARSER.parse(source).root_node
    file = File(path)
    file.faults = [f"line {node.start_point[0] + 1}" for node in _walk(root) if _is_wrong(node)]
    file.uses = frozenset(_names(root))
    loops = (node for node in _walk(root) if node.type == "for_statement")
    file.loops = frozenset(_text(node.named_children[0]) for node in loops)
    file.paths = frozenset(_paths(root))
    decorators: dict[str, tuple[Value, ...]] = {}
    for node in root.named_children:
        if node.type == "decorators":
            decorators = dict(_decorator(child) for child in node.named_children)
            continue
        _declare(file, node, decorators)
        if node.type != "comment":
            decorators = {}
    return file


def _declare(file: File, node: Node, decorators: Mapping[str, tuple[Value, ...]]) -> None:
    parts = [child for child in node.named_children if child.type != "comment"]
    value = parts[-1] if parts else node
    match node.type:
        case "target_scope_assignment":
            file.scope = str(_value(value))
        case "parameter_declaration":
            given = any(child.type == "=" for child in node.children)
            default = _value(value) if given else None
            kind = _text(parts[1])
            file.parameters[_text(parts[0])] = Parameter(kind, default, given, decorators)
        case "variable_declaration":
            file.variables[_text(parts[0])] = _value(value)
        case "output_declaration":
            file.outputs[_text(parts[0])] = _value(value)
        case "resource_declaration":
            file.resources[_text(parts[0])] = _resource(node, str(_value(parts[1])), value)
        case "module_declaration":
            file.modules[_text(parts[0])] = _resource(node, str(_value(parts[1])), value)


def _resource(node: Node, type_name: str, value: Node) -> Resource:
    existing = any(child.type == "existing" for child in node.children)
    condition = ""
    while value.type in ("if_statement", "for_statement"):
        if value.type == "if_statement":
            condition = _text(value.named_children[0])
        value = value.named_children[-1]
    body = _value(value)
    if not isinstance(body, dict):
        raise TypeError(f"{_text(node)[:60]}: has no body")
    return Resource(type_name, existing, body, condition)


def _value(node: Node) -> Value:
    match node.type:
        case "string" if all(child.type != "interpolation" for child in node.children):
            content = "".join(_text(child) for child in node.named_children)
            return content.replace("\\'", "'")
        case "number":
            return int(_text(node))
        case "boolean":
            return _text(node) == "true"
        case "null":
            return None
        case "array":
            return [_value(child) for child in node.named_children if child.type != "comment"]
        case "object":
            return {
                _key(child.named_children[0]): _value(child.named_children[-1])
                for child in node.named_children
                if child.type == "object_property"
            }
        case "ternary_expression":
            condition, yes, no = node.named_children
            return Choice(_expression(condition), _value(yes), _value(no))
        case "for_statement":
            return [_value(node.named_children[-1])]
        case _:
            return _expression(node)


def _key(node: Node) -> str:
    text = _text(node)
    return text[1:-1] if node.type == "string" else text


def _expression(node: Node) -> Expression:
    return Expression(_text(node), frozenset(_names(node)), frozenset(_paths(node)))


def _decorator(node: Node) -> tuple[str, tuple[Value, ...]]:
    call = node.named_children[0]
    arguments = call.named_children[-1].named_children
    return _text(call.named_children[0]), tuple(_value(child) for child in arguments)


def _names(node: Node) -> Iterator[str]:
    """Symbols and functions that are used, not declared."""
    for child in _walk(node):
        if child.type != "identifier" or child.parent is None:
            continue
        parent = child.parent
        declares = parent.type.endswith("_declaration") and parent.named_children[0] == child
        is_key = parent.type == "object_property" and parent.named_children[0] == child
        loop = parent.type == "for_statement" and parent.named_children[0] == child
        if not (declares or is_key or loop):
            yield _text(child)


def _paths(node: Node) -> Iterator[tuple[str, ...]]:
    for child in _walk(node):
        inside = child.parent is not None and child.parent.type == "member_expression"
        if child.type == "member_expression" and not inside:
            path: list[str] = []
            at = child
            while at.type == "member_expression":
                path.append(_text(at.named_children[-1]))
                at = at.named_children[0]
            if at.type == "identifier":
                yield (_text(at), *reversed(path))


def _is_wrong(node: Node) -> bool:
    return node.type == "ERROR" or node.is_missing


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _walk(child)


def _text(node: Node) -> str:
    return (node.text or b"").decode()
