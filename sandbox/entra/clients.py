"""How a client proves itself at the token endpoint: secret, certificate, or not at all.

learn.microsoft.com/entra/identity-platform/certificate-credentials (read 2026-11-24)."""

import base64
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus

import jwt

from sandbox.entra.claims import Proof
from sandbox.entra.refusals import Refused, bad_client, missing, unknown_client
from sandbox.entra.registration import Registration

_ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


def proven(
    form: Mapping[str, str],
    authorization: str,
    registration: Registration,
    audiences: list[str],
    now: datetime,
) -> Proof:
    """How the client of this request has proven itself. Raises Refused for an unknown client
    and for a proof that is no good; `public` if it brought none.

    `audiences`: what `aud` of a client assertion may be."""
    client_id, secret = form.get("client_id", ""), form.get("client_secret")
    if authorization.lower().startswith("basic "):
        client_id, secret = _basic(authorization)
    if not client_id:
        raise missing("client_id")
    if client_id.lower() != registration.client_id.lower():
        raise unknown_client(client_id)
    if "client_assertion" in form:
        if form.get("client_assertion_type") != _ASSERTION_TYPE:
            raise missing("client_assertion_type")
        _check_assertion(form["client_assertion"], registration, audiences, now)
        return "certificate"
    if secret is None:
        return "public"
    if not registration.has_secret(secret):
        raise bad_client(
            7000215,
            "Invalid client secret provided. Ensure the secret being sent in the request is the "
            "client secret value, not the client secret ID.",
        )
    return "secret"


def no_proof() -> Refused:
    return bad_client(
        7000218,
        "The request body must contain the following parameter: 'client_assertion' or "
        "'client_secret'.",
    )


def _check_assertion(
    assertion: str, registration: Registration, audiences: list[str], now: datetime
) -> None:
    try:
        certificate = registration.certificate(jwt.get_unverified_header(assertion))
    except jwt.PyJWTError:
        raise bad_client(50027, "JWT token is invalid or malformed.") from None
    if certificate is None:
        raise bad_client(
            700027, "The certificate with the given identifier is not registered on application."
        )
    try:
        claims: dict[str, Any] = jwt.decode(
            assertion,
            certificate.public_key,
            algorithms=["RS256", "PS256"],
            options={
                "verify_exp": False,
                "verify_nbf": False,
                "verify_iat": False,
                "verify_aud": False,
                "require": ["aud", "exp", "iss", "sub", "jti"],
            },
        )
    except jwt.PyJWTError as fault:
        raise bad_client(
            700027, f"Client assertion failed signature validation: {fault}."
        ) from None
    if float(claims["exp"]) <= now.timestamp():
        raise bad_client(700024, "Client assertion is not within its valid time range.")
    if claims["aud"] not in audiences:
        raise bad_client(700023, "Client assertion audience claim does not match.")
    if not claims["iss"] == claims["sub"] == registration.client_id:
        raise bad_client(700021, "Client assertion application identifier doesn't match.")


def _basic(authorization: str) -> tuple[str, str]:
    try:
        text = base64.b64decode(authorization[6:], validate=True).decode()
    except ValueError:
        raise bad_client(7000216, "The authorization header is malformed.") from None
    name, _, secret = text.partition(":")
    return unquote_plus(name), unquote_plus(secret)
