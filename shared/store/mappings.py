"""Mappings as JSON documents, with versions for the HTTP API."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from shared.entities import Entity
from shared.errors import VersionStale
from shared.store.connection import Tables
from shared.store.documents import Documents

KIND = "mapping"


class StoredMapping(BaseModel):
    model_config = ConfigDict(frozen=True)

    mapping: dict[str, Any]


class MappingStore:
    """One mapping for each entity."""

    def __init__(self, tables: Tables) -> None:
        self._documents = Documents(tables)

    def load(self, entity: Entity) -> tuple[dict[str, Any], str] | None:
        """The mapping and its version, or None before the first connection."""
        found = self._documents.get(KIND, entity, StoredMapping)
        return (found[0].mapping, found[1]) if found is not None else None

    def save(self, entity: Entity, mapping: dict[str, Any], version: str | None) -> str:
        """The new version. Raises VersionStale if the mapping was changed since `version`."""
        stored = self._documents.put(KIND, entity, StoredMapping(mapping=mapping), version)
        if stored is None:
            raise VersionStale(
                "The mapping was changed by somebody else.",
                remedy="Load it again and repeat your change.",
            )
        return stored
