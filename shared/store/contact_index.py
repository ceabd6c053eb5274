"""Which contact has an email, for every contact of the account that was seen. A hint: whoever
uses it reads the contact and compares.

A contact takes sixteen bytes: a hash of its email, and its id. They are kept in `SHARDS` rows by
the first byte of the hash, so that thousands of emails are looked up by a few hundred rows, and
three hundred thousand contacts take five megabytes."""

import sys
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Final

from shared.store import bulk
from shared.store.connection import Tables
from shared.store.keys import digest, grouped

SHARDS: Final = 256
ROWS_AT_ONCE: Final = 32
PARTITION: Final = "emails"
NUMBER: Final = "Q"
"""Array type of a hash and of an id: eight bytes."""

NUMBERS_A_PROPERTY: Final = 8_000
"""Of eight bytes each; a property holds 64 KiB."""


@dataclass(slots=True)
class _Shard:
    """`ids[n]` is the contact with the email of `hashes[n]`; the hashes are in order."""

    version: str | None = None
    hashes: "array[int]" = field(default_factory=lambda: array(NUMBER))
    ids: "array[int]" = field(default_factory=lambda: array(NUMBER))

    def find(self, email_hash: int) -> int | None:
        place = bisect_left(self.hashes, email_hash)
        there = place < len(self.hashes) and self.hashes[place] == email_hash
        return self.ids[place] if there else None

    def put_all(self, entries: Iterable[tuple[int, int]]) -> bool:
        """True if one of these hashes and ids was news."""
        news = [self._put(*entry) for entry in entries]
        return any(news)

    def drop(self, hashes: Collection[int], ids: Collection[int]) -> int:
        """How many entries with one of these hashes or ids were there; they are not any more."""
        places = range(len(self.hashes))
        kept = [n for n in places if self.hashes[n] not in hashes and self.ids[n] not in ids]
        dropped = len(self.hashes) - len(kept)
        if dropped:
            self.hashes = array(NUMBER, [self.hashes[n] for n in kept])
            self.ids = array(NUMBER, [self.ids[n] for n in kept])
        return dropped

    def _put(self, email_hash: int, contact_id: int) -> bool:
        place = bisect_left(self.hashes, email_hash)
        if place < len(self.hashes) and self.hashes[place] == email_hash:
            known = self.ids[place] == contact_id
            self.ids[place] = contact_id
            return not known
        self.hashes.insert(place, email_hash)
        self.ids.insert(place, contact_id)
        return True


class ContactIndex:
    """Email -> contact id. Remembers the rows that it has read, and is therefore opened for one
    step: what others note meanwhile is seen by the next. Safe for many threads."""

    def __init__(self, tables: Tables, table: str = "contacts") -> None:
        """Another table holds another number for each email."""
        self._table = tables.table(table)
        self._known: dict[str, _Shard] = {}
        self._lock = Lock()

    def put(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Notes (email, contact id) pairs; the last one of an email stays."""
        hashed = [(_hash(email), int(contact)) for email, contact in pairs]
        todo = grouped((_shard_of(email_hash), (email_hash, id_)) for email_hash, id_ in hashed)
        with self._lock:
            while todo:
                self._read(todo)
                changed = [name for name, news in todo.items() if self._known[name].put_all(news)]
                try:
                    lost = self._write(changed)
                except BaseException:
                    self._forget(todo)  # what stands in memory may not have been written
                    raise
                self._forget(lost)
                todo = {name: todo[name] for name in lost}

    def remove(self, digests: Collection[str], numbers: Collection[str] = ()) -> int:
        """Forgets emails, by the digests of what they are normalised to, and all emails of the
        contacts in `numbers`, for which every row is read; how many entries there were."""
        wanted = {_hash_of(one) for one in digests}
        contacts = {int(number) for number in numbers}
        names = {f"{shard:03d}" for shard in range(SHARDS)} if contacts else set[str]()
        todo = names | {_shard_of(email_hash) for email_hash in wanted}
        removed = 0
        with self._lock:
            self._forget(todo)
            while todo:
                self._read(todo)
                counts = {name: self._known[name].drop(wanted, contacts) for name in todo}
                try:
                    lost = self._write([name for name in sorted(todo) if counts[name]])
                finally:
                    self._forget(todo)  # what stands in memory may not have been written
                removed += sum(counts.values()) - sum(counts[name] for name in lost)
                todo = set(lost)
        return removed

    def find(self, emails: Collection[str]) -> dict[str, str]:
        """Normalised email -> contact id, for the emails that are known."""
        return self._find({_normalised(email): _hash(email) for email in emails})

    def find_digests(self, digests: Collection[str]) -> dict[str, str]:
        """The same by the digest of the normalised email."""
        return self._find({one: _hash_of(one) for one in digests})

    def _find(self, hashes: Mapping[str, int]) -> dict[str, str]:
        with self._lock:
            self._read({_shard_of(email_hash) for email_hash in hashes.values()})
            found = {
                name: self._known[_shard_of(email_hash)].find(email_hash)
                for name, email_hash in hashes.items()
            }
        return {name: str(contact) for name, contact in found.items() if contact is not None}

    def _forget(self, names: Iterable[str]) -> None:
        for name in names:
            self._known.pop(name, None)

    def _read(self, names: Collection[str]) -> None:
        missing = [name for name in names if name not in self._known]
        rows = bulk.read(self._table, [(PARTITION, name) for name in missing])
        for name in missing:
            row = rows.get((PARTITION, name))
            self._known[name] = _from_row(row) if row is not None else _Shard()

    def _write(self, names: Sequence[str]) -> list[str]:
        """The names of those that others have changed meanwhile. A few rows at a time: in a
        large account each is long, and is held several times over while it is sent."""
        lost: list[str] = []
        for start in range(0, len(names), ROWS_AT_ONCE):
            some = names[start : start + ROWS_AT_ONCE]
            shards = [self._known[name] for name in some]
            rows = [
                (_to_row(name, shard), shard.version)
                for name, shard in zip(some, shards, strict=True)
            ]
            versions = bulk.write(self._table, rows)
            for name, shard, version in zip(some, shards, versions, strict=True):
                shard.version = version
                if version is None:
                    lost.append(name)
        return lost


def _normalised(email: str) -> str:
    return email.strip().casefold()


def _hash(email: str) -> int:
    return _hash_of(digest(_normalised(email)))


def _hash_of(email_digest: str) -> int:
    return int(email_digest[:16], 16)


def _shard_of(email_hash: int) -> str:
    return f"{email_hash % SHARDS:03d}"


def _to_row(name: str, shard: _Shard) -> dict[str, Any]:
    row: dict[str, Any] = {"PartitionKey": PARTITION, "RowKey": name, "count": len(shard.ids)}
    for number, start in enumerate(range(0, len(shard.ids), NUMBERS_A_PROPERTY)):
        part = slice(start, start + NUMBERS_A_PROPERTY)
        row[f"hashes{number}"] = _to_bytes(shard.hashes[part])
        row[f"ids{number}"] = _to_bytes(shard.ids[part])
    return row


def _from_row(row: bulk.Row) -> _Shard:
    shard = _Shard(version=bulk.version_of(row))
    for number in range(-(-int(row["count"]) // NUMBERS_A_PROPERTY)):
        shard.hashes.extend(_from_bytes(row[f"hashes{number}"]))
        shard.ids.extend(_from_bytes(row[f"ids{number}"]))
    return shard


def _to_bytes(numbers: "array[int]") -> bytes:
    return _little_endian(numbers).tobytes()


def _from_bytes(content: bytes) -> "array[int]":
    return _little_endian(array(NUMBER, content))


def _little_endian(numbers: "array[int]") -> "array[int]":
    """The numbers as they are stored, and back, whatever the machine's order of bytes is."""
    if sys.byteorder == "big":
        numbers = array(NUMBER, numbers)
        numbers.byteswap()
    return numbers
