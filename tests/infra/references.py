"""Rules of Bicep across declarations and files: every name, path and parameter leads somewhere.

Each function gives the faults it finds, in words. Pure."""

from collections.abc import Iterator, Mapping

from tests.infra.arm_types import body_faults, path_fault
from tests.infra.bicep import Choice, Expression, File, Resource, Value

# learn.microsoft.com/azure/azure-resource-manager/bicep/bicep-functions, the ones used here
FUNCTIONS = {
    "empty": "bool",
    "environment": "object",
    "guid": "string",
    "join": "string",
    "loadJsonContent": "array",
    "loadTextContent": "string",
    "replace": "string",
    "split": "array",
    "subscription": "object",
    "subscriptionResourceId": "string",
    "tenant": "object",
    "toLower": "string",
    "union": "object",
    "uniqueString": "string",
}
# .../bicep/parameters, decorators
DECORATORS = frozenset(
    {"allowed", "description", "maxLength", "maxValue", "metadata", "minLength", "minValue"}
)

EXTENSIONS = frozenset(
    {"Microsoft.Insights/diagnosticSettings", "Microsoft.Authorization/roleAssignments"}
)


def unresolved(file: File) -> Iterator[str]:
    """Names that nothing declares."""
    known = file.symbols | file.loops | set(FUNCTIONS) | DECORATORS
    for name in sorted(file.uses - known):
        yield f"{name}: is not declared"
    for name in sorted(set(file.parameters) | set(file.variables)):
        if name not in file.uses:
            yield f"{name}: is declared and not used"


def unknown_properties(file: File) -> Iterator[str]:
    """Bodies and member accesses that Azure's types do not know."""
    for resource in file.resources.values():
        yield from body_faults(resource.type_name, resource.body, resource.existing)
    for path in sorted(file.paths):
        if path[0] in file.resources:
            fault = path_fault(file.resources[path[0]].type_name, path[1:])
            if fault:
                yield fault


def wrong_modules(file: File, files: Mapping[str, File]) -> Iterator[str]:
    """Modules without a file, parameters unknown, missing or of another type, outputs unknown."""
    folder = str(file.path.parent).rpartition("/infra")[2].strip("/")
    for symbol, module in file.modules.items():
        path = f"{folder}/{module.type_name}".strip("/")
        target = files.get(path)
        if target is None:
            yield f"{symbol}: there is no {path}"
            continue
        given = module.body.get("params", {})
        assert isinstance(given, dict)
        for name, value in given.items():
            if name not in target.parameters:
                yield f"{symbol}: {path} has no parameter {name}"
                continue
            wanted = target.parameters[name].type
            for found in types_of(value, file):
                if found != wanted:
                    yield f"{symbol}: {name} is {found}, {path} wants {wanted}"
        for name, parameter in target.parameters.items():
            if not parameter.has_default and name not in given:
                yield f"{symbol}: parameter {name} is missing"
        for used in file.paths:
            if used[0] == symbol and (used[1] != "outputs" or used[2] not in target.outputs):
                yield f"{symbol}: {path} gives no {'.'.join(used[1:])}"
        if (file.scope == target.scope) == ("scope" in module.body):
            yield f"{symbol}: its scope is not {target.scope}"


def types_of(value: Value, file: File) -> Iterator[str]:
    """The types a value may have, as far as they can be told without computing it."""
    match value:
        case Choice():
            yield from types_of(value.yes, file)
            yield from types_of(value.no, file)
        case bool():
            yield "bool"
        case int():
            yield "int"
        case str():
            yield "string"
        case list():
            yield "array"
        case dict():
            yield "object"
        case Expression() if value.text in file.parameters:
            yield file.parameters[value.text].type
        case Expression() if value.text in file.variables:
            yield from types_of(file.variables[value.text], file)
        case Expression() if value.text.startswith("'"):
            yield "string"
        case Expression() if value.text.partition("(")[0] in FUNCTIONS and value.text[-1] == ")":
            yield FUNCTIONS[value.text.partition("(")[0]]


def orphans(file: File) -> Iterator[str]:
    """Children without a parent of the right type, extensions without a scope."""
    for symbol, resource in file.resources.items():
        name = resource.type_name.partition("@")[0]
        above = name.rpartition("/")[0] if name.count("/") > 1 else ""
        parent = resource.body.get("parent")
        if above:
            owner = _named(parent, file)
            if owner is None or owner.type_name.partition("@")[0] != above:
                yield f"{symbol}: its parent must be a {above}"
        elif parent is not None:
            yield f"{symbol}: {name} has no parent"
        if name in EXTENSIONS and _named(resource.body.get("scope"), file) is None:
            yield f"{symbol}: has no scope, and would stand for the whole group"


def _named(value: Value, file: File) -> Resource | None:
    return file.resources.get(value.text) if isinstance(value, Expression) else None
