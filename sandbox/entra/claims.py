"""What stands in each kind of token. Knows no key and no request.

v2.0 for the app's own API and for id tokens, v1.0 for Dataverse, as Entra issues them
(learn.microsoft.com/entra/identity-platform/access-token-claims-reference, read 2026-11-24).
Every token is valid from five minutes before it was issued."""

import base64
import hashlib
import secrets
from datetime import datetime
from typing import Any, Literal

from sandbox.entra.directory import Person
from sandbox.entra.registration import Registration

LIFETIME_SECONDS = 3599
_BEFORE_SECONDS = 300

Proof = Literal["public", "secret", "certificate"]
_PROOFS: dict[Proof, str] = {"public": "0", "secret": "1", "certificate": "2"}

Claims = dict[str, Any]


class ClaimsMaker:
    """`base` is the own address, without a slash at its end."""

    def __init__(self, registration: Registration, base: str) -> None:
        self._registration = registration
        self._base = base

    def issuer_v2(self, tenant: str) -> str:
        return f"{self._base}/{tenant}/v2.0"

    def issuer_v1(self, tenant: str) -> str:
        return f"https://sts.windows.net/{tenant}/"

    def user_at_api(
        self, person: Person, scope: str, now: datetime, expires_in: int = LIFETIME_SECONDS
    ) -> Claims:
        """A user's token for the app's own API; `scope` as in `scp`."""
        client = self._registration.client_id
        return {
            "aud": client,
            **self._common(self.issuer_v2(person.tenant), now, expires_in),
            "azp": client,
            "azpacr": _PROOFS["public"],
            **_home(person),
            **self._person(person),
            "scp": scope,
            "ver": "2.0",
        }

    def user_at_resource(
        self,
        person: Person,
        resource: str,
        scope: str,
        now: datetime,
        expires_in: int = LIFETIME_SECONDS,
    ) -> Claims:
        """A user's token for another resource, `resource` as it was asked for."""
        return {
            "aud": resource,
            **self._common(self.issuer_v1(person.tenant), now, expires_in),
            "acr": "1",
            "amr": ["pwd"],
            "appid": self._registration.client_id,
            "appidacr": _PROOFS["public"],
            **_home(person),
            "name": person.name,
            "oid": person.oid,
            "scp": scope,
            "sub": _pairwise(person, resource),
            "tid": person.tenant,
            "unique_name": person.email,
            "upn": person.email,
            "ver": "1.0",
        }

    def app_at_resource(
        self, resource: str, proof: Proof, now: datetime, expires_in: int = LIFETIME_SECONDS
    ) -> Claims:
        """The app's own token for another resource; no `scp`, so no user."""
        registration = self._registration
        issuer = self.issuer_v1(registration.tenant)
        return {
            "aud": resource,
            **self._common(issuer, now, expires_in),
            "appid": registration.client_id,
            "appidacr": _PROOFS[proof],
            "idp": issuer,
            "idtyp": "app",
            "oid": registration.app_object_id,
            "roles": list(registration.app_roles),
            "sub": registration.app_object_id,
            "tid": registration.tenant,
            "ver": "1.0",
        }

    def app_at_api(self, proof: Proof, now: datetime, expires_in: int = LIFETIME_SECONDS) -> Claims:
        """The app's own token for its own API."""
        registration = self._registration
        return {
            "aud": registration.client_id,
            **self._common(self.issuer_v2(registration.tenant), now, expires_in),
            "azp": registration.client_id,
            "azpacr": _PROOFS[proof],
            "oid": registration.app_object_id,
            "roles": list(registration.app_roles),
            "sub": registration.app_object_id,
            "tid": registration.tenant,
            "ver": "2.0",
        }

    def id_token(self, person: Person, nonce: str | None, now: datetime) -> Claims:
        return {
            "aud": self._registration.client_id,
            **self._common(self.issuer_v2(person.tenant), now, LIFETIME_SECONDS),
            **_home(person),
            **self._person(person),
            **({"nonce": nonce} if nonce is not None else {}),
            "ver": "2.0",
        }

    def _person(self, person: Person) -> Claims:
        return {
            "name": person.name,
            "oid": person.oid,
            "preferred_username": person.email,
            "sub": _pairwise(person, self._registration.client_id),
            "tid": person.tenant,
        }

    def _common(self, issuer: str, now: datetime, expires_in: int) -> Claims:
        second = int(now.timestamp())
        return {
            "iss": issuer,
            "iat": second - _BEFORE_SECONDS,
            "nbf": second - _BEFORE_SECONDS,
            "exp": second + expires_in,
            "uti": secrets.token_urlsafe(16),
        }


def _home(person: Person) -> Claims:
    return {"idp": f"https://sts.windows.net/{person.home}/"} if person.home else {}


def _pairwise(person: Person, audience: str) -> str:
    """`sub` of a user is another one for each audience."""
    digest = hashlib.sha256(f"{person.oid}/{audience}".encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
