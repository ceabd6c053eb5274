"""One column of every Dataverse type and one field of every ActiveCampaign type, with values."""

from datetime import UTC
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from shared.mapping.schema import STANDARD_FIELDS, Column, Field, Option

TIERS = (
    Option(1, "Gold", ("Gold", "Oro")),
    Option(2, "Silver", ("Silver", "Argento")),
    Option(30, "Bronze & Co", ("Bronze & Co", "Bronzo")),
)
FLAGS = (Option(0, "No", ("No",)), Option(1, "Yes", ("Yes", "Sì")))
STATES = (Option(0, "Open", ("Open", "Aperto")), Option(1, "Qualified", ("Qualified",)))


def within(low: int, high: int) -> dict[str, Any]:
    return {"minimum": Decimal(low), "maximum": Decimal(high)}


COLUMNS = {
    column.name: column
    for column in (
        Column("text", "Text", "String", "Text", custom=True, max_length=40),
        Column("area", "Area", "String", "TextArea", custom=True, max_length=40),
        Column("ticker", "Ticker", "String", "TickerSymbol", custom=True, max_length=10),
        Column("json", "Json", "String", "Json", custom=True, max_length=400),
        Column("rich", "Rich", "String", "RichText", custom=True, max_length=400),
        Column("mail", "Mail", "String", "Email", custom=True, max_length=100),
        Column("url", "Url", "String", "Url", custom=True, max_length=100),
        Column("phone", "Phone", "String", "Phone", custom=True, max_length=50),
        Column("memo", "Memo", "Memo", "TextArea", custom=True, max_length=2000),
        Column("integer", "Integer", "Integer", custom=True, **within(-1000, 1000)),
        Column("bigint", "Big", "BigInt", custom=True),
        Column(
            "decimal", "Decimal", "Decimal", custom=True, precision=3, **within(-(10**9), 10**9)
        ),
        Column("double", "Double", "Double", custom=True, precision=5, **within(0, 10**9)),
        Column("money", "Money", "Money", custom=True, precision=2, **within(0, 10**12)),
        Column("flag", "Flag", "Boolean", custom=True, options=FLAGS),
        Column("day", "Day", "DateTime", "DateOnly", custom=True, behavior="DateOnly"),
        Column("userday", "User day", "DateTime", "DateOnly", custom=True, behavior="UserLocal"),
        Column(
            "freeday", "Free day", "DateTime", "DateOnly", custom=True,
            behavior="TimeZoneIndependent",
        ),
        Column("moment", "Moment", "DateTime", "DateAndTime", custom=True, behavior="UserLocal"),
        Column(
            "freemoment", "Free moment", "DateTime", "DateAndTime", custom=True,
            behavior="TimeZoneIndependent",
        ),
        Column("tier", "Tier", "Picklist", custom=True, options=TIERS),
        Column("tiers", "Tiers", "MultiSelectPicklist", custom=True, options=TIERS),
        Column("state", "State", "State", custom=True, options=STATES),
        Column("status", "Status", "Status", custom=True, options=STATES),
        Column("account", "Account", "Lookup", custom=True, targets=("account",)),
        Column("customer", "Customer", "Customer", custom=True, targets=("account", "contact")),
        Column("owner", "Owner", "Owner", custom=True, targets=("systemuser", "team")),
        Column("guid", "Id", "Uniqueidentifier", custom=True),
    )
}  # fmt: skip

OPTIONS = ("Gold", "silver", "Bronze &amp; Co", "Platinum")

FIELDS = {
    field.key: field
    for field in (
        *STANDARD_FIELDS,
        Field("field:1", "Text", "text", custom=True, id="1"),
        Field("field:2", "Text area", "textarea", custom=True, id="2"),
        Field("field:3", "Hidden", "hidden", custom=True, id="3"),
        Field("field:4", "Number", "number", custom=True, id="4"),
        Field("field:5", "Date", "date", custom=True, id="5"),
        Field("field:6", "Date and time", "datetime", custom=True, id="6"),
        Field("field:7", "Dropdown", "dropdown", custom=True, options=OPTIONS, id="7"),
        Field("field:8", "Radio", "radio", custom=True, options=("Sì", "No"), id="8"),
        Field("field:9", "List box", "listbox", custom=True, options=OPTIONS, id="9"),
        Field("field:10", "Check box", "checkbox", custom=True, options=("I agree",), id="10"),
    )
}

_texts = st.text(max_size=45) | st.sampled_from(
    ["Gold", "GOLD", "0", "false", "  ", "a\nb", "🦊" * 21, "Tom &amp; Jerry", "x ", "\x00", "||"]
)
_emails = st.emails() | st.sampled_from([" Ann@Example.com ", "no-email", "a@b", ""])
_moments = st.datetimes(timezones=st.just(UTC)).map(
    lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ").zfill(20)
)
_days = st.dates().map(str)
_multi = st.lists(st.sampled_from([1, 2, 30, 99]), min_size=1, unique=True)


def record_values(column: Column) -> st.SearchStrategy[object]:
    """What a row can hold in the column: what Dataverse's own limits allow, and null."""
    by_type: dict[str, st.SearchStrategy[object]] = {
        "String": _emails if column.format == "Email" else _texts,
        "Memo": _texts,
        "Integer": st.integers(-1000, 1000),
        "BigInt": st.integers(-(2**63), 2**63 - 1),
        "Decimal": st.decimals(-(10**9), 10**9, places=3),
        "Double": st.floats(0, 1e9),
        "Money": st.decimals(0, 10**12, places=2),
        "Boolean": st.booleans(),
        "DateTime": _days if column.behavior == "DateOnly" else _moments,
        "Picklist": st.sampled_from([1, 2, 30, 99]),
        "State": st.sampled_from([0, 1]),
        "Status": st.sampled_from([0, 1]),
        "MultiSelectPicklist": _multi.map(lambda values: ",".join(map(str, values))),
        "Lookup": _texts,
        "Customer": _texts,
        "Owner": _texts,
        "Uniqueidentifier": st.uuids().map(str),
    }
    return st.none() | by_type[column.type]


def contact_values(field: Field) -> st.SearchStrategy[str]:
    """What a contact can hold in the field, good and bad."""
    options = [*field.options, "", "||", "Oro", "1", "unknown"]
    several = st.lists(st.sampled_from(options)).map(lambda chosen: f"||{'||'.join(chosen)}||")
    zoned = st.tuples(_moments, st.sampled_from(["Z", "+02:00", "-05:30", ""]))
    by_type: dict[str, st.SearchStrategy[str]] = {
        "email": _emails,
        "number": st.decimals(allow_nan=True).map(str)
        | st.integers().map(str)
        | st.sampled_from(["", " 7 ", "+1.50", "007", "1,5", "-0", ".5", "1e3"]),
        "date": _days
        | st.sampled_from(["", "0000-00-00", "2026-02-30", "2026-01-31T00:00:00-05:00"]),
        "datetime": zoned.map(lambda parts: parts[0][:-1] + parts[1])
        | st.sampled_from(["", "0000-00-00 00:00:00", "2026-05-19 02:45:00+02:00"]),
        "dropdown": st.sampled_from(options) | several,
        "radio": st.sampled_from(options) | several,
        "listbox": several,
        "checkbox": several,
    }  # fmt: skip
    labels = st.sampled_from(["Gold; Silver", "yes", "No", "2026-01-31", "12.50", "Silver;"])
    return by_type.get(field.type, _texts | labels)
