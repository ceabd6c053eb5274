"""The mappings and settings as one document, to be kept outside the storage account and brought
back after its loss, or to another deployment. Knows no HTTP: the version is made of the stores'."""

from shared.actions.audit import note
from shared.actions.entity_mapping import checked_mapping
from shared.actions.models.configuration import ConfigurationInput, ConfigurationOutput
from shared.actions.people import Person
from shared.actions.services import Services
from shared.actions.sync_settings import changes_of, refusals
from shared.entities import ENTITIES, Entity
from shared.errors import FieldFault, InvalidInput
from shared.mapping.model import Mapping
from shared.schema import CUSTOM_KEY
from shared.transport import Calls

SHAPE = 1
"""The version of the document's shape that is written."""


def configuration_of(services: Services) -> tuple[ConfigurationOutput, str]:
    """The configuration and its version."""
    found = {entity: services.mappings.load(entity) for entity in ENTITIES}
    mappings = {
        entity: Mapping.from_json(entity, one[0]).to_json()
        for entity, one in found.items()
        if one is not None
    }
    settings = services.sync_settings.load()
    connection = services.connection_store.load()
    content = ConfigurationOutput.model_validate(
        {
            "version": SHAPE,
            "accountUrl": connection.url if connection is not None else None,
            "mappings": mappings,
            "syncSettings": {
                "globalSync": settings.global_sync,
                "frequencyHours": settings.frequency_hours,
                "initialSync": {"runAutomations": settings.run_automations},
                "timeline": settings.timeline,
                "fuse": {
                    "changedPercent": settings.fuse_percent,
                    "unsubscribed": settings.fuse_unsubscribed,
                },
            },
        }
    )
    versions = [one[1] for one in found.values() if one is not None]
    return content, "\n".join([*versions, settings.model_dump_json()])


def set_configuration(
    services: Services, person: Person, wanted: ConfigurationInput
) -> tuple[ConfigurationOutput, str]:
    """Stores the mappings, then the settings: global sync is not on before what it syncs by is
    there. Everything is checked first, as the saves of each would.

    Raises InvalidInput with everything that is wrong, Conflict if nothing is connected, and
    VersionStale if a mapping was changed meanwhile; the same request may then be made again."""
    versions = {entity: services.mappings.load(entity) for entity in wanted.mappings}
    mappings = _checked(services, wanted)
    for entity, mapping in mappings.items():
        found = versions[entity]
        services.mappings.save(entity, mapping.to_json(), found[1] if found is not None else None)
    services.sync_settings.change(changes_of(wanted.sync_settings))
    pairs = ", ".join(
        f"{entity}: {len(one.fields)} field pairs" for entity, one in mappings.items()
    )
    note(services, person, "configuration.set", "configuration", pairs or "Settings only.")
    return configuration_of(services)


def _checked(services: Services, wanted: ConfigurationInput) -> dict[Entity, Mapping]:
    faults = [
        FieldFault(f"syncSettings.{field}", refusal.code, str(refusal))
        for field, refusal in refusals(services, wanted.sync_settings)
    ]
    faults += _other_account(services, wanted)
    if any(fault.field == "accountUrl" for fault in faults):
        raise InvalidInput(faults)  # ids of another account's fields say nothing about these
    calls = Calls()
    mappings: dict[Entity, Mapping] = {}
    for entity, mapping in wanted.mappings.items():
        try:
            mappings[entity] = checked_mapping(services, entity, mapping, calls)[0]
        except InvalidInput as fault:
            faults += [
                FieldFault(f"mappings.{entity}.{one.field}", one.code, one.message)
                for one in fault.faults
            ]
    if faults:
        raise InvalidInput(faults)
    return mappings


def _other_account(services: Services, wanted: ConfigurationInput) -> list[FieldFault]:
    """Ids of custom fields mean something in their own account only: in another, the mapping
    would tie columns to whatever fields bear these ids there."""
    connection = services.connection_store.load()
    if wanted.account_url is None or connection is None or not _names_custom_fields(wanted):
        return []
    if wanted.account_url == connection.url:
        return []
    message = (
        "It was made with another ActiveCampaign account, whose custom fields have other ids. "
        "Connect that account, or leave out the pairs of custom fields."
    )
    return [FieldFault("accountUrl", "configuration.other_account", message)]


def _names_custom_fields(wanted: ConfigurationInput) -> bool:
    return any(
        pair.activecampaign.startswith(CUSTOM_KEY)
        for mapping in wanted.mappings.values()
        for pair in mapping.fields
    )
