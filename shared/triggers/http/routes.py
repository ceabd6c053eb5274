"""The table of all routes, and the blueprint made of it."""

from collections.abc import Callable
from typing import Any

import azure.functions as func
from pydantic import RootModel

from shared.actions.services import Services
from shared.settings import Settings
from shared.triggers.http.action_routes import ACTION_ROUTES
from shared.triggers.http.configuration_routes import CONFIGURATION_ROUTES
from shared.triggers.http.connection_routes import CONNECTION_ROUTES
from shared.triggers.http.edge import Edge
from shared.triggers.http.functions import register
from shared.triggers.http.history_routes import HISTORY_ROUTES
from shared.triggers.http.openapi import openapi
from shared.triggers.http.people_routes import PEOPLE_ROUTES
from shared.triggers.http.route import Call, Route
from shared.triggers.http.settings_routes import SETTINGS_ROUTES
from shared.triggers.http.sync_routes import SYNC_ROUTES
from shared.triggers.http.timeline_routes import TIMELINE_ROUTES
from shared.triggers.http.tokens import TokenVerifier, open_verifier
from shared.triggers.http.version import VERSION


class OpenApiOutput(RootModel[dict[str, Any]]):
    """An OpenAPI 3.1 document."""


def _openapi(_: Call) -> OpenApiOutput:
    return OpenApiOutput(openapi(ROUTES, VERSION))


ROUTES: tuple[Route, ...] = (
    *CONNECTION_ROUTES,
    Route("GET", "openapi.json", "openapi", "This document", None, _openapi, OpenApiOutput),
    *PEOPLE_ROUTES,
    *SETTINGS_ROUTES,
    *CONFIGURATION_ROUTES,
    *SYNC_ROUTES,
    *ACTION_ROUTES,
    *TIMELINE_ROUTES,
    *HISTORY_ROUTES,
)


def http_blueprint(
    services: Callable[[], Services],
    open_tokens: Callable[[Settings], TokenVerifier] = open_verifier,
) -> func.Blueprint:
    """The HTTP functions. `services` is called with the first request that needs it."""
    blueprint = func.Blueprint()  # type: ignore[no-untyped-call]
    register(blueprint, ROUTES, Edge(services, open_tokens))
    return blueprint
