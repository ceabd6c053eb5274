"""What is looked after once a day: the webhook registration, the rights of the key, and rows that
are no longer needed."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from shared.actions import registration, webhook_secret
from shared.actions.activities import KIND as ACTIVITIES
from shared.actions.activities import LEFT_OVER
from shared.actions.answers import KIND as ANSWER
from shared.actions.key_health import look_again
from shared.actions.services import Services
from shared.actions.webhook_gate import WEBHOOK_SECRET
from shared.errors import AppError
from shared.store.connection_store import Connection
from shared.transport import Calls

log = logging.getLogger(__name__)

RUNS_KEPT: Final = timedelta(days=90)

SENDS_KEPT: Final = timedelta(days=90)
"""A request that comes again after that is carried out anew; people repeat one within minutes."""

ANSWERS_KEPT: Final = SENDS_KEPT
"""An answer also holds who was refused, and so got no row among the sends."""


def keep_house(services: Services) -> None:
    """Each task is tried whatever became of the others; what failed is tried again tomorrow."""
    for name, task in TASKS:
        try:
            task(services)
        except AppError as fault:
            log.warning("housekeeping: %s: %s", name, fault)


def _check_webhook(services: Services) -> None:
    connection = services.connection_store.load()
    if connection is not None:
        _repair_webhook(services, connection)


def _check_key(services: Services) -> None:
    connection = services.connection_store.load()
    if connection is not None:
        look_again(services, connection)


def _prune_runs(services: Services) -> None:
    _say(services.runs.prune(services.clock() - RUNS_KEPT), "runs")


def _prune_sends(services: Services) -> None:
    _say(services.sends.prune(services.clock() - SENDS_KEPT), "enrols and sends")


def _prune_answers(services: Services) -> None:
    _say(services.documents.prune(ANSWER, services.clock() - ANSWERS_KEPT), "answers")


def _prune_activities(services: Services) -> None:
    _say(services.documents.prune(ACTIVITIES, services.clock() - LEFT_OVER), "lists of activities")


def _say(pruned: int, what: str) -> None:
    if pruned:
        log.info("%d old %s removed", pruned, what)


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
    services.connection_store.note_webhook(connection, webhook.id)
    registration.remove_all(client, services.settings.public_url, but=webhook.id)


TASKS: Final[tuple[tuple[str, Callable[[Services], None]], ...]] = (
    ("webhook registration", _check_webhook),
    ("rights of the key", _check_key),
    ("old runs", _prune_runs),
    ("old enrols and sends", _prune_sends),
    ("old answers", _prune_answers),
    ("old lists of activities", _prune_activities),
)
