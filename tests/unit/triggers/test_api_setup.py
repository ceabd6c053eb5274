"""Mapping and sync settings over the API and stores in memory."""

import pytest

from shared.activecampaign.models import FieldDefinition
from shared.dataverse.metadata import OptionLabel
from shared.triggers.http.incoming import Reply
from tests.unit.triggers.calling import Api, connect, content, faults, problem
from tests.unit.triggers.fake_remotes import attribute
from tests.unit.triggers.fakes import FakeServices

FIELDS = "entities/{entity}/fields"
MAPPING = "entities/{entity}/mapping"


class TestFields:
    def test_labels_are_in_the_language_that_the_page_asks_for(self, api: Api) -> None:
        api.services.crm.columns = [
            attribute("city", label_by_language={1033: "City", 1040: "Città"})
        ]

        def label(language: str | None) -> str:
            headers = {"Accept-Language": language} if language else {}
            reply = api.call("GET", FIELDS, headers=headers)
            assert reply.headers["Vary"] == "Accept-Language"
            found: str = content(reply)["dynamics"][0]["label"]
            return found

        assert label("it-IT,it;q=0.9") == "Città"
        assert label("fr, en;q=0.5") == label(None) == "City"

    def test_the_document_says_that_the_language_may_be_chosen(self, api: Api) -> None:
        document = content(api.call("GET", "openapi.json", oid=None))
        parameters = document["paths"][f"/{FIELDS}"]["get"]["parameters"]
        assert [one["name"] for one in parameters] == ["entity", "Accept-Language"]

    def test_a_cache_tells_pages_and_languages_apart(self) -> None:
        origin = "https://org.crm.dynamics.com"
        api = Api(FakeServices(environment={"CORS_IN_CODE": origin}).connected())
        reply = api.call("GET", FIELDS, headers={"Origin": origin})
        assert reply.headers["Vary"] == "Origin, Accept-Language"
        assert api.call("GET", "me", headers={"Origin": origin}).headers["Vary"] == "Origin"

    def test_markup_in_a_label_comes_as_text_in_json(self, api: Api) -> None:
        label = "<img src=x onerror=alert(1)>"
        api.services.crm.columns = [attribute("x", label_by_language={1033: label})]
        reply = api.call("GET", FIELDS)
        assert content(reply)["dynamics"][0]["label"] == label
        assert (reply.content_type, reply.headers["X-Content-Type-Options"]) == (
            "application/json",
            "nosniff",
        )


class TestSavedPairs:
    """What a save makes of pairs beyond the standard ones."""

    TIERS = (OptionLabel(1, {1033: "Gold"}), OptionLabel(2, {1033: "A||B"}))

    @pytest.fixture
    def api(self, api: Api) -> Api:
        connect(api)
        api.services.crm.columns += [
            attribute("cr1_tier", type="Picklist", custom=True, options=self.TIERS),
            attribute("cr1_tiers", type="MultiSelectPicklist", custom=True, options=self.TIERS),
            attribute("cr1_secret", custom=True, withheld=frozenset({"read"})),
            attribute("cr1_locked", custom=True, withheld=frozenset({"update"}), updatable=False),
        ]
        api.services.campaign.known_fields = [
            FieldDefinition("1", "Empty", "dropdown", "E", (), False),
            FieldDefinition("2", "Box", "listbox", "B", ("Gold",), False),
            FieldDefinition("3", "Text", "text", "T", (), False),
            FieldDefinition("4", "More", "text", "M", (), False),
        ]
        return api

    @staticmethod
    def saved(api: Api, *pairs: dict[str, object]) -> Reply:
        wanted = content(api.call("GET", MAPPING))
        both = {"direction": "both", "locked": False}
        wanted["fields"] += [{**both, **pair} for pair in pairs]
        return api.call("PUT", MAPPING, body=wanted, headers={"If-Match": "*"})

    def test_options_that_are_to_be_made_are_kept(self, api: Api) -> None:
        pair = {"activecampaign": "field:1", "dynamics": "cr1_tier", "createOptions": True}
        reply = self.saved(api, pair)
        assert content(reply)["fields"][-1] == {**pair, "direction": "both", "locked": False}
        assert [one["createOptions"] for one in content(api.call("GET", MAPPING))["fields"]] == [
            *([False] * 4),
            True,
        ]

    def test_everything_wrong_is_said_at_once_each_by_its_place(self, api: Api) -> None:
        reply = self.saved(
            api,
            {"activecampaign": "field:1", "dynamics": "cr1_tier"},
            {"activecampaign": "field:2", "dynamics": "cr1_tiers"},
            {"activecampaign": "field:3", "dynamics": "cr1_secret", "createOptions": True},
            {"activecampaign": "field:4", "dynamics": "cr1_locked"},
        )
        assert faults(reply) == {
            "fields[4].dynamics": "mapping.no_options",
            "fields[5].dynamics": "mapping.option_separator",
            "fields[6].dynamics": "mapping.column_secured",
            "fields[6].createOptions": "mapping.create_options",
            "fields[7].direction": "mapping.column_read_only",
        }
        assert len(content(api.call("GET", MAPPING))["fields"]) == 4

    def test_the_setting_lets_a_standard_column_be_mapped(self) -> None:
        for value, status in (("true", 200), ("false", 422)):
            services = FakeServices(environment={"MAP_STANDARD_COLUMNS": value}).connected()
            services.campaign.known_fields = [FieldDefinition("3", "Text", "text", "T", (), False)]
            api = Api(services)
            connect(api)
            reply = self.saved(api, {"activecampaign": "field:3", "dynamics": "jobtitle"})
            assert reply.status == status


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
