"""Checks bearer tokens by the keys that an authority publishes. Knows no service and no person."""

from typing import Any

import jwt
from aiohttp import ClientError, ClientSession

_REFETCH_SECONDS = 1.0


class BadToken(Exception):
    """The token is not good; the text says why."""


class Verifier:
    """A token is good if its RS256 signature verifies by a key of
    `{authority}/{tenant}/discovery/v2.0/keys`, `aud` is one of `audiences`, `exp` lies ahead and
    `iss` names the tenant."""

    def __init__(self, authority: str, tenant: str, audiences: list[str]) -> None:
        self._url = f"{authority.rstrip('/')}/{tenant}/discovery/v2.0/keys"
        self._tenant = tenant
        self._audiences = audiences
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at = float("-inf")

    async def claims(self, token: str, now: float) -> dict[str, Any]:
        """`now` in seconds since 1970. Raises BadToken."""
        key = await self._key(token, now)
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                key.key,
                algorithms=["RS256"],
                audience=self._audiences,
                options={"verify_exp": False, "verify_nbf": False, "verify_iat": False},
            )
        except jwt.PyJWTError as fault:
            raise BadToken(f"The token is not valid: {fault}") from None
        if float(claims.get("exp", 0)) <= now:
            raise BadToken("The token has expired.")
        if self._tenant not in str(claims.get("iss", "")):
            raise BadToken("The token was issued for another tenant.")
        return claims

    async def _key(self, token: str, now: float) -> jwt.PyJWK:
        try:
            kid = str(jwt.get_unverified_header(token).get("kid"))
        except jwt.PyJWTError:
            raise BadToken("The token is no JSON web token.") from None
        if kid not in self._keys and abs(now - self._fetched_at) > _REFETCH_SECONDS:
            self._fetched_at = now
            await self._fetch()
        if kid not in self._keys:
            raise BadToken("The token is signed by an unknown key.")
        return self._keys[kid]

    async def _fetch(self) -> None:
        try:
            async with ClientSession() as session, session.get(self._url) as answer:
                document = await answer.json(content_type=None)
            self._keys = {key.key_id or "": key for key in jwt.PyJWKSet.from_dict(document).keys}
        except (ClientError, OSError, jwt.PyJWTError, ValueError):
            raise BadToken("The keys of the authority cannot be read.") from None
