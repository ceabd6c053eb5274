"""Where the engine goes on, as small versioned documents."""

from typing import TypeVar

from pydantic import BaseModel

from shared.store.connection import Tables
from shared.store.documents import Documents

M = TypeVar("M", bound=BaseModel)
KIND = "cursor"


class StaleCursor(Exception):
    """Another worker has moved the cursor since it was read."""


class CursorStore:
    """Cursors by name."""

    def __init__(self, tables: Tables) -> None:
        self._documents = Documents(tables)

    def load(self, name: str, shape: type[M]) -> tuple[M, str] | None:
        """The cursor and its version, or None."""
        return self._documents.get(KIND, name, shape)

    def save(self, name: str, cursor: BaseModel, version: str | None) -> str:
        """The new version. Raises StaleCursor."""
        stored = self._documents.put(KIND, name, cursor, version)
        if stored is None:
            raise StaleCursor(name)
        return stored

    def remove(self, name: str) -> None:
        self._documents.remove(KIND, name)
