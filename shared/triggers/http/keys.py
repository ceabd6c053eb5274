"""The public keys that sign Entra's access tokens, and the issuer. Knows no token.

Both come from the authority's own discovery document (learn.microsoft.com, "OpenID Connect on
the Microsoft identity platform", read 2026-11-24)."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from shared.errors import AnswerNotUnderstood, RetryLater, StopRun
from shared.settings import Settings, is_loopback
from shared.telemetry.output import Log
from shared.transport import Answer, Request, path_of

log = Log(__name__)

MICROSOFT = "https://login.microsoftonline.com"
FRESH_SECONDS = 24 * 3600.0
STALE_SECONDS = 7 * 24 * 3600.0
"""Keys older than this are not trusted, however long the key server has been away."""
REFETCH_SECONDS = 60.0
"""At least so long between two look-ups, whatever key ids callers make up."""
FIRST_FETCH_SECONDS = 5.0
"""The same as long as no key is known: a start during an outage recovers soon."""
SHORTEST_KEY_BITS = 2048


@dataclass(frozen=True)
class KeySet:
    """`keys` by their id."""

    issuer: str
    keys: Mapping[str, RSAPublicKey]


class SigningKeys:
    """The keys of one directory, cached. Safe for many threads."""

    def __init__(
        self,
        settings: Settings,
        send: Callable[[Request], Answer],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`send` sends to the authority of `settings`."""
        self._tenant = settings.entra_tenant_id
        self._authority = settings.entra_authority
        self._send = send
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._known: KeySet | None = None
        self._read_at = 0.0
        self._tried_at: float | None = None

    def with_key(self, kid: str) -> KeySet:
        """The key set, looked up anew if it is old or lacks `kid`, as keys are rolled without
        notice. What it holds in the end may still lack `kid`.

        Raises Unreachable or AnswerNotUnderstood only while no usable key is known."""
        # Only one at a time looks up; who has a good key meanwhile does not wait for it.
        if self._needs_look_up(kid) and self._lock.acquire(blocking=not self._holds(kid)):
            try:
                if self._needs_look_up(kid) and self._may_look_up():
                    self._look_up()
            finally:
                self._lock.release()
        known = self._known
        if known is None or self._age() > STALE_SECONDS:
            raise AnswerNotUnderstood(
                "entra",
                "The keys that sign access tokens could not be read.",
                remedy="Check ENTRA_AUTHORITY and ENTRA_TENANT_ID, and whether the app may call "
                "that address.",
            )
        return known

    def _needs_look_up(self, kid: str) -> bool:
        return not self._holds(kid) or self._age() > FRESH_SECONDS

    def _holds(self, kid: str) -> bool:
        known = self._known
        return known is not None and kid in known.keys and self._age() <= STALE_SECONDS

    def _may_look_up(self) -> bool:
        if self._tried_at is None:
            return True
        pause = FIRST_FETCH_SECONDS if self._known is None else REFETCH_SECONDS
        return self._monotonic() - self._tried_at >= pause

    def _age(self) -> float:
        return self._monotonic() - self._read_at

    def _look_up(self) -> None:
        self._tried_at = self._monotonic()
        try:
            known = self._fetch()
        except (RetryLater, StopRun) as fault:
            if self._known is None:
                raise
            log.warning("signing keys could not be renewed, the known ones stay: %s", fault)
            return
        self._known, self._read_at = known, self._monotonic()

    def _fetch(self) -> KeySet:
        path = path_of(self._tenant, "v2.0", ".well-known", "openid-configuration")
        document = self._object(Request("GET", path, "{tenant}/v2.0/.well-known"))
        issuer, keys_url = document.get("issuer"), document.get("jwks_uri")
        expected = f"{MICROSOFT}/{self._tenant}/v2.0"
        if not isinstance(issuer, str) or (self._authority == MICROSOFT and issuer != expected):
            raise _not_understood("names no issuer of this directory")
        if not isinstance(keys_url, str) or not self._is_trusted(keys_url):
            raise _not_understood("names no safe address of keys")
        listed = self._object(Request("GET", keys_url, "{tenant}/discovery/v2.0/keys")).get("keys")
        keys = dict(_keys(listed if isinstance(listed, list) else []))
        if not keys:
            raise _not_understood("holds no signing key")
        return KeySet(issuer, keys)

    def _object(self, request: Request) -> Mapping[str, Any]:
        answer = self._send(request)
        if answer.status != 200:
            raise _not_understood(f"has status {answer.status}")
        try:
            body = answer.json()
        except ValueError:
            raise _not_understood("is no JSON") from None
        if not isinstance(body, dict):
            raise _not_understood("is no JSON object")
        return body

    def _is_trusted(self, url: str) -> bool:
        """https, or http where the authority itself is on loopback."""
        try:
            parts, authority = urlsplit(url), urlsplit(self._authority)
            host = parts.hostname or ""
        except ValueError:
            return False
        if parts.scheme == "https":
            return bool(host)
        return parts.scheme == "http" == authority.scheme and is_loopback(host)


def _keys(listed: list[object]) -> list[tuple[str, RSAPublicKey]]:
    """RSA keys for signatures; others, such as for encryption, are left aside."""
    found = []
    for entry in listed:
        if not isinstance(entry, dict) or entry.get("kty") != "RSA":
            continue
        kid = entry.get("kid")
        if not isinstance(kid, str) or entry.get("use", "sig") != "sig":
            continue
        try:
            key = jwt.PyJWK(entry, algorithm="RS256").key
        except jwt.PyJWTError:
            continue
        if isinstance(key, RSAPublicKey) and key.key_size >= SHORTEST_KEY_BITS:
            found.append((kid, key))
    return found


def _not_understood(what: str) -> AnswerNotUnderstood:
    return AnswerNotUnderstood(
        "entra",
        f"The identity provider's answer {what}.",
        remedy="Check ENTRA_AUTHORITY and ENTRA_TENANT_ID.",
    )
