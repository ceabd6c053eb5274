"""The mappings as they are now, compiled for a step with the schema of both sides. The schema is
kept in Table Storage and read anew when it is old or the mapping names what it lacks."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from pydantic import BaseModel, ConfigDict

from shared import schema
from shared.activecampaign.client import ActiveCampaign
from shared.dataverse.client import Dataverse
from shared.entities import ENTITIES, Entity
from shared.mapping.compiled import CompiledMapping, compile_mapping
from shared.mapping.criteria import columns_used
from shared.mapping.model import Mapping as FieldMapping
from shared.mapping.schema import Column, Field
from shared.store.documents import Documents
from shared.store.mappings import MappingStore
from shared.sync.context import EntitySync
from shared.sync.merge import FieldRule
from shared.sync.plan import TAGS, Rules

log = logging.getLogger(__name__)

FRESH: Final = timedelta(hours=6)
KIND, NAME = "schema", "mapped"


class MappedSchema(BaseModel):
    """Of both sides what the mappings name. `versions` are those of the mappings it was read
    for; the ids of our tags are by name."""

    model_config = ConfigDict(frozen=True)

    read_at: datetime
    versions: dict[Entity, str]
    columns: dict[Entity, dict[str, Column]]
    fields: dict[str, Field]
    tags: dict[str, str]


class Preparer:
    """Makes `EntitySync`s of the stored mappings."""

    def __init__(
        self, documents: Documents, mappings: MappingStore, clock: Callable[[], datetime]
    ) -> None:
        self._documents = documents
        self._mappings = mappings
        self._clock = clock

    def prepare(
        self, dataverse: Dataverse, activecampaign: ActiveCampaign
    ) -> tuple[Mapping[Entity, EntitySync], Mapping[str, str]]:
        """The entities that are mapped and switched on, and the ids of our tags.

        Raises RetryLater or StopRun if the schema has to be read and cannot be."""
        stored = {entity: self._mappings.load(entity) for entity in ENTITIES}
        mappings = {
            entity: FieldMapping.from_json(entity, found[0])
            for entity, found in stored.items()
            if found is not None and found[0]["enabled"]
        }
        versions = {entity: found[1] for entity, found in stored.items() if found is not None}
        known = self._schema(dataverse, activecampaign, mappings, versions)
        compiled = {
            entity: compile_mapping(mapping, known.columns.get(entity, {}), known.fields)
            for entity, mapping in mappings.items()
        }
        return _entities(mappings, compiled), known.tags

    def _schema(
        self,
        dataverse: Dataverse,
        activecampaign: ActiveCampaign,
        mappings: Mapping[Entity, FieldMapping],
        versions: dict[Entity, str],
    ) -> MappedSchema:
        found = self._documents.get(KIND, NAME, MappedSchema)
        now = self._clock()
        if found is not None and found[0].versions == versions and now - found[0].read_at < FRESH:
            return found[0]
        fields = schema.contact_fields(activecampaign.fields())
        fresh = MappedSchema(
            read_at=now,
            versions=versions,
            columns={
                entity: _named(schema.columns(dataverse.attributes(entity)), mapping)
                for entity, mapping in mappings.items()
            },
            fields=fields,
            tags=_tags(activecampaign),
        )
        self._documents.put(KIND, NAME, fresh, found[1] if found is not None else None)
        log.info("schema of both sides read")
        return fresh


def _tags(activecampaign: ActiveCampaign) -> dict[str, str]:
    """Our tags, made where they are missing: a contact may be given one at any time, and is then
    to be understood."""
    known = {tag.name: tag.id for tag in activecampaign.tags() if tag.name in TAGS}
    for name in TAGS:
        if name not in known:
            known[name] = activecampaign.ensure_tag(name).id
    return known


def _named(columns: Mapping[str, Column], mapping: FieldMapping) -> dict[str, Column]:
    """The columns that the mapping uses, and those that a new record needs."""
    wanted = {pair.dynamics for pair in mapping.fields} | columns_used(mapping.criteria)
    return {
        name: column
        for name, column in columns.items()
        if name in wanted or (column.required in ("application", "system") and column.writable)
    }


def _entities(
    mappings: Mapping[Entity, FieldMapping], compiled: Mapping[Entity, CompiledMapping]
) -> dict[Entity, EntitySync]:
    contact = compiled.get("contact")
    spoken_for = frozenset(
        pair.key
        for pair in (contact.pairs if contact is not None else ())
        if pair.direction != "inbound"
    )
    return {
        entity: EntitySync(
            entity,
            made,
            Rules(
                direction=mappings[entity].direction,
                policy=mappings[entity].conflict,
                fields=tuple(
                    FieldRule(pair.key, pair.direction, pair.required) for pair in made.pairs
                ),
                contact_keys=spoken_for,
            ),
        )
        for entity, made in compiled.items()
    }
