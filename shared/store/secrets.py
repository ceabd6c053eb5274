"""Secrets: in Key Vault, or for local use encrypted in Table Storage."""

import base64
import threading
import time
from collections.abc import Callable
from typing import Final, Protocol

from azure.core.exceptions import AzureError, ResourceNotFoundError
from azure.keyvault.secrets import SecretClient
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pydantic import BaseModel

from shared.errors import ConfigurationError, RightMissing, Unreachable
from shared.settings import Settings
from shared.store.connection import PIPELINE, Storage
from shared.store.documents import Documents

CACHED_SECONDS: Final = 300.0
TOMBSTONE: Final = "-"
"""Written instead of deleting: a deleted secret's name cannot be used again until the vault has
purged it (learn.microsoft.com, "Key Vault soft-delete overview", read 2026-11-24)."""


class Secrets(Protocol):
    """Named texts that are never shown. Names are letters, digits and hyphens."""

    def get(self, name: str) -> str | None:
        """The secret, perhaps as it was some minutes ago."""

    def set(self, name: str, value: str) -> None:
        """Keeps `value`, which must not be blank, under `name`."""

    def clear(self, name: str) -> None:
        """Forgets the secret; one that is not there is no error."""

    def renew(self, name: str) -> str | None:
        """The secret as it is now. If it cannot be read, what is remembered stays."""

    def refresh(self) -> None:
        """Makes the next `get` ask the store, since another worker may have set a secret."""


def open_secrets(settings: Settings, storage: Storage) -> Secrets:
    """By the settings: Key Vault where there is one."""
    if settings.key_vault_url is not None:
        return CachedSecrets(VaultSecrets(settings.key_vault_url, settings))
    key = settings.local_secret_key
    if key is None:
        raise ConfigurationError("KEY_VAULT_URL: set it, or for local use LOCAL_SECRET_KEY.")
    return CachedSecrets(TableSecrets(storage, key.get_secret_value()))


class CachedSecrets:
    """Remembers what another store of secrets said, for some minutes. Safe for many threads."""

    def __init__(self, inner: Secrets, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._inner = inner
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._known: dict[str, tuple[str | None, float]] = {}

    def get(self, name: str) -> str | None:
        with self._lock:
            known = self._known.get(name)
            if known is not None and self._monotonic() - known[1] < CACHED_SECONDS:
                return known[0]
            value = self._inner.get(name)
            self._known[name] = (value, self._monotonic())
            return value

    def set(self, name: str, value: str) -> None:
        with self._lock:
            self._known.pop(name, None)
            self._inner.set(name, value)

    def clear(self, name: str) -> None:
        with self._lock:
            self._known.pop(name, None)
            self._inner.clear(name)

    def renew(self, name: str) -> str | None:
        value = self._inner.renew(name)
        with self._lock:
            self._known[name] = (value, self._monotonic())
        return value

    def refresh(self) -> None:
        with self._lock:
            self._known.clear()


class VaultSecrets:
    """Secrets in Azure Key Vault. The identity needs the role Key Vault Secrets Officer."""

    def __init__(self, url: str, settings: Settings) -> None:
        from azure.identity import ManagedIdentityCredential

        credential = ManagedIdentityCredential(client_id=settings.managed_identity_client_id)
        self._client = SecretClient(url, credential, **PIPELINE)

    def get(self, name: str) -> str | None:
        try:
            value = self._client.get_secret(name).value
        except ResourceNotFoundError:
            return None
        except AzureError as fault:
            raise _vault_error(fault) from None
        return None if value == TOMBSTONE else value

    def set(self, name: str, value: str) -> None:
        try:
            self._client.set_secret(name, value)
        except AzureError as fault:
            raise _vault_error(fault) from None

    def clear(self, name: str) -> None:
        if self.get(name) is not None:
            self.set(name, TOMBSTONE)

    def renew(self, name: str) -> str | None:
        return self.get(name)

    def refresh(self) -> None:
        """Nothing is remembered here."""


def _vault_error(fault: AzureError) -> Exception:
    status = getattr(fault, "status_code", None)
    if status in (401, 403):
        return RightMissing(
            "keyvault",
            "Key Vault refused the app.",
            remedy="Give the app's identity the role Key Vault Secrets Officer on the vault.",
            status=status,
        )
    return Unreachable("keyvault", "Key Vault gave no good answer.", status=status)


class StoredSecret(BaseModel):
    encrypted: str


class TableSecrets:
    """Secrets in Table Storage, encrypted with a key derived from a text of the settings."""

    def __init__(self, storage: Storage, key_text: str) -> None:
        derived = HKDF(SHA256(), length=32, salt=None, info=b"secrets").derive(key_text.encode())
        self._cipher = Fernet(base64.urlsafe_b64encode(derived))
        self._documents = Documents(storage)

    def get(self, name: str) -> str | None:
        found = self._documents.get("secret", name, StoredSecret)
        if found is None:
            return None
        try:
            return self._cipher.decrypt(found[0].encrypted.encode()).decode()
        except InvalidToken:
            raise ConfigurationError(
                "LOCAL_SECRET_KEY: is not the one with which the stored secrets were encrypted. "
                "Set the former one, or connect ActiveCampaign again."
            ) from None

    def set(self, name: str, value: str) -> None:
        encrypted = self._cipher.encrypt(value.encode()).decode()
        self._documents.overwrite("secret", name, StoredSecret(encrypted=encrypted))

    def clear(self, name: str) -> None:
        self._documents.remove("secret", name)

    def renew(self, name: str) -> str | None:
        return self.get(name)

    def refresh(self) -> None:
        """Nothing is remembered here."""
