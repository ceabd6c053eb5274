"""Automations and campaigns over the API and stores in memory."""

from typing import Any

import pytest

from tests.unit.triggers.calling import EXAMPLES, RECORD, Api, content, faults
from tests.unit.triggers.fake_remotes import USER_OID


def test_automations_are_the_active_ones(api: Api) -> None:
    found = content(api.call("GET", "automations", oid=USER_OID))
    assert found == {"items": [{"id": "7", "name": "Welcome"}], "next": None}


def test_campaigns_are_those_that_can_be_sent_to_one_person(api: Api) -> None:
    (found,) = content(api.call("GET", "campaigns", oid=USER_OID))["items"]
    assert found == {
        "id": "5",
        "name": "News",
        "subject": "Subject 5",
        "sentAt": "2026-11-24T12:00:00.000Z",
    }


@pytest.mark.parametrize("path", ["automations", "campaigns"])
def test_without_a_connection_there_is_a_conflict(path: str) -> None:
    assert Api().call("GET", path, oid=USER_OID).status == 409


@pytest.mark.parametrize("act", ["automations/{automationId}/enrol", "campaigns/{campaignId}/send"])
@pytest.mark.parametrize(
    ("ids", "field"),
    [([], "ids"), ([RECORD] * 101, "ids"), (["x" * 36], "ids[0]"), ([7], "ids[0]"), ("x", "ids")],
)
def test_ids_are_checked_before_anything_is_done(api: Api, act: str, ids: Any, field: str) -> None:
    body = {"entity": "lead", "ids": ids, "requestId": RECORD}
    assert list(faults(api.call("POST", act, oid=USER_OID, body=body))) == [field]


def test_an_id_of_activecampaign_is_a_number(api: Api) -> None:
    body = {"entity": "lead", "ids": [RECORD]}
    for wrong in ("0", "x", "7'", "-1"):
        values = {**EXAMPLES, "automationId": wrong}
        reply = api.call("POST", "automations/{automationId}/enrol", values=values, body=body)
        assert "automationId" in faults(reply)
