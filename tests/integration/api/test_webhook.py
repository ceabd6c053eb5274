"""The webhook: only with its secret, and only what can be an event."""

import pytest
import requests

from tests.integration.api.conftest import Api

PATH = "/api/webhooks/activecampaign"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.fixture(autouse=True)
def quiet(api: Api) -> None:
    """Nothing comes any more of what other tests did."""
    api.settle()


def taken(api: Api) -> int:
    """How often events were taken from the queue."""
    functions = api.world.host().get("/_sandbox/invocations")["functions"]
    return int(functions.get("apply_events", {"started": 0})["started"])


@pytest.mark.parametrize("query", ["", "?secret=", "?secret=wrong", "?secret=wrong&secret=again"])
def test_a_wrong_secret_is_refused_and_enqueues_nothing(api: Api, query: str) -> None:
    before = taken(api)
    body = b"type=update&contact%5Bid%5D=1"
    answer = api.call("POST", PATH + query, person=None, data=body, headers=FORM)
    assert answer.status == 401
    assert (api.on_its_way(), taken(api)) == (0, before)


def registered(api: Api) -> str:
    """Path and query of the webhook as it is registered in ActiveCampaign."""
    world = api.world
    answer = requests.get(
        f"{world.activecampaign_url}/api/3/webhooks",
        headers={"Api-Token": world.activecampaign_key},
        timeout=30,
    )
    (hook,) = answer.json()["webhooks"]
    return str(hook["url"]).removeprefix(world.app_url)


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"", FORM["Content-Type"], 422),
        (b"contact%5Bid%5D=1", FORM["Content-Type"], 422),
        (b"\xff\xfe\x00", FORM["Content-Type"], 422),
        (b"type=update&note=" + b"x" * 2_000_000, FORM["Content-Type"], 413),
        (b'{"type": "update"}', "application/json", 415),
    ],
    ids=["empty", "no type", "no text", "huge", "JSON"],
)
def test_what_is_no_event_is_refused_and_enqueues_nothing(
    api: Api, body: bytes, content_type: str, status: int
) -> None:
    before = taken(api)
    headers = {"Content-Type": content_type}
    answer = api.call("POST", registered(api), person=None, data=body, headers=headers)
    assert answer.status == status
    assert (api.on_its_way(), taken(api)) == (0, before)


def test_an_event_of_a_contact_that_is_not_there_changes_nothing(api: Api) -> None:
    before, written = taken(api), api.written()
    body = b"type=update&contact%5Bid%5D=999999"
    answer = api.call("POST", registered(api), person=None, data=body, headers=FORM)
    assert answer.status == 200
    api.until(lambda: taken(api) > before)
    api.settle()
    assert api.written() == written


def test_a_change_in_activecampaign_arrives_by_the_real_webhook(api: Api) -> None:
    record_id = api.linked("contact")[0]
    contact_id = api.call("GET", f"/api/records/contact/{record_id}").content["contactId"]
    api.world.activecampaign.post(f"/_sandbox/contacts/{contact_id}", {"phone": "+1 555 0199"})
    row = f"/_sandbox/rows/contacts/{record_id}"
    api.until(lambda: api.world.dataverse.get(row)["telephone1"] == "+1 555 0199")
    webhook = api.call("GET", "/api/connection").content["webhook"]
    assert webhook["registered"]
    assert webhook["lastReceivedAt"] is not None
