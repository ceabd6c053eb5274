"""Lists rows page by page: all of a query, or of several partitions with a token for where the
next page begins."""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from azure.data.tables import TableClient

from shared.errors import AnswerNotUnderstood, FieldFault, InvalidInput
from shared.store.bulk import Row, as_read
from shared.store.connection import guarded
from shared.store.keys import encoded
from shared.store.limits import KEY_UNITS, fits_as_key

PAGE: Final = 1000
"""Most rows that one answer holds."""

_LONGEST_TOKEN: Final = 20 * KEY_UNITS


def pages(
    table: TableClient,
    query: str,
    parameters: Mapping[str, Any],
    *,
    select: list[str] | None = None,
    size: int = PAGE,
) -> Iterator[list[Row]]:
    """The rows that fit `query`, at most `size` at a time. A page may be empty and others still
    follow: an answer ends after five seconds of looking (learn.microsoft.com, "Query timeout and
    pagination", read 2026-11-24). Keys in `parameters` are to be encoded."""
    asked = table.query_entities(
        query, parameters=dict(parameters), select=select, results_per_page=min(size, PAGE)
    ).by_page()
    before: Any = None
    while (page := guarded(lambda: next(asked, None))) is not None:
        yield [as_read(row) for row in page]
        place = asked.continuation_token  # type: ignore[attr-defined] # PageIterator
        if place is not None and place == before:
            raise AnswerNotUnderstood("storage", "The storage account gives one page for ever.")
        before = place


def first_rows(
    table: TableClient, query: str, parameters: Mapping[str, Any], most: int
) -> list[Row]:
    """The first `most` rows that fit `query`."""
    found: list[Row] = []
    for page in pages(table, query, parameters, size=most):
        found += page
        if len(found) >= most:
            break
    return found[:most]


def page_of(
    table: TableClient,
    partitions: Sequence[str],
    forms: Sequence[Mapping[str, str]],
    after: str | None,
    limit: int,
) -> tuple[list[Row], str | None]:
    """At most `limit` rows whose properties equal one of `forms`, or any if there are none, by
    partition and row key, and the token of the next page, None after the last. Raises
    InvalidInput for a token not of ours."""
    start, row_key = _read_token(after, partitions)
    found: list[Row] = []
    for place in range(start, len(partitions)):
        found += _rows(table, partitions[place], forms, row_key, limit + 1 - len(found))
        row_key = None
        if len(found) > limit:
            last = found[limit - 1]
            place_of_last = partitions.index(last["PartitionKey"])
            return found[:limit], _token(place_of_last, last["RowKey"])
    return found, None


def _rows(
    table: TableClient,
    partition: str,
    forms: Sequence[Mapping[str, str]],
    after: str | None,
    limit: int,
) -> list[Row]:
    parameters = {"p": encoded(partition), "after": encoded(after) if after is not None else ""}
    alternatives = []
    for form in forms:
        terms = []
        for column, value in form.items():
            name = f"v{len(parameters)}"
            parameters[name] = value
            terms.append(f"{column} eq @{name}")
        alternatives.append(" and ".join(terms))
    query = "PartitionKey eq @p and RowKey gt @after"
    if alternatives:
        # The package finds a parameter by the spaces around it.
        query += f" and ( {' or '.join(alternatives)} )"
    return first_rows(table, query, parameters, limit)


def _token(place: int, row_key: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([place, row_key]).encode()).decode().rstrip("=")


def _read_token(token: str | None, partitions: Sequence[str]) -> tuple[int, str | None]:
    if token is None:
        return 0, None
    try:
        if len(token) <= _LONGEST_TOKEN:
            place, row_key = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
            if type(place) is int and 0 <= place < len(partitions) and _is_key(row_key):
                return place, row_key
    except (ValueError, TypeError, RecursionError, binascii.Error):
        pass
    raise InvalidInput(
        [FieldFault("after", "paging.token", "Use the value that the page before gave as next.")]
    )


def _is_key(text: Any) -> bool:
    return isinstance(text, str) and fits_as_key(encoded(text))
