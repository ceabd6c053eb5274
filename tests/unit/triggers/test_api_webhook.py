"""ActiveCampaign's calls over the API and stores in memory."""

from urllib.parse import urlencode

import pytest

from shared.errors import (
    Unreachable,
)
from tests.unit.triggers.calling import Api, deliver, problem
from tests.unit.triggers.fakes import SECRET


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
