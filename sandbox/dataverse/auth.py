"""Bearer tokens of the Entra stand-in, checked and tied to a user of the organisation.

`aud` must be this service's address. An app token is the application user by `appid` or `azp`, a
user token (it has `scp`) the user by `oid`."""

from dataclasses import dataclass
from typing import Any

from sandbox.dataverse.organisation import Organisation
from sandbox.dataverse.refusals import NOT_A_MEMBER, Refusal
from sandbox.dataverse.rights import ACT_ON_BEHALF, Caller, Principal
from sandbox.dataverse.store import Row
from sandbox.kit.bearer import BadToken, Verifier

_REMEMBERED = 10_000


@dataclass(frozen=True)
class Identity:
    """Who a good token speaks for: the column of systemuser and its value, until `expires`
    (seconds since 1970)."""

    column: str
    value: str
    expires: float


class Authenticator:
    """Remembers good tokens by their text."""

    def __init__(self, org: Organisation) -> None:
        own = org.settings.url.rstrip("/")
        self._org = org
        self._verifier = Verifier(org.settings.entra, org.settings.tenant, [own, own + "/"])
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
        try:
            identity = _identity(await self._verifier.claims(token, now))
        except BadToken as fault:
            raise unauthorized(str(fault)) from None
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[token] = identity
        return identity


def _identity(claims: dict[str, Any]) -> Identity:
    expires = float(claims["exp"])
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
