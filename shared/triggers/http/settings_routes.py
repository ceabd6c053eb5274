"""The routes of what an administrator sets: fields, mapping, schedule."""

from shared.actions.entity_mapping import mapping_of, set_mapping
from shared.actions.fields import fields_of
from shared.actions.models.base import EntityPath
from shared.actions.models.mapping import FieldsOutput, MappingInput, MappingOutput
from shared.actions.models.preview import PreviewOutput
from shared.actions.models.setup import SetupOutput
from shared.actions.models.sync import SyncSettingsInput, SyncSettingsOutput
from shared.actions.preview import preview_mapping
from shared.actions.setup_check import setup_of
from shared.actions.sync_settings import set_sync_settings, sync_settings_of
from shared.errors import Conflict
from shared.triggers.http.etags import etag_of, require_match
from shared.triggers.http.route import Call, Given, Route


def _fields(call: Call) -> FieldsOutput:
    entity = call.parameters_as(EntityPath).entity
    return fields_of(call.services, entity, call.languages)


def _mapping(call: Call) -> Given:
    content, version = mapping_of(call.services, call.parameters_as(EntityPath).entity)
    return Given(content, etag_of(version))


def _set_mapping(call: Call) -> Given:
    entity = call.parameters_as(EntityPath).entity
    _, version = mapping_of(call.services, entity)
    require_match(call.if_match, version)
    wanted = call.payload_as(MappingInput)
    content, version = set_mapping(call.services, call.person, entity, wanted, version)
    return Given(content, etag_of(version))


def _preview(call: Call) -> PreviewOutput:
    entity = call.parameters_as(EntityPath).entity
    return preview_mapping(call.services, entity, call.payload_as(MappingInput))


def _setup(call: Call) -> SetupOutput:
    return setup_of(call.services)


def _sync_settings(call: Call) -> SyncSettingsOutput:
    return sync_settings_of(call.services)


def _set_sync_settings(call: Call) -> SyncSettingsOutput:
    return set_sync_settings(call.services, call.person, call.payload_as(SyncSettingsInput))


SETTINGS_ROUTES = (
    Route(
        "GET",
        "setup",
        "setup",
        "The set-up from end to end: what is in place, and what helps where it is not",
        "admin",
        _setup,
        SetupOutput,
    ),
    Route(
        "GET",
        "entities/{entity}/fields",
        "fields",
        "The fields of both sides, and which fits which",
        "admin",
        _fields,
        FieldsOutput,
        parameters=EntityPath,
        by_language=True,
        refusals=(Conflict,),
    ),
    Route(
        "GET",
        "entities/{entity}/mapping",
        "mapping",
        "The mapping of an entity",
        "admin",
        _mapping,
        MappingOutput,
        parameters=EntityPath,
        gives_etag=True,
    ),
    Route(
        "PUT",
        "entities/{entity}/mapping",
        "setMapping",
        "Sets the mapping of an entity",
        "admin",
        _set_mapping,
        MappingOutput,
        parameters=EntityPath,
        payload=MappingInput,
        gives_etag=True,
        takes_if_match=True,
        refusals=(Conflict,),
    ),
    Route(
        "POST",
        "entities/{entity}/preview",
        "preview",
        "What the next run would do by this mapping; writes nothing",
        "admin",
        _preview,
        PreviewOutput,
        parameters=EntityPath,
        payload=MappingInput,
        refusals=(Conflict,),
    ),
    Route(
        "GET",
        "sync-settings",
        "sync_settings",
        "The schedule and its limits",
        "admin",
        _sync_settings,
        SyncSettingsOutput,
    ),
    Route(
        "PUT",
        "sync-settings",
        "setSyncSettings",
        "Changes what is named, and leaves the rest",
        "admin",
        _set_sync_settings,
        SyncSettingsOutput,
        payload=SyncSettingsInput,
        refusals=(Conflict,),
    ),
)
