"""Campaigns and sending one to one person."""

from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest
import requests
import responses

from shared.activecampaign.client import ActiveCampaign
from shared.activecampaign.models import Campaign, CampaignMessage, SendAnswer
from shared.errors import AppError, OutcomeUnknown, RightMissing, Throttled, Unreachable

from .conftest import API, KEY, ORIGIN, query

SEND = f"{ORIGIN}/admin/api.php"


def send(client: ActiveCampaign) -> SendAnswer:
    return client.send_campaign(email="ann+x@example.org", campaign_id="5", message_id="9")


def test_campaigns_are_read(client: ActiveCampaign, account: responses.RequestsMock) -> None:
    rows = [
        {
            "id": 5,
            "name": "Spring",
            "type": "single",
            "status": "5",
            "seriesid": "0",
            "sdate": "2026-03-01T08:00:00-06:00",
        },
        {"id": "6", "name": "Next", "type": "single", "status": 1, "sdate": "2027-01-01T08:00:00Z"},
        {"id": "7", "name": "Step", "type": "single", "status": "5", "seriesid": "3"},
    ]
    account.get(f"{API}/campaigns", json={"campaigns": rows, "meta": {"total": "3"}})
    sent_at = datetime(2026, 3, 1, 14, tzinfo=UTC)
    assert client.campaigns() == [
        Campaign("5", "Spring", "single", "5", None, sent_at, None),
        Campaign("6", "Next", "single", "1", None, None, None),
        Campaign("7", "Step", "single", "5", None, None, "3"),
    ]


def test_one_campaign_and_its_messages_are_read(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.get(f"{API}/campaigns/5", json={"campaign": {"id": "5", "name": "S", "subject": "Hi"}})
    rows = [{"id": "40", "messageid": "9", "subject": "Hello"}]
    account.get(f"{API}/campaigns/5/campaignMessages", json={"campaignMessages": rows})
    assert client.campaign("5").subject == "Hi"
    assert client.campaign_messages("5") == [CampaignMessage("9", "Hello")]


def test_sending_puts_everything_personal_into_the_form(
    client: ActiveCampaign, account: responses.RequestsMock
) -> None:
    account.post(SEND, json={"result_code": 1, "result_message": "Message sent"})
    assert send(client) == SendAnswer(True, "Message sent")
    request = account.calls[0].request
    assert parse_qs(str(request.body)) == {
        "email": ["ann+x@example.org"],
        "campaignid": ["5"],
        "messageid": ["9"],
        "type": ["html"],
        "action": ["send"],
    }
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert query(account) == [
        ("api_action", "campaign_send"),
        ("api_output", "json"),
        ("api_key", KEY),
    ]


@pytest.mark.parametrize("status", [200, 400, 500])
def test_a_send_is_judged_by_its_result_code_whatever_the_status(
    client: ActiveCampaign, account: responses.RequestsMock, status: int
) -> None:
    body = {"result_code": "0", "result_message": "No campaign for ann@example.org"}
    account.post(SEND, status=status, json=body)
    assert send(client) == SendAnswer(False, "No campaign for (email)")


@pytest.mark.parametrize(
    "reply",
    [
        {"status": 200, "body": "<html>"},
        {"status": 200, "body": ""},
        {"status": 200, "json": {"message": "ok"}},
        {"status": 502, "body": "<html>"},
        {"body": requests.ReadTimeout("slow")},
        {"body": requests.ConnectionError("reset")},
    ],
    ids=["html", "empty", "other", "502", "time-out", "reset"],
)
def test_a_send_without_a_clear_answer_is_unknown_and_not_repeated(
    client: ActiveCampaign, account: responses.RequestsMock, reply: dict[str, object]
) -> None:
    account.post(SEND, **reply)
    with pytest.raises(OutcomeUnknown) as raised:
        send(client)
    assert len(account.calls) == 1
    shown = f"{raised.value} {raised.value.__cause__!r}"
    assert KEY not in shown
    assert "ann" not in shown


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ({"body": requests.ConnectTimeout()}, Unreachable),
        ({"status": 429, "headers": {"Retry-After": "100"}}, Throttled),
        ({"status": 403, "body": ""}, RightMissing),
    ],
    ids=["never-sent", "limit", "refused"],
)
def test_a_send_that_surely_was_not_carried_out_says_so(
    client: ActiveCampaign,
    account: responses.RequestsMock,
    reply: dict[str, object],
    expected: type[AppError],
) -> None:
    account.post(SEND, **reply)
    account.get(f"{API}/users/me", json={"user": {"id": "1"}})
    with pytest.raises(expected):
        send(client)
