"""The OpenAPI document is valid and says what the routes are."""

import re
import tomllib
from pathlib import Path

from openapi_spec_validator import validate

from shared.triggers.http.routes import ROUTES
from shared.triggers.http.version import VERSION
from tests.unit.triggers.calling import Api, content


def test_the_document_is_valid_openapi_3_1() -> None:
    document = content(Api().call("GET", "openapi.json", oid=None))
    assert document["openapi"].startswith("3.1")
    validate(document)


def test_every_route_is_in_the_document_with_its_parameters_and_problems() -> None:
    document = content(Api().call("GET", "openapi.json", oid=None))
    for route in ROUTES:
        operation = document["paths"][f"/{route.path}"][route.method.lower()]
        in_path = {one["name"] for one in operation["parameters"] if one["in"] == "path"}
        assert in_path == set(re.findall(r"\{(\w+)\}", route.path)), route.name
        assert str(route.status) in operation["responses"]
        assert ("401" in operation["responses"]) == (
            route.role is not None or route.name == "receive_webhook"
        )
        assert ("requestBody" in operation) == (route.payload is not None or route.takes_form)


def test_requests_are_closed_and_in_camel_case() -> None:
    document = content(Api().call("GET", "openapi.json", oid=None))
    for name, schema in document["components"]["schemas"].items():
        if name.endswith("Input"):
            assert schema["additionalProperties"] is False, name
        for key in schema.get("properties", {}):
            assert re.fullmatch(r"[a-z][a-zA-Z0-9]*", key), (name, key)


def test_operation_names_are_unique() -> None:
    names = [route.name for route in ROUTES]
    assert len(names) == len(set(names))


def test_the_version_is_that_of_the_project() -> None:
    project = Path(__file__).parents[3] / "pyproject.toml"
    assert tomllib.loads(project.read_text())["project"]["version"] == VERSION
