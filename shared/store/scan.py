"""Lists rows of several partitions page by page, with a token for where the next page begins."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from typing import Any

from azure.data.tables import TableClient

from shared.errors import FieldFault, InvalidInput
from shared.store.connection import guarded

Row = Mapping[str, Any]


def page_of(
    table: TableClient,
    partitions: Sequence[str],
    equal: Mapping[str, str],
    after: str | None,
    limit: int,
) -> tuple[list[Row], str | None]:
    """At most `limit` rows whose properties equal `equal`, by partition and row key, and the
    token of the next page, None after the last. Raises InvalidInput for a token not of ours."""
    start, row_key = _read_token(after, partitions)
    found: list[Row] = []
    for place in range(start, len(partitions)):
        found += _rows(table, partitions[place], equal, row_key, limit + 1 - len(found))
        row_key = ""
        if len(found) > limit:
            last = found[limit - 1]
            place_of_last = partitions.index(last["PartitionKey"])
            return found[:limit], _token(place_of_last, last["RowKey"])
    return found, None


def _rows(
    table: TableClient, partition: str, equal: Mapping[str, str], after: str, limit: int
) -> list[Row]:
    names = {f"v{number}": value for number, value in enumerate(equal.values())}
    terms = [
        "PartitionKey eq @p",
        "RowKey gt @after",
        *(f"{column} eq @{name}" for column, name in zip(equal, names, strict=True)),
    ]
    parameters = {"p": partition, "after": after, **names}

    def read() -> list[Row]:
        rows: list[Row] = []
        pages = table.query_entities(
            " and ".join(terms), parameters=parameters, results_per_page=min(limit, 1000)
        )
        for row in pages:
            rows.append(row)
            if len(rows) == limit:
                break
        return rows

    return guarded(read)


def _token(place: int, row_key: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([place, row_key]).encode()).decode().rstrip("=")


def _read_token(token: str | None, partitions: Sequence[str]) -> tuple[int, str]:
    if token is None:
        return 0, ""
    try:
        place, row_key = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        if isinstance(row_key, str) and 0 <= place < len(partitions):
            return place, row_key
    except (ValueError, TypeError, binascii.Error):
        pass
    raise InvalidInput(
        [FieldFault("after", "paging.token", "Use the value that the page before gave as next.")]
    )
