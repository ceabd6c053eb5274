"""A directory that signs tokens, answering discovery and keys as Entra does, without a network."""

import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from shared.errors import Unreachable
from shared.settings import Settings, load_settings
from shared.transport import Answer, Request
from shared.triggers.http.keys import SigningKeys
from shared.triggers.http.tokens import TokenVerifier

TENANT = "11111111-1111-1111-1111-111111111111"
CLIENT = "22222222-2222-2222-2222-222222222222"
OID = "33333333-3333-3333-3333-333333333333"
AUTHORITY = "https://login.microsoftonline.com"
ISSUER = f"{AUTHORITY}/{TENANT}/v2.0"


def settings(**more: str) -> Settings:
    return load_settings(
        {
            "AzureWebJobsStorage": "UseDevelopmentStorage=true",
            "DATAVERSE_URL": "https://org.crm.dynamics.com",
            "ENTRA_TENANT_ID": TENANT,
            "ENTRA_CLIENT_ID": CLIENT,
            "ENTRA_CLIENT_SECRET": "not used here",
            "LOCAL_SECRET_KEY": "0123456789abcdef0123456789abcdef",
            "PUBLIC_URL": "https://app.azurewebsites.net",
            **more,
        }
    )


class Directory:
    """`available` False is an outage. `look_ups` counts readings of the keys."""

    def __init__(self, authority: str = AUTHORITY, issuer: str = ISSUER) -> None:
        self.keys = {"first": rsa.generate_private_key(public_exponent=65537, key_size=2048)}
        self.authority = authority
        self.issuer = issuer
        self.keys_url = f"{authority}/{TENANT}/discovery/v2.0/keys"
        self.available = True
        self.look_ups = 0
        self.now = 1000.0

    def roll(self, kid: str) -> None:
        self.keys = {kid: rsa.generate_private_key(public_exponent=65537, key_size=2048)}

    def send(self, request: Request) -> Answer:
        if not self.available:
            self.look_ups += 1
            raise Unreachable("entra", "No answer.")
        if request.path == self.keys_url:
            self.look_ups += 1
            return _answer({"keys": [_jwk(kid, key) for kid, key in self.keys.items()]})
        assert request.path == f"{TENANT}/v2.0/.well-known/openid-configuration"
        return _answer({"issuer": self.issuer, "jwks_uri": self.keys_url})

    def verifier(self, **more: str) -> TokenVerifier:
        chosen = settings(ENTRA_AUTHORITY=self.authority, **more)
        return TokenVerifier(chosen, SigningKeys(chosen, self.send, lambda: self.now))

    def claims(self, **changes: Any) -> dict[str, Any]:
        """Of a good token; a claim that is changed to None is left out."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "tid": TENANT,
            "oid": OID,
            "scp": "access_as_user",
            "ver": "2.0",
            "iat": now,
            "nbf": now,
            "exp": now + 3600,
            **changes,
        }
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, kid: str = "first", **changes: Any) -> str:
        return jwt.encode(
            self.claims(**changes), self.keys[kid], algorithm="RS256", headers={"kid": kid}
        )


def bearer(token: str) -> str:
    return f"Bearer {token}"


def _jwk(kid: str, key: rsa.RSAPrivateKey) -> Mapping[str, Any]:
    found = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return {**found, "kid": kid, "use": "sig"}


def _answer(body: Mapping[str, Any]) -> Answer:
    return Answer(200, {}, json.dumps(body).encode(), datetime.now(UTC))
