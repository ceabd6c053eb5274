"""Mapping and sync settings over the API and stores in memory."""

import pytest

from tests.unit.triggers.calling import Api, connect, content, faults, problem

MAPPING = "entities/{entity}/mapping"


class TestMapping:
    def test_it_is_read_with_a_version_and_set_with_it(self, api: Api) -> None:
        connect(api)
        first = api.call("GET", MAPPING)
        wanted = {**content(first), "conflict": "newest"}
        second = api.call("PUT", MAPPING, body=wanted, headers={"If-Match": first.headers["ETag"]})
        assert second.status == 200
        assert second.headers["ETag"] != first.headers["ETag"]
        assert content(api.call("GET", MAPPING))["conflict"] == "newest"

    def test_without_a_version_it_is_not_set(self, api: Api) -> None:
        connect(api)
        wanted = content(api.call("GET", MAPPING))
        reply = api.call("PUT", MAPPING, body=wanted)
        assert (reply.status, problem(reply)["code"]) == (428, "request.version_required")

    @pytest.mark.parametrize("tag", ['"stale"', 'W/"{}"', "garbage"])
    def test_with_another_version_it_is_not_set(self, api: Api, tag: str) -> None:
        connect(api)
        first = api.call("GET", MAPPING)
        sent = tag.format(first.headers["ETag"].strip('"'))
        reply = api.call("PUT", MAPPING, body=content(first), headers={"If-Match": sent})
        assert (reply.status, problem(reply)["code"]) == (412, "request.version_stale")

    def test_one_of_several_versions_may_match(self, api: Api) -> None:
        connect(api)
        first = api.call("GET", MAPPING)
        sent = f'"other", {first.headers["ETag"]}'
        reply = api.call("PUT", MAPPING, body=content(first), headers={"If-Match": sent})
        assert reply.status == 200

    def test_the_shape_is_checked_at_every_depth(self, api: Api) -> None:
        connect(api)
        wanted = content(api.call("GET", MAPPING))
        wanted["direction"] = "sideways"
        wanted["fields"][1]["dynamics"] = 7
        wanted["fields"][2]["extra"] = True
        wanted["criteria"] = [{"field": "city", "operator": "resembles", "value": "x"}]
        assert faults(api.call("PUT", MAPPING, body=wanted, headers={"If-Match": "*"})) == {
            "direction": "not_allowed",
            "criteria[0].operator": "not_allowed",
            "fields[1].dynamics": "type",
            "fields[2].extra": "unknown_property",
        }

    def test_before_the_first_connect_there_is_none(self) -> None:
        reply = Api().call("GET", MAPPING)
        assert (reply.status, problem(reply)["code"]) == (404, "mapping.missing")


class TestSyncSettings:
    def test_what_is_named_is_changed_and_the_rest_stays(self, api: Api) -> None:
        before = content(api.call("GET", "sync-settings"))
        reply = api.call(
            "PUT",
            "sync-settings",
            body={"globalSync": False, "fuse": {"changedPercent": 5}},
        )
        after = content(reply)
        assert after == {
            **before,
            "globalSync": False,
            "fuse": {"changedPercent": 5, "unsubscribed": before["fuse"]["unsubscribed"]},
        }

    def test_what_may_not_be_set_is_refused(self, api: Api) -> None:
        body = {"nextRunAt": None, "initialSync": {"state": "done"}, "frequencyHours": 3}
        assert faults(api.call("PUT", "sync-settings", body=body)) == {
            "nextRunAt": "unknown_property",
            "initialSync.state": "unknown_property",
            "initialSync.runAutomations": "required",
            "frequencyHours": "not_allowed",
        }

    def test_numbers_and_booleans_are_not_read_from_texts(self, api: Api) -> None:
        body = {"globalSync": "false", "frequencyHours": "4", "fuse": {"unsubscribed": "500"}}
        assert len(faults(api.call("PUT", "sync-settings", body=body))) == 3

    def test_automations_of_the_initial_sync_are_decided_before_it_begins(self, api: Api) -> None:
        body = {"initialSync": {"runAutomations": True}}
        assert api.call("PUT", "sync-settings", body=body).status == 200
        api.services.state = api.services.state.model_copy(update={"initial": "running"})
        assert api.call("PUT", "sync-settings", body=body).status == 200
        changed = {"initialSync": {"runAutomations": False}}
        reply = api.call("PUT", "sync-settings", body=changed)
        assert (reply.status, problem(reply)["code"]) == (409, "sync.initial_begun")
