"""Every call that touches a record reads it in Dynamics as the person who calls."""

from uuid import uuid4

import pytest

from shared.actions.models.base import RecordPath
from shared.triggers.http.route import Route
from shared.triggers.http.routes import ROUTES
from tests.integration.api.conftest import Api

OF_A_RECORD = [
    route
    for route in ROUTES
    if route.method == "GET" and route.role == "user" and route.parameters is RecordPath
]


def address(route: Route, record_id: str) -> str:
    path = route.path.replace("{entity}", "contact").replace("{id}", record_id)
    return f"/api/{path}"


@pytest.mark.parametrize("route", OF_A_RECORD, ids=lambda route: route.name)
def test_no_access_and_no_record_are_the_same_answer(api: Api, route: Route) -> None:
    record_id = api.linked("contact")[0]
    assert api.call("GET", address(route, record_id), person="sam").status == 200
    hidden = api.call("GET", address(route, record_id), person="nora")
    missing = api.call("GET", address(route, str(uuid4())), person="nora")
    assert hidden.status == missing.status == 404
    assert hidden.content == missing.content
    assert {**hidden.headers, "Date": ""} == {**missing.headers, "Date": ""}


@pytest.mark.parametrize("path", ["/api/automations/1/enrol", "/api/campaigns/1/send"])
def test_a_hundred_records_are_answered_one_by_one(api: Api, path: str) -> None:
    readable = api.linked("contact", 3)
    ids = [*readable, *(str(uuid4()) for _ in range(97))]
    body = {"entity": "contact", "ids": ids, "requestId": str(uuid4())}
    rows = {}
    for person in ("nora", "sam"):
        answer = api.call("POST", path, person=person, json=body)
        assert answer.status == 200
        rows[person] = answer.content["results"]
        assert [row["id"] for row in rows[person]] == ids
    assert {row["reason"]["code"] for row in rows["nora"]} == {"record.not_found"}
    assert {row["reason"]["code"] for row in rows["sam"][3:]} == {"record.not_found"}
    assert {row["status"] for row in rows["sam"][:3]} <= {"done", "already"}
