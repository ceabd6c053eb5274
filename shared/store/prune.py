"""Removes rows that are no longer needed. Memory stays flat however many there are."""

from collections.abc import Mapping
from typing import Any, Final

from azure.data.tables import TableClient

from shared.store import bulk
from shared.store.scan import PAGE, pages

MOST: Final = 50_000
"""Rows that one call removes: minutes of work. What is left is for the next time."""


def prune(table: TableClient, query: str, parameters: Mapping[str, Any], most: int = MOST) -> int:
    """Removes the rows that fit `query`, at most `most`; how many. Killed or failed half-way, it
    is called again."""
    removed = 0
    keys = ["PartitionKey", "RowKey"]
    for page in pages(table, query, parameters, select=keys, size=min(most, PAGE)):
        gone = page[: most - removed]
        bulk.remove(table, [(row["PartitionKey"], row["RowKey"]) for row in gone])
        removed += len(gone)
        if removed == most:
            break
    return removed
