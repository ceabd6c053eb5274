"""Rows whose columns hold values from the edges, as they are sent to Dataverse."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import Any
from uuid import UUID

MORE_COLUMNS: Sequence[Mapping[str, Any]] = (
    {"name": "cr1_area", "kind": "string", "format": "TextArea", "maxLength": 300},
    {"name": "cr1_ticker", "kind": "string", "format": "TickerSymbol", "maxLength": 300},
    {"name": "cr1_json", "kind": "string", "format": "Json", "maxLength": 300},
    {"name": "cr1_rich", "kind": "string", "format": "RichText", "maxLength": 300},
    {"name": "cr1_exact", "kind": "decimal", "precision": 10, "minimum": -(10**11),
     "maximum": 10**11},
    {"name": "cr1_amount", "kind": "money", "precision": 4, "minimum": -(10**12),
     "maximum": 10**12},
    {"name": "cr1_userday", "kind": "datetime", "format": "DateOnly", "behavior": "UserLocal"},
    {"name": "cr1_freeday", "kind": "datetime", "format": "DateOnly",
     "behavior": "TimeZoneIndependent"},
)  # fmt: skip
"""Types that the demo customer's own columns do not have."""

TEXTS = (
    "Rome", "ROME", "rome ", "rome   ", " Rome", "Ro me", "R_me", "R%e", "[Rome]", "R[o]me", "]",
    "[", "%", "_", "%%", "R^me", "O'Brien", "o''brien", "'", '"Rome"', "a&b=c+d?#/:;,$@", "\\",
    "İstanbul", "istanbul", "ISTANBUL", "ıstanbul", "Straße", "STRASSE", "STRAẞE", "Éric", "ÉRIC",
    "E\u0301ric", "eric", "ＲＯＭＥ", "ｒｏｍｅ", "ΟΔΟΣ", "οδος", "οδοσ", "\u212a", "k", "ﬁ", "fi",
    "🦊", "🦊 fox", "x🦊", "👩\u200d👩\u200d👧", "0", "false", "null", "true", "-1", "1.50", " ",
    "   ", "\t", "Rome\t", "Rome\u00a0", "a\nb", "a\r\nb", "a\n", "日本", "Rome" * 20,
)  # fmt: skip
LONG = ("x" * 3999 + "y", "🦊" * 2000, "X" * 3999 + "Y", "Rome\n" * 700)

DAYS = (
    "1753-01-01", "1899-12-31", "1900-01-01", "1999-12-31", "2000-02-29", "2024-02-29",
    "2026-03-28", "2026-03-29", "2026-03-30", "2026-10-24", "2026-10-25", "2026-10-26",
    "9999-12-31",
)  # fmt: skip
TIMES = ("00:00:00", "00:00:01", "00:59:59", "01:00:00", "10:00:00", "22:00:00", "23:00:00",
         "23:59:59")  # fmt: skip
MOMENTS = tuple(f"{day}T{time}Z" for day in DAYS for time in TIMES)
IDS = tuple(str(UUID(int=number, version=4)) for number in (0, 1, 15, 2**64, 2**128 - 1))
DIGITS = ("-99999999999.1234567891", "-1", "-0.0000000001", "0", "0.0000000001", "0.1", "0.3",
          "0.30", "1", "1.0000000001", "99999999999.1234567891")  # fmt: skip

FIRST_OPTION = 727500000
STATES = ((0, 1), (1, 2))
"""State and status of a contact."""

_HELD: Mapping[str, Sequence[object]] = {
    **dict.fromkeys(
        ("cr1_text", "cr1_email", "cr1_url", "cr1_area", "cr1_ticker", "cr1_json", "cr1_rich"),
        TEXTS,
    ),
    "emailaddress1": [*TEXTS, "Ann@Example.com", "ann@example.com "],
    "cr1_phone": [text for text in TEXTS if len(text) < 25],
    "cr1_notes": (*TEXTS, *LONG),
    "cr1_score": (0, 1, 7, 70, 1000),
    "cr1_bigcount": (-(2**63), -1, 0, 1, 2**53, 2**53 + 1, 2**63 - 1),
    "cr1_ratio": tuple(map(Decimal, ("-100000", "-0.01", "0", "0.01", "0.10", "0.3", "100000"))),
    "cr1_exact": tuple(map(Decimal, DIGITS)),
    "cr1_spend": tuple(map(Decimal, ("0", "0.01", "0.3", "922337203685476.99"))),
    "cr1_amount": tuple(map(Decimal, ("-0.0001", "0", "0.0001", "0.3", "999999999999.9999"))),
    "cr1_weight": (0.0, 0.1, 0.3, 0.1 + 0.2, 1e-7, 5e-324, 123456789.12345679, 1e9),
    "cr1_vip": (True, False),
    "cr1_since": DAYS,
    "cr1_userday": MOMENTS,
    "cr1_freeday": MOMENTS,
    "cr1_lastseen": MOMENTS,
    "cr1_eventtime": MOMENTS,
    "cr1_tier": tuple(range(FIRST_OPTION, FIRST_OPTION + 3)),
    "cr1_externalid": IDS,
}
COLUMNS = (
    *_HELD, "cr1_interests", "cr1_accountid", "parentcustomerid", "ownerid", "statecode",
    "statuscode",
)  # fmt: skip
"""All kinds of columns that criteria may ask about, by logical name."""


def rows(count: int, accounts: Sequence[str], owners: Sequence[str]) -> Iterator[dict[str, Any]]:
    """New contacts, each followed by the change that gives it its state, which cannot be had on
    creation. A third of all columns is empty. Always the same for the same arguments."""
    draw = Random(4)  # noqa: S311
    for number in range(count):
        row_id = str(UUID(int=draw.getrandbits(128), version=4))
        row: dict[str, Any] = {"id": row_id, "lastname": f"Row {number}"}
        row |= {name: draw.choice(held) for name, held in _HELD.items() if draw.random() < 2 / 3}
        row["cr1_interests"] = ",".join(
            str(FIRST_OPTION + option) for option in range(5) if draw.random() < 1 / 3
        )
        if draw.random() < 2 / 3:
            row["cr1_AccountId@odata.bind"] = f"/accounts({draw.choice(accounts)})"
        if draw.random() < 2 / 3:
            customer = f"/accounts({draw.choice(accounts)})"
            row["parentcustomerid_account@odata.bind"] = customer
        row["ownerid@odata.bind"] = f"/systemusers({draw.choice(owners)})"
        state, status = draw.choice(STATES)
        yield row
        yield {"id": row_id, "statecode": state, "statuscode": status}
