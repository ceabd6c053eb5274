"""Small JSON documents, each with a version."""

from typing import Any, Final, TypeVar

from pydantic import BaseModel

from shared.store import bulk
from shared.store.connection import Tables

M = TypeVar("M", bound=BaseModel)

PART: Final = 32_000
LONGEST: Final = 15 * PART


class Documents:
    """Documents by kind and name. A kind is a partition."""

    def __init__(self, tables: Tables) -> None:
        self._table = tables.table("documents")

    def get(self, kind: str, name: str, shape: type[M]) -> tuple[M, str] | None:
        """The document and its version, or None."""
        row = bulk.read(self._table, [(kind, name)]).get((kind, name))
        if row is None:
            return None
        text = "".join(row[f"json{n}"] for n in range(int(row["parts"])))
        return shape.model_validate_json(text), bulk.version_of(row)

    def put(self, kind: str, name: str, document: BaseModel, version: str | None) -> str | None:
        """Writes the document if its version is still the given one (None: if there is none).
        The new version, or None if others were quicker. Raises ValueError if it is too long."""
        text = document.model_dump_json()
        if len(text) > LONGEST:
            raise ValueError(f"{kind}/{name}: {len(text)} characters, {LONGEST} allowed")
        parts = [text[start : start + PART] for start in range(0, len(text), PART)]
        row: dict[str, Any] = {"PartitionKey": kind, "RowKey": name, "parts": len(parts)}
        row |= {f"json{number}": part for number, part in enumerate(parts)}
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
