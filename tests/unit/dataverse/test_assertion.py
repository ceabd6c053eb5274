"""The app's own token by a certificate."""

import base64
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

from shared.dataverse.assertion import CertificateKey
from shared.dataverse.token import token_source
from shared.errors import ConfigurationError
from shared.transport import open_session
from tests.unit.dataverse.identity_provider import IdentityProvider
from tests.unit.dataverse.support import CLIENT, settings


def pem_file(
    path: Path,
    *,
    key: Any = None,
    certificate_key: Any = None,
    extra: bytes = b"",
    ends: datetime | None = None,
) -> str:
    """A PEM file with a private key and a certificate, by default one that belongs to it and ends
    tomorrow."""
    key = key or rsa.generate_private_key(public_exponent=65537, key_size=2048)
    signer = certificate_key or key
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(signer.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(min(now, ends or now) - timedelta(days=1))
        .not_valid_after(ends or now + timedelta(days=1))
        .sign(signer, SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(extra + private + certificate.public_bytes(serialization.Encoding.PEM))
    return str(path)


def test_a_certificate_gets_a_token_by_a_signed_assertion(
    provider: IdentityProvider, tmp_path: Path
) -> None:
    other = pem_file(tmp_path / "issuer.pem")
    issuer = Path(other).read_bytes().partition(b"-----BEGIN CERTIFICATE")
    path = pem_file(tmp_path / "app.pem", extra=issuer[1] + issuer[2])
    chosen = settings(ENTRA_CLIENT_CERTIFICATE=path, ENTRA_AUTHORITY=provider.url)
    assert token_source(chosen, session=open_session())() == "token-1"

    (form,) = provider.forms
    assert form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
    assert "client_secret" not in form
    certificate = x509.load_pem_x509_certificates(Path(path).read_bytes())[1]
    header = jwt.get_unverified_header(form["client_assertion"])
    digest = base64.urlsafe_b64encode(certificate.fingerprint(SHA256())).rstrip(b"=").decode()
    assert header["x5t#S256"] == digest
    claims = jwt.decode(
        form["client_assertion"],
        certificate.public_key(),
        algorithms=["PS256"],
        audience=provider.token_endpoint,
        issuer=CLIENT,
        subject=CLIENT,
        options={"require": ["exp", "nbf", "iat", "jti"]},
    )
    assert claims["exp"] - claims["iat"] == 600


def test_each_assertion_is_of_its_own(tmp_path: Path) -> None:
    key = CertificateKey(pem_file(tmp_path / "app.pem"))
    ids = {
        jwt.decode(key.assertion(CLIENT, "x", 1.0), options={"verify_signature": False})["jti"]
        for _ in range(2)
    }
    assert len(ids) == 2


def test_a_file_that_does_not_hold_both_is_named_by_its_setting(tmp_path: Path) -> None:
    good = Path(pem_file(tmp_path / "good.pem")).read_bytes()
    key, _, certificate = good.partition(b"-----BEGIN CERTIFICATE")
    foreign = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    elliptic = ec.generate_private_key(ec.SECP256R1())
    (tmp_path / "key.pem").write_bytes(key)
    (tmp_path / "certificate.pem").write_bytes(b"-----BEGIN CERTIFICATE" + certificate)
    (tmp_path / "text.pem").write_text("nothing")
    paths = [
        str(tmp_path / name) for name in ("key.pem", "certificate.pem", "text.pem", "none.pem")
    ]
    paths.append(pem_file(tmp_path / "foreign.pem", certificate_key=foreign))
    paths.append(pem_file(tmp_path / "elliptic.pem", key=elliptic))
    for path in paths:
        with pytest.raises(ConfigurationError, match=r"^ENTRA_CLIENT_CERTIFICATE: "):
            CertificateKey(path)
