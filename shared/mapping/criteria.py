"""Criteria, evaluated by us with the result that Dataverse's own filter would have. Pure.

Change tracking has no filter, so that rows are read and judged here. What Dataverse does
(learn.microsoft.com, "Filter rows using OData", read 2026-11-24): text is compared without case,
by the organisation's collation, and for equality without trailing blanks; a comparison with an
empty column is unknown, and what is unknown does not match, whether it was asked for or for its
opposite. So `notEquals` and `notContains` leave out rows whose column is empty. An empty text is
an empty column."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

from shared.errors import FieldFault, InvalidInput
from shared.mapping.collation import ACCENTS_COUNT, Collation
from shared.mapping.conditions import Condition, Operand, Unfit, read_condition
from shared.mapping.convert_number import as_float, number_text
from shared.mapping.dates import read_day, read_moment
from shared.mapping.model import Criterion
from shared.mapping.schema import Column

Row = Mapping[str, object]
Predicate = Callable[[Row], bool]
_Test = Callable[[object], bool]
_Fold = Callable[[str], str]


def matches(criteria: Sequence[Criterion], row: Row, columns: Mapping[str, Column]) -> bool:
    """True if all criteria hold. For many rows use `compile_criteria`.

    Raises InvalidInput for criteria that `criteria_faults` finds wrong, and KeyError for a row
    without one of their columns."""
    return compile_criteria(criteria, columns)(row)


def compile_criteria(
    criteria: Sequence[Criterion],
    columns: Mapping[str, Column],
    collation: Collation = ACCENTS_COUNT,
) -> Predicate:
    """The criteria as a function of a row, for an organisation whose texts compare by `collation`.
    Raises InvalidInput as `matches`; the function raises KeyError for a row without one of the
    columns."""
    tests = [
        (condition.property_name, _test(condition, collation.fold))
        for condition in conditions(criteria, columns)
    ]

    def holds(row: Row) -> bool:
        return all(test(row[name]) for name, test in tests)

    return holds


def conditions(criteria: Sequence[Criterion], columns: Mapping[str, Column]) -> list[Condition]:
    """Raises InvalidInput with everything that is wrong."""
    faults = criteria_faults(criteria, columns)
    if faults:
        raise InvalidInput(faults)
    return [read_condition(criterion, columns[criterion.field]) for criterion in criteria]


def criteria_faults(
    criteria: Sequence[Criterion], columns: Mapping[str, Column]
) -> list[FieldFault]:
    """Columns that are unknown or hidden, and operators and values that do not fit, by path in the
    mapping. A hidden column would count as empty."""
    faults: list[FieldFault] = []
    for place, criterion in enumerate(criteria):
        column = columns.get(criterion.field)
        if column is None:
            faults.append(
                FieldFault(
                    f"criteria[{place}].field",
                    "criteria.column_unknown",
                    f"Dynamics has no column {criterion.field}. Choose another column.",
                )
            )
            continue
        if not column.readable:
            faults.append(
                FieldFault(
                    f"criteria[{place}].field",
                    "criteria.column_secured",
                    f"Column security hides the column {column.label} ({column.name}) from the "
                    "application user. Use a column security profile that may read it, or "
                    "choose another column.",
                )
            )
            continue
        try:
            read_condition(criterion, column)
        except Unfit as unfit:
            faults.append(
                FieldFault(f"criteria[{place}].{unfit.part}", f"criteria.{unfit.part}", str(unfit))
            )
    return faults


def columns_used(criteria: Iterable[Criterion]) -> frozenset[str]:
    """Logical names of the columns that the criteria ask about."""
    return frozenset(criterion.field for criterion in criteria)


def _test(condition: Condition, fold: _Fold) -> _Test:
    operator = condition.operator
    if operator == "isEmpty":
        return _is_empty
    if operator == "isNotEmpty":
        return lambda value: not _is_empty(value)
    if operator in ("notEquals", "notContains"):
        positive = _known(condition, fold)
        return lambda value: not _is_empty(value) and not positive(value)
    positive = _known(condition, fold)
    return lambda value: not _is_empty(value) and positive(value)


def _is_empty(value: object) -> bool:
    return value is None or value == ""


def _known(condition: Condition, fold: _Fold) -> _Test:
    """The test of a value that is not empty, without the operator's *not*."""
    kind, operands = condition.kind, condition.operands
    if kind == "text":
        return _text_test(condition, fold)
    if kind == "choices":
        return _choices_test(condition)
    if kind == "number":
        return _ordered(condition, as_float if isinstance(operands[0], float) else _number)
    if kind == "day":
        return _ordered(condition, lambda value: read_day(str(value)) or str(value))
    if kind == "moment":
        return _ordered(condition, lambda value: read_moment(str(value)) or str(value))
    if kind == "id":
        return lambda value: str(value).lower() in operands
    return lambda value: value in operands


def _ordered(condition: Condition, read: Callable[[object], Operand]) -> _Test:
    operator, operands = condition.operator, condition.operands
    if operator in ("greaterThan", "after"):
        return lambda value: read(value) > operands[0]  # type: ignore[operator]
    if operator in ("lessThan", "before"):
        return lambda value: read(value) < operands[0]  # type: ignore[operator]
    return lambda value: read(value) in operands


def _number(value: object) -> Decimal:
    return Decimal(number_text(value) or "NaN")


def _text_test(condition: Condition, fold: _Fold) -> _Test:
    operator = condition.operator
    texts = [fold(str(operand)) for operand in condition.operands]
    part = texts[0]
    if operator in ("contains", "notContains"):
        return lambda value: part in fold(str(value))
    if operator == "startsWith":
        return lambda value: fold(str(value)).startswith(part)
    if operator == "endsWith":
        return lambda value: fold(str(value)).endswith(part)
    wanted = frozenset(text.rstrip(" ") for text in texts)
    return lambda value: fold(str(value)).rstrip(" ") in wanted


def _choices_test(condition: Condition) -> _Test:
    operands = condition.operands
    if condition.operator in ("equals", "notEquals"):
        return lambda value: _chosen(value) == operands[0]
    wanted = frozenset(operands)
    return lambda value: not wanted.isdisjoint(_chosen(value))


def _chosen(value: object) -> frozenset[int]:
    return frozenset(int(part) for part in str(value).split(",") if part.strip())
