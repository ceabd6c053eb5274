"""The routes of the configuration as a whole: export and restore."""

from shared.actions.configuration import configuration_of, set_configuration
from shared.actions.models.configuration import ConfigurationInput, ConfigurationOutput
from shared.errors import Conflict
from shared.triggers.http.etags import etag_of, require_match
from shared.triggers.http.route import Call, Given, Route


def _configuration(call: Call) -> Given:
    content, version = configuration_of(call.services)
    return Given(content, etag_of(version))


def _set_configuration(call: Call) -> Given:
    _, version = configuration_of(call.services)
    require_match(call.if_match, version)
    wanted = call.payload_as(ConfigurationInput)
    content, version = set_configuration(call.services, call.person, wanted)
    return Given(content, etag_of(version))


CONFIGURATION_ROUTES = (
    Route(
        "GET",
        "configuration",
        "configuration",
        "Mappings and settings as one document without secrets, to be kept",
        "admin",
        _configuration,
        ConfigurationOutput,
        gives_etag=True,
    ),
    Route(
        "PUT",
        "configuration",
        "setConfiguration",
        "Brings mappings and settings back, all or, if anything in them is wrong, none",
        "admin",
        _set_configuration,
        ConfigurationOutput,
        payload=ConfigurationInput,
        gives_etag=True,
        takes_if_match=True,
        refusals=(Conflict,),
    ),
)
