"""What is looked after once a day: the webhook registration, and rows that are no longer needed."""

import logging
from datetime import timedelta
from typing import Final

from shared.actions import registration, webhook_secret
from shared.actions.services import Services
from shared.actions.webhook_gate import WEBHOOK_SECRET
from shared.errors import RetryLater, StopRun
from shared.store.connection_store import Connection
from shared.transport import Calls

log = logging.getLogger(__name__)

RUNS_KEPT: Final = timedelta(days=90)


def keep_house(services: Services) -> None:
    """Each task is tried whatever became of the others; what failed is tried again tomorrow."""
    connection = services.connection_store.load()
    if connection is not None:
        try:
            _repair_webhook(services, connection)
        except (RetryLater, StopRun) as fault:
            log.warning("the webhook registration could not be checked: %s", fault)
    pruned = services.runs.prune(services.clock() - RUNS_KEPT)
    if pruned:
        log.info("%d old runs removed", pruned)


def _repair_webhook(services: Services, connection: Connection) -> None:
    """A registration that was deleted, or switched off by a 410 answer, cannot be revived: a new
    one takes its place, with a new secret (developers.activecampaign.com/page/webhooks, read
    2026-11-24)."""
    client = services.activecampaign(Calls())
    found = {webhook.id: webhook for webhook in client.webhooks()}
    known = found.get(connection.webhook_id or "")
    if known is not None and known.active:
        return
    log.warning("the webhook was %s, it is registered anew", "missing" if not known else "off")
    now = services.clock()
    secret = webhook_secret.new_secret()
    accepted = webhook_secret.read(services.secrets.get(WEBHOOK_SECRET))
    services.secrets.set(
        WEBHOOK_SECRET, webhook_secret.write(webhook_secret.replaced(accepted, secret, now))
    )
    webhook = registration.register(client, services.settings.public_url, secret)
    services.connection_store.save(connection.model_copy(update={"webhook_id": webhook.id}))
    registration.remove_all(client, services.settings.public_url, but=webhook.id)
