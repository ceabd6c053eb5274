"""Criteria as a filter for Dataverse, with the same meaning as `criteria.matches`. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from shared.mapping.criteria import bounds, operand
from shared.mapping.families import Family, family
from shared.mapping.model import Criterion, Operator
from shared.mapping.schema import Column

_CALL = {"contains": "contains", "startsWith": "startswith", "endsWith": "endswith"}
_SIGN = {"equals": "eq", "greaterThan": "gt", "lessThan": "lt"}


def to_odata_filter(criteria: Sequence[Criterion], columns: Mapping[str, Column]) -> str:
    """The `$filter`, not yet percent-encoded; "" for no criteria. Raises as
    `compile_criteria`."""
    return " and ".join(f"({_filter(item, columns[item.field])})" for item in criteria)


def quoted(text: str) -> str:
    """A text literal: a quote in it is doubled."""
    return "'" + text.replace("'", "''") + "'"


def _filter(criterion: Criterion, column: Column) -> str:
    name, operator = column.name, criterion.operator
    kind = family(column)
    wanted = operand(criterion, column)
    if operator == "isEmpty":
        return f"{name} eq null"
    if operator == "isNotEmpty":
        return f"{name} ne null"
    if operator == "notEquals":
        return f"not ({_positive(kind, name, 'equals', wanted)}) or {name} eq null"
    if operator == "notContains":
        return f"not ({_positive(kind, name, 'contains', wanted)}) or {name} eq null"
    return _positive(kind, name, operator, wanted)


def _positive(kind: Family | None, name: str, operator: Operator, wanted: Any) -> str:
    if kind == "choices":
        values = wanted if isinstance(wanted, frozenset) else (wanted,)
        listed = ",".join(f'"{value}"' for value in sorted(values))
        return (
            f"Microsoft.Dynamics.CRM.ContainValues(PropertyName='{name}',PropertyValues=[{listed}])"
        )
    if operator == "anyOf":
        return _any(_positive(kind, name, "equals", item) for item in _ordered(wanted))
    if kind in ("date", "moment"):
        return _time(kind, name, operator, wanted)
    if operator in _CALL:
        return f"{_CALL[operator]}({name},{quoted(_escaped(str(wanted)))})"
    return f"{name} {_SIGN[operator]} {_literal(kind, wanted)}"


def _any(parts: Iterable[str]) -> str:
    return " or ".join(parts)


def _ordered(values: Iterable[Any]) -> list[Any]:
    return sorted(values, key=str)


def _escaped(text: str) -> str:
    """`%`, `_` and `[` are wildcards inside contains, startswith and endswith
    (learn.microsoft.com, "Filter rows using OData", read 2026-11-24)."""
    return "".join(f"[{c}]" if c in "%_[" else c for c in text)


def _time(kind: Family, name: str, operator: Operator, wanted: datetime | date) -> str:
    low, high = (_moment(kind, edge) for edge in bounds(wanted))
    if operator == "before":
        return f"{name} lt {low}"
    if operator == "after":
        return f"{name} ge {high}"
    return f"{name} ge {low} and {name} lt {high}"


def _moment(kind: Family, edge: datetime) -> str:
    return (
        edge.date().isoformat() if kind == "date" else f"{edge.replace(tzinfo=None).isoformat()}Z"
    )


def _literal(kind: Family | None, wanted: Any) -> str:
    if kind == "text":
        return quoted(str(wanted).rstrip(" "))
    if isinstance(wanted, bool):
        return "true" if wanted else "false"
    if isinstance(wanted, Decimal):
        return format(wanted, "f")
    return str(wanted)
