"""Who is signed in to the shell: a cookie, and the token it stands for.

The person signs in at the stand-in of Entra ID, by authorization code and PKCE."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from aiohttp import ClientSession

from sandbox.shell.place import Place

COOKIE = "sandbox-shell"


class SignInFailed(Exception):
    """Entra ID gave no token; the text is what it said."""


@dataclass
class Session:
    token: str
    refresh: str


@dataclass(frozen=True)
class _Begun:
    verifier: str
    target: str


class Sessions:
    def __init__(self, place: Place, client: ClientSession) -> None:
        self._place = place
        self._client = client
        self._begun: dict[str, _Begun] = {}
        self._open: dict[str, Session] = {}

    def begin(self, login_hint: str, target: str) -> str:
        """Where the browser goes to sign in; afterwards it comes to `target`, a path here."""
        state, verifier = secrets.token_urlsafe(16), secrets.token_urlsafe(48)
        self._begun[state] = _Begun(verifier, target)
        digest = hashlib.sha256(verifier.encode()).digest()
        asked = {
            "client_id": self._place.client_id,
            "response_type": "code",
            "redirect_uri": self._place.redirect,
            "scope": f"{self._place.dataverse}/user_impersonation openid profile offline_access",
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
            "state": state,
            "login_hint": login_hint,
        }
        endpoint = f"{self._place.entra_secure}/{self._place.tenant}/oauth2/v2.0/authorize"
        return f"{endpoint}?{urlencode(asked)}"

    async def finish(self, given: Mapping[str, str]) -> tuple[str, str]:
        """From what Entra ID gave to the redirect address: the cookie's value and the path to go
        to. Raises SignInFailed."""
        if "error" in given:
            raise SignInFailed(given.get("error_description", given["error"]))
        begun = self._begun.pop(given.get("state", ""), None)
        if begun is None:
            raise SignInFailed("this sign-in was not begun here")
        session = await self._redeemed(
            {
                "grant_type": "authorization_code",
                "code": given.get("code", ""),
                "redirect_uri": self._place.redirect,
                "code_verifier": begun.verifier,
            }
        )
        key = secrets.token_urlsafe(32)
        self._open[key] = session
        return key, begun.target

    def of(self, cookie: str) -> Session | None:
        return self._open.get(cookie)

    async def renew(self, session: Session) -> bool:
        """False if only the person can go on."""
        try:
            newer = await self._redeemed(
                {"grant_type": "refresh_token", "refresh_token": session.refresh}
            )
        except SignInFailed:
            return False
        session.token, session.refresh = newer.token, newer.refresh
        return True

    def end(self, cookie: str) -> None:
        self._open.pop(cookie, None)

    async def _redeemed(self, form: dict[str, str]) -> Session:
        url = f"{self._place.entra}/{self._place.tenant}/oauth2/v2.0/token"
        asked = {"client_id": self._place.client_id, **form}
        async with self._client.post(
            url, data=asked, headers={"Origin": self._place.origin}
        ) as answer:
            body = await answer.json()
        if "access_token" not in body:
            raise SignInFailed(str(body.get("error_description", body)))
        return Session(body["access_token"], body["refresh_token"])
