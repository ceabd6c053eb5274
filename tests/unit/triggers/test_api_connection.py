"""Who is asking, and connecting, over the API and stores in memory."""

import pytest

from shared.actions.registration import other_deployments
from shared.errors import (
    AnswerNotUnderstood,
    CredentialsRefused,
    RightMissing,
    Throttled,
    Unreachable,
)
from shared.mapping.standard import standard_mapping
from tests.unit.triggers.calling import (
    HOOK,
    RECORD,
    Api,
    connect,
    content,
    deliver,
    fail_on,
    faults,
    problem,
)
from tests.unit.triggers.fake_stores import link


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
    def test_where_dynamics_tells_no_language_it_is_the_best_match_of_the_header(
        self, api: Api, header: str | None, language: str
    ) -> None:
        headers = {} if header is None else {"Accept-Language": header}
        assert content(api.call("GET", "me", headers=headers))["language"] == language

    @pytest.mark.parametrize(
        ("lcid", "language"),
        [(1033, "en"), (2057, "en"), (1040, "it"), (2064, "it"), (1031, "en"), (None, "it")],
        ids=["en-US", "en-GB", "it-IT", "it-CH", "de-DE", "none chosen"],
    )
    def test_the_language_is_that_in_which_the_person_sees_dynamics(
        self, api: Api, lcid: int | None, language: str
    ) -> None:
        api.services.crm.languages["user-1"] = lcid
        found = content(api.call("GET", "me", headers={"Accept-Language": "it"}))
        assert found["language"] == language


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
            "problem": None,
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

    def test_another_deployment_that_uses_the_account_is_told(self) -> None:
        api = Api()
        connect(api)
        campaign, own = api.services.campaign, api.services.settings.public_url
        assert other_deployments(campaign.webhooks(), own) == []
        for url in (
            "https://u:p@prod.example:8443/api/webhooks/activecampaign?secret=s",
            "https://shop.example/hook",
            "https://[broken/api/webhooks/activecampaign",
        ):
            campaign.create_webhook(name="x", url=url, events=[], sources=[])
        assert other_deployments(campaign.webhooks(), own) == ["prod.example:8443"]


def assert_untouched(api: Api) -> None:
    services = api.services
    assert services.secrets.known == {}
    assert services.campaign.hooks == []
    assert services.mappings.known == {}
    assert services.audit.entries == []
