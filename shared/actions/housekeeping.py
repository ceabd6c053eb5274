"""What is looked after once a day: the webhook registration, the rights of the key, whether both
sides agree, and rows that are no longer needed."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from shared.actions import registration, webhook_secret
from shared.actions.activities import KIND as ACTIVITIES
from shared.actions.activities import LEFT_OVER
from shared.actions.key_health import look_again
from shared.actions.progress import KIND as ANSWER
from shared.actions.services import Services
from shared.actions.webhook_gate import WEBHOOK_SECRET
from shared.entities import ENTITIES
from shared.errors import AppError
from shared.store.connection_store import Connection
from shared.sync.tick import start_reconciliation
from shared.telemetry.lines import CertificateChecked, WebhookChecked
from shared.telemetry.output import Log, tell
from shared.transport import Calls

log = Log(__name__)

RUNS_KEPT: Final = timedelta(days=90)

SENDS_KEPT: Final = timedelta(days=90)
"""A request that comes again after that is carried out anew; people repeat one within minutes."""

ANSWERS_KEPT: Final = SENDS_KEPT
"""A request also holds who was refused, and so got no row among the sends."""


HISTORY_KEPT: Final = timedelta(days=90)
"""As long as the runs that it names. The ledger of consent is never pruned."""


LIVE_EVENTS_KEPT: Final = timedelta(days=30)
"""ActiveCampaign's own lists show them within minutes."""


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


def _check_certificate(services: Services) -> None:
    path = services.settings.entra_client_certificate
    if path is None:
        return
    from shared.dataverse.assertion import CertificateKey

    left = CertificateKey(path).good_until - services.clock()
    tell(CertificateChecked(left.days))


def _reconcile(services: Services) -> None:
    """The work itself is done by steps of a run."""
    start_reconciliation(services.engine)


def _prune_runs(services: Services) -> None:
    _say(services.runs.prune(services.clock() - RUNS_KEPT), "runs")


def _prune_sends(services: Services) -> None:
    _say(services.sends.prune(services.clock() - SENDS_KEPT), "enrols and sends")


def _prune_answers(services: Services) -> None:
    _say(services.documents.prune(ANSWER, services.clock() - ANSWERS_KEPT), "answers")


def _prune_history(services: Services) -> None:
    _say(services.engine.history.prune(services.clock() - HISTORY_KEPT), "lines of history")


def _prune_activities(services: Services) -> None:
    _say(services.documents.prune(ACTIVITIES, services.clock() - LEFT_OVER), "lists of activities")


def _prune_audit(services: Services) -> None:
    kept = timedelta(days=services.settings.audit_days)
    _say(services.audit.prune(services.clock() - kept), "acts of people")


def _tidy_counts(services: Services) -> None:
    services.counts.tidy()


def _recount_links(services: Services) -> None:
    """The counts cannot drift by what the app does; they do not know links of older versions, nor
    rows that somebody changed by hand."""
    for entity in ENTITIES:
        wrong = services.links.recount(entity)
        if wrong:
            log.warning("%s: the counts of %d partitions of links were wrong", entity, wrong)


def _prune_live_events(services: Services) -> None:
    _say(services.live_events.prune(services.clock() - LIVE_EVENTS_KEPT), "events of webhooks")


def _say(pruned: int, what: str) -> None:
    if pruned:
        log.info("%d old %s removed", pruned, what)


def _repair_webhook(services: Services, connection: Connection) -> None:
    """A registration that was deleted, or switched off by a 410 answer, cannot be revived: a new
    one takes its place, with a new secret (developers.activecampaign.com/page/webhooks, read
    2026-11-24)."""
    client = services.activecampaign(Calls())
    trouble = registration.trouble(client.webhooks(), connection.webhook_id)
    if trouble is None:
        tell(WebhookChecked("registered"))
        return
    tell(WebhookChecked(trouble), logging.WARNING)
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
    ("certificate", _check_certificate),
    ("reconciliation", _reconcile),
    ("old runs", _prune_runs),
    ("old enrols and sends", _prune_sends),
    ("old answers", _prune_answers),
    ("old lists of activities", _prune_activities),
    ("old events of webhooks", _prune_live_events),
    ("old history", _prune_history),
    ("old acts of people", _prune_audit),
    ("counts of days", _tidy_counts),
    ("counts of links", _recount_links),
)
