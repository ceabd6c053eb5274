"""Campaigns and sending one to one person: builds the requests, reads the answers. Knows no
transport.

Sources: developers.activecampaign.com, "Campaigns"; activecampaign.com/api/example.php
?call=campaign_send (API v1, the only one that sends), read 2026-11-24."""

from shared.activecampaign.faults import without_personal_data
from shared.activecampaign.models import Campaign, CampaignMessage, SendAnswer
from shared.activecampaign.reading import Row, identifier, moment, number, text
from shared.transport import Request, path_of

DRAFT, SCHEDULED = "0", "1"


def campaigns_request() -> Request:
    """The latest first."""
    return Request("GET", "campaigns", "campaigns", (("orders[sdate]", "DESC"),))


def campaign_request(campaign_id: str) -> Request:
    return Request("GET", path_of("campaigns", campaign_id), "campaigns/{id}")


def messages_request(campaign_id: str) -> Request:
    path = path_of("campaigns", campaign_id, "campaignMessages")
    return Request("GET", path, "campaigns/{id}/campaignMessages")


def send_request(
    origin: str, key: str, *, email: str, campaign_id: str, message_id: str
) -> Request:
    """Not to be repeated: each call sends. API v1 takes forms only and wants its key in the
    query; everything else goes into the form, out of the reach of access logs."""
    return Request(
        "POST",
        f"{origin}/admin/api.php",
        "admin/api.php?campaign_send",
        (("api_action", "campaign_send"), ("api_output", "json"), ("api_key", key)),
        form={
            "email": email,
            "campaignid": campaign_id,
            "messageid": message_id,
            "type": "html",
            "action": "send",
        },
        repeatable=False,
    )


def read_campaign(row: Row) -> Campaign:
    status = text(row.get("status"))
    sent_at = moment(row.get("sdate")) or moment(row.get("ldate"))
    return Campaign(
        identifier(row.get("id")),
        text(row.get("name")),
        text(row.get("type")),
        status,
        text(row.get("subject")) or None,
        None if status in (DRAFT, SCHEDULED) else sent_at,
        identifier(row.get("seriesid")) or None,
    )


def read_message(row: Row) -> CampaignMessage:
    message_id = identifier(row.get("messageid")) or identifier(row.get("message"))
    return CampaignMessage(message_id, text(row.get("subject")))


def read_send_answer(body: object) -> SendAnswer | None:
    """By `result_code`, whatever the HTTP status, which is not documented for failures; None if
    there is none."""
    code = number(body.get("result_code")) if isinstance(body, dict) else None
    if code is None or not isinstance(body, dict):
        return None
    return SendAnswer(code == 1, without_personal_data(text(body.get("result_message"))))
