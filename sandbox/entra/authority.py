"""The authority as a whole: registration, people, keys, codes given out. No request, no route."""

import base64
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from sandbox.entra.claims import ClaimsMaker
from sandbox.entra.directory import Directory, Person
from sandbox.entra.keys import KeyRing
from sandbox.entra.refusals import bad_grant, unknown_tenant
from sandbox.entra.registration import Registration

_CODE_LIVES = timedelta(minutes=10)
_SPA_REFRESH_LIVES = timedelta(hours=24)


@dataclass(frozen=True)
class Grant:
    """What a code or a refresh token stands for. `challenge` is that of PKCE (S256)."""

    person: Person
    scope: str
    redirect_uri: str
    expires: datetime
    challenge: str = ""
    nonce: str | None = None


class Authority:
    def __init__(self, registration: Registration, base: str) -> None:
        self.base = base.rstrip("/")
        self.registration = registration
        self.directory = Directory(registration.tenant)
        self.keys = KeyRing()
        self.claims = ClaimsMaker(registration, self.base)
        self._codes: dict[str, Grant] = {}
        self._refresh: dict[str, Grant] = {}
        self._sessions: dict[str, Person] = {}

    def require_tenant(self, tenant: str) -> None:
        """Raises Refused for a tenant other than the own; its id is the only name it has."""
        if tenant.lower() != self.registration.tenant.lower():
            raise unknown_tenant(tenant)

    def give_code(
        self,
        person: Person,
        scope: str,
        redirect_uri: str,
        challenge: str,
        nonce: str | None,
        now: datetime,
    ) -> str:
        code = "1." + secrets.token_urlsafe(48)
        self._codes[code] = Grant(person, scope, redirect_uri, now + _CODE_LIVES, challenge, nonce)
        return code

    def take_code(self, code: str, now: datetime) -> Grant:
        """A code is good once. Raises Refused."""
        grant = self._codes.pop(code, None)
        if grant is None:
            raise bad_grant(70000, "Provided grant is invalid or malformed, or was redeemed.")
        if grant.expires <= now:
            raise bad_grant(70008, "The provided authorization code has expired.")
        return grant

    def give_refresh(self, grant: Grant, now: datetime, expires: datetime | None = None) -> str:
        """A refresh token of a single-page application: 24 hours from sign-in, never longer."""
        token = "1." + secrets.token_urlsafe(64)
        self._refresh[token] = Grant(
            grant.person, grant.scope, grant.redirect_uri, expires or now + _SPA_REFRESH_LIVES
        )
        return token

    def refreshed(self, token: str, now: datetime) -> Grant:
        """Raises Refused."""
        grant = self._refresh.get(token)
        if grant is None:
            raise bad_grant(9002313, "Invalid request. Request is malformed or invalid.")
        if grant.expires <= now:
            raise bad_grant(
                700084, "The refresh token was issued to a single page app and has expired."
            )
        return grant

    def revoke_all(self) -> None:
        """Forgets sessions, codes and refresh tokens."""
        self._codes.clear()
        self._refresh.clear()
        self._sessions.clear()

    def open_session(self, person: Person) -> str:
        session = secrets.token_urlsafe(24)
        self._sessions[session] = person
        return session

    def session(self, session: str) -> Person | None:
        return self._sessions.get(session)


def client_info(person: Person) -> str:
    """The `client_info` by which MSAL names the account."""
    info = {"uid": person.oid, "utid": person.tenant}
    return base64.urlsafe_b64encode(json.dumps(info).encode()).decode().rstrip("=")


AUTHORITY = web.AppKey("authority", Authority)
