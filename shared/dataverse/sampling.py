"""How many rows there are, and the first rows of several questions at once. Builds and reads;
knows no transport.

Source: learn.microsoft.com, "Count rows", "RetrieveTotalRecordCount Function" and "Page results
using OData", read 2026-11-24."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from shared.dataverse.batch import Part
from shared.dataverse.lookups import Lookups
from shared.dataverse.query import name, names, with_options
from shared.dataverse.rows import Row
from shared.transport import Request


@dataclass(frozen=True, slots=True)
class FirstRows:
    """The first `most` rows (at most 5,000), by `order_by`, that `row_filter` lets through."""

    order_by: str
    most: int
    row_filter: str | None = None


def counts_request(tables: Sequence[str]) -> Request:
    """`tables` are logical names. What is answered may be a day old."""
    wanted = quote(json.dumps([name(table) for table in tables], separators=(",", ":")))
    path = f"RetrieveTotalRecordCount(EntityNames=@names)?@names={wanted}"
    return Request("GET", path, route="RetrieveTotalRecordCount")


def read_counts(body: Row) -> Mapping[str, int] | None:
    """Logical name -> rows; None if `body` is no such answer."""
    found = body.get("EntityRecordCountCollection")
    if not isinstance(found, dict):
        return None
    keys, values = found.get("Keys"), found.get("Values")
    if not isinstance(keys, list) or not isinstance(values, list) or len(keys) != len(values):
        return None
    return {
        key: value
        for key, value in zip(keys, values, strict=True)
        if isinstance(key, str) and isinstance(value, int) and value >= 0
    }


def first_rows_parts(
    table: str, select: Sequence[str], wanted: Sequence[FirstRows], lookups: Lookups
) -> list[Part]:
    """Without a page size: with one, Dataverse ignores `$top`."""
    headers = lookups.headers
    parts = []
    for one in wanted:
        options = {
            "$select": names(select),
            "$orderby": one.order_by,
            "$top": str(one.most),
        }
        if one.row_filter is not None:
            options["$filter"] = one.row_filter
        parts.append(Part("GET", with_options(name(table), options), headers))
    return parts
