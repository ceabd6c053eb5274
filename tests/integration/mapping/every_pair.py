"""A column of its own for each type of column beside each type of field that it may be tied to,
with values from the edges for both systems."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from shared.mapping.compatibility import TABLE
from shared.mapping.kinds import ColumnKind, FieldKind

FIELD_TYPES: Mapping[FieldKind, Sequence[str]] = {
    "text": ["text"], "textarea": ["textarea"], "hidden": ["hidden"], "number": ["number"],
    "date": ["date"], "datetime": ["datetime"], "option": ["dropdown", "radio"],
    "options": ["listbox", "checkbox"],
}  # fmt: skip
"""Of custom fields; the standard ones are in the mapping anyway."""

TIERS = {1: "Gold", 2: "gold", 3: "A||B", 4: "Wine & Food", 5: "0", 6: "-5", 7: "🦊 fox"}
SEVERAL = {number: label for number, label in TIERS.items() if "||" not in label}
YES_AND_NO = {0: "No", 1: "Yes"}
ALLOWED = {0: "Allow", 1: "Do Not Allow"}
STATES = ("Open", "Active", "New", "Contacted")
OWNER = "Sam Seller"

FOX_LIMIT = 100
_ONE_LINE = (
    "plain", "0", "false", "  outer  ", "🦊" * (FOX_LIMIT // 2), "é" * FOX_LIMIT, "Tom &amp; Jerry",
    "a & b <b>", "||", "A||B", "O'Brien \"q\"", "İstanbul ß Σας", "日本 ＲＯＭＥ", "-1", "e\u0301",
)  # fmt: skip
_LINES = ("a\nb", "a\r\nb\r\n", "\tindented\n\n", '{"a": [1, "b"]}', "<p>rich</p>")
_MEMO = ("x" * 3999 + "y", "🦊" * 2000)
_EMAILS = ("Ann@Example.com", "o'brien+news@example.com", "ü@exämple.de", f"{'a' * 64}@b.it")
_DAYS = ("1753-01-01", "1900-02-28", "2000-02-29", "2024-02-29", "2026-03-29", "2026-10-25",
         "9999-12-31")  # fmt: skip
_MOMENTS = ("1900-01-01T00:00:00Z", "2026-03-29T00:59:59Z", "2026-03-29T01:00:00Z",
            "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "9999-12-31T23:59:59Z")  # fmt: skip
_GUIDS = ("00000000-0000-4000-8000-000000000000", "ffffffff-ffff-4fff-bfff-ffffffffffff")

Raw = str | int | float | bool | Decimal | None


@dataclass(frozen=True)
class Type:
    """A type of column. `spec` is what the stand-in makes a column of; without one the table has
    the `name` already. `held` are values as Dataverse holds them, `typed` as people may type them
    in ActiveCampaign, beside what would come from Dynamics."""

    name: str
    kind: ColumnKind
    spec: Mapping[str, Any] | None
    held: Sequence[Raw]
    typed: Sequence[str] = ()


def _options(labels: Mapping[int, str]) -> list[dict[str, Any]]:
    return [{"value": value, "label": label} for value, label in labels.items()]


def _text(form: str, length: int = FOX_LIMIT) -> dict[str, Any]:
    return {"kind": "string", "format": form, "maxLength": length}


def _number(kind: str, low: Raw, high: Raw, places: int = 0) -> dict[str, Any]:
    return {"kind": kind, "minimum": low, "maximum": high, "precision": places}


def _time(form: str, behavior: str) -> dict[str, Any]:
    return {"kind": "datetime", "format": form, "behavior": behavior}


_MIDNIGHTS = tuple(f"{day}T00:00:00Z" for day in _DAYS)
TYPES = (
    Type("text", "text", _text("Text"), _ONE_LINE),
    Type("ticker", "text", _text("TickerSymbol"), _ONE_LINE),
    Type("area", "lines", _text("TextArea"), (*_ONE_LINE, *_LINES)),
    Type("json", "lines", _text("Json"), (*_ONE_LINE, *_LINES)),
    Type("rich", "lines", _text("RichText"), (*_ONE_LINE, *_LINES)),
    Type("memo", "lines", {"kind": "memo", "maxLength": 4000}, (*_ONE_LINE, *_LINES, *_MEMO)),
    Type("email", "email", _text("Email"), _EMAILS),
    Type("phone", "phone", _text("Phone"), ("+39 02 1", "0", "call & ask")),
    Type("url", "url", _text("Url"), ("https://example.com/?a=b&c=%20#d", "x")),
    Type("integer", "number", _number("integer", -(2**31), 2**31 - 1),
         (0, -1, 2**31 - 1, -(2**31)), ("007", "+5", "12.000", " 3 ")),
    Type("bigint", "number", {"kind": "bigint"}, (0, 2**53 + 1, 2**63 - 1, -(2**63))),
    Type("decimal", "number", _number("decimal", -(10**11), 10**11, 10),
         tuple(map(Decimal, ("0", "-0.0000000001", "99999999999.1234567891", "0.30"))),
         (".5", "1.50")),
    Type("double", "number", _number("double", 0, 10**9, 5), (0.0, 0.1, 0.00001, 1e9, 123.25),
         ("0.10", "5.")),
    Type("money", "number", _number("money", -(10**12), 10**12, 4),
         tuple(map(Decimal, ("0", "0.0001", "-999999999999.9999", "12.50"))), ("-0", "7")),
    Type("flag", "yes_no", {"kind": "boolean", "options": _options(YES_AND_NO)}, (True, False)),
    Type("inverted", "yes_no", {"kind": "boolean", "options": _options(ALLOWED)}, (False, True)),
    Type("day", "day", _time("DateOnly", "DateOnly"), _DAYS),
    Type("userday", "day", _time("DateOnly", "UserLocal"),
         ("1753-01-01T00:00:00Z", "2026-03-28T23:00:00Z", "2026-10-24T22:00:00Z",
          "2026-05-03T11:00:00Z", "2026-05-04T10:00:00Z", "9999-12-30T23:00:00Z",
          "2024-02-29T06:00:00Z")),
    Type("freeday", "day", _time("DateOnly", "TimeZoneIndependent"), _MIDNIGHTS),
    Type("moment", "moment", _time("DateAndTime", "UserLocal"), _MOMENTS,
         ("2026-05-04T00:30:00+14:00", "2026-05-04 23:30:00-12:00")),
    Type("freemoment", "moment", _time("DateAndTime", "TimeZoneIndependent"), _MOMENTS),
    Type("choice", "choice", {"kind": "picklist", "options": _options(TIERS)}, tuple(TIERS)),
    Type("choices", "choices", {"kind": "multiselect", "options": _options(SEVERAL)},
         ("1", "1,2", ",".join(map(str, SEVERAL)), "5", "6,7")),
    Type("guid", "id", {"kind": "guid"}, _GUIDS, tuple(f"{{{one}}}".upper() for one in _GUIDS)),
    Type("statecode", "state", None, ()),
    Type("statuscode", "state", None, ()),
    Type("account", "reference", {"kind": "lookup", "targets": ["account"]}, ()),
    Type("customer", "reference", {"kind": "customer", "targets": ["account", "contact"]}, ()),
    Type("ownerid", "reference", None, ()),
)  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """A column tied to a custom field of this type."""

    type: Type
    field_type: str
    direction: Literal["both", "outbound"]

    @property
    def column(self) -> str:
        """Columns that are only read may feed several fields."""
        if self.type.spec is None:
            return self.type.name
        return f"cr2_{self.type.name}_{self.field_type}"

    @property
    def title(self) -> str:
        return f"{self.type.name} {self.field_type}"

    @property
    def options(self) -> Sequence[str]:
        """Of the field."""
        if self.field_type not in ("dropdown", "radio", "listbox", "checkbox"):
            return ()
        labels = {
            "flag": YES_AND_NO, "inverted": ALLOWED, "choice": TIERS, "choices": SEVERAL,
        }.get(self.type.name)  # fmt: skip
        if labels is None:
            named = {"state": STATES, "reference": ("Äon & Co", "A||B", OWNER)}
            return named.get(self.type.kind, tuple(TIERS.values()))
        ticked = self.type.kind == "yes_no" and self.field_type in ("listbox", "checkbox")
        return (labels[1],) if ticked else tuple(labels.values())

    @property
    def held(self) -> Sequence[Raw]:
        """Values for Dynamics that such a field can hold too; the last is a blank."""
        held = self.type.held
        if self.type.kind == "text" and self.options:
            held = self.options
        if self.field_type == "text":
            held = [one for one in held if not (isinstance(one, str) and "\n" in one)]
        return (*held, None)

    @property
    def typed(self) -> Sequence[str]:
        """What people type beside what they saw coming; the last is a blank."""
        return (*self.type.typed, "")


def pairs() -> Iterator[Pair]:
    for one in TYPES:
        for field_kind, ways in TABLE[one.kind].items():
            for field_type in FIELD_TYPES.get(field_kind, ()):
                yield Pair(one, field_type, ways)
