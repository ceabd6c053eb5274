"""The app's own access token for Dataverse: fetched, and kept until shortly before it ends.

Client credentials by secret or certificate (learn.microsoft.com, "Microsoft identity platform and
the OAuth 2.0 client credentials flow", read 2026-11-24), or a managed identity by azure-identity.
The token endpoint is asked by our own transport: msal takes no authority that is plain http, as
one for local use is, and one way for both is one that is tried every day."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import urlsplit

import requests

from shared.dataverse.rows import Row, read_object
from shared.errors import (
    AnswerNotUnderstood,
    CredentialsRefused,
    RemoteError,
    RetryLater,
    Throttled,
    Unreachable,
)
from shared.retry import parse_retry_after
from shared.settings import Settings, is_loopback
from shared.telemetry.lines import TokenRefused
from shared.telemetry.output import tell
from shared.transport import Answer, Calls, Request, Timeouts, Transport, path_of

if TYPE_CHECKING:
    from shared.dataverse.assertion import CertificateKey

EARLY_SECONDS = 300.0
"""A token is renewed this long before it ends."""

PAUSE_SECONDS = 30.0

THROTTLED_SECONDS = 30.0

_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

_REMEDY: Mapping[int, str] = {
    7000215: "ENTRA_CLIENT_SECRET is not the secret's value; enter the value, not its id.",
    7000222: "The client secret has expired: make a new one and set ENTRA_CLIENT_SECRET.",
    700016: "ENTRA_CLIENT_ID is not an app registration of this directory.",
    700027: "Upload the certificate of ENTRA_CLIENT_CERTIFICATE to the app registration.",
    90002: "ENTRA_TENANT_ID is not a directory at this identity provider.",
    500011: "DATAVERSE_URL is not an environment of this directory.",
    7000112: "Enable the app registration's service principal.",
}
"""AADSTS code -> what mends it (learn.microsoft.com, "Microsoft Entra authentication and
authorization error codes", read 2026-11-24). That page warns that codes change: only the text
of the remedy hangs on them."""

_OTHERWISE = "Check ENTRA_TENANT_ID, ENTRA_CLIENT_ID and the secret or certificate."


@dataclass(frozen=True)
class Token:
    """An access token. `expires_at` is in seconds since 1970."""

    text: str
    expires_at: float


class Issuer(Protocol):
    """Whoever gives out tokens."""

    def issue(self) -> Token:
        """A new token. Raises CredentialsRefused, Throttled, Unreachable."""


class TokenSource:
    """Gives the token at each call; safe for many threads, of which one fetches while the others
    wait. A refusal is not kept: role assignments may take minutes to work."""

    def __init__(self, issuer: Issuer, *, clock: Callable[[], float] = time.time) -> None:
        self._issuer = issuer
        self._clock = clock
        self._lock = threading.Lock()
        self._token: Token | None = None
        self._got_at = 0.0
        self._renew_after = 0.0

    def __call__(self) -> str:
        """Raises CredentialsRefused, Throttled, Unreachable, AnswerNotUnderstood."""
        with self._lock:
            token, now = self._token, self._clock()
            if token is None or token.expires_at <= now:
                token = self._issued()
            elif token.expires_at - now <= EARLY_SECONDS and now >= self._renew_after:
                token = self._renewed(token)
            self._token = token
            return token.text

    def refused(self, text: str) -> None:
        """Takes note that Dataverse refused the token `text` before its end, as it does one that
        was revoked: the next call fetches another. One that is only just got is kept, since the
        next would be refused as well."""
        with self._lock:
            held = self._clock() - self._got_at
            if self._token is not None and self._token.text == text and held >= PAUSE_SECONDS:
                self._token = None

    def _renewed(self, old: Token) -> Token:
        """The old one serves while the provider is out of reach, which is not asked each time."""
        try:
            return self._issued()
        except RetryLater:
            self._renew_after = self._clock() + PAUSE_SECONDS
            return old

    def _issued(self) -> Token:
        try:
            token = self._issuer.issue()
        except RemoteError as fault:
            tell(TokenRefused(fault.code, fault.service_code or None), logging.ERROR)
            raise
        self._got_at = self._clock()
        return token


class ClientCredentials:
    """Tokens for the app registration, by its secret or certificate."""

    def __init__(
        self,
        transport: Transport,
        settings: Settings,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`transport` leads to the authority."""
        self._transport = transport
        self._settings = settings
        self._clock = clock
        self._endpoint: str | None = None
        self._certificate: CertificateKey | None = None

    def issue(self) -> Token:
        endpoint = self._endpoint or self._discovered()
        form = {
            "grant_type": "client_credentials",
            "client_id": self._settings.entra_client_id,
            "scope": f"{self._settings.dataverse_url}/.default",
            **self._proof(endpoint),
        }
        asked_at = self._clock()
        answer = self._transport.send(Request("POST", endpoint, route="token", form=form))
        body = read_object(answer.body)
        if not answer.ok:
            raise _refusal(answer, body or {})
        token, lifetime = (body or {}).get("access_token"), _seconds((body or {}).get("expires_in"))
        if not isinstance(token, str) or not token or lifetime is None:
            raise AnswerNotUnderstood(
                "entra", "The identity provider's answer holds no token.", status=answer.status
            )
        self._endpoint = endpoint
        return Token(token, asked_at + lifetime)

    def _discovered(self) -> str:
        tenant = path_of(self._settings.entra_tenant_id)
        path = f"{tenant}/v2.0/.well-known/openid-configuration"
        answer = self._transport.send(Request("GET", path, route="discovery"))
        body = read_object(answer.body) or {}
        if not answer.ok:
            raise _refusal(answer, body)
        endpoint = body.get("token_endpoint")
        if not isinstance(endpoint, str) or not _may_hold_secrets(endpoint):
            raise AnswerNotUnderstood(
                "entra",
                "The identity provider names no token endpoint.",
                remedy="Check ENTRA_AUTHORITY.",
                status=answer.status,
            )
        return endpoint

    def _proof(self, endpoint: str) -> dict[str, str]:
        secret = self._settings.entra_client_secret
        if secret is not None:
            return {"client_secret": secret.get_secret_value()}
        assertion = self._key().assertion(self._settings.entra_client_id, endpoint, self._clock())
        return {"client_assertion_type": _ASSERTION_TYPE, "client_assertion": assertion}

    def _key(self) -> "CertificateKey":
        if self._certificate is None:
            from shared.dataverse.assertion import CertificateKey

            self._certificate = CertificateKey(self._settings.entra_client_certificate or "")
        return self._certificate


class ManagedIdentity:
    """Tokens for the identity that Azure gave the app. Each is asked for by a credential of its
    own, as that keeps what it got, refused or not."""

    def __init__(self, settings: Settings) -> None:
        self._scope = f"{settings.dataverse_url}/.default"
        self._client_id = settings.managed_identity_client_id

    def issue(self) -> Token:
        from azure.core.exceptions import AzureError, ClientAuthenticationError
        from azure.identity import ManagedIdentityCredential

        try:
            with ManagedIdentityCredential(client_id=self._client_id) as credential:
                found = credential.get_token(self._scope)
        except ClientAuthenticationError as fault:
            raise CredentialsRefused(
                "entra",
                "The managed identity gave no token for Dataverse.",
                remedy="Assign a managed identity to the function app (MANAGED_IDENTITY_CLIENT_ID "
                "if it is user-assigned), or set ENTRA_CLIENT_SECRET.",
            ) from fault
        except AzureError as fault:
            raise Unreachable(
                "entra",
                "The managed identity endpoint gave no answer.",
                remedy="It is tried again by itself.",
            ) from fault
        return Token(found.token, float(found.expires_on))


def token_source(
    settings: Settings, *, session: requests.Session, clock: Callable[[], float] = time.time
) -> TokenSource:
    """Keep one for the process. Its calls count towards no service's budget."""
    if settings.credential == "managedIdentity":
        return TokenSource(ManagedIdentity(settings), clock=clock)
    transport = Transport(
        "entra",
        settings.entra_authority,
        session=session,
        headers=lambda: {"Accept": "application/json"},
        calls=Calls(),
        timeouts=Timeouts(read_seconds=20.0),
    )
    return TokenSource(ClientCredentials(transport, settings, clock=clock), clock=clock)


def _refusal(answer: Answer, body: Row) -> CredentialsRefused | Throttled | Unreachable:
    """Its description is left aside: it names the app and the time, and may name more."""
    if answer.status == 429:
        wait = parse_retry_after(answer.headers.get("Retry-After"), answer.received_at)
        return Throttled(
            "entra",
            "The identity provider asks us to wait.",
            retry_after_seconds=THROTTLED_SECONDS if wait is None else wait,
            status=answer.status,
        )
    code = _aadsts(body)
    if answer.status >= 500 or body.get("error") == "temporarily_unavailable":
        return Unreachable(
            "entra",
            f"The identity provider answered {answer.status}.",
            remedy="It is tried again by itself.",
            status=answer.status,
        )
    name = f"AADSTS{code}" if code is not None else str(body.get("error") or answer.status)
    return CredentialsRefused(
        "entra",
        f"The identity provider gave the app no token for Dataverse ({name}).",
        remedy=_OTHERWISE if code is None else _REMEDY.get(code, _OTHERWISE),
        status=answer.status,
        service_code=name,
        request_id=str(body.get("trace_id") or ""),
    )


def _aadsts(body: Row) -> int | None:
    codes: Any = body.get("error_codes")
    return codes[0] if isinstance(codes, list) and codes and isinstance(codes[0], int) else None


def _may_hold_secrets(endpoint: str) -> bool:
    """Plain http only on this machine."""
    parts = urlsplit(endpoint)
    host = parts.hostname or ""
    return bool(host) and (
        parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    )


def _seconds(value: object) -> float | None:
    """Some providers write the number as text."""
    try:
        return float(value) if isinstance(value, int | Decimal | str) else None
    except ValueError:
        return None
