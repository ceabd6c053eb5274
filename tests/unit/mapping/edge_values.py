"""Columns and fields whose options are hard to tell apart, and values from the edges for all."""

from collections.abc import Sequence
from datetime import UTC
from decimal import Decimal

from hypothesis import strategies as st

from shared.mapping.schema import Column, Field, Option
from tests.unit.mapping.samples import COLUMNS, FIELDS, OWNER_EMAIL

ALIKE = (
    Option(1, "Gold", ("Gold", "Oro")),
    Option(2, "gold", ("gold",)),
    Option(3, "A||B", ("A||B",)),
    Option(4, "A; B", ("A; B",)),
    Option(5, " Tin ", (" Tin ", "Stagno")),
    Option(6, "7", ("7",)),
    Option(7, "-7", ("-7",)),
    Option(8, "Wine &amp; Food", ("Wine &amp; Food", "Vino & cibo")),
    Option(9, "0", ("0",)),
    Option(-10, "No", ("No",)),
    Option(11, "false", ("false", "Oro")),
    Option(2147483647, "🦊 fox", ("🦊 fox",)),
)
TEXTS_OF_ALIKE = ("Gold", "gold", "GOLD", "A||B", "A; B", "Tin", "7", "-7", "Wine & Food", "0",
                  "no", "False", "🦊 Fox", "Oro", "Zinc")  # fmt: skip

EDGE_COLUMNS = {
    column.name: column
    for column in (
        *COLUMNS.values(),
        OWNER_EMAIL,
        Column("alike", "Alike", "Picklist", custom=True, options=ALIKE),
        Column("allalike", "All alike", "MultiSelectPicklist", custom=True, options=ALIKE),
        Column(
            "inverted", "Inverted", "Boolean", custom=True,
            options=(Option(0, "Yes", ("Yes", "Sì")), Option(1, "No", ("No",))),
        ),
        Column(
            "exact", "Exact", "Decimal", custom=True, precision=10,
            minimum=Decimal(-(10**11)), maximum=Decimal(10**11),
        ),
    )
}  # fmt: skip
EDGE_FIELDS = {
    field.key: field
    for field in (
        *FIELDS.values(),
        Field("field:21", "Alike", "dropdown", custom=True, options=TEXTS_OF_ALIKE, id="21"),
        Field("field:22", "Alike", "radio", custom=True, options=TEXTS_OF_ALIKE, id="22"),
        Field("field:23", "Alike", "listbox", custom=True, options=TEXTS_OF_ALIKE, id="23"),
        Field("field:24", "Alike", "checkbox", custom=True, options=TEXTS_OF_ALIKE, id="24"),
        Field("field:25", "Tick", "listbox", custom=True, options=("1",), id="25"),
    )
}

_LIMITS = sorted({column.max_length for column in COLUMNS.values() if column.max_length})


def _around(limit: int) -> Sequence[str]:
    """Texts of as many UTF-16 units as fit, and of one more."""
    foxes = "🦊" * (limit // 2)
    return ("x" * limit, "x" * (limit + 1), foxes, f"{foxes}x", "é" * limit, f"{foxes[1:]}\r\n",
            f"{'x' * (limit - 1)} ", "e\u0301" * (limit // 2))  # fmt: skip


_EDGE_TEXTS = (
    "", " ", "  ", "\u00a0", "\t", "0", "false", "null", "-", "Gold", "GOLD", " gold", "Tin",
    "a\nb", "a\r\nb", "a\rb", "\r\n", "a\u2028b", "a\tb", " x ", "x\u200b", "\ufeffx", "\x00",
    "\x1f", "||", "A||B", "||A||", "A; B", ";", "&amp;", "&amp;amp;", "&#039;", "&#10;", "&copy",
    "&lt;b&gt;", "&nosuch;", "Tom & Jerry", "<b>", "\ud83e", "\uffff", "👩\u200d👩\u200d👧",
    "İ", "ß", "Ａ",
)  # fmt: skip
_texts = (
    st.text(max_size=45)
    | st.sampled_from(_EDGE_TEXTS)
    | st.sampled_from(_LIMITS).flatmap(lambda limit: st.sampled_from(_around(limit)))
)
_EDGE_EMAILS = (
    " Ann@Example.com ", "no-email", "a@b", "", "a@b.it\n", "ANN@EXAMPLE.COM", f"{'a' * 64}@b.it",
    f"{'a' * 65}@b.it", f"a@{'b' * 60}.{'c' * 60}.it", "ü@exämple.de", "a..b@c.it", "a@b@c.it",
    "Ann <ann@example.com>", "a@b.it, c@d.it", "o'brien+news@example.com",
)  # fmt: skip
_emails = st.emails() | st.sampled_from(_EDGE_EMAILS)

_EDGE_DAYS = ("1753-01-01", "1899-12-31", "1900-02-28", "2000-02-29", "2024-02-29", "2026-03-29",
              "2026-10-25", "9999-12-31")  # fmt: skip
_EDGE_MOMENTS = tuple(
    f"{day}T{time}Z"
    for day in _EDGE_DAYS
    for time in ("00:00:00", "00:59:59", "01:00:00", "09:59:59", "10:59:59", "11:00:00",
                 "22:00:00", "23:59:59")
)  # fmt: skip
_days = st.sampled_from(_EDGE_DAYS) | st.dates().map(str)
_moments = st.sampled_from(_EDGE_MOMENTS) | st.datetimes(timezones=st.just(UTC)).map(
    lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ").zfill(20)
)
_NOT_DAYS = ("", "0000-00-00", "2026-02-30", "2025-02-29", "1900-02-29", "2026-1-31", "31/01/2026",
             "10000-01-01", "0001-01-01", "1752-12-31", "2026-01-31T00:00:00-05:00",
             "2026-01-31 23:59", "2026-01-31junk", " 2026-01-31 ")  # fmt: skip
_NOT_MOMENTS = ("", "0000-00-00 00:00:00", "2026-05-19 02:45:00+02:00", "2026-05-19T02:45:00",
                "2026-05-19T24:00:00Z", "2026-05-19T02:45:60Z", "2026-05-19T02:45:59.999999Z",
                "2026-05-19", "1752-12-31T23:59:59Z", "now")  # fmt: skip
_ZONES = ("Z", "+00:00", "+14:00", "-14:00", "+13:45", "-12:00", "+0530", "-05:30", "+24:00", "")

_EDGE_NUMBERS = (
    "", " 7 ", "+1.50", "007", "1,5", "1.234,50", "-0", "0", "-0.00", ".5", "5.", ".", "-", "1e3",
    "0x10", "１２", "1_000", "NaN", "Infinity", "2147483647", "2147483648", "-2147483649",
    "9223372036854775807", "9223372036854775808", "9007199254740993", "0.1", "0.005",
    "1.0000000001", "99999999999.1234567891", "100000000000.0000000001", "€ 5", "1" * 60, "1" * 61,
    "-1",
)  # fmt: skip


def record_values(column: Column) -> st.SearchStrategy[object]:
    """What a row can hold in the column: what Dataverse's own limits allow, and null."""
    numbers = _numbers(column)
    return st.none() | (_held(column) if numbers is None else numbers)


def _numbers(column: Column) -> st.SearchStrategy[object] | None:
    low, high = column.minimum, column.maximum
    if column.type in ("Integer", "BigInt"):
        least, most = (
            (-(2**63), 2**63 - 1) if low is None or high is None else (int(low), int(high))
        )
        return st.sampled_from([least, most, 0]) | st.integers(least, most)
    if column.type == "Double":
        edges = st.sampled_from([0.0, -0.0, 0.1 + 0.2, 1e-5, 5e-324, 123456789.12345679, 1e9])
        return edges | st.floats(0, 1e9)
    if column.type in ("Decimal", "Money"):
        return st.sampled_from([low, high, Decimal("0.00")]) | st.decimals(
            low, high, places=column.precision
        )
    return None


def _held(column: Column) -> st.SearchStrategy[object]:
    values = [option.value for option in column.options]
    chosen = st.lists(st.sampled_from([*values, 99]), min_size=1, unique=True)
    by_type: dict[str, st.SearchStrategy[object]] = {
        "String": _emails | _texts if column.format == "Email" else _texts,
        "Memo": _texts,
        "Boolean": st.booleans(),
        "DateTime": _days if column.behavior == "DateOnly" else _moments,
        "Picklist": st.sampled_from([*values, 99]),
        "State": st.sampled_from(values or [0]),
        "Status": st.sampled_from(values or [0]),
        "MultiSelectPicklist": chosen.map(lambda numbers: ",".join(map(str, numbers))),
        "Lookup": _texts,
        "Customer": _texts,
        "Owner": _texts,
        "LookupEmail": _texts,
        "Uniqueidentifier": st.uuids().map(str),
    }
    return by_type[column.type]


def contact_values(field: Field) -> st.SearchStrategy[str]:
    """What a contact can hold in the field, good and bad."""
    options = [*field.options, "", "||", "Oro", "1", "-1", "yes", "no", "unknown", "🦊 FOX"]
    option = st.sampled_from(options)
    several = st.lists(option, max_size=3).map(lambda chosen: f"||{'||'.join(chosen)}||")
    zoned = st.tuples(_moments, st.sampled_from(_ZONES)).map(lambda part: part[0][:-1] + part[1])
    numbers = (
        st.decimals(allow_nan=True).map(str)
        | st.integers().map(str)
        | st.sampled_from(_EDGE_NUMBERS)
    )
    days = _days | st.sampled_from(_NOT_DAYS)
    moments = zoned | st.sampled_from(_NOT_MOMENTS)
    labels = st.sampled_from(["Gold; Silver", "yes", "No", "2026-01-31", "12.50", "Silver;", "-7"])
    ids = st.uuids().map(lambda found: f"{{{found}}}".upper())
    by_type: dict[str, st.SearchStrategy[str]] = {
        "email": _emails,
        "number": numbers,
        "date": days,
        "datetime": moments,
        "dropdown": option | several,
        "radio": option | several,
        "listbox": option | several,
        "checkbox": option | several,
    }
    free = st.one_of(_texts, labels, _emails, numbers, days, moments, ids, option, several)
    return by_type.get(field.type, free)
