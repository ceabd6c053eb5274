"""From JSON to what a column keeps: types, ranges, lengths, numbers, dates. Knows no request.

Wrong JSON types are refused, never converted (OData's reader does not); text is measured in
UTF-16 units; an empty text is kept as null; times are kept in UTC and whole seconds."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal

from sandbox.dataverse.refusals import (
    DATE_RANGE,
    INTEGER_RANGE,
    NO_SUCH_OPTION,
    NUMBER_RANGE,
    TOO_LONG,
    Refusal,
    bad_payload,
    validation,
)  # fmt: skip
from sandbox.dataverse.schema import Column, Table
from sandbox.dataverse.store import Value

GUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_INSTANT = re.compile(
    r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})(?::(\d{2})(?:\.\d{1,12})?)?(Z|[+-]\d{2}:\d{2})"
)
MULTISELECT_LIMIT = 150
_EARLIEST = 1753


def stored(table: Table, column: Column, value: object) -> Value:
    """What the row keeps for `value`. Raises Refusal (400) for a wrong type, an over-long text,
    a number, date or option out of range."""
    if value is None:
        return None
    return _CONVERT[column.kind](table, column, value)


def _text(table: Table, column: Column, value: object) -> Value:
    if not isinstance(value, str):
        raise _mismatch(table, value, "Edm.String")
    if utf16_length(value) > column.max_length:
        raise validation(
            TOO_LONG,
            f"The length of the '{column.name}' attribute of the '{table.name}' entity exceeded "
            f"the maximum allowed length of '{column.max_length}'.",
        )
    return value or None


def utf16_length(value: str) -> int:
    return len(value) if value.isascii() else len(value.encode("utf-16-le", "surrogatepass")) // 2


def _integer(table: Table, column: Column, value: object) -> Value:
    number = _whole(table, value, "Edm.Int32", 31)
    if not _within(column, number):
        raise _out_of_range(table, column, INTEGER_RANGE)
    return number


def _bigint(table: Table, column: Column, value: object) -> Value:
    del column
    return _whole(table, value, "Edm.Int64", 63)


def _whole(table: Table, value: object, type_name: str, bits: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not -(2**bits) <= value < 2**bits:
        raise _mismatch(table, value, type_name)
    return value


def _rounded(table: Table, column: Column, value: object) -> Value:
    """Kept to the column's precision; there is no negative zero."""
    number = _number(table, value, "Edm.Decimal")
    if not _within(column, number):
        raise _out_of_range(table, column, NUMBER_RANGE)
    return round(number, column.precision) + 0


def _double(table: Table, column: Column, value: object) -> Value:
    number = _number(table, value, "Edm.Double")
    if not _within(column, number):
        raise _out_of_range(table, column, NUMBER_RANGE)
    return float(number)


def _number(table: Table, value: object, type_name: str) -> Decimal:
    if not isinstance(value, int | Decimal) or isinstance(value, bool):
        raise _mismatch(table, value, type_name)
    return Decimal(value)


def _within(column: Column, number: Decimal) -> bool:
    low, high = column.minimum, column.maximum
    return (low is None or number >= low) and (high is None or number <= high)


def _boolean(table: Table, column: Column, value: object) -> Value:
    del column
    if not isinstance(value, bool):
        raise _mismatch(table, value, "Edm.Boolean")
    return value


def _option(table: Table, column: Column, value: object) -> Value:
    number = _whole(table, value, "Edm.Int32", 31)
    if column.option(number) is None:
        raise _no_option(table, column, number)
    return number


def _options(table: Table, column: Column, value: object) -> Value:
    """Comma-separated integers, blanks allowed; kept without blanks, in rising order."""
    if not isinstance(value, str):
        raise _mismatch(table, value, "Edm.String")
    if not value.strip():
        return None
    chosen: set[int] = set()
    for part in value.split(","):
        if not re.fullmatch(r"-?\d+", part.strip()):
            raise _mismatch(table, value, "Edm.String")
        number = int(part)
        if column.option(number) is None:
            raise _no_option(table, column, number)
        chosen.add(number)
    if len(chosen) > MULTISELECT_LIMIT:
        raise _out_of_range(table, column, NO_SUCH_OPTION)
    return ",".join(str(number) for number in sorted(chosen))


def _guid(table: Table, column: Column, value: object) -> Value:
    del column
    if not isinstance(value, str) or not GUID.fullmatch(value):
        raise _mismatch(table, value, "Edm.Guid")
    return value.lower()


def _datetime(table: Table, column: Column, value: object) -> Value:
    if column.behavior == "DateOnly":
        moment = day(value) if isinstance(value, str) else None
        if moment is None:
            raise _mismatch(table, value, "Edm.Date")
    else:
        moment = instant(value) if isinstance(value, str) else None
        if moment is None:
            raise _mismatch(table, value, "Edm.DateTimeOffset")
    if int(moment[:4]) < _EARLIEST:
        raise Refusal(
            400,
            DATE_RANGE,
            "DateTime is less than minumum value supported by CrmDateTime. "
            f"Actual value: {value}, Minimum value supported: 01/01/1753 00:00:00",
        )
    return moment


def day(text: str) -> str | None:
    """`yyyy-mm-dd` if it is a day of the calendar, else None."""
    if not _DAY.fullmatch(text):
        return None
    try:
        date.fromisoformat(text)
    except ValueError:
        return None
    return text


def instant(text: str) -> str | None:
    """A time with zone as `yyyy-mm-ddThh:mm:ssZ` in UTC, else None; fractions are cut off."""
    match = _INSTANT.fullmatch(text)
    if match is None:
        return None
    day_part, minutes, seconds, zone = match.groups()
    plain = f"{day_part}T{minutes}:{seconds or '00'}"
    try:
        moment = datetime.fromisoformat(plain + zone.replace("Z", "+00:00"))
        return iso(moment)
    except (ValueError, OverflowError):
        return None


def iso(moment: datetime) -> str:
    """Whole seconds in UTC, as the Web API writes them; the year always has four digits."""
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def _mismatch(table: Table, value: object, type_name: str) -> Refusal:
    shown = value if not isinstance(value, dict | list) else type(value).__name__
    return bad_payload(
        table.set_name,
        "Microsoft.OData.ODataException: Cannot convert the literal "
        f"'{shown}' to the expected type '{type_name}'.",
    )


def _out_of_range(table: Table, column: Column, code: str) -> Refusal:
    return validation(
        code,
        f"The value of '{column.name}' on record of type '{table.name}' is outside the valid "
        "range.",
    )


def _no_option(table: Table, column: Column, value: int) -> Refusal:
    accepted = ",".join(str(option.value) for option in column.options)
    return validation(
        NO_SUCH_OPTION,
        f"The value {value} of '{column.name}' on record of type '{table.name}' is outside the "
        f"valid range. Accepted Values: {accepted}",
    )


_CONVERT: dict[str, Callable[[Table, Column, object], Value]] = {
    "string": _text,
    "memo": _text,
    "integer": _integer,
    "bigint": _bigint,
    "decimal": _rounded,
    "money": _rounded,
    "double": _double,
    "boolean": _boolean,
    "picklist": _option,
    "state": _option,
    "status": _option,
    "multiselect": _options,
    "guid": _guid,
    "datetime": _datetime,
}
