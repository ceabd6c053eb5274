"""Checks values against the types of Azure's resources (types.json, see distil.py). Pure.

Does what the compiler does with them: unknown, read-only and missing properties, wrong literals.
An expression fits everywhere: its type is not computed."""

import json
from pathlib import Path
from typing import Any

from tests.infra.bicep import Choice, Expression, Value
from tests.infra.distil import READ_ONLY, REQUIRED

_ROOT = json.loads(Path(__file__).with_name("types.json").read_text())
RESOURCES: dict[str, str] = _ROOT["resources"]
_TYPES: list[Any] = _ROOT["types"]
# Bicep's own properties of a resource, which are not part of its type.
_BICEP = frozenset({"parent", "scope", "dependsOn"})


def body_faults(type_name: str, body: dict[str, Value], existing: bool) -> list[str]:
    """What is wrong with a resource's body; of an existing one only the name is given."""
    own = {key: value for key, value in body.items() if key not in _BICEP}
    reference = RESOURCES.get(type_name)
    if reference is None:
        return [f"{type_name}: not in types.json; run tests/infra/distil.py"]
    faults = _faults(own, reference, type_name)
    return [fault for fault in faults if not (existing and fault.endswith("is missing"))]


def path_fault(type_name: str, path: tuple[str, ...]) -> str | None:
    """What is wrong with reading `path` from a resource, None if it exists."""
    reference = RESOURCES[type_name]
    for depth, key in enumerate(path):
        kind = _TYPES[int(reference[1:])]
        if kind[0] == "Any":
            return None
        properties = _properties(kind)
        if key in properties:
            reference = properties[key][0]
        elif kind[0] == "Object" and kind[2]:
            reference = kind[2]
        else:
            return f"{type_name}: has no {'.'.join(path[: depth + 1])}"
    return None


def _properties(kind: Any) -> dict[str, Any]:
    if kind[0] == "Object":
        return dict(kind[1])
    if kind[0] == "DiscriminatedObject":
        return dict(kind[2])
    return {}


def _faults(value: Value, reference: str, where: str) -> list[str]:
    if isinstance(value, Expression) or value is None:
        return []
    if isinstance(value, Choice):
        return _faults(value.yes, reference, where) + _faults(value.no, reference, where)
    kind = _TYPES[int(reference[1:])]
    match kind[0]:
        case "Any":
            return []
        case "Union":
            results = [_faults(value, element, where) for element in kind[1]]
            fits = any(not result for result in results)
            return [] if fits else [f"{where}: {value!r} is none of the allowed values"]
        case "StringLiteral":
            return [] if value == kind[1] else [f"{where}: {value!r}, must be {kind[1]!r}"]
        case "Array":
            if not isinstance(value, list):
                return [f"{where}: must be an array"]
            return [f for item in value for f in _faults(item, kind[1], f"{where}[]")]
        case "DiscriminatedObject":
            if not isinstance(value, dict):
                return [f"{where}: must be an object"]
            variant = kind[3].get(value.get(kind[1]))
            if variant is None:
                return [f"{where}: {kind[1]} {value.get(kind[1])!r} is not known"]
            more = _TYPES[int(variant[1:])]
            return _object_faults(value, {**kind[2], **more[1]}, more[2], where)
        case "Object":
            if not isinstance(value, dict):
                return [f"{where}: must be an object"]
            return _object_faults(value, kind[1], kind[2], where)
    wanted = {"String": str, "Integer": int, "Boolean": bool}[kind[0]]
    return [] if type(value) is wanted else [f"{where}: {value!r}, must be {kind[0].lower()}"]


def _object_faults(
    value: dict[str, Value], properties: dict[str, Any], more: str | None, where: str
) -> list[str]:
    faults = []
    for key, item in value.items():
        if key in properties:
            reference, flags = properties[key]
            if flags & READ_ONLY:
                faults.append(f"{where}.{key}: is read-only")
            faults += _faults(item, reference, f"{where}.{key}")
        elif more:
            faults += _faults(item, more, f"{where}.{key}")
        else:
            faults.append(f"{where}.{key}: is unknown")
    for key, (_, flags) in properties.items():
        if flags & REQUIRED and not flags & READ_ONLY and key not in value:
            faults.append(f"{where}.{key}: is missing")
    return faults
