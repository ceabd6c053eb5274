"""The app registration of the tenant: who may ask for tokens, and where they may be sent.

Knows no token."""

import base64
import hmac
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

SCOPE = "access_as_user"
_LOOPBACK = ("127.0.0.1", "localhost")


@dataclass(frozen=True)
class Certificate:
    """A certificate registered for the app; thumbprints as they stand in a JWT's header."""

    public_key: RSAPublicKey
    x5t: str
    x5t_s256: str

    @classmethod
    def read(cls, path: Path) -> "Certificate":
        """From a PEM file. Raises ValueError if it holds no certificate with an RSA key."""
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        key = certificate.public_key()
        if not isinstance(key, RSAPublicKey):
            raise ValueError(f"{path}: the certificate must have an RSA key")  # noqa: TRY004
        return cls(
            public_key=key,
            x5t=thumbprint(certificate, hashes.SHA1()),  # noqa: S303 - x5t is SHA-1 by RFC 7515
            x5t_s256=thumbprint(certificate, hashes.SHA256()),
        )


@dataclass(frozen=True)
class Registration:
    """`app_object_id` is the object id of the service principal, the `oid` of app tokens.
    `resources`: addresses that tokens may be had for beside the app itself; empty: any https
    address, and http on loopback. `redirect_uris` empty: any address on loopback."""

    tenant: str
    client_id: str
    secret: str
    certificates: tuple[Certificate, ...] = ()
    redirect_uris: frozenset[str] = frozenset()
    resources: frozenset[str] = frozenset()
    app_roles: tuple[str, ...] = ()
    app_object_id: str = "a0a00000-0000-4000-8000-0000000000ff"
    api_names: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        names = frozenset({self.client_id, f"api://{self.client_id}"})
        object.__setattr__(self, "api_names", names)

    def has_secret(self, given: str) -> bool:
        return bool(self.secret) and hmac.compare_digest(given.encode(), self.secret.encode())

    def certificate(self, header: dict[str, str]) -> Certificate | None:
        """The registered certificate that a client assertion's header names."""
        for certificate in self.certificates:
            if header.get("x5t#S256", "").rstrip("=") == certificate.x5t_s256:
                return certificate
            if header.get("x5t", "").rstrip("=") == certificate.x5t:
                return certificate
        return None

    def knows_redirect(self, uri: str) -> bool:
        if self.redirect_uris:
            return uri in self.redirect_uris
        return urlsplit(uri).hostname in _LOOPBACK

    def knows_resource(self, resource: str) -> bool:
        if resource in self.api_names:
            return True
        bare = resource.rstrip("/")
        if self.resources:
            return bare in self.resources
        parts = urlsplit(bare)
        return bool(parts.hostname) and (
            parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
        )


def thumbprint(certificate: x509.Certificate, algorithm: hashes.HashAlgorithm) -> str:
    return base64.urlsafe_b64encode(certificate.fingerprint(algorithm)).decode().rstrip("=")
