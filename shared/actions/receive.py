"""Takes what ActiveCampaign delivers and puts it on the queue. Makes no call to a remote system."""

import json
from uuid import uuid4

from shared.actions.services import Services
from shared.activecampaign.webhook import FORM, WebhookEvent, parse
from shared.errors import UnsupportedContent

LONGEST_TEXT = 2_500
"""Bytes in JSON: eleven of them, and the lists, are well under 48 KiB."""

LONGEST_ID = 20
"""A longer one is none of ActiveCampaign's."""

MOST_LISTS = 200


def receive(services: Services, secret: str, body: bytes, content_type: str) -> None:
    """Puts the event on the queue; it is durable when this returns.

    Raises WrongSecret, UnsupportedContent, MalformedWebhook."""
    services.webhook_gate.check(secret)
    if content_type.partition(";")[0].strip().lower() != FORM:
        raise UnsupportedContent(f"The content type must be {FORM}.")
    event = parse(body, content_type)
    services.events.enqueue(message_of(event, str(uuid4()), services.clock().isoformat()))


def message_of(event: WebhookEvent, event_id: str, received_at: str) -> dict[str, object]:
    """The queue message of an event. What it lacks is left out, long texts are cut: a message
    holds 48 KiB at most, and the contact is read anew anyway."""
    ids = {
        "contactId": event.contact_id,
        "campaignId": event.campaign_id,
        "messageId": event.message_id,
    }
    told = {
        "type": event.type,
        "email": event.email,
        "occurredAt": event.occurred_at.isoformat() if event.occurred_at is not None else None,
        "initiatedFrom": event.initiated_from,
        "tag": event.tag,
        "campaignName": event.campaign_name,
        "messageSubject": event.message_subject,
        "linkUrl": event.link_url,
        "bounceType": event.bounce_type,
        "unsubscribeReason": event.unsubscribe_reason,
        "note": event.note,
    }
    message: dict[str, object] = {"id": event_id, "receivedAt": received_at}
    message |= {name: found for name, found in ids.items() if found and len(found) <= LONGEST_ID}
    message |= {name: _cut(text) for name, text in told.items() if text}
    message["lists"] = [one for one in event.lists if len(one) <= LONGEST_ID][:MOST_LISTS]
    return message


def _cut(text: str) -> str:
    """The beginning of a text, as much as takes no more than its share of a message in JSON,
    where one character may be twelve."""
    text = text[:LONGEST_TEXT]
    while (length := len(json.dumps(text))) > LONGEST_TEXT:
        text = text[: min(len(text) - 1, len(text) * LONGEST_TEXT // length)]
    return text
