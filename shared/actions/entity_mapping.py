"""Reads and sets the mapping of an entity. Knows no HTTP: the version is the store's."""

from collections.abc import Mapping as MappingOf
from dataclasses import replace

from shared.actions.audit import note
from shared.actions.fields import both_sides
from shared.actions.models.mapping import MappingInput, MappingOutput
from shared.actions.people import Person
from shared.actions.services import Services
from shared.dataverse.owners import find_owner
from shared.entities import Entity
from shared.errors import FieldFault, Gone, InvalidInput, NotFound
from shared.mapping.model import Mapping, Owner
from shared.mapping.schema import Column, Field
from shared.mapping.validation import validate
from shared.transport import Calls


class NoMapping(NotFound):
    code = "mapping.missing"
    title = "No mapping yet"


def mapping_of(services: Services, entity: Entity) -> tuple[MappingOutput, str]:
    """The mapping and its version. Raises NoMapping before the first connect."""
    found = services.mappings.load(entity)
    if found is None:
        raise NoMapping("The standard mapping is made when the account is connected.")
    document, version = found
    return MappingOutput.model_validate(Mapping.from_json(entity, document).to_json()), version


def checked_mapping(
    services: Services, entity: Entity, wanted: MappingInput, calls: Calls | None = None
) -> tuple[Mapping, MappingOf[str, Column], MappingOf[str, Field]]:
    """`wanted` as a mapping, with the columns and fields it was checked against just now.

    Raises InvalidInput with everything that is wrong, Conflict if not connected, and the errors
    of the clients."""
    mapping = Mapping.from_json(entity, wanted.model_dump(by_alias=True))
    columns, fields = both_sides(services, entity, calls=calls)
    faults = validate(
        mapping,
        columns,
        fields,
        allow_standard_columns=services.settings.map_standard_columns,
        opt_out_column=services.settings.opt_out_column,
    )
    owner, owner_faults = _checked_owner(services, mapping.owner, calls or Calls())
    faults += owner_faults
    if faults:
        raise InvalidInput(faults)
    return replace(mapping, owner=owner), columns, fields


def _checked_owner(
    services: Services, owner: Owner | None, calls: Calls
) -> tuple[Owner | None, list[FieldFault]]:
    """The owner by today's name, and what is wrong with it."""
    if owner is None:
        return None, []
    try:
        found = find_owner(services.dataverse(calls), owner.id, owner.kind)
    except Gone:
        message = f"Dynamics has no {owner.kind} with this id."
        return owner, [FieldFault("owner", "mapping.owner_unknown", message)]
    if not found.may_own:
        message = "A disabled user or an access team cannot own records."
        return owner, [FieldFault("owner", "mapping.owner_not_able", message)]
    return replace(owner, name=found.name), []


def set_mapping(
    services: Services, person: Person, entity: Entity, wanted: MappingInput, version: str
) -> tuple[MappingOutput, str]:
    """Stores `wanted` in place of what has this version. Raises as `checked_mapping`, and
    VersionStale."""
    mapping, _, _ = checked_mapping(services, entity, wanted)
    stored = services.mappings.save(entity, mapping.to_json(), version)
    detail = f"{len(mapping.fields)} field pairs, {mapping.direction}, {mapping.scope}."
    note(services, person, "mapping.set", entity, detail)
    return MappingOutput.model_validate(mapping.to_json()), stored
