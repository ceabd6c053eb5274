"""What a salesperson does with records: look, enrol, send; each only with records they may read."""

from typing import Any
from uuid import uuid4

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
