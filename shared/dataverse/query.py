"""Builds reads: OData literals, filters and query options. Pure; knows no answer.

Encoding and limits by learn.microsoft.com, "Filter rows using OData" and "Page results using
OData" (read 2026-11-24)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote

from shared.dataverse.rows import guid, id_column
from shared.transport import Request

TERMS_PER_FILTER = 50
"""Values in one chain of `eq ... or ...`."""

FILTER_LENGTH = 20_000
"""Characters of a chain when encoded. A URL in a batch may have 65,536 (learn.microsoft.com,
"Execute batch operations using the Web API", read 2026-11-24)."""

CALLER_HEADER = "CallerObjectId"
"""Impersonates the user with this Entra object id (learn.microsoft.com, "Impersonate another
user using the Web API", read 2026-11-24)."""

COUNT_LIMIT = "Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded"

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LOOKUP = re.compile(r"_\w+_value")
_WILDCARD = re.compile(r"[\[%_]")


def literal(value: str) -> str:
    """A text as OData writes it, its quotes doubled."""
    return "'" + value.replace("'", "''") + "'"


def pattern(value: str) -> str:
    """A text for contains, startswith and endswith, in which `%`, `_` and `[` are wildcards."""
    return literal(_WILDCARD.sub(lambda found: f"[{found.group()}]", value))


def name(text: str) -> str:
    """A table, column or relationship name. Raises ValueError for anything else, so that no
    text leaves its place in a query."""
    if _NAME.fullmatch(text) is None:
        raise ValueError(f"not a name in Dataverse: {text[:60]!r}")
    return text


def names(columns: Iterable[str]) -> str:
    return ",".join(name(column) for column in columns)


def any_of(column: str, values: Iterable[str]) -> str:
    """A filter for rows whose column, a text or a lookup, equals one of `values`."""
    is_lookup = _LOOKUP.fullmatch(column) is not None
    return any_id(column, values) if is_lookup else any_text(column, values)


def with_key(key: str, select: Sequence[str]) -> Sequence[str]:
    return select if key in select else (key, *select)


def any_text(column: str, values: Iterable[str]) -> str:
    """A filter for rows whose column equals one of `values`; Dataverse disregards case."""
    return " or ".join(f"{name(column)} eq {literal(value)}" for value in values)


def any_id(column: str, ids: Iterable[str]) -> str:
    """The same for ids, which are written without quotes."""
    return " or ".join(f"{name(column)} eq {guid(value)}" for value in ids)


def chunks(values: Sequence[str]) -> Iterator[list[str]]:
    """`values` in order, as many at a time as one filter may hold."""
    chunk: list[str] = []
    length = 0
    for value in values:
        size = len(quote(value, safe="")) + 40
        if chunk and (len(chunk) == TERMS_PER_FILTER or length + size > FILTER_LENGTH):
            yield chunk
            chunk, length = [], 0
        chunk.append(value)
        length += size
    if chunk:
        yield chunk


def row_path(table: str, row_id: str) -> str:
    """Such as `leads(GUID)`. Raises ValueError if `row_id` is no GUID."""
    return f"{name(table)}({guid(row_id)})"


def with_options(path: str, options: Mapping[str, str]) -> str:
    """`path` with its query options, encoded."""
    if not options:
        return path
    encoded = "&".join(f"{key}={_encoded(key, value)}" for key, value in options.items())
    return f"{path}?{encoded}"


def rows_path(table: str, select: Sequence[str], row_filter: str) -> str:
    """All rows of a table that the filter lets through."""
    return with_options(name(table), {"$select": names(select), "$filter": row_filter})


def preferences(*wanted: str, annotations: Iterable[str] = ()) -> dict[str, str]:
    """One `Prefer` header with all of `wanted` and of the annotations; none if that is nothing.
    Several preferences may share a header; of the same one only the first would count (OData 4.0,
    part 1, 8.2.8; RFC 7240, 2)."""
    asked = ",".join(annotations)
    including = (f'odata.include-annotations="{asked}"',) if asked else ()
    together = ",".join((*wanted, *including))
    return {"Prefer": together} if together else {}


def caller_headers(caller: str | None) -> dict[str, str]:
    """Raises ValueError if `caller` is no GUID."""
    return {} if caller is None else {CALLER_HEADER: guid(caller)}


def page_request(
    table: str,
    select: Sequence[str],
    *,
    row_filter: str | None,
    order_by: str | None,
    page_size: int,
    count: bool,
    caller: str | None,
) -> Request:
    """The first page. With an order the primary key comes last, since rows that tie may
    otherwise show on two pages or on none."""
    options = {"$select": names(select)}
    if row_filter is not None:
        options["$filter"] = row_filter
    if order_by is not None:
        options["$orderby"] = _total_order(table, order_by)
    if count:
        options["$count"] = "true"
    headers = page_headers(page_size, count=count, caller=caller)
    return Request("GET", with_options(name(table), options), route=table, headers=headers)


def link_request(
    table: str, link: str, *, page_size: int, count: bool, caller: str | None
) -> Request:
    """A further page. The link is given back as it came."""
    headers = page_headers(page_size, count=count, caller=caller)
    return Request("GET", link, route=table, headers=headers)


def row_request(table: str, row_id: str, select: Sequence[str], caller: str | None) -> Request:
    path = with_options(row_path(table, row_id), {"$select": names(select)})
    return Request("GET", path, route=f"{table}(id)", headers=caller_headers(caller))


def page_headers(page_size: int, *, count: bool, caller: str | None) -> dict[str, str]:
    """The preferences of a page, the same on each of them. `page_size` is 1 to 5,000."""
    annotations = (COUNT_LIMIT,) if count else ()
    prefer = preferences(f"odata.maxpagesize={page_size}", annotations=annotations)
    return {**prefer, **caller_headers(caller)}


def _total_order(table: str, order_by: str) -> str:
    key = id_column(table)
    ordered = [term.split()[0] for term in order_by.split(",") if term.strip()]
    return order_by if key in ordered else f"{order_by},{key}"


def _encoded(option: str, value: str) -> str:
    """Commas part column names, but within a filter they may be part of a value."""
    return quote(value, safe="()'" if option == "$filter" else "(),'")
