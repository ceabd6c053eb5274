"""Lets webhook deliveries in that bear a registered secret. Knows no registration."""

import threading
import time
from collections.abc import Callable
from datetime import datetime

from shared.actions import webhook_secret
from shared.errors import Unauthenticated
from shared.store.secrets import Secrets

WEBHOOK_SECRET = "activecampaign-webhook-secret"  # noqa: S105 - the name of one

FRESH_LOOK_SECONDS = 10.0
"""At least so long between two looks past the cache for a secret that was not known: a webhook
registered anew by another instance is taken soon, and made-up secrets cost nothing."""


class WrongSecret(Unauthenticated):
    code = "webhook.secret"
    title = "Wrong secret"


class WebhookGate:
    """One for the process. Safe for many threads."""

    def __init__(
        self,
        secrets: Secrets,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._secrets = secrets
        self._clock = clock
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._looked_at: float | None = None

    def check(self, given: str) -> None:
        """Raises WrongSecret. Compares in constant time."""
        if not given or not (
            self._is_good(given, self._secrets.get(WEBHOOK_SECRET)) or self._is_new(given)
        ):
            raise WrongSecret("The secret in the address is not the one that is registered.")

    def _is_good(self, given: str, kept: str | None) -> bool:
        return webhook_secret.matches(webhook_secret.read(kept), given, self._clock())

    def _is_new(self, given: str) -> bool:
        with self._lock:
            now = self._monotonic()
            if self._looked_at is not None and now - self._looked_at < FRESH_LOOK_SECONDS:
                return False
            self._looked_at = now
        return self._is_good(given, self._secrets.renew(WEBHOOK_SECRET))
