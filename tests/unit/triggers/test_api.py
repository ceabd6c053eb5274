"""Calls of the API from end to end of the app, over stores in memory."""

from typing import Any
from urllib.parse import urlencode

import pytest

from shared.errors import (
    AnswerNotUnderstood,
    CredentialsRefused,
    RightMissing,
    Throttled,
    Unreachable,
)
from shared.mapping.standard import standard_mapping
from shared.store.problems import Problem
from shared.store.runs import Figures, Run
from tests.unit.triggers.calling import EXAMPLES, RECORD, Api, content, faults, problem
from tests.unit.triggers.fakes import (
    NOW,
    SECRET,
    USER_OID,
    FakeActiveCampaign,
    FakeServices,
    contact,
    link,
)

MAPPING = "entities/{entity}/mapping"
HOOK = "webhooks/activecampaign"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def api() -> Api:
    return Api(FakeServices().connected())


def connect(api: Api) -> Any:
    return api.call("POST", "connection", body={"url": "https://acme.api-us1.com", "key": "k"})


class TestMe:
    @pytest.mark.parametrize(
        ("header", "language"),
        [
            (None, "en"),
            ("it-IT,it;q=0.9,en;q=0.8", "it"),
            ("de, en;q=0.5, it;q=0.7", "it"),
            ("en-GB", "en"),
            ("it;q=0", "en"),
            ("nonsense;;q", "en"),
        ],
    )
    def test_the_language_is_the_best_match(
        self, api: Api, header: str | None, language: str
    ) -> None:
        headers = {} if header is None else {"Accept-Language": header}
        assert content(api.call("GET", "me", headers=headers))["language"] == language


class TestConnection:
    def test_nothing_is_connected_at_first(self) -> None:
        found = content(Api().call("GET", "connection"))
        assert found["connected"] is False
        assert found["webhook"] == {"registered": False, "lastReceivedAt": None}

    def test_connecting_stores_the_key_and_registers_the_webhook(self) -> None:
        api = Api()
        reply = connect(api)
        assert reply.status == 200
        assert content(reply) == {
            "connected": True,
            "url": "https://acme.api-us1.com",
            "accountName": "Acme",
            "connectedAt": "2026-11-24T12:00:00.000Z",
            "connectedBy": "Person 1",
            "webhook": {"registered": True, "lastReceivedAt": None},
        }
        (hook,) = api.services.campaign.hooks
        secret = api.services.secrets.known["activecampaign-webhook-secret"]
        assert hook.url.endswith(f"{HOOK}?secret={secret}")
        assert len(secret) >= 43
        assert hook.sources == {"public", "admin", "system"}
        assert hook.events == {"subscribe", "update"}
        assert api.services.secrets.known["activecampaign-key"] == "k"
        assert set(api.services.mappings.known) == {"lead", "contact"}
        assert api.services.audit.entries[0].act == "connection.connect"

    def test_the_key_is_never_given_back_or_noted(self) -> None:
        api = Api()
        body = {"url": "https://acme.api-us1.com", "key": "very-secret-key"}
        assert b"very-secret-key" not in api.call("POST", "connection", body=body).body
        assert "very-secret-key" not in str(api.services.audit.entries)

    def test_connecting_again_replaces_the_webhook_and_keeps_the_mapping(self) -> None:
        api = Api()
        connect(api)
        first = api.services.campaign.hooks[0]
        api.services.mappings.known["lead"] = ({**standard_mapping("lead").to_json()}, "17")
        connect(api)
        (second,) = api.services.campaign.hooks
        assert second.id != first.id
        assert second.url != first.url
        assert api.services.mappings.known["lead"][1] == "17"

    def test_deliveries_on_their_way_are_taken_after_a_reconnect(self) -> None:
        api = Api()
        connect(api)
        old = api.services.campaign.hooks[0].url.partition("secret=")[2]
        connect(api)
        assert deliver(api, old).status == 200

    @pytest.mark.parametrize(
        ("fault", "field", "code"),
        [
            (CredentialsRefused("activecampaign", "No."), "key", "connection.key_refused"),
            (Unreachable("activecampaign", "No."), "url", "connection.unreachable"),
            (
                AnswerNotUnderstood("activecampaign", "HTML."),
                "url",
                "connection.not_activecampaign",
            ),
        ],
    )
    def test_what_is_wrong_with_the_account_is_named_and_nothing_changed(
        self, fault: Exception, field: str, code: str
    ) -> None:
        api = Api()
        fail_on(api.services.campaign, "me", fault)
        assert faults(connect(api)) == {field: code}
        assert_untouched(api)

    def test_missing_rights_are_named_all_at_once(self) -> None:
        api = Api()

        def fail(name: str) -> None:
            if name in ("automations", "webhooks"):
                raise RightMissing("activecampaign", "Forbidden.")

        api.services.campaign.fail = fail
        reply = connect(api)
        codes = [one["code"] for one in problem(reply)["errors"]]
        assert codes == [
            "connection.right_missing.automations",
            "connection.right_missing.webhooks",
        ]
        assert_untouched(api)

    def test_a_webhook_that_cannot_be_made_leaves_everything_as_it_was(self) -> None:
        api = Api()
        fail_on(api.services.campaign, "create_webhook", Unreachable("activecampaign", "No."))
        assert connect(api).status == 503
        assert_untouched(api)

    def test_a_failure_of_the_store_takes_the_webhook_back(self) -> None:
        api = Api()

        def fail(_: object) -> None:
            raise Unreachable("storage", "No.")

        api.services.connection_store.save = fail  # type: ignore[method-assign]
        assert connect(api).status == 503
        assert_untouched(api)

    def test_a_throttled_account_is_to_be_tried_again(self) -> None:
        api = Api()
        throttled = Throttled("activecampaign", "Busy.", retry_after_seconds=5)
        fail_on(api.services.campaign, "me", throttled)
        reply = connect(api)
        assert (reply.status, reply.headers["Retry-After"]) == (503, "5")

    def test_disconnecting_removes_webhook_and_key_and_keeps_links(self) -> None:
        api = Api()
        connect(api)
        api.services.links.known["lead", RECORD] = link("lead", RECORD, "1", "a@example.com")
        assert api.call("DELETE", "connection").status == 204
        assert api.services.campaign.hooks == []
        assert api.services.secrets.known == {}
        assert content(api.call("GET", "connection"))["connected"] is False
        assert api.services.links.known
        assert api.call("DELETE", "connection").status == 204

    def test_disconnecting_works_while_activecampaign_is_away(self) -> None:
        api = Api()
        connect(api)
        fail_on(api.services.campaign, "webhooks", Unreachable("activecampaign", "No."))
        assert api.call("DELETE", "connection").status == 204
        assert api.services.secrets.known == {}
        assert "remove it in ActiveCampaign" in api.services.audit.entries[0].detail

    def test_webhooks_of_others_are_left_alone(self) -> None:
        api = Api()
        other = api.services.campaign.create_webhook(
            name="x", url="https://other.example/api/webhooks/activecampaign", events=[], sources=[]
        )
        connect(api)
        api.call("DELETE", "connection")
        assert [hook.url for hook in api.services.campaign.hooks] == [other.url]


def fail_on(campaign: FakeActiveCampaign, call: str, fault: Exception) -> None:
    def fail(name: str) -> None:
        if name == call:
            raise fault

    campaign.fail = fail


def assert_untouched(api: Api) -> None:
    services = api.services
    assert services.secrets.known == {}
    assert services.campaign.hooks == []
    assert services.mappings.known == {}
    assert services.audit.entries == []


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


class TestLists:
    def test_pages_follow_each_other_to_the_end(self, api: Api) -> None:
        api.services.runs.known = [
            Run(
                id=f"run-{number}",
                kind="scheduled",
                state="done",
                started_at=NOW,
                ended_at=NOW,
                entities={"lead": Figures(read=number)},
                calls={"activecampaign": 3, "dynamics": 2},
            )
            for number in range(5)
        ]
        seen: list[str] = []
        query = {"limit": "2"}
        while True:
            page = content(api.call("GET", "runs", query=query))
            seen += [run["id"] for run in page["items"]]
            if page["next"] is None:
                break
            query["after"] = page["next"]
        assert seen == [f"run-{number}" for number in range(5)]

    def test_the_position_of_another_list_is_refused(self, api: Api) -> None:
        api.services.links.known = {
            ("lead", str(n)): link("lead", str(n), str(n), "") for n in range(3)
        }
        query = {"entity": "lead", "state": "inSync", "limit": "1"}
        position = content(api.call("GET", "records", query=query))["next"]
        other = {**query, "state": "excluded", "after": position}
        assert faults(api.call("GET", "records", query=other)) == {"after": "not_allowed"}

    @pytest.mark.parametrize("after", ["garbage", "é", "W10", "bnVsbA", "e30", "a" * 2001])
    def test_a_made_up_position_is_refused(self, api: Api, after: str) -> None:
        assert "after" in faults(api.call("GET", "runs", query={"after": after}))

    def test_a_run_shows_its_figures(self, api: Api) -> None:
        api.services.runs.known = [
            Run(
                id="run-1",
                kind="initial",
                state="running",
                started_at=NOW,
                entities={"contact": Figures(read=3, created=2, failing=1)},
                calls={"activecampaign": 5},
            )
        ]
        run = content(api.call("GET", "runs/{id}", values={"id": "run-1"}))
        assert run["entities"]["contact"]["created"] == 2
        assert run["calls"] == {"activecampaign": 5, "dynamics": 0}
        assert run["endedAt"] is None
        missing = api.call("GET", "runs/{id}", values={"id": "run-2"})
        assert (missing.status, problem(missing)["code"]) == (404, "run.not_found")

    def test_records_need_an_entity_and_a_state(self, api: Api) -> None:
        assert faults(api.call("GET", "records")) == {"entity": "required", "state": "required"}
        query = {"entity": "account", "state": "lost"}
        assert set(faults(api.call("GET", "records", query=query))) == {"entity", "state"}

    def test_a_failing_record_is_not_listed_as_in_sync(self, api: Api) -> None:
        other = "dddddddd-0000-0000-0000-000000000002"
        api.services.links.known = {
            ("lead", one): link("lead", one, "1", "a@example.com") for one in (RECORD, other)
        }
        api.services.problems.known[f"lead-{RECORD}"] = a_problem()
        listed = {
            state: [
                one["id"]
                for one in content(
                    api.call("GET", "records", query={"entity": "lead", "state": state})
                )["items"]
            ]
            for state in ("inSync", "failing", "excluded")
        }
        assert listed == {"inSync": [other], "failing": [RECORD], "excluded": []}

    def test_a_problem_can_be_retried_and_dismissed_once(self, api: Api) -> None:
        api.services.problems.known[f"lead-{RECORD}"] = a_problem()
        values = {"id": f"lead-{RECORD}"}
        listed = content(api.call("GET", "problems", query={"entity": "lead"}))["items"]
        assert [one["id"] for one in listed] == [values["id"]]
        assert api.call("POST", "problems/{id}/retry", values=values).status == 204
        assert api.call("DELETE", "problems/{id}", values=values).status == 204
        assert api.call("DELETE", "problems/{id}", values=values).status == 404
        acts = [one["act"] for one in content(api.call("GET", "audit"))["items"]]
        assert acts == ["problem.dismiss", "problem.retry"]


def a_problem() -> Problem:
    return Problem(
        entity="lead",
        record_id=RECORD,
        record_name="Somebody",
        contact_id="1",
        code="record.email_invalid",
        title="The email address is not valid",
        detail="The email address is not one that ActiveCampaign accepts.",
        remedy="Correct it.",
        first_seen_at=NOW,
        last_seen_at=NOW,
        due_at=NOW,
    )


class TestRecord:
    path = "records/{entity}/{id}"

    def get(self, api: Api) -> Any:
        return api.call("GET", self.path, oid=USER_OID)

    def test_a_record_in_sync_names_its_contact(self, api: Api) -> None:
        api.services.put_in_sync("lead", RECORD, "42", "a@example.com")
        assert content(self.get(api)) == {
            "state": "inSync",
            "contactId": "42",
            "contactUrl": "https://acme.activehosted.com/app/contacts/42",
            "lastSyncedAt": "2026-11-24T12:00:00.000Z",
            "reason": None,
            "optedOut": False,
        }

    def test_no_access_and_no_record_cannot_be_told_apart(self, api: Api) -> None:
        missing = self.get(api)
        api.services.put_in_sync("lead", RECORD, "42", "a@example.com")
        api.services.crm.unreadable.add(RECORD)
        forbidden = self.get(api)
        assert missing.status == forbidden.status == 404
        assert missing.body == forbidden.body

    def test_an_opt_out_on_either_side_counts(self, api: Api) -> None:
        api.services.put_in_sync("lead", RECORD, "42", "a@example.com")
        api.services.crm.rows["leads"][RECORD]["donotbulkemail"] = True
        assert content(self.get(api))["optedOut"] is True
        api.services.crm.rows["leads"][RECORD]["donotbulkemail"] = False
        api.services.campaign.contacts["42"] = contact("42", "a@example.com", lists={"1": "2"})
        assert content(self.get(api))["optedOut"] is True

    def test_it_is_answered_while_activecampaign_is_away(self, api: Api) -> None:
        api.services.put_in_sync("lead", RECORD, "42", "a@example.com")
        fail_on(api.services.campaign, "contacts_by_id lists", Unreachable("activecampaign", "No."))
        assert self.get(api).status == 200

    def test_one_that_is_left_out_says_why_and_what_helps(self, api: Api) -> None:
        api.services.put_in_sync("lead", RECORD, "42", "a@example.com")
        api.services.links.known["lead", RECORD] = link(
            "lead",
            RECORD,
            None,
            "",
            state="excluded",
            reason_code="excluded.no_email",
            reason_detail="The record has no email address.",
        )
        found = content(self.get(api))
        assert found["state"] == "excluded"
        assert found["reason"]["remedy"] == "Enter an email address in Dynamics."

    def test_one_that_failed_says_so_although_it_is_linked(self, api: Api) -> None:
        api.services.put_in_sync("lead", RECORD, "42", "a@example.com")
        api.services.problems.known[f"lead-{RECORD}"] = a_problem()
        found = content(self.get(api))
        assert (found["state"], found["reason"]["code"]) == ("failing", "record.email_invalid")

    def test_one_that_was_never_synced_says_when_it_will_be(self, api: Api) -> None:
        api.services.crm.rows["leads"][RECORD] = {"donotbulkemail": None}
        found = content(self.get(api))
        assert (found["state"], found["reason"]["code"]) == ("notSynced", "record.not_synced")


def deliver(api: Api, secret: str | None, *, body: bytes | None = None, form: str = FORM) -> Any:
    sent = {"type": "update", "contact[id]": "42", "contact[email]": "a@example.com"}
    return api.call(
        "POST",
        HOOK,
        oid=None,
        query={} if secret is None else {"secret": secret},
        raw=urlencode(sent).encode() if body is None else body,
        headers={"Content-Type": form},
    )


class TestWebhook:
    def test_an_event_is_on_the_queue_when_it_is_answered(self, api: Api) -> None:
        reply = deliver(api, SECRET)
        assert (reply.status, reply.body) == (200, b"{}")
        (event,) = api.services.events.queued
        assert (event["type"], event["contactId"]) == ("update", "42")

    def test_no_remote_system_is_called(self, api: Api) -> None:
        deliver(api, SECRET)
        assert api.services.campaign.calls == []
        assert api.services.crm.look_ups == 0

    @pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", SECRET[:-1], "é" * 43])
    def test_a_wrong_secret_is_refused(self, api: Api, secret: str | None) -> None:
        reply = deliver(api, secret)
        assert (reply.status, problem(reply)["code"]) == (401, "webhook.secret")
        assert api.services.events.queued == []

    def test_while_nothing_is_connected_every_secret_is_wrong(self) -> None:
        assert deliver(Api(), "").status == 401
        assert deliver(Api(), SECRET).status == 401

    def test_made_up_secrets_do_not_wear_out_the_store_of_secrets(self, api: Api) -> None:
        for number in range(50):
            deliver(api, f"wrong {number}")
        assert api.services.secrets.refreshed == 1

    def test_a_queue_that_is_away_is_no_success(self, api: Api) -> None:
        def fail(_: object) -> None:
            raise Unreachable("storage", "No.")

        api.services.events.enqueue = fail  # type: ignore[method-assign]
        assert deliver(api, SECRET).status == 503

    def test_another_content_type_is_refused(self, api: Api) -> None:
        assert deliver(api, SECRET, form="application/json").status == 415

    @pytest.mark.parametrize("body", [b"", b"contact[id]=1", b"type=%00", b"\xff\xfe\x00"])
    def test_what_is_no_event_is_refused(self, api: Api, body: bytes) -> None:
        reply = deliver(api, SECRET, body=body)
        assert (reply.status, problem(reply)["code"]) == (422, "webhook.malformed")

    def test_a_huge_body_is_refused(self, api: Api) -> None:
        assert deliver(api, SECRET, body=b"a" * 1_048_577).status == 413

    def test_a_long_event_fits_a_queue_message(self, api: Api) -> None:
        body = urlencode({"type": "subscriber_note", "note": "ü" * 100_000}).encode()
        assert deliver(api, SECRET, body=body).status == 200
        assert len(str(api.services.events.queued[0]).encode()) < 48_000


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
