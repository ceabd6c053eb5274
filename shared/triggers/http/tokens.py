"""Says whose access token it is, or refuses it. Knows no role: those are Dataverse's.

Only delegated Entra v2 tokens of this directory for this app pass (learn.microsoft.com, "Access
token claims reference" and "Secure applications and APIs by validating claims", read
2026-11-24). Who a person is, is told by `oid` alone: names and emails in a token can be changed
by people. App roles in a token (`roles`) count for nothing: roles are Dataverse's.

A guest of the directory is let in as anybody is: the token comes from this directory and names
the guest's own object here, so what counts is whether an administrator of Dynamics made the guest
an enabled user there and gave a role. A claim that marks guests (`acct`, `idp`) is optional in
tokens and so proves nothing by its absence."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import jwt

from shared.errors import Unauthenticated
from shared.retry import RetryPolicy
from shared.settings import Settings
from shared.transport import Calls, Timeouts, Transport, open_session
from shared.triggers.http.keys import SigningKeys

SCOPE = "access_as_user"
VERSION = "2.0"
SKEW_SECONDS = 120
LONGEST_TOKEN = 16_384
ALGORITHM = "RS256"

_OID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@dataclass(frozen=True)
class Identity:
    """Who sends a request: the person's Entra object id in this directory."""

    oid: str


class TokenVerifier:
    """Checks bearer tokens completely. Safe for many threads."""

    def __init__(self, settings: Settings, keys: SigningKeys) -> None:
        self._client_id = settings.entra_client_id
        self._tenant = settings.entra_tenant_id
        self._keys = keys

    def verify(self, authorization: str | None) -> Identity:
        """The person behind an Authorization header. Raises Unauthenticated; the errors of
        `SigningKeys` only while no key is known."""
        token = _bearer(authorization)
        key_set = self._keys.with_key(kid := _key_id(token))
        key = key_set.keys.get(kid)
        if key is None:
            _refuse("The token is signed with a key that the directory does not know.")
        try:
            claims: Mapping[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                audience=self._client_id,
                issuer=key_set.issuer,
                leeway=SKEW_SECONDS,
                options={
                    "require": ["exp", "nbf", "iat", "iss", "aud", "tid", "oid"],
                    "strict_aud": True,
                },
            )
        except jwt.ExpiredSignatureError:
            _refuse("The token has expired.")
        except jwt.ImmatureSignatureError:
            _refuse("The token is not valid yet.")
        except jwt.InvalidAudienceError:
            _refuse("The token is for another app.")
        except jwt.InvalidIssuerError:
            _refuse("The token is not a v2 token of this directory.")
        except jwt.MissingRequiredClaimError as fault:
            _refuse(f"The token lacks the claim {fault.claim}.")
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError):
            _refuse("The token is not valid.")
        return self._identity(claims)

    def _identity(self, claims: Mapping[str, Any]) -> Identity:
        if claims.get("ver", VERSION) != VERSION:
            _refuse("The token is not a v2 token of this directory.")
        if not all(_is_moment(claims[name]) for name in ("exp", "nbf", "iat")):
            _refuse("The token is not valid.")
        if claims["tid"] != self._tenant:
            _refuse("The token is of another directory.")
        scopes = claims.get("scp")
        if claims.get("idtyp") not in (None, "user") or not isinstance(scopes, str):
            _refuse("The token is of an app, not of a person.")
        if SCOPE not in scopes.split(" "):
            _refuse(f"The token lacks the scope {SCOPE}.")
        oid = claims["oid"]
        if not isinstance(oid, str) or not _OID.fullmatch(oid):
            _refuse("The token names no person.")
        return Identity(oid.lower())


def open_verifier(settings: Settings) -> TokenVerifier:
    """The verifier for the directory of `settings`. Makes no call yet."""
    transport = Transport(
        "entra",
        settings.entra_authority,
        session=open_session(pool_size=2),
        headers=dict,
        calls=Calls(),
        policy=RetryPolicy(tries=2, longest_wait=1.0),
        timeouts=Timeouts(connect_seconds=3.0, read_seconds=5.0),
    )
    return TokenVerifier(settings, SigningKeys(settings, transport.send))


def _bearer(authorization: str | None) -> str:
    scheme, _, token = (authorization or "").strip().partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        _refuse("Send an access token as `Authorization: Bearer`.")
    if len(token) > LONGEST_TOKEN:
        _refuse("The token is too long.")
    return token.strip()


def _key_id(token: str) -> str:
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, TypeError):
        _refuse("The token is not valid.")
    kid = header.get("kid")
    if header.get("alg") != ALGORITHM or not isinstance(kid, str):
        _refuse(f"The token is not signed with {ALGORITHM}.")
    return kid


def _is_moment(value: object) -> bool:
    """A number, as RFC 7519 has it: PyJWT takes texts of digits as well."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _refuse(detail: str) -> NoReturn:
    raise Unauthenticated(detail) from None
