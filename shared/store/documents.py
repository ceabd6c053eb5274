"""Small JSON documents, each with a version."""

from collections.abc import Iterator
from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel

from shared.store import bulk
from shared.store.connection import Tables
from shared.store.keys import encoded
from shared.store.prune import MOST, prune
from shared.store.scan import first_rows, pages
from shared.store.texts import cells, joined

M = TypeVar("M", bound=BaseModel)

_AFTER_LETTERS = "{"
"""Sorts after them, and may stand in a key."""


class Documents:
    """Documents by kind and name. A kind is a partition."""

    def __init__(self, tables: Tables) -> None:
        self._table = tables.table("documents")

    def get(self, kind: str, name: str, shape: type[M]) -> tuple[M, str] | None:
        """The document and its version, or None."""
        row = bulk.read(self._table, [(kind, name)]).get((kind, name))
        if row is None:
            return None
        return shape.model_validate_json(joined(row, "json")), bulk.version_of(row)

    def first(self, kind: str, prefix: str, shape: type[M]) -> M | None:
        """The first document, by name, whose name begins with these letters, digits or
        hyphens."""
        query = "PartitionKey eq @kind and RowKey ge @start and RowKey lt @end"
        parameters = {"kind": encoded(kind), "start": prefix, "end": f"{prefix}{_AFTER_LETTERS}"}
        rows = first_rows(self._table, query, parameters, 1)
        return shape.model_validate_json(joined(rows[0], "json")) if rows else None

    def every(self, kind: str, shape: type[M]) -> Iterator[tuple[str, M, str]]:
        """All documents of a kind: name, document and version."""
        for page in pages(self._table, "PartitionKey eq @kind", {"kind": encoded(kind)}):
            for row in page:
                document = shape.model_validate_json(joined(row, "json"))
                yield row["RowKey"], document, bulk.version_of(row)

    def put(self, kind: str, name: str, document: BaseModel, version: str | None) -> str | None:
        """Writes the document if its version is still the given one (None: if there is none).
        The new version, or None if others were quicker. Raises NotStorable if it is longer than
        about half a million characters."""
        text = document.model_dump_json()
        row = {"PartitionKey": kind, "RowKey": name, **cells("json", text)}
        return bulk.write(self._table, [(row, version)])[0]

    def overwrite(self, kind: str, name: str, document: BaseModel) -> None:
        """Writes the document whatever is there."""
        while True:
            found = bulk.read(self._table, [(kind, name)]).get((kind, name))
            version = bulk.version_of(found) if found is not None else None
            if self.put(kind, name, document, version) is not None:
                return

    def remove(self, kind: str, name: str) -> None:
        """Nothing happens if there is none."""
        bulk.remove(self._table, [(kind, name)])

    def prune(self, kind: str, older_than: datetime, most: int = MOST) -> int:
        """Removes the documents of a kind that were last written before `older_than`, which has
        a zone, by the clock of the storage account; at most `most`. How many it removed."""
        query = "PartitionKey eq @kind and Timestamp lt @time"
        parameters = {"kind": encoded(kind), "time": older_than}
        return prune(self._table, query, parameters, most)
