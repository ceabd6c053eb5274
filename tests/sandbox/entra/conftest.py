"""The stand-in of Entra ID as a process: plain http for pages and tests, https for msal."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import jwt
import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from sandbox.child import Child, free_ports, python

TENANT = "11111111-2222-4333-8444-555555555555"
CLIENT = "66666666-7777-4888-8999-000000000000"
SECRET = "a secret with spaces & signs"
DATAVERSE = "https://contoso.crm4.dynamics.com"
REDIRECT = "http://127.0.0.1:5999/WebResources/acd_/app/redirect.html"


@dataclass(frozen=True)
class KeyPair:
    """A certificate and its key, as PEM files."""

    certificate: Path
    key: Path


def make_key_pair(folder: Path, name: str) -> KeyPair:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=30))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    pair = KeyPair(folder / f"{name}.crt", folder / f"{name}.key")
    pair.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    pair.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return pair


class Entra:
    """The running stand-in, as its clients see it."""

    def __init__(self, base: str, verify: bool | str = True) -> None:
        self.base = base
        self.verify = verify

    @property
    def authority(self) -> str:
        return f"{self.base}/{TENANT}"

    def token(self, headers: dict[str, str] | None = None, **form: str) -> requests.Response:
        return requests.post(
            f"{self.authority}/oauth2/v2.0/token",
            data=form,
            headers=headers,
            timeout=9,
            verify=self.verify,
        )

    def control(self, path: str, body: Any = None) -> requests.Response:
        return requests.post(
            f"{self.base}/_sandbox/{path}", json=body or {}, timeout=9, verify=self.verify
        )

    def mint(self, **order: Any) -> str:
        answer = self.control("tokens", order)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["token"])

    def verified(self, token: str, audience: str) -> dict[str, Any]:
        """The claims, after checking the signature against the published keys."""
        document = requests.get(
            f"{self.authority}/discovery/v2.0/keys", timeout=9, verify=self.verify
        ).json()
        kid = jwt.get_unverified_header(token)["kid"]
        key = next(key for key in jwt.PyJWKSet.from_dict(document).keys if key.key_id == kid)
        claims: dict[str, Any] = jwt.decode(token, key.key, algorithms=["RS256"], audience=audience)
        return claims


@pytest.fixture(scope="session")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, KeyPair]:
    folder = tmp_path_factory.mktemp("keys")
    return {name: make_key_pair(folder, name) for name in ("server", "client", "stranger")}


def _child(folder: Path, port: int, *more: str) -> Child:
    command = python(
        "sandbox.entra", "--port", str(port), "--tenant", TENANT, "--client-id", CLIENT
    )
    return Child(
        "entra", [*command, "--client-secret", SECRET, *more], folder / f"entra-{port}.log"
    )


@pytest.fixture(scope="module")
def entra(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Entra]:
    (port,) = free_ports(1)
    options = ("--redirect-uri", REDIRECT)
    with _child(tmp_path_factory.mktemp("entra"), port, *options) as child:
        child.wait_ready()
        yield Entra(f"http://127.0.0.1:{port}")


@pytest.fixture(scope="module")
def secure_entra(
    tmp_path_factory: pytest.TempPathFactory, pairs: dict[str, KeyPair]
) -> Iterator[Entra]:
    (port,) = free_ports(1)
    server = pairs["server"]
    options = (
        *("--tls-certificate", str(server.certificate), "--tls-key", str(server.key)),
        *("--certificate", str(pairs["client"].certificate), "--resource", DATAVERSE),
    )
    with _child(tmp_path_factory.mktemp("entra"), port, *options) as child:
        child.wait_ready()
        yield Entra(f"https://127.0.0.1:{port}", verify=str(server.certificate))
