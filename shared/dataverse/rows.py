"""JSON rows of the Web API and the lists they come in. Knows their form, no table's columns."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from shared.transport import parse_json

Row = Mapping[str, Any]
"""A row or another JSON object as it was read: columns by name beside `@odata.etag` and other
annotations. Unset columns that were asked for are None; lookups come as `_name_value`; a number
with a fraction is a Decimal."""

ID_COLUMN: Mapping[str, str] = {
    "accounts": "accountid",
    "acd_marketingactivities": "activityid",
    "contacts": "contactid",
    "leads": "leadid",
    "opportunities": "opportunityid",
    "organizations": "organizationid",
    "roles": "roleid",
    "systemusers": "systemuserid",
    "teams": "teamid",
}
"""Entity set -> its primary key, for the sets that this product reads."""

_GUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)

_VERSION = re.compile(r'W/"(\d+)"')


@dataclass(frozen=True)
class Page:
    """One page of a read. `count` is there if it was asked for and is never more than 5,000;
    `count_limited` says that there are more."""

    rows: Sequence[Row]
    next_link: str | None
    count: int | None = None
    count_limited: bool = False


def row_version(etag: str) -> int:
    """The number in a row's `@odata.etag`, that of `versionnumber`; 0 if it has another form.

    A hint only: it grows with every change, but etags are meant to be compared for equality
    (learn.microsoft.com, "Perform conditional operations using the Web API", read 2026-11-24)."""
    found = _VERSION.fullmatch(etag)
    return int(found.group(1)) if found is not None else 0


def guid(text: str) -> str:
    """`text` as a lower-case GUID without braces. Raises ValueError if it is none."""
    found = _GUID.fullmatch(text.strip().strip("{}"))
    if found is None:
        raise ValueError("not a GUID")
    return found.group().lower()


def guid_within(text: str) -> str | None:
    """The GUID of an id or of a row's address such as `leads(...)`; None if there is none."""
    found = _GUID.search(text)
    return found.group().lower() if found is not None else None


def id_column(table: str) -> str:
    """The primary key of an entity set. Raises ValueError for a set that is not known here."""
    try:
        return ID_COLUMN[table]
    except KeyError:
        raise ValueError(f"the primary key of {table} is not known") from None


def row_id(row: Row, table: str) -> str:
    """The id of a row of the entity set `table`, such as `leads`. Raises KeyError if absent."""
    return str(row[id_column(table)]).lower()


def row_etag(row: Row) -> str | None:
    """The version of the row, to be compared for equality only."""
    etag = row.get("@odata.etag")
    return etag if isinstance(etag, str) and etag else None


def read_object(body: bytes) -> Row | None:
    """The JSON object in `body`, or None if it holds none."""
    try:
        found = parse_json(body)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def read_rows(body: Row) -> list[Row] | None:
    """The rows of a list answer, or None if it is no list."""
    value = body.get("value")
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        return None
    return value


def next_link(body: Row) -> str | None:
    return _text(body.get("@odata.nextLink"))


def read_page(body: Row) -> Page | None:
    """A page, or None if `body` is no list answer."""
    rows = read_rows(body)
    if rows is None:
        return None
    count = body.get("@odata.count")
    return Page(
        rows,
        next_link(body),
        count if isinstance(count, int) and count >= 0 else None,
        body.get("@Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded") is True,
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
