"""Requests that cannot be right: each gets its clear error, and nothing is changed."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from tests.integration.api.conftest import Api

MAPPING = "/api/entities/lead/mapping"
SETTINGS = "/api/sync-settings"
ENROL = "/api/automations/1/enrol"
SEND = "/api/campaigns/1/send"


@pytest.fixture
def unchanged(api: Api) -> Iterator[Api]:
    """Mapping and settings are the same after the test, and no campaign was sent."""

    def state() -> list[Any]:
        paths = (MAPPING, "/api/entities/contact/mapping")
        settings = api.call("GET", SETTINGS).content
        settings.pop("nextRunAt")
        return [settings, api.mails("1"), *(api.call("GET", path).content for path in paths)]

    before = state()
    yield api
    assert state() == before


def test_an_unknown_entity(unchanged: Api) -> None:
    for path in ("/api/entities/account/mapping", f"/api/records/account/{uuid4()}"):
        answer = unchanged.call("GET", path)
        assert (answer.status, answer.code) == (404, "request.unknown_entity")


def test_an_unknown_property(unchanged: Api) -> None:
    answer = unchanged.call("PUT", SETTINGS, json={"frequencyHours": 2, "forceNow": True})
    assert (answer.status, answer.faults) == (422, {"forceNow": "unknown_property"})


@pytest.mark.parametrize("value", ["2", 2.5, 3, None, [], True])
def test_a_value_of_the_wrong_type_or_out_of_range(unchanged: Api, value: object) -> None:
    answer = unchanged.call("PUT", SETTINGS, json={"frequencyHours": value, "globalSync": "no"})
    assert answer.status == 422
    assert "globalSync" in answer.faults


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"\xff\xfe"])
def test_a_body_that_is_no_json_object(unchanged: Api, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = unchanged.call("PUT", SETTINGS, data=body, headers=headers)
    assert answer.status == 422
    assert set(answer.faults) == {"body"}


def test_a_body_of_another_type(unchanged: Api) -> None:
    answer = unchanged.call("PUT", SETTINGS, data=b"{}", headers={"Content-Type": "text/plain"})
    assert (answer.status, answer.code) == (415, "request.content_type")


def test_a_huge_body(unchanged: Api) -> None:
    body = b'{"globalSync": "' + b"x" * 2_000_000 + b'"}'
    headers = {"Content-Type": "application/json"}
    answer = unchanged.call("PUT", SETTINGS, data=body, headers=headers)
    assert (answer.status, answer.code) == (413, "request.too_large")


def test_a_stale_etag(unchanged: Api) -> None:
    mapping = unchanged.call("GET", MAPPING).content
    changed = {**mapping, "conflict": "newest"}
    answer = unchanged.call("PUT", MAPPING, json=changed, headers={"If-Match": '"of yesterday"'})
    assert (answer.status, answer.code) == (412, "request.version_stale")


def test_a_missing_if_match(unchanged: Api) -> None:
    changed = {**unchanged.call("GET", MAPPING).content, "conflict": "newest"}
    answer = unchanged.call("PUT", MAPPING, json=changed)
    assert (answer.status, answer.code) == (428, "request.version_required")


def test_a_mapping_with_columns_that_do_not_fit_names_them_all(unchanged: Api) -> None:
    found = unchanged.call("GET", MAPPING)
    pairs = [
        {"activecampaign": "field:99", "dynamics": "cr1_code", "direction": "both"},
        {"activecampaign": "field:9", "dynamics": "nosuchcolumn", "direction": "both"},
    ]
    changed = {**found.content, "fields": found.content["fields"] + pairs}
    etag = {"If-Match": found.headers["ETag"]}
    answer = unchanged.call("PUT", MAPPING, json=changed, headers=etag)
    assert answer.status == 422
    first = len(found.content["fields"])
    named = {field.partition(".")[0] for field in answer.faults}
    assert named == {f"fields[{first}]", f"fields[{first + 1}]"}


@pytest.mark.parametrize("path", [ENROL, SEND])
@pytest.mark.parametrize(
    "ids", [["not a guid"], [str(uuid4()) for _ in range(101)], [], "abc", [1]]
)
def test_ids_that_are_no_guids_or_too_many(unchanged: Api, path: str, ids: object) -> None:
    body = {"entity": "lead", "ids": ids, "requestId": str(uuid4())}
    answer = unchanged.call("POST", path, person="sam", json=body)
    assert answer.status == 422
    assert all(field.startswith("ids") for field in answer.faults)


def test_a_record_id_in_the_path_that_is_no_guid(unchanged: Api) -> None:
    answer = unchanged.call("GET", "/api/records/lead/42")
    assert answer.status == 422
    assert set(answer.faults) == {"id"}


def test_a_method_that_an_address_does_not_know(unchanged: Api) -> None:
    answer = unchanged.call("DELETE", SETTINGS)
    assert answer.status == 405
    assert set(answer.headers["Allow"].replace(" ", "").split(",")) == {"GET", "PUT"}


def test_a_page_token_that_we_never_gave(unchanged: Api) -> None:
    answer = unchanged.call("GET", "/api/runs?after=made-up")
    assert answer.status == 422
    assert set(answer.faults) == {"after"}
