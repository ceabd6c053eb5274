"""The signing keys of the authority: RSA, published as a JWKS, replaced on demand.

Knows no claim."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from sandbox.entra.registration import thumbprint

Algorithm = Literal["RS256", "HS256", "none"]


@dataclass(frozen=True)
class SigningKey:
    """`kid` is the thumbprint of the key's certificate, as in Entra."""

    kid: str
    private: rsa.RSAPrivateKey
    certificate: str

    @classmethod
    def make(cls) -> "SigningKey":
        private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sandbox.entra")])
        begin = datetime.now(UTC) - timedelta(days=1)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(private.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(begin)
            .not_valid_after(begin + timedelta(days=3650))
            .sign(private, hashes.SHA256())
        )
        return cls(
            kid=thumbprint(certificate, hashes.SHA1()),  # noqa: S303 - x5t is SHA-1 by RFC 7517
            private=private,
            certificate=base64.b64encode(
                certificate.public_bytes(serialization.Encoding.DER)
            ).decode(),
        )

    def published(self, issuer: str) -> dict[str, object]:
        numbers = self.private.public_key().public_numbers()
        return {
            "kty": "RSA",
            "use": "sig",
            "kid": self.kid,
            "x5t": self.kid,
            "n": _number(numbers.n),
            "e": _number(numbers.e),
            "x5c": [self.certificate],
            "cloud_instance_name": "microsoftonline.com",
            "issuer": issuer,
        }

    def public_pem(self) -> bytes:
        return self.private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )


class KeyRing:
    """Signs with the newest key; publishes all that were not retired."""

    def __init__(self) -> None:
        self._keys = [SigningKey.make()]

    @property
    def current(self) -> SigningKey:
        return self._keys[0]

    def rotate(self, *, keep_old: bool) -> SigningKey:
        """A new key signs from now on; the old ones stay published, or are gone at once."""
        self._keys = [SigningKey.make(), *(self._keys if keep_old else ())]
        return self.current

    def jwks(self, issuer: str) -> dict[str, list[dict[str, object]]]:
        return {"keys": [key.published(issuer) for key in self._keys]}

    def sign(self, claims: dict[str, Any]) -> str:
        """A good token."""
        key = self.current
        headers = {"kid": key.kid, "x5t": key.kid}
        return jwt.encode(claims, key.private, algorithm="RS256", headers=headers)

    def forge(
        self, claims: dict[str, Any], algorithm: Algorithm, kid: str | None, *, forged: bool
    ) -> str:
        """A token as a test wants it: unsigned, signed with the public key as if that were a
        shared secret (HS256), under any key id, or by a key that was never published."""
        header = {"typ": "JWT", "alg": algorithm, "kid": kid or self.current.kid}
        if algorithm == "RS256":
            signer = SigningKey.make() if forged else self.current
            return jwt.encode(claims, signer.private, algorithm="RS256", headers=header)
        text = ".".join(_base64(json.dumps(part).encode()) for part in (header, claims))
        if algorithm == "none":
            return f"{text}."
        secret = self.current.public_pem()
        return f"{text}.{_base64(hmac.new(secret, text.encode(), hashlib.sha256).digest())}"


def _number(value: int) -> str:
    return _base64(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
