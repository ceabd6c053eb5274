"""Export and restore of mappings and settings over the API and stores in memory."""

from typing import Any

import pytest

from shared.store.sync_settings import SyncSettings
from shared.sync.state import SyncState
from tests.unit.triggers.calling import Api, connect, content, faults, problem
from tests.unit.triggers.fakes import FakeServices

PATH = "configuration"
ANY = {"If-Match": "*"}


@pytest.fixture
def api() -> Api:
    api = Api(FakeServices())
    connect(api)
    return api


def exported(api: Api) -> Any:
    return content(api.call("GET", PATH))


def test_what_was_exported_is_brought_back_whole(api: Api) -> None:
    api.services.sync_settings.change({"frequency_hours": 12, "fuse_percent": 7})
    mapping = content(api.call("GET", "entities/{entity}/mapping"))
    mapping["conflict"] = "newest"
    api.call("PUT", "entities/{entity}/mapping", body=mapping, headers=ANY)
    kept = exported(api)

    fresh = Api(FakeServices())
    connect(fresh)
    assert exported(fresh) != kept
    reply = fresh.call("PUT", PATH, body=kept, headers=ANY)

    assert content(reply) == exported(fresh) == kept
    assert fresh.services.sync_settings.load() == SyncSettings(frequency_hours=12, fuse_percent=7)
    assert reply.headers["ETag"] == fresh.call("GET", PATH).headers["ETag"]


def test_it_holds_no_secret(api: Api) -> None:
    for name in api.services.secrets.known:
        api.services.secrets.known[name] = f"secret of {name}"
    assert "secret" not in api.call("GET", PATH).body.decode()
    assert set(exported(api)) == {"version", "accountUrl", "mappings", "syncSettings"}


def test_what_is_left_out_stays(api: Api) -> None:
    api.services.sync_settings.change({"frequency_hours": 12})
    before = exported(api)
    body = {"version": 1, "mappings": {}, "syncSettings": {"fuse": {"unsubscribed": 9}}}
    after = content(api.call("PUT", PATH, body=body, headers=ANY))
    assert after["mappings"] == before["mappings"]
    assert after["syncSettings"]["frequencyHours"] == 12
    assert after["syncSettings"]["fuse"]["unsubscribed"] == 9


def test_everything_wrong_is_said_at_once_and_nothing_is_stored(api: Api) -> None:
    before = exported(api)
    wanted = exported(api)
    wanted["mappings"]["lead"]["fields"][1]["dynamics"] = "no_such_column"
    wanted["mappings"]["contact"]["fields"][0]["direction"] = "inbound"
    wanted["syncSettings"] |= {"initialSync": {"runAutomations": True}, "frequencyHours": 1}
    api.services.state = SyncState(initial="done")

    found = faults(api.call("PUT", PATH, body=wanted, headers=ANY))

    assert {
        "syncSettings.initialSync.runAutomations",
        "mappings.lead.fields[1].dynamics",
        "mappings.contact.fields[0].direction",
    } <= found.keys()
    assert exported(api) == before


def test_ids_of_another_accounts_fields_are_refused(api: Api) -> None:
    wanted = exported(api)
    wanted["accountUrl"] = "https://other.api-us1.com"
    assert api.call("PUT", PATH, body=wanted, headers=ANY).status == 200
    pair = {"activecampaign": "field:1", "dynamics": "description", "direction": "both"}
    wanted["mappings"]["lead"]["fields"].append(pair)
    refused = api.call("PUT", PATH, body=wanted, headers=ANY)
    assert faults(refused) == {"accountUrl": "configuration.other_account"}


def test_a_shape_that_is_not_known_here_is_refused(api: Api) -> None:
    newer = {**exported(api), "version": 2}
    assert faults(api.call("PUT", PATH, body=newer, headers=ANY)) == {"version": "not_allowed"}
    unknown = {**exported(api), "webhook": {}}
    assert "webhook" in faults(api.call("PUT", PATH, body=unknown, headers=ANY))


def test_it_is_stored_only_over_what_was_read(api: Api) -> None:
    tag = api.call("GET", PATH).headers["ETag"]
    wanted = exported(api)
    assert problem(api.call("PUT", PATH, body=wanted))["code"] == "request.version_required"
    api.services.sync_settings.change({"frequency_hours": 2})
    stale = api.call("PUT", PATH, body=wanted, headers={"If-Match": tag})
    assert problem(stale)["code"] == "request.version_stale"
    fresh = api.call("GET", PATH).headers["ETag"]
    assert api.call("PUT", PATH, body=wanted, headers={"If-Match": fresh}).status == 200


def test_without_a_connection_mappings_cannot_be_checked_and_are_refused(api: Api) -> None:
    wanted = exported(api)
    api.call("DELETE", "connection")
    assert api.call("PUT", PATH, body=wanted, headers=ANY).status == 409


def test_it_is_noted_who_brought_it_back(api: Api) -> None:
    api.call("PUT", PATH, body=exported(api), headers=ANY)
    newest = content(api.call("GET", "audit"))["items"][0]
    assert newest["act"] == "configuration.set"
    assert newest["detail"] == "contact: 4 field pairs, lead: 4 field pairs"
