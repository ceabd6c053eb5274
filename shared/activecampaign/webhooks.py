"""Registrations of webhooks: builds the requests, reads the answers. Knows no transport; what
ActiveCampaign delivers is read in `webhook.py`.

Source: developers.activecampaign.com, "Webhooks", read 2026-11-24."""

from collections.abc import Collection

from shared.activecampaign.models import Webhook
from shared.activecampaign.reading import Row, identifier, text, texts
from shared.transport import Request, path_of

_INACTIVE = ("0", "false", "inactive", "disabled")


def webhooks_request() -> Request:
    return Request("GET", "webhooks", "webhooks")


def create_webhook_request(
    name: str, url: str, events: Collection[str], sources: Collection[str]
) -> Request:
    """Not to be repeated: a second one would deliver everything twice."""
    webhook = {"name": name, "url": url, "events": sorted(events), "sources": sorted(sources)}
    return Request("POST", "webhooks", "webhooks", json={"webhook": webhook}, repeatable=False)


def delete_webhook_request(webhook_id: str) -> Request:
    return Request("DELETE", path_of("webhooks", webhook_id), "webhooks/{id}")


def events_request() -> Request:
    return Request("GET", "webhook/events", "webhook/events")


def read_webhook(row: Row) -> Webhook:
    """`state` is not in every answer; a webhook is active unless it says otherwise."""
    return Webhook(
        identifier(row.get("id")),
        text(row.get("name")),
        text(row.get("url")),
        frozenset(texts(row.get("events"))),
        frozenset(texts(row.get("sources"))),
        str(row.get("state", "")).strip().lower() not in _INACTIVE,
    )


def read_events(body: Row) -> frozenset[str] | None:
    """The names of the events that the account knows, or None if there are none."""
    return frozenset(texts(body.get("webhookEvents"))) or None
