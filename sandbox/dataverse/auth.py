"""Bearer tokens of the Entra stand-in, checked and tied to a user of the organisation.

A token is good if its RS256 signature verifies by a key of `{entra}/{tenant}/discovery/v2.0/keys`,
`aud` is this service's address, `exp` lies ahead and `iss` names the tenant. An app token is the
application user by `appid` or `azp`, a user token (it has `scp`) the user by `oid`."""

from dataclasses import dataclass
from typing import Any

import jwt
from aiohttp import ClientError, ClientSession

from sandbox.dataverse.organisation import Organisation
from sandbox.dataverse.refusals import NOT_A_MEMBER, Refusal
from sandbox.dataverse.rights import ACT_ON_BEHALF, Caller, Principal
from sandbox.dataverse.store import Row

_REFETCH_SECONDS = 1.0
_REMEMBERED = 10_000


@dataclass(frozen=True)
class Identity:
    """Who a good token speaks for: the column of systemuser and its value, until `expires`
    (seconds since 1970)."""

    column: str
    value: str
    expires: float


class Authenticator:
    """Remembers good tokens by their text and the keys by their id."""

    def __init__(self, org: Organisation) -> None:
        self._org = org
        self._keys: dict[str, jwt.PyJWK] = {}
        self._fetched_at = float("-inf")
        self._known: dict[str, Identity] = {}

    async def identity(self, authorization: str) -> Identity:
        """Raises Refusal (401)."""
        scheme, _, token = authorization.partition(" ")
        now = self._org.now().timestamp()
        known = self._known.get(token)
        if known is not None and known.expires > now:
            return known
        if scheme.lower() != "bearer" or not token:
            raise unauthorized("The bearer token is missing.")
        identity = self._checked(token, await self._key(token, now), now)
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[token] = identity
        return identity

    async def _key(self, token: str, now: float) -> jwt.PyJWK:
        try:
            kid = str(jwt.get_unverified_header(token).get("kid"))
        except jwt.PyJWTError:
            raise unauthorized("The token is no JSON web token.") from None
        if kid not in self._keys and abs(now - self._fetched_at) > _REFETCH_SECONDS:
            self._fetched_at = now
            await self._fetch()
        if kid not in self._keys:
            raise unauthorized("The token is signed by an unknown key.")
        return self._keys[kid]

    async def _fetch(self) -> None:
        settings = self._org.settings
        url = f"{settings.entra.rstrip('/')}/{settings.tenant}/discovery/v2.0/keys"
        try:
            async with ClientSession() as session, session.get(url) as answer:
                document = await answer.json(content_type=None)
            self._keys = {key.key_id or "": key for key in jwt.PyJWKSet.from_dict(document).keys}
        except (ClientError, OSError, jwt.PyJWTError, ValueError):
            raise unauthorized("The keys of the authority cannot be read.") from None

    def _checked(self, token: str, key: jwt.PyJWK, now: float) -> Identity:
        own = self._org.settings.url.rstrip("/")
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                key.key,
                algorithms=["RS256"],
                audience=[own, own + "/"],
                options={"verify_exp": False, "verify_nbf": False, "verify_iat": False},
            )
        except jwt.PyJWTError as fault:
            raise unauthorized(f"The token is not valid: {fault}") from None
        expires = float(claims.get("exp", 0))
        if expires <= now:
            raise unauthorized("The token has expired.")
        if self._org.settings.tenant not in str(claims.get("iss", "")):
            raise unauthorized("The token was issued for another tenant.")
        if claims.get("scp"):
            return Identity("azureactivedirectoryobjectid", str(claims.get("oid", "")), expires)
        app = claims.get("appid") or claims.get("azp") or ""
        return Identity("applicationid", str(app), expires)


def caller_for(org: Organisation, identity: Identity, headers: dict[str, str]) -> Caller:
    """The caller of a request with those headers (lower-case names), impersonation included.
    Raises Refusal (403)."""
    directory = org.directory
    really = directory.enabled(directory.user_by(identity.column, identity.value))
    object_id = headers.get("callerobjectid", "").strip().strip("{}")
    user_id = headers.get("mscrmcallerid", "").strip().strip("{}")
    if not object_id and not user_id:
        return Caller(really)
    user = _impersonated(org, object_id, user_id)
    if user["systemuserid"] == really.user_id:
        return Caller(really)
    _require_delegate(really)
    return Caller(directory.enabled(user), behind=really)


def _impersonated(org: Organisation, object_id: str, user_id: str) -> Row:
    if object_id:
        user = org.directory.user_by("azureactivedirectoryobjectid", object_id)
    else:
        user = org.store.row("systemuser", user_id.lower())
    if user is None:
        raise Refusal(403, NOT_A_MEMBER, "The user is not a member of the organization.")
    return user


def _require_delegate(principal: Principal) -> None:
    Caller(principal).require_general(ACT_ON_BEHALF, "systemuser")


def unauthorized(message: str) -> Refusal:
    return Refusal(401, "0x80040904", message, {"WWW-Authenticate": "Bearer"})
