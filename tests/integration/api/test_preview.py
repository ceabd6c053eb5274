"""An administrator looks at what a mapping would do, before saving it."""

import time
from typing import Any

import pytest

from tests.integration.api.conftest import Api

COUNTS = ("matching", "create", "update", "none", "excluded", "failing", "examined")
RECORD = {"id", "name", "contactId", "action", "changes", "reason"}


def mapping(api: Api, entity: str) -> dict[str, Any]:
    found: dict[str, Any] = api.call("GET", f"/api/entities/{entity}/mapping").content
    return found


@pytest.mark.parametrize("entity", ["lead", "contact"])
def test_it_answers_numbers_and_examples_and_saves_and_writes_nothing(
    api: Api, entity: str
) -> None:
    api.settle()
    before, written = mapping(api, entity), api.written()
    wanted = {**before, "conflict": "activecampaign", "enabled": False}
    began = time.monotonic()

    shown = api.call("POST", f"/api/entities/{entity}/preview", json=wanted)

    assert time.monotonic() - began < 30
    assert shown.status == 200, shown.content
    assert shown.content.keys() == {*COUNTS, "estimated", "sample"}
    assert all(isinstance(shown.content[name], int) for name in COUNTS)
    assert shown.content["examined"] == shown.content["matching"] > 0
    assert 0 < len(shown.content["sample"]) <= 50
    assert all(one.keys() == RECORD for one in shown.content["sample"])
    assert mapping(api, entity) == before
    assert api.written() == written


def test_records_that_criteria_leave_out_say_so(api: Api) -> None:
    nobody = [{"field": "telephone1", "operator": "equals", "value": "no such number"}]
    wanted = {**mapping(api, "contact"), "scope": "criteria", "criteria": nobody}

    shown = api.call("POST", "/api/entities/contact/preview", json=wanted).content

    assert shown["matching"] == shown["create"] == shown["update"] == 0
    reasons = {one["reason"]["code"] for one in shown["sample"] if one["action"] == "excluded"}
    assert "excluded.out_of_scope" in reasons


def test_a_mapping_that_cannot_be_saved_is_refused_with_all_its_faults(api: Api) -> None:
    wanted = mapping(api, "lead")
    wanted["fields"] = [
        {"activecampaign": "phone", "dynamics": "nosuch", "direction": "both"},
        {"activecampaign": "phone", "dynamics": "createdon", "direction": "both"},
    ]
    refused = api.call("POST", "/api/entities/lead/preview", json=wanted)
    saved = api.call("PUT", "/api/entities/lead/mapping", json=wanted, headers={"If-Match": "*"})
    assert (refused.status, saved.status) == (422, 422)
    assert len(refused.faults) >= 3
    assert refused.content["errors"] == saved.content["errors"]


def test_it_is_for_administrators_only(api: Api) -> None:
    wanted = mapping(api, "lead")
    assert api.call("POST", "/api/entities/lead/preview", json=wanted, person="sam").status == 403
