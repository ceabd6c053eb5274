"""What a salesperson does with records: look, enrol, send; each only with records they may read."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest

from tests.integration.api.conftest import Api

NURTURING = "1"


def test_a_record_in_sync_says_so(api: Api) -> None:
    record_id = api.linked("lead")[0]
    shown = api.call("GET", f"/api/records/lead/{record_id}", person="sam")
    assert shown.status == 200
    assert shown.content["state"] == "inSync"
    assert shown.content["contactId"]
    assert shown.content["reason"] is None


def test_without_read_access_a_record_is_not_there(api: Api) -> None:
    record_id = api.linked("contact")[0]
    hidden = api.call("GET", f"/api/records/contact/{record_id}", person="nora")
    missing = api.call("GET", f"/api/records/contact/{uuid4()}", person="nora")
    assert (hidden.status, missing.status) == (404, 404)
    assert hidden.code == missing.code


def test_without_read_access_nobody_is_enrolled_or_mailed(api: Api) -> None:
    record_id = api.linked("contact")[0]
    body: dict[str, Any] = {"entity": "contact", "ids": [record_id], "requestId": str(uuid4())}
    before = api.mails("1")
    for path in (f"/api/automations/{NURTURING}/enrol", "/api/campaigns/1/send"):
        (row,) = api.call("POST", path, person="nora", json=body).content["results"]
        assert (row["id"], row["status"]) == (record_id, "refused")
    assert api.mails("1") == before


def test_enrolling_adds_the_contact_once(api: Api) -> None:
    ids = api.linked("lead", 2)
    body = {"entity": "lead", "ids": ids}
    path = f"/api/automations/{NURTURING}/enrol"

    first = api.call("POST", path, person="sam", json=body).content["results"]
    again = api.call("POST", path, person="sam", json=body).content["results"]

    assert [(row["id"], row["status"]) for row in first] == [(id_, "done") for id_ in ids]
    assert [row["status"] for row in again] == ["already", "already"]
    for record_id in ids:
        contact_id = api.call("GET", f"/api/records/lead/{record_id}").content["contactId"]
        contact = api.world.activecampaign.get(f"/_sandbox/contacts/{contact_id}")
        entered = [entry["automation"] for entry in contact["automations"]]
        assert [str(number) for number in entered].count(NURTURING) == 1


def test_an_unknown_automation_or_campaign_is_not_found(api: Api) -> None:
    body = {"entity": "lead", "ids": api.linked("lead"), "requestId": str(uuid4())}
    assert api.call("POST", "/api/automations/999/enrol", person="sam", json=body).status == 404
    assert api.call("POST", "/api/campaigns/999/send", person="sam", json=body).status == 404


def test_the_same_request_sends_once_and_another_request_sends_again(api: Api) -> None:
    ids = api.linked("contact", 3)
    body = {"entity": "contact", "ids": ids, "requestId": str(uuid4())}
    before = api.mails("2")

    first = api.call("POST", "/api/campaigns/2/send", person="sam", json=body)
    again = api.call("POST", "/api/campaigns/2/send", person="sam", json=body)

    assert [(row["id"], row["status"]) for row in first.content["results"]] == [
        (record_id, "done") for record_id in ids
    ]
    assert again.content == first.content
    assert api.mails("2") == before + 3
    body["requestId"] = str(uuid4())
    api.call("POST", "/api/campaigns/2/send", person="sam", json=body)
    assert api.mails("2") == before + 6


def test_a_send_can_be_watched_by_who_made_it_and_by_an_administrator(api: Api) -> None:
    ids, request = api.linked("contact", 3), str(uuid4())
    body = {"entity": "contact", "ids": ids, "requestId": request}
    slow = {"kind": "delay", "path": "campaign_send", "seconds": 0.5, "times": None}
    api.world.activecampaign.post("/_sandbox/faults", slow)
    path = f"/api/sends/{request}"
    looks: list[Any] = []

    def is_seen() -> bool:
        look = api.call("GET", path, person="sam")
        looks.append(look.content)
        return look.status == 200

    with ThreadPoolExecutor(1) as threads:
        sending = threads.submit(api.call, "POST", "/api/campaigns/2/send", person="sam", json=body)
        api.until(is_seen)
        answer = sending.result().content
    api.world.activecampaign.delete("/_sandbox/faults")
    after = api.call("GET", path, person="ada").content

    during = looks[-1]
    assert (during["state"], during["total"]) == ("running", 3)
    assert "waiting" in [row["status"] for row in during["results"]]
    assert after == {
        "requestId": request,
        "campaignId": "2",
        "entity": "contact",
        "state": "done",
        "total": 3,
        "processed": 3,
        "results": answer["results"],
    }
    assert api.call("GET", path, person="nora").status == 404
    assert api.call("GET", f"/api/enrolments/{request}", person="sam").status == 404


def test_ids_of_another_entity_are_no_records_of_this_one(api: Api) -> None:
    (lead,), (contact,) = api.linked("lead"), api.linked("contact")
    body = {"entity": "contact", "ids": [lead, contact, lead], "requestId": str(uuid4())}
    rows = api.call("POST", "/api/campaigns/2/send", person="sam", json=body).content["results"]
    assert [(row["id"], row["status"]) for row in rows] == [
        (lead, "refused"),
        (contact, "done"),
        (lead, "refused"),
    ]
    assert rows[0]["reason"]["code"] == "record.not_found"


@pytest.mark.parametrize(
    ("act", "route", "what"),
    [
        ("enrolments", "automations/1/enrol", "contactAutomations"),
        ("sends", "campaigns/2/send", "api.php"),
    ],
)
def test_an_account_without_the_feature_says_so_for_each_record(
    api: Api, act: str, route: str, what: str
) -> None:
    ids, request = api.linked("contact", 2), str(uuid4())
    body = {"entity": "contact", "ids": ids, "requestId": request}
    plan = {"message": "Upgrade your account to use this feature."}
    rule = {"kind": "status", "method": "POST", "path": what, "status": 403, "times": None}
    headers = {"Content-Type": "application/json"}
    api.world.activecampaign.post(
        "/_sandbox/faults", {**rule, "body": json.dumps(plan), "headers": headers}
    )
    rows = api.call("POST", f"/api/{route}", person="sam", json=body).content["results"]
    api.world.activecampaign.delete("/_sandbox/faults")
    assert [(row["status"], row["reason"]["code"]) for row in rows] == [
        ("failed", "remote.right_missing")
    ] * 2
    known = api.call("GET", f"/api/{act}/{request}", person="sam").content
    assert (known["state"], known["processed"]) == ("interrupted", 0)
