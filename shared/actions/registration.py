"""Our webhook in ActiveCampaign: registers it, and removes those of ours that are stale. Knows no
store."""

from collections.abc import Sequence
from typing import Literal
from urllib.parse import urlencode, urlsplit

from shared.activecampaign.client import ActiveCampaign
from shared.activecampaign.models import Webhook
from shared.errors import OutcomeUnknown, RemoteError
from shared.telemetry.output import Log

log = Log(__name__)

PATH = "/api/webhooks/activecampaign"
NAME = "Dynamics 365"

Trouble = Literal["missing", "off"]

EVENTS = frozenset(
    {
        "subscribe",
        "unsubscribe",
        "update",
        "contact_tag_added",
        "contact_tag_removed",
        "bounce",
        "open",
        "click",
        "reply",
        "forward",
        "share",
    }
)
"""Those that say that a contact changed, and those of the timeline."""

SOURCES = frozenset({"public", "admin", "system"})
"""Without `api`, which would bring our own writes back; what other tools write by the API is
found by the poll (developers.activecampaign.com/page/webhooks, read 2026-11-24)."""


def webhook_url(public_url: str, secret: str) -> str:
    """The secret is in the query, which the Functions host strips from its telemetry; a path
    would be logged."""
    return f"{public_url}{PATH}?{urlencode({'secret': secret})}"


def register(client: ActiveCampaign, public_url: str, secret: str) -> Webhook:
    """A new registration, for the events that the account offers. If no answer came, it is
    looked for before it is given up."""
    url = webhook_url(public_url, secret)
    events = EVENTS & client.webhook_events()
    try:
        return client.create_webhook(name=NAME, url=url, events=events, sources=SOURCES)
    except OutcomeUnknown:
        made = [webhook for webhook in client.webhooks() if webhook.url == url]
        if not made:
            raise
        return made[0]


def trouble(webhooks: Sequence[Webhook], webhook_id: str | None) -> Trouble | None:
    """What became of our registration among those of the account: `missing` or `off`; None if it
    is as it should be."""
    known = {webhook.id: webhook for webhook in webhooks}.get(webhook_id or "")
    if known is None:
        return "missing"
    return None if known.active else "off"


def other_deployments(webhooks: Sequence[Webhook], public_url: str) -> list[str]:
    """The hosts of other deployments of this app that the account calls."""
    return sorted(
        {
            host
            for webhook in webhooks
            if not _is_ours(webhook, public_url) and (host := _host_of_this_app(webhook))
        }
    )


def remove_all(client: ActiveCampaign, public_url: str, *, but: str | None = None) -> bool:
    """Removes every registration that calls this deployment, but the one with the id `but`.
    Those of others are left alone. False if one could not be removed: it then delivers with a
    secret that is not taken any more."""
    try:
        for webhook in client.webhooks():
            if webhook.id != but and _is_ours(webhook, public_url):
                client.delete_webhook(webhook.id)
    except RemoteError as fault:
        log.warning("a webhook registration could not be removed: %s", fault)
        return False
    return True


def _host_of_this_app(webhook: Webhook) -> str | None:
    try:
        address = urlsplit(webhook.url)
    except ValueError:
        return None
    return address.netloc.rpartition("@")[2] if address.path == PATH else None


def _is_ours(webhook: Webhook, public_url: str) -> bool:
    ours = urlsplit(public_url + PATH)
    try:
        theirs = urlsplit(webhook.url)
        same_host = (theirs.hostname, theirs.port) == (ours.hostname, ours.port)
    except ValueError:
        return False
    return same_host and theirs.path == ours.path
