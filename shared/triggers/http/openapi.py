"""The OpenAPI 3.1 document, made from the table of routes and the models. Pure."""

import re
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from shared.actions.models.problem import ProblemOutput
from shared.errors import (
    Forbidden,
    InvalidInput,
    NotFound,
    PayloadTooLarge,
    Rejected,
    Unauthenticated,
    UnsupportedContent,
    VersionRequired,
    VersionStale,
)
from shared.triggers.http.problem import CONTENT_TYPE
from shared.triggers.http.route import Route

REFS = "#/components/schemas/{model}"
_PARAMETER = re.compile(r"\{(\w+)\}")

Json = dict[str, Any]


def openapi(routes: Sequence[Route], version: str) -> Json:
    """The document. Its shape: spec.openapis.org/oas/v3.1.1, read 2026-11-24."""
    schemas, definitions = _schemas(routes)
    paths: Json = {}
    for route in routes:
        paths.setdefault(f"/{route.path}", {})[route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "ActiveCampaign for Dynamics 365",
            "version": version,
            "description": "The API of one deployment. Errors are RFC 9457 problem documents; "
            "`code` is stable.",
        },
        "servers": [{"url": "/api"}],
        "paths": paths,
        "components": {
            "schemas": definitions,
            "securitySchemes": {
                "entra": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": "An Entra v2 access token for this app with the scope "
                    "access_as_user.",
                }
            },
        },
    }


def _schemas(routes: Sequence[Route]) -> tuple[dict[type[BaseModel], Json], Json]:
    """By model the reference to its schema, and the definitions of all."""
    wanted: set[tuple[type[BaseModel], JsonSchemaMode]] = {(ProblemOutput, "serialization")}
    for route in routes:
        if route.answer is not None:
            wanted.add((route.answer, "serialization"))
        if route.payload is not None:
            wanted.add((route.payload, "validation"))
    inputs = sorted(wanted, key=lambda one: one[0].__name__)
    found, definitions = models_json_schema(inputs, ref_template=REFS)
    schemas = {model: found[model, mode] for model, mode in inputs}
    return schemas, definitions.get("$defs", {})


def _operation(route: Route, schemas: dict[type[BaseModel], Json]) -> Json:
    operation: Json = {
        "operationId": route.name,
        "summary": route.summary,
        "security": [] if route.role is None else [{"entra": []}],
        "parameters": _parameters(route),
        "responses": _responses(route, schemas),
    }
    if route.role is not None:
        operation["description"] = f"For the role `{route.role}`."
    if route.payload is not None:
        content: Json = {"application/json": {"schema": schemas[route.payload]}}
        operation["requestBody"] = {"required": True, "content": content}
    if route.takes_form:
        form = {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}}
        operation["requestBody"] = {"required": True, "content": form}
    return operation


def _parameters(route: Route) -> list[Json]:
    found: list[Json] = []
    if route.parameters is not None:
        known = route.parameters.model_json_schema()["properties"]
        for name in _PARAMETER.findall(route.path):
            found.append({"name": name, "in": "path", "required": True, "schema": known[name]})
    if route.query is not None:
        schema = route.query.model_json_schema()
        for name, shape in schema["properties"].items():
            required = name in schema.get("required", [])
            found.append({"name": name, "in": "query", "required": required, "schema": shape})
    headers = (("If-Match", route.takes_if_match), ("Accept-Language", route.by_language))
    for name, taken in headers:
        if taken:
            text = {"type": "string"}
            found.append({"name": name, "in": "header", "required": False, "schema": text})
    return found


def _responses(route: Route, schemas: dict[type[BaseModel], Json]) -> Json:
    success: Json = {"description": "Done."}
    if route.answer is not None:
        success["content"] = {"application/json": {"schema": schemas[route.answer]}}
    if route.gives_etag:
        success["headers"] = {"ETag": {"schema": {"type": "string"}}}
    responses: Json = {str(route.status): success}
    for status, title in sorted(_refusals(route).items()):
        content = {CONTENT_TYPE: {"schema": schemas[ProblemOutput]}}
        responses[str(status)] = {"description": title, "content": content}
    return responses


def _refusals(route: Route) -> dict[int, str]:
    """Status -> title of every problem that the route may answer."""
    kinds: set[type[Rejected]] = {PayloadTooLarge, InvalidInput, *route.refusals}
    if route.role is not None:
        kinds |= {Unauthenticated, Forbidden}
    if route.parameters is not None:
        kinds.add(NotFound)
    if route.payload is not None or route.takes_form:
        kinds.add(UnsupportedContent)
    if route.takes_if_match:
        kinds |= {VersionStale, VersionRequired}
    found: dict[int, str] = {}
    for kind in sorted(kinds, key=lambda one: one.__name__):
        found.setdefault(kind.status, kind.title)
    found[500] = "Something went wrong"
    if route.role is not None or route.calls_remote:
        found[502] = "A remote system refused, or an administrator has to act"
        found[503] = "A remote system is not available just now"
    return found
