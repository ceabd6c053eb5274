"""Opt-outs of people whose data were deleted: all that is kept of them. An address is known again
when it comes up, but cannot be guessed from what is stored without a key, which lies among the
secrets and not beside it."""

import hmac
import secrets as chance
from collections.abc import Callable, Collection
from hashlib import sha256
from typing import Final
from uuid import uuid4

from shared.errors import Conflict, RightMissing
from shared.store import bulk
from shared.store.connection import Tables
from shared.store.leases import LeaseStore
from shared.store.scan import pages
from shared.store.secrets import Secrets

SECRET: Final = "erased-people-key"  # noqa: S105 - its name
PARTITION: Final = "erased"
"""In the table of consent; the other partitions there are digests."""

MAKING_SECONDS: Final = 30.0


class KeyBeingMade(Conflict):
    code = "erase.busy"
    title = "Somebody else is deleting a person's data"


class ErasedKey:
    """The key by which deleted people are hashed."""

    def __init__(self, secrets: Secrets) -> None:
        self._secrets = secrets

    def get(self) -> bytes | None:
        """None before it is made, and if it was lost."""
        found = self._secrets.get(SECRET) or self._secrets.renew(SECRET)
        return bytes.fromhex(found) if found is not None else None

    def made(self, leases: LeaseStore) -> bytes:
        """The key, made the first time. By a lease, as of two that are made at once one would be
        lost with all that was hashed by it. Raises KeyBeingMade."""
        known = self.get()
        if known is not None:
            return known
        lease = leases.take(SECRET, str(uuid4()), MAKING_SECONDS)
        if lease is None:
            raise KeyBeingMade("It is possible once at a time.", remedy="Try again in a minute.")
        try:
            known = self.get()
            if known is None:
                known = chance.token_bytes(32)
                self._secrets.set(SECRET, known.hex())
            return known
        finally:
            leases.release(lease)


def keyed(key: bytes, text: str) -> str:
    """The HMAC-SHA256 of a text, in hex."""
    return hmac.new(key, text.encode("utf-8", "surrogatepass"), sha256).hexdigest()


class ErasedOptOuts:
    """By the digest of an address, hashed again with the key. Remembers what it has read, as the
    ledger of which it is a part does."""

    def __init__(self, tables: Tables, key: Callable[[], bytes | None]) -> None:
        self._table = tables.table("consent")
        self._key = key
        self._known: set[str] | None = None

    def among(self, digests: Collection[str]) -> set[str]:
        """Those that are kept. One call for all, as deleted people are few.

        Raises RightMissing if the key was lost: to go on without would widen consent."""
        if self._known is None:
            found = pages(
                self._table,
                "PartitionKey eq @p",
                {"p": PARTITION},
                select=["PartitionKey", "RowKey"],
            )
            self._known = {row["RowKey"] for page in found for row in page}
        if not self._known:
            return set()
        key = self._key()
        if key is None:
            raise RightMissing(
                "keyvault",
                f"The secret {SECRET} is gone, by which opt-outs of deleted people are known.",
                remedy="Recover it in Key Vault.",
            )
        return {one for one in digests if keyed(key, one) in self._known}

    def keep(self, digests: Collection[str], key: bytes) -> None:
        """On return they are kept for good."""
        rows = [{"PartitionKey": PARTITION, "RowKey": keyed(key, one)} for one in digests]
        bulk.put(self._table, rows)
        self._known = None

    def forget(self, digests: Collection[str], key: bytes) -> None:
        """For those that gave their consent again; nothing happens to those that are not kept."""
        bulk.remove(self._table, [(PARTITION, keyed(key, one)) for one in digests])
        self._known = None
