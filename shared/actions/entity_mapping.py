"""Reads and sets the mapping of an entity. Knows no HTTP: the version is the store's."""

from shared.actions.audit import note
from shared.actions.fields import both_sides
from shared.actions.models.mapping import MappingInput, MappingOutput
from shared.actions.people import Person
from shared.actions.services import Services
from shared.entities import Entity
from shared.errors import InvalidInput, NotFound
from shared.mapping.model import Mapping
from shared.mapping.validation import validate


class NoMapping(NotFound):
    code = "mapping.missing"
    title = "No mapping yet"


def mapping_of(services: Services, entity: Entity) -> tuple[MappingOutput, str]:
    """The mapping and its version. Raises NoMapping before the first connect."""
    found = services.mappings.load(entity)
    if found is None:
        raise NoMapping("The standard mapping is made when the account is connected.")
    document, version = found
    return MappingOutput.model_validate(document), version


def set_mapping(
    services: Services, person: Person, entity: Entity, wanted: MappingInput, version: str
) -> tuple[MappingOutput, str]:
    """Stores `wanted` in place of what has this version.

    Raises InvalidInput with everything that is wrong, VersionStale, Conflict if not connected,
    and the errors of the clients, whose fields it is checked against."""
    document = wanted.model_dump(by_alias=True)
    mapping = Mapping.from_json(entity, document)
    columns, fields = both_sides(services, entity)
    faults = validate(mapping, columns, fields)
    if faults:
        raise InvalidInput(faults)
    stored = services.mappings.save(entity, mapping.to_json(), version)
    detail = f"{len(mapping.fields)} field pairs, {mapping.direction}, {mapping.scope}."
    note(services, person, "mapping.set", entity, detail)
    return MappingOutput.model_validate(mapping.to_json()), stored
