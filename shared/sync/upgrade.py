"""Brings what an older version has stored to the format of this one, once, before anything is read:
by the first process that starts, while the others wait."""

import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final
from uuid import uuid4

from azure.data.tables import TableClient

from shared.errors import RetryLater
from shared.store import bulk
from shared.store.connection import ACCOUNT_TABLES, Storage
from shared.store.connection_store import ConnectionStore
from shared.store.formats import FORMAT, MIGRATIONS, FormatNote, Migration, check_readable
from shared.store.leases import LeaseStore
from shared.store.scan import pages
from shared.sync.leasing import LEASE_SECONDS, KeptLease, LeaseLost
from shared.telemetry.output import Log

log = Log(__name__)

LEASE: Final = "format"
LOOK_AGAIN_SECONDS: Final = 2.0
PATIENCE_SECONDS: Final = 200.0
"""Of those that wait; a function may take five minutes, and Azure ends an HTTP call after 230
seconds (learn.microsoft.com, "Azure Functions scale and hosting", read 2026-11-30)."""


class BeingUpgraded(RetryLater):
    code = "storage.being_upgraded"
    title = "The stored data are being brought up to date"

    def __init__(self) -> None:
        super().__init__("storage", "The stored data are being brought up to date.")


class Upgrade:
    """For one storage account. Safe to be asked for by any number of processes."""

    def __init__(
        self,
        storage: Storage,
        clock: Callable[[], datetime],
        *,
        migrations: Sequence[Migration] = MIGRATIONS,
        own: int = FORMAT,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._storage = storage
        self._note = FormatNote(storage)
        self._leases = LeaseStore(storage, clock)
        self._migrations = migrations
        self._own = own
        self._sleep = sleep

    def ensure(self) -> None:
        """Returns once the stored data can be read; one call to the storage account if nothing is
        to be done. Raises StorageTooNew, and BeingUpgraded if another takes long over it."""
        for _ in range(int(PATIENCE_SECONDS / LOOK_AGAIN_SECONDS)):
            if self._is_done():
                return
            lease = self._leases.take(LEASE, str(uuid4()), LEASE_SECONDS)
            if lease is None:
                self._sleep(LOOK_AGAIN_SECONDS)
                continue
            with suppress(LeaseLost), KeptLease(self._leases, lease) as kept:
                self._carry_out(kept)
        raise BeingUpgraded

    def _is_done(self) -> bool:
        stored, version = self._note.load()
        check_readable(stored, self._own)
        return stored.number >= self._own and version is not None

    def _carry_out(self, kept: KeptLease) -> None:
        """Notes each format that is reached, so that a crash costs the work of one. Raises
        LeaseLost."""
        stored, version = self._note.load()
        due = {one.number for one in self._migrations if one.number > stored.number}
        for number in sorted({one for one in due if one < self._own} | {self._own}):
            for migration in self._migrations:
                if migration.number == number and number in due:
                    self._migrate(migration, kept)
            kept.check()
            version = self._note.save(number, version)
            if version is None:
                raise LeaseLost

    def _migrate(self, migration: Migration, kept: KeptLease) -> None:
        changed = sum(_changed(table, migration, kept) for table in self._tables(migration.table))
        log.info("format %s: %s rows of %s changed", migration.number, changed, migration.table)

    def _tables(self, name: str) -> Iterable[TableClient]:
        """The table of every account, or the one that all share."""
        if name not in ACCOUNT_TABLES:
            return [self._storage.table(name)]
        numbers = ConnectionStore(self._storage).accounts()
        return [self._storage.of_account(number).table(name) for number in numbers]


def _changed(table: TableClient, migration: Migration, kept: KeptLease) -> int:
    """How many rows were changed. One that another process writes meanwhile is read again."""
    changed = 0
    for page in pages(table, "PartitionKey ge @first", {"first": ""}):
        todo = page
        while todo:
            kept.check()
            changes = [(migration.change(row), bulk.version_of(row)) for row in todo]
            writes = [(new, version) for new, version in changes if new is not None]
            stored = bulk.write(table, writes)
            lost = [
                (new["PartitionKey"], new["RowKey"])
                for (new, _), version in zip(writes, stored, strict=True)
                if version is None
            ]
            changed += len(writes) - len(lost)
            todo = list(bulk.read(table, lost).values())
    return changed
