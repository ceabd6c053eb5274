"""Whatever is sent to the API, with a good token or a bad one, it answers as its own OpenAPI
document says, and never with a fault of its own."""

import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import cycle
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from schemathesis import Case, GenerationMode, Response
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from shared.triggers.http.openapi import openapi
from shared.triggers.http.routes import ROUTES
from shared.triggers.http.version import VERSION
from tests.integration.api.conftest import Api

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
LONG = settings.get_current_profile_name() != "ci"
EXAMPLES, FEW = (60, 10) if LONG else (5, 3)
LEFT_OUT = {"disconnect"}
"""Takes nothing that could be fuzzed, and would leave nothing to fuzz."""


@cache
def operations() -> Mapping[str, schemathesis.APIOperation]:
    """By operation id."""
    schema = schemathesis.openapi.from_dict(openapi(ROUTES, VERSION))
    found = [result.ok() for result in schema.get_all_operations()]
    return {one.definition.raw["operationId"]: one for one in found}


LONGEST_URL, LINE_FEED = 8_000, "%0A"
"""A longer address, and one with a line feed in its path, is refused by the host: the app does not
see it."""

VALID, INVALID = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
ALL = [route.name for route in ROUTES if route.name not in LEFT_OUT]
WITH_INPUT = [route.name for route in ROUTES if route.parameters or route.query or route.payload]
GUARDED = [route.name for route in ROUTES if route.role is not None]


@pytest.fixture(scope="module", autouse=True)
def settings_as_they_were(api: Api) -> Iterator[None]:
    """What a fuzzed request may have set. The document that is fuzzed by is the one served."""
    served = api.call("GET", "/api/openapi.json", person=None).content
    assert served == json.loads(json.dumps(openapi(ROUTES, VERSION)))
    shown = api.call("GET", "/api/sync-settings").content
    kept = {name: shown[name] for name in ("globalSync", "frequencyHours", "timeline", "fuse")}
    yield
    assert api.call("PUT", "/api/sync-settings", json=kept).status == 200


@pytest.fixture(scope="module")
def bad_tokens(api: Api) -> Iterator[str]:
    """Authorization headers that are no good, each in another way, over and over."""

    def minted(**order: Any) -> str:
        made = api.world.entra.post("/_sandbox/tokens", {"person": "ada", **order})
        return f"Bearer {made['token']}"

    return cycle(
        (
            minted(expiresIn=-3600),
            minted(forged=True),
            minted(alg="none"),
            minted(scope="User.Read"),
            "Bearer {}.[].\xff",
            "Basic YWRhOmFkYQ==",
        )
    )


def fuzz(name: str, mode: GenerationMode, number: int, check: Callable[[Case], None]) -> None:
    """Checks `number` requests of an operation, as its document allows them or as it does not."""

    @settings(
        max_examples=number,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operations()[name].as_strategy(generation_mode=mode))
    def run(case: Case) -> None:
        sent = case.as_transport_kwargs(base_url="http://any")
        url = requests.Request("GET", sent["url"], params=sent.get("params")).prepare().url or ""
        assume(len(url) < LONGEST_URL and LINE_FEED not in url)
        check(case)

    run()


def answer(api: Api, case: Case, authorization: str) -> Response:
    return case.call(base_url=f"{api.world.app_url}/api", headers={"Authorization": authorization})


@pytest.mark.hypothesis
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize(
    ("name", "mode"),
    [(name, VALID) for name in ALL] + [(name, INVALID) for name in WITH_INPUT],
    ids=str,
)
def test_whatever_an_administrator_sends_is_answered_as_documented(
    api: Api, name: str, mode: GenerationMode
) -> None:
    good = f"Bearer {api.world.token('ada')}"
    checks = CHECKS if mode is VALID else [*CHECKS, negative_data_rejection]
    fuzz(
        name,
        mode,
        EXAMPLES,
        lambda case: case.validate_response(answer(api, case, good), checks=checks),
    )


@pytest.mark.hypothesis
@pytest.mark.timeout(1_800)
@pytest.mark.parametrize("name", GUARDED)
def test_whatever_is_sent_without_a_good_token_is_refused(
    api: Api, name: str, bad_tokens: Iterator[str]
) -> None:
    """Also the operations left out above: nothing of them is done."""

    def check(case: Case) -> None:
        response = answer(api, case, next(bad_tokens))
        assert response.status_code == 401
        case.validate_response(response, checks=CHECKS)

    fuzz(name, VALID, FEW, check)
