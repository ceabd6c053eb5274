"""A few numbers that all hosts share and change, each on what the others wrote."""

from collections.abc import Callable, Mapping
from typing import Final

from shared.store import bulk
from shared.store.connection import Storage

PARTITION: Final = "numbers"

Numbers = Mapping[str, float]


class SharedNumbers:
    """One row. What this process wrote last is taken to be there still, until a write shows that
    it is not: alone, a host changes the numbers by one call. One thread at a time."""

    def __init__(self, storage: Storage, name: str) -> None:
        self._table = storage.table("leases")
        self._key = (PARTITION, name)
        self._known: tuple[Numbers, str | None] | None = None

    def change(self, change: Callable[[Numbers], Numbers | None]) -> None:
        """Writes what `change` makes of the numbers, nothing if that is None; called again if
        others were quicker."""
        while True:
            numbers, version = self._known or self._read()
            changed = change(numbers)
            if changed is None:
                return
            row = {"PartitionKey": self._key[0], "RowKey": self._key[1], **changed}
            stored = bulk.write(self._table, [(row, version)])[0]
            self._known = None if stored is None else (dict(changed), stored)
            if stored is not None:
                return

    def _read(self) -> tuple[Numbers, str | None]:
        row = bulk.read(self._table, [self._key]).get(self._key)
        if row is None:
            return {}, None
        numbers = {name: value for name, value in row.items() if isinstance(value, float)}
        return numbers, bulk.version_of(row)
