"""Takes what ActiveCampaign delivers and puts it on the queue. Makes no call to a remote system."""

from uuid import uuid4

from shared.actions.services import Services
from shared.activecampaign.webhook import FORM, WebhookEvent, parse
from shared.errors import UnsupportedContent

LONGEST_TEXT = 1_000
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
    told = {
        "type": event.type,
        "contactId": event.contact_id,
        "email": event.email,
        "occurredAt": event.occurred_at.isoformat() if event.occurred_at is not None else None,
        "initiatedFrom": event.initiated_from,
        "tag": event.tag,
        "campaignId": event.campaign_id,
        "campaignName": event.campaign_name,
        "messageId": event.message_id,
        "messageSubject": event.message_subject,
        "linkUrl": event.link_url,
        "bounceType": event.bounce_type,
        "unsubscribeReason": event.unsubscribe_reason,
        "note": event.note,
    }
    message: dict[str, object] = {"id": event_id, "receivedAt": received_at}
    message |= {name: text[:LONGEST_TEXT] for name, text in told.items() if text}
    message["lists"] = list(event.lists[:MOST_LISTS])
    return message
