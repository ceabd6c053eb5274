"""Leases: one worker at a time, however far Functions scales out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from shared.store import bulk
from shared.store.connection import Storage

PARTITION = "lease"


@dataclass(frozen=True, slots=True)
class Lease:
    """Held by `owner` until `expires_at`. `fence` grows with every new holder."""

    name: str
    owner: str
    fence: int
    expires_at: datetime
    version: str


class LeaseStore:
    """Leases by name, each a row that changes hands only if its version was seen. The clocks of
    the workers may differ by some seconds; a lease must be longer than that."""

    def __init__(self, storage: Storage, clock: Callable[[], datetime]) -> None:
        self._table = storage.table("leases")
        self._clock = clock

    def take(self, name: str, owner: str, seconds: float) -> Lease | None:
        """The lease, or None while another holds it."""
        row = bulk.read(self._table, [(PARTITION, name)]).get((PARTITION, name))
        fence, version = 1, None
        if row is not None:
            if row["owner"] and datetime.fromisoformat(row["expiresAt"]) > self._clock():
                return None
            fence, version = int(row["fence"]) + 1, bulk.version_of(row)
        return self._write(Lease(name, owner, fence, self._until(seconds), ""), version)

    def renew(self, lease: Lease, seconds: float) -> Lease | None:
        """The lease with its new end, or None if another has taken it."""
        return self._write(replace(lease, expires_at=self._until(seconds)), lease.version)

    def release(self, lease: Lease) -> None:
        """Gives the lease back, if it is still held."""
        self._write(replace(lease, owner=""), lease.version)

    def _write(self, lease: Lease, version: str | None) -> Lease | None:
        row: dict[str, Any] = {
            "PartitionKey": PARTITION,
            "RowKey": lease.name,
            "owner": lease.owner,
            "fence": lease.fence,
            "expiresAt": lease.expires_at.isoformat(),
        }
        stored = bulk.write(self._table, [(row, version)])[0]
        return replace(lease, version=stored) if stored is not None else None

    def _until(self, seconds: float) -> datetime:
        return self._clock() + timedelta(seconds=seconds)
