"""Criteria checked against the type of their column: which operators fit, which values. Pure.

A `Condition` is a criterion that can be applied: typed operands, and no question left."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final, Literal

from shared.mapping.dates import read_day, read_moment
from shared.mapping.model import Criterion, Operator
from shared.mapping.place import GUID
from shared.mapping.schema import REFERENCES, Column
from shared.mapping.texts import is_storable, utf16_length

ConditionKind = Literal["text", "number", "yes_no", "day", "moment", "choice", "choices", "id"]
Operand = str | bool | int | float | Decimal | frozenset[int]

_EMPTY: Final[tuple[Operator, ...]] = ("isEmpty", "isNotEmpty")
_EQUAL: Final[tuple[Operator, ...]] = ("equals", "notEquals", "anyOf")

OPERATORS: Final[Mapping[ConditionKind, tuple[Operator, ...]]] = {
    "text": (*_EQUAL, "contains", "notContains", "startsWith", "endsWith", *_EMPTY),
    "number": (*_EQUAL, "greaterThan", "lessThan", *_EMPTY),
    "yes_no": (*_EQUAL, *_EMPTY),
    "day": (*_EQUAL, "before", "after", *_EMPTY),
    "moment": (*_EQUAL, "before", "after", *_EMPTY),
    "choice": (*_EQUAL, *_EMPTY),
    "choices": (*_EQUAL, "contains", "notContains", *_EMPTY),
    "id": (*_EQUAL, *_EMPTY),
}
"""What fits each kind of column; docs/mapping.md prints it."""

_KINDS: Final[Mapping[str, ConditionKind]] = {
    "String": "text",
    "Memo": "text",
    "Integer": "number",
    "BigInt": "number",
    "Decimal": "number",
    "Double": "number",
    "Money": "number",
    "Boolean": "yes_no",
    "Picklist": "choice",
    "State": "choice",
    "Status": "choice",
    "MultiSelectPicklist": "choices",
    "Uniqueidentifier": "id",
    **dict.fromkeys(REFERENCES, "id"),
}


LONGEST_TEXT: Final = 4_000
"""UTF-16 units of a text that is asked for: as many as a text column of one line holds."""

_OPTION: Final = re.compile(r"-?\d{1,10}", re.ASCII)


class Unfit(ValueError):
    """A criterion that its column cannot take. `part` is the property that is wrong."""

    def __init__(self, part: Literal["operator", "value"], message: str) -> None:
        super().__init__(message)
        self.part = part


@dataclass(frozen=True, slots=True)
class Condition:
    """`property_name` is where the value stands in a row. `operands` are none for the empty
    tests, several for `anyOf`, and one for all others."""

    property_name: str
    kind: ConditionKind
    operator: Operator
    operands: tuple[Operand, ...]


def condition_kind(column: Column) -> ConditionKind | None:
    """None for the email of a lookup, which cannot be asked for. A DateTime column counts as a day
    only if Dataverse keeps no time for it: the filter of Dataverse compares what is kept, not what
    is shown."""
    if column.type == "DateTime":
        return "day" if column.behavior == "DateOnly" else "moment"
    return _KINDS.get(column.type)


def read_condition(criterion: Criterion, column: Column) -> Condition:
    """Raises Unfit, whose text says what would fit."""
    kind = condition_kind(column)
    if kind is None:
        raise Unfit(
            "operator",
            f"No operator fits the column {column.name}, which is of another row. Choose another "
            "column.",
        )
    if criterion.operator not in OPERATORS[kind]:
        fitting = ", ".join(OPERATORS[kind])
        raise Unfit(
            "operator",
            f"{criterion.operator} does not fit the column {column.name}. Choose one of {fitting}.",
        )
    return Condition(
        column.property_name, kind, criterion.operator, _operands(criterion, kind, column)
    )


def _operands(criterion: Criterion, kind: ConditionKind, column: Column) -> tuple[Operand, ...]:
    operator, value = criterion.operator, criterion.value
    if operator in _EMPTY:
        if value not in (None, ""):
            raise Unfit("value", f"{operator} takes no value. Leave it out.")
        return ()
    if operator == "anyOf":
        if isinstance(value, str) or not isinstance(value, Sequence) or not value:
            raise Unfit("value", "Give a list of one or more values.")
        return tuple(_operand(item, operator, kind, column) for item in value)
    if kind == "choices" and operator in ("equals", "notEquals"):
        several = value if isinstance(value, list | tuple) else str(value).split(",")
        chosen = {_option(item, column) for item in several}
        if not chosen:
            raise Unfit("value", "Give one option or more, or choose isEmpty.")
        return (frozenset(chosen),)
    return (_operand(value, operator, kind, column),)


def _operand(value: object, operator: Operator, kind: ConditionKind, column: Column) -> Operand:
    if kind == "text":
        return _text(value, operator)
    if kind == "number":
        return _number(value, column)
    if kind == "yes_no":
        return _yes_no(value)
    if kind == "day":
        day = read_day(value) if isinstance(value, str) and len(value) == 10 else None
        if day is None:
            raise Unfit("value", "Give a date, such as 2026-01-31.")
        return day
    if kind == "moment":
        return _moment(value)
    if kind == "id":
        text = value.strip("{} ").lower() if isinstance(value, str) else ""
        if GUID.fullmatch(text) is None:
            raise Unfit("value", "Give a unique identifier (GUID).")
        return text
    return _option(value, column)


def _text(value: object, operator: Operator) -> str:
    equality = operator in _EQUAL
    if not isinstance(value, str) or not (value.rstrip(" ") if equality else value):
        raise Unfit("value", "Give a text that is not blank; for blanks there is isEmpty.")
    if utf16_length(value) > LONGEST_TEXT or not is_storable(value):
        raise Unfit(
            "value", f"Give a text of at most {LONGEST_TEXT:,} characters, without control codes."
        )
    return value


def _number(value: object, column: Column) -> Decimal | float:
    """A float for a floating point column, whose filter compares what it keeps."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Unfit("value", "Give a number.")
    text = str(value).strip()
    try:  # Decimal itself would also read 1_000 and the digits of other scripts
        number = Decimal(text if text.isascii() and "_" not in text else "")
    except InvalidOperation:
        raise Unfit("value", "Give a number, with a point before decimals.") from None
    if not number.is_finite() or abs(number.adjusted()) > 30:
        raise Unfit("value", "Give a number that a column can hold.")
    if column.type in ("Integer", "BigInt") and number != number.to_integral_value():
        raise Unfit("value", f"{column.name} holds whole numbers. Give a whole number.")
    return float(number) if column.type == "Double" else number


def _yes_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return value == "true"
    raise Unfit("value", "Give true or false.")


def _moment(value: object) -> str:
    """A date alone is its midnight in UTC, as in Dataverse's own filter."""
    text = value.strip() if isinstance(value, str) else ""
    moment = f"{text}T00:00:00Z" if len(text) == 10 and read_day(text) else read_moment(text)
    if moment is None:
        raise Unfit("value", "Give a date, or a time with its zone: 2026-01-31T09:00:00+01:00.")
    return moment


def _option(value: object, column: Column) -> int:
    number: int | None = None
    if isinstance(value, int) and not isinstance(value, bool):
        number = value
    elif isinstance(value, str):
        text = value.strip()
        if _OPTION.fullmatch(text) is not None:
            number = int(text)
    if number is None or number not in {option.value for option in column.options}:
        raise Unfit("value", f"Give the number of an option of {column.name}.")
    return number
