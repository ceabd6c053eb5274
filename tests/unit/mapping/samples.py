"""One column of every Dataverse type and one field of every ActiveCampaign type."""

from decimal import Decimal
from typing import Any

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

OWNER_EMAIL = Column(
    "owner/email", "Owner (email)", "LookupEmail", custom=True, creatable=False, updatable=False,
    targets=("systemuser", "team"),
)  # fmt: skip
"""A column of ours, which Dataverse does not have."""

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
