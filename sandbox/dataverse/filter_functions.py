"""Dataverse's own query functions: In, Between, On, LastXDays ... Knows values, not rows.

Names and meaning: learn.microsoft.com, "Web API query functions" and "datetime operators of
FetchXML" (read 2026-11-24). Days are counted in UTC."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sandbox.dataverse.collation import Collation
from sandbox.dataverse.exact_json import decimal
from sandbox.dataverse.refusals import Refusal, bad_query
from sandbox.dataverse.schema import CHOICES, LOOKUPS, TEXTS, Column
from sandbox.dataverse.store import Value
from sandbox.dataverse.values import GUID, day, instant, iso

Test = Callable[[Value], bool]
Arguments = tuple[str | int | Decimal | bool, ...]


@dataclass(frozen=True)
class Surroundings:
    """What a function may ask for besides the value: who asks, when, and how text compares."""

    now: datetime
    user_id: str
    business_unit_id: str
    collation: Collation


def test_for(name: str, column: Column, values: Arguments, around: Surroundings) -> Test:
    """The test of one value that is not null. Raises Refusal (400) for an unknown function or
    values that do not fit the column."""
    if name in ("In", "NotIn"):
        wanted = {_operand(column, value, around) for value in values}
        fold = around.collation.fold
        return (
            (lambda value: fold(value) in wanted)
            if name == "In"
            else (lambda value: fold(value) not in wanted)
        )
    if name in ("Between", "NotBetween"):
        return _between(name, column, values, around)
    if name in ("ContainValues", "DoesNotContainValues"):
        return _contain_values(name, column, values)
    if name in ("EqualUserId", "NotEqualUserId", "EqualBusinessId", "NotEqualBusinessId"):
        mine = around.user_id if name.endswith("UserId") else around.business_unit_id
        return (lambda v: v == mine) if name.startswith("Equal") else (lambda v: v != mine)
    if column.kind != "datetime":
        raise _misfit(name, column)
    start, end = _period(name, values, around.now)
    if column.behavior == "DateOnly":
        start, end = start[:10], _day_after(end)
    if name == "NotOn":
        return lambda value: not start <= str(value) < end
    return lambda value: start <= str(value) < end


def _between(name: str, column: Column, values: Arguments, around: Surroundings) -> Test:
    if len(values) != 2:
        raise bad_query(f"The function '{name}' takes two values.")
    low, high = (_operand(column, value, around) for value in values)
    fold = around.collation.fold

    def inside(value: Value) -> bool:
        return low <= fold(value) <= high  # type: ignore[operator]

    return inside if name == "Between" else lambda value: not inside(value)


def _contain_values(name: str, column: Column, values: Arguments) -> Test:
    if column.kind != "multiselect":
        raise _misfit(name, column)
    wanted = {str(value) for value in values}
    if name == "ContainValues":
        return lambda value: not wanted.isdisjoint(str(value).split(","))
    return lambda value: wanted.isdisjoint(str(value).split(","))


def _operand(column: Column, value: str | int | Decimal | bool, around: Surroundings) -> object:
    """Values come as JSON strings or as themselves."""
    text = str(value)
    try:
        if column.kind in TEXTS:
            return around.collation.fold(text)
        if column.kind in LOOKUPS or column.kind == "guid":
            return _guid(text)
        if column.kind in CHOICES or column.kind in ("integer", "bigint"):
            return int(text)
        if column.kind == "boolean":
            return {"true": True, "1": True, "false": False, "0": False}[text.lower()]
        if column.kind == "datetime":
            return _moment(column, text)
        return float(text) if column.kind == "double" else decimal(text)
    except (ValueError, KeyError):
        raise bad_query(f"The value '{text}' does not fit column '{column.name}'.") from None


def _guid(text: str) -> str:
    if not GUID.fullmatch(text):
        raise ValueError(text)
    return text.lower()


def _moment(column: Column, text: str) -> str:
    moment = instant(text)
    if moment is None and day(text):
        moment = f"{text}T00:00:00Z"
    if moment is None:
        raise ValueError(text)
    return moment[:10] if column.behavior == "DateOnly" else moment


def _period(name: str, values: Arguments, now: datetime) -> tuple[str, str]:
    """From (inclusive) and until (exclusive), both ISO in UTC."""
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if name in _DAY_FUNCTIONS:
        return _DAY_FUNCTIONS[name](_day_argument(name, values))
    if name in _FIXED:
        first, last = _FIXED[name]
        return iso(today + timedelta(days=first)), iso(today + timedelta(days=last))
    if name in ("ThisMonth", "ThisYear", "LastMonth", "LastYear"):
        return _calendar(name, today)
    if name not in _RELATIVE:
        raise bad_query(f"An unknown function with name 'Microsoft.Dynamics.CRM.{name}' was found.")
    count = _count(name, values)
    unit, sign = _RELATIVE[name]
    until_now = iso(now + timedelta(seconds=1))
    if unit == "hour":
        edge = now + sign * timedelta(hours=count)
        return (iso(edge), until_now) if sign < 0 else (iso(now), iso(edge))
    edge = today + sign * timedelta(days=count * _DAYS[unit])
    if name.startswith("OlderThan"):
        return _BEGINNING, iso(edge)
    tomorrow = today + timedelta(days=1)
    return (iso(edge), until_now) if sign < 0 else (iso(now), iso(edge + (tomorrow - today)))


_BEGINNING, _END = "0001-01-01T00:00:00Z", "9999-12-31T23:59:60Z"
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_FIXED = {
    "Today": (0, 1),
    "Yesterday": (-1, 0),
    "Tomorrow": (1, 2),
    "Last7Days": (-7, 1),
    "Next7Days": (0, 8),
}
_RELATIVE: dict[str, tuple[str, int]] = {
    **{f"LastX{unit.title()}s": (unit, -1) for unit in ("hour", "day", "week", "month", "year")},
    **{f"NextX{unit.title()}s": (unit, 1) for unit in ("hour", "day", "week", "month", "year")},
    **{f"OlderThanX{unit.title()}s": (unit, -1) for unit in ("day", "week", "month", "year")},
}
_DAY_FUNCTIONS: dict[str, Callable[[str], tuple[str, str]]] = {
    "On": lambda text: (f"{text}T00:00:00Z", _next_day(text)),
    "NotOn": lambda text: (f"{text}T00:00:00Z", _next_day(text)),
    "OnOrAfter": lambda text: (f"{text}T00:00:00Z", _END),
    "OnOrBefore": lambda text: (_BEGINNING, _next_day(text)),
}


def _day_argument(name: str, values: Arguments) -> str:
    text = str(values[0]) if len(values) == 1 else ""
    found = day(text) or (instant(text) or "")[:10]
    if not found:
        raise bad_query(f"The function '{name}' takes one date.")
    return found


def _next_day(text: str) -> str:
    return iso(datetime.fromisoformat(text).replace(tzinfo=UTC) + timedelta(days=1))


def _day_after(end: str) -> str:
    """The exclusive end of a period, for values that are only a day."""
    return end[:10] if end.endswith("T00:00:00Z") else end[:10] + "T"


def _calendar(name: str, today: datetime) -> tuple[str, str]:
    if name.endswith("Month"):
        first = today.replace(day=1)
        following = (first + timedelta(days=32)).replace(day=1)
        before = (first - timedelta(days=1)).replace(day=1)
    else:
        first = today.replace(month=1, day=1)
        following = first.replace(year=first.year + 1)
        before = first.replace(year=first.year - 1)
    return (iso(first), iso(following)) if name.startswith("This") else (iso(before), iso(first))


def _count(name: str, values: Arguments) -> int:
    if len(values) != 1 or not isinstance(values[0], int) or values[0] < 1:
        raise bad_query(f"The function '{name}' takes one positive integer.")
    return values[0]


def _misfit(name: str, column: Column) -> Refusal:
    return bad_query(f"The function '{name}' does not apply to column '{column.name}'.")
