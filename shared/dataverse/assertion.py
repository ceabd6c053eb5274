"""Proves the app by a certificate: signs a client assertion with its private key. Knows no
endpoint and sends nothing.

The form is learn.microsoft.com, "Microsoft identity platform application authentication
certificate credentials" (read 2026-11-24): a JWT signed with PS256, the certificate named by its
SHA-256 thumbprint. Imported only where a certificate is used: it loads `cryptography`."""

import base64
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import Certificate, load_pem_x509_certificates

from shared.errors import ConfigurationError

LIFETIME_SECONDS = 600

_SETTING = "ENTRA_CLIENT_CERTIFICATE"


class CertificateKey:
    """A certificate with its private key, read from one PEM file."""

    def __init__(self, path: str) -> None:
        """Raises ConfigurationError if the file does not hold the two."""
        try:
            pem = Path(path).read_bytes()
            key = load_pem_private_key(pem, password=None)
            certificates = load_pem_x509_certificates(pem)
        except OSError as fault:
            raise ConfigurationError(f"{_SETTING}: the file cannot be read.") from fault
        except (ValueError, TypeError) as fault:
            raise ConfigurationError(
                f"{_SETTING}: must be a PEM file with a certificate and its private key, the key "
                "without a password."
            ) from fault
        if not isinstance(key, RSAPrivateKey):
            raise ConfigurationError(f"{_SETTING}: the private key must be an RSA key.")
        self._key = key
        certificate = _certificate_of(key, certificates)
        self._thumbprint = _thumbprint(certificate)
        self.good_until: datetime = certificate.not_valid_after_utc

    def assertion(self, client_id: str, audience: str, now: float) -> str:
        """A JWT for the token endpoint `audience`, good for ten minutes from `now`, which is in
        seconds since 1970."""
        claims = {
            "aud": audience,
            "iss": client_id,
            "sub": client_id,
            "jti": str(uuid4()),
            "nbf": int(now),
            "iat": int(now),
            "exp": int(now) + LIFETIME_SECONDS,
        }
        headers = {"x5t#S256": self._thumbprint}
        return jwt.encode(claims, self._key, algorithm="PS256", headers=headers)


def _certificate_of(key: RSAPrivateKey, certificates: list[Certificate]) -> Certificate:
    """The file may hold the certificates of the issuers as well."""
    for certificate in certificates:
        if certificate.public_key() == key.public_key():
            return certificate
    raise ConfigurationError(f"{_SETTING}: no certificate in the file belongs to its private key.")


def _thumbprint(certificate: Certificate) -> str:
    return base64.urlsafe_b64encode(certificate.fingerprint(SHA256())).rstrip(b"=").decode()
