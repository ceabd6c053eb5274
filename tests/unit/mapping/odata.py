"""Criteria as a filter for Dataverse, which has to mean the same as `criteria.matches`: the product
itself asks for no filter, since change tracking has none.

Each *not* says itself that the column must not be empty, so that the meaning does not hang on
how a server reads `ne` beside null."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from shared.mapping.conditions import Condition, ConditionKind, Operand
from shared.mapping.criteria import conditions
from shared.mapping.model import Criterion
from shared.mapping.schema import Column

_FUNCTIONS: Final = {
    "contains": "contains",
    "notContains": "contains",
    "startsWith": "startswith",
    "endsWith": "endswith",
}
_SIGNS: Final = {
    "equals": "eq",
    "greaterThan": "gt",
    "lessThan": "lt",
    "before": "lt",
    "after": "gt",
}


def to_odata_filter(criteria: Sequence[Criterion], columns: Mapping[str, Column]) -> str:
    """The `$filter`, not yet percent-encoded; "" for no criteria.

    Raises InvalidInput for criteria that are wrong."""
    return " and ".join(_filter(condition) for condition in conditions(criteria, columns))


def quoted(text: str) -> str:
    """A text literal: a quote in it is doubled."""
    return "'" + text.replace("'", "''") + "'"


def _filter(condition: Condition) -> str:
    name, operator, operands = condition.property_name, condition.operator, condition.operands
    if operator == "isEmpty":
        return f"{name} eq null"
    if operator == "isNotEmpty":
        return f"{name} ne null"
    if operator == "notEquals":
        literal = _literal(condition.kind, operands[0])
        return f"({name} ne {literal} and {name} ne null)"
    if operator == "notContains":
        return f"(not {_call(condition, operands[0])} and {name} ne null)"
    if operator == "anyOf":
        return "(" + " or ".join(_equals(condition, operand) for operand in operands) + ")"
    if operator in _FUNCTIONS:
        return _call(condition, operands[0])
    return f"{name} {_SIGNS[operator]} {_literal(condition.kind, operands[0])}"


def _equals(condition: Condition, operand: Operand) -> str:
    """One alternative of `anyOf`; of several choices it is enough that one is chosen."""
    if condition.kind == "choices":
        return _call(condition, operand)
    return f"{condition.property_name} eq {_literal(condition.kind, operand)}"


def _call(condition: Condition, operand: Operand) -> str:
    name = condition.property_name
    if condition.kind == "choices":
        return (
            "Microsoft.Dynamics.CRM.ContainValues"
            f"(PropertyName='{name}',PropertyValues=[\"{operand}\"])"
        )
    function = _FUNCTIONS[condition.operator]
    return f"{function}({name},{quoted(_escaped(str(operand)))})"


def _escaped(text: str) -> str:
    """`%`, `_` and `[` are wildcards inside contains, startswith and endswith
    (learn.microsoft.com, "Filter rows using OData", read 2026-11-24)."""
    return "".join(f"[{character}]" if character in "%_[" else character for character in text)


def _literal(kind: ConditionKind, operand: Operand) -> str:
    if isinstance(operand, frozenset):
        return quoted(",".join(map(str, sorted(operand))))
    if isinstance(operand, bool):
        return "true" if operand else "false"
    if isinstance(operand, float):
        operand = Decimal(repr(operand))
    if isinstance(operand, Decimal):
        return format(operand, "f")
    return quoted(operand) if kind == "text" and isinstance(operand, str) else str(operand)
