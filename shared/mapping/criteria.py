"""Criteria, evaluated by us with the result that Dataverse's own filter would have. Pure.

Change tracking has no filter, so records are read and judged here. What Dataverse does
(learn.microsoft.com, "Filter rows using OData", read 2026-11-24): texts are compared without case,
and equality ignores trailing blanks; a comparison with a blank is never true. A criterion that
says *not* is therefore written with `or ... eq null`, so that a blank is not something else."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from shared.mapping.families import Family, family
from shared.mapping.model import Criterion, Operator
from shared.mapping.schema import Column

Row = Mapping[str, Any]
Test = Callable[[Any], bool]

_EMPTY: Final[frozenset[Operator]] = frozenset({"isEmpty", "isNotEmpty"})
_EQUAL: Final[frozenset[Operator]] = frozenset({"equals", "notEquals", "anyOf"})
_ORDER: Final[frozenset[Operator]] = frozenset({"greaterThan", "lessThan"})
_LIKE: Final[frozenset[Operator]] = frozenset({"contains", "notContains", "startsWith", "endsWith"})
_TIME: Final[frozenset[Operator]] = frozenset({"before", "after"})

OPERATORS: Final[Mapping[Family, frozenset[Operator]]] = {
    "text": _EMPTY | _EQUAL | _LIKE,
    "number": _EMPTY | _EQUAL | _ORDER,
    "boolean": _EMPTY | {"equals", "notEquals"},
    "date": _EMPTY | _EQUAL | _TIME,
    "moment": _EMPTY | _TIME,
    "choice": _EMPTY | _EQUAL,
    "state": _EMPTY | _EQUAL,
    "choices": _EMPTY | {"contains", "notContains", "anyOf"},
    "identifier": _EMPTY | _EQUAL,
}
"""Family of the column -> operators that fit it."""


class CriterionValueWrong(ValueError):
    """The value does not fit the column; the text says what is expected."""


def matches(criteria: Sequence[Criterion], row: Row, columns: Mapping[str, Column]) -> bool:
    """True if all criteria hold for the row. Prefer `compile_criteria` for many rows."""
    return compile_criteria(criteria, columns)(row)


def compile_criteria(
    criteria: Sequence[Criterion], columns: Mapping[str, Column]
) -> Callable[[Row], bool]:
    """A test of rows. Raises CriterionValueWrong, and KeyError for an unknown column."""
    tests = [(item.field, _test(item, columns[item.field])) for item in criteria]

    def holds(row: Row) -> bool:
        return all(test(row.get(name)) for name, test in tests)

    return holds


def columns_used(criteria: Iterable[Criterion]) -> frozenset[str]:
    return frozenset(item.field for item in criteria)


def operand(criterion: Criterion, column: Column) -> Any:
    """The criterion's value as it is compared: a folded text, a Decimal, a bool, an int, a
    moment, or a set of these for `anyOf`. None for the empty tests.

    Raises CriterionValueWrong."""
    kind = family(column)
    if criterion.operator in _EMPTY:
        return None
    if kind is None:
        raise CriterionValueWrong("Columns of this type cannot be used in criteria.")
    if criterion.operator != "anyOf":
        return _operand(kind, criterion.value)
    if not isinstance(criterion.value, list) or not criterion.value:
        raise CriterionValueWrong("Give a list of one or more values.")
    return frozenset(_operand(kind, item) for item in criterion.value)


def _operand(kind: Family, value: Any) -> Any:
    if kind in ("text", "identifier"):
        if not isinstance(value, str) or not value.strip():
            raise CriterionValueWrong("Give a text that is not blank.")
        return value
    if kind == "boolean":
        if not isinstance(value, bool):
            raise CriterionValueWrong("Give true or false.")
        return value
    if kind in ("date", "moment"):
        return _moment(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise CriterionValueWrong("Give a number.")
    if kind == "number":
        return Decimal(str(value))
    if value != int(value):
        raise CriterionValueWrong("Give the number of an option.")
    return int(value)


def _moment(value: Any) -> datetime | date:
    try:
        if isinstance(value, str) and len(value) == len("YYYY-MM-DD"):
            return date.fromisoformat(value)
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        raise CriterionValueWrong("Give a date, such as 2026-01-31.") from None
    if moment.tzinfo is None:
        raise CriterionValueWrong("Give the moment with its time zone.")
    return moment.astimezone(UTC)


def _test(criterion: Criterion, column: Column) -> Test:
    kind = family(column)
    operator = criterion.operator
    if kind is None or operator not in OPERATORS[kind]:
        raise CriterionValueWrong(f"{operator} does not fit the column {column.name}.")
    wanted = operand(criterion, column)
    if operator == "isEmpty":
        return _blank
    if operator == "isNotEmpty":
        return lambda value: not _blank(value)
    if operator in ("notEquals", "notContains"):
        positive = _positive(kind, "equals" if operator == "notEquals" else "contains", wanted)
        return lambda value: _blank(value) or not positive(value)
    positive = _positive(kind, operator, wanted)
    return lambda value: not _blank(value) and positive(value)


def _blank(value: Any) -> bool:
    return value is None or value == ""


def _positive(kind: Family, operator: Operator, wanted: Any) -> Test:
    """The test of a value that is not blank."""
    if kind in ("text", "identifier"):
        return _text_test(operator, wanted)
    if kind == "choices":
        values = wanted if isinstance(wanted, frozenset) else frozenset({wanted})
        return lambda value: any(int(part) in values for part in str(value).split(","))
    if kind in ("date", "moment"):
        return _time_test(operator, wanted)
    read: Callable[[Any], Any] = (lambda v: Decimal(str(v))) if kind == "number" else _same
    if operator == "equals":
        return lambda value: bool(read(value) == wanted)
    if operator == "anyOf":
        return lambda value: read(value) in wanted
    if operator == "greaterThan":
        return lambda value: bool(read(value) > wanted)
    return lambda value: bool(read(value) < wanted)


def _same(value: Any) -> Any:
    return value


def _text_test(operator: Operator, wanted: Any) -> Test:
    if operator == "anyOf":
        texts = frozenset(_folded(item) for item in wanted)
        return lambda value: _folded(value) in texts
    if operator == "equals":
        text = _folded(wanted)
        return lambda value: _folded(value) == text
    part = str(wanted).casefold()
    if operator == "contains":
        return lambda value: part in str(value).casefold()
    if operator == "startsWith":
        return lambda value: str(value).casefold().startswith(part)
    return lambda value: str(value).casefold().endswith(part)


def _folded(value: Any) -> str:
    return str(value).rstrip(" ").casefold()


def _time_test(operator: Operator, wanted: Any) -> Test:
    if operator == "anyOf":
        days = frozenset(bounds(item) for item in wanted)
        return lambda value: any(low <= _read(value) < high for low, high in days)
    low, high = bounds(wanted)
    if operator == "equals":
        return lambda value: low <= _read(value) < high
    if operator == "before":
        return lambda value: _read(value) < low
    return lambda value: _read(value) >= high


def bounds(wanted: datetime | date) -> tuple[datetime, datetime]:
    """From when until before when a value counts as `wanted`: a day for a date, a second for a
    moment."""
    if isinstance(wanted, datetime):
        return wanted, wanted + timedelta(seconds=1)
    start = datetime(wanted.year, wanted.month, wanted.day, tzinfo=UTC)
    return start, start + timedelta(days=1)


def _read(value: Any) -> datetime:
    moment = datetime.fromisoformat(str(value))
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
