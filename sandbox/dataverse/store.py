"""The rows in memory: by id, in order, by index, by version; with undo. Knows no rule of use."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from sandbox.dataverse.collation import Collation
from sandbox.dataverse.schema import Key, Schema, Table

Value = str | int | float | Decimal | bool | tuple[str, str] | None
Row = dict[str, Value]
References = dict[tuple[str, str], set[tuple[str, str, str]]]


@dataclass(frozen=True)
class Deleted:
    """A row that is gone: since which version, and as it last was, for a restore."""

    version: int
    id: str
    row: Row


class TableRows:
    """The rows of one table. A row is replaced as a whole, never changed in place; a column that
    is not there is null; a lookup is `(table, id)`."""

    def __init__(self, table: Table, collation: Collation, references: References) -> None:
        self.table = table
        self._references = references
        self.rows: dict[str, Row] = {}
        self.ids: list[str] = []
        self.deleted: list[Deleted] = []
        self.generation = 0
        self._fold = collation.fold
        self._indexes: dict[str, dict[object, set[str]]] = {name: {} for name in table.indexed}
        self._keys: dict[str, dict[tuple[object, ...], str]] = {}
        self._log: list[tuple[int, str]] = []

    def find(self, column: str, value: object) -> set[str] | None:
        """Ids with that value, or None if the column has no index."""
        if column == self.table.id_column:
            return {value} if value in self.rows else set()  # type: ignore[return-value]
        index = self._indexes.get(column)
        return None if index is None else index.get(self._fold(value), set())

    def by_key(self, key: Key, values: tuple[Value, ...]) -> str | None:
        """The row with that alternate key; None if there is none or a value is null."""
        folded = self._key_of(values)
        return None if folded is None else self._key_index(key).get(folded)

    def after(self, row_id: str) -> int:
        return bisect_right(self.ids, row_id)

    def changed_since(self, version: int, until: int) -> Iterator[Row]:
        """Rows whose latest version lies in (version, until], oldest change first."""
        start = bisect_right(self._log, (version, "\uffff"))
        for at in range(start, len(self._log)):
            number, row_id = self._log[at]
            if number > until:
                return
            row = self.rows.get(row_id)
            if row is not None and row["versionnumber"] == number:
                yield row

    def put(self, row: Row) -> None:
        row_id = str(row[self.table.id_column])
        old = self.rows.get(row_id)
        if old is None:
            insort(self.ids, row_id)
        self._reindex(row_id, old, row)
        self.rows[row_id] = row
        self._log.append((int(row["versionnumber"]), row_id))  # type: ignore[arg-type]
        self.generation += 1

    def restore(self, row_id: str, old: Row | None) -> None:
        """Puts back what was there before a write (its place in the log is still there)."""
        new = self.rows.get(row_id)
        self._reindex(row_id, new, old)
        if old is None:
            self.rows.pop(row_id, None)
            self.ids.pop(bisect_left(self.ids, row_id))
        else:
            if new is None:
                insort(self.ids, row_id)
            self.rows[row_id] = old
        self.generation += 1

    def drop(self, row_id: str) -> None:
        self.restore(row_id, None)

    def load(self, rows: Iterable[Row]) -> None:
        """Many new rows at once, with their versions in rising order."""
        for row in rows:
            row_id = str(row[self.table.id_column])
            self.rows[row_id] = row
            self._reindex(row_id, None, row)
            self._log.append((int(row["versionnumber"]), row_id))  # type: ignore[arg-type]
        self.ids = sorted(self.rows)
        self.generation += 1

    def compact(self) -> None:
        """Forgets log entries that newer ones have overtaken."""
        if len(self._log) > 2 * len(self.rows) + 20_000:
            rows = self.rows
            self._log = [
                (version, row_id)
                for version, row_id in self._log
                if row_id in rows and rows[row_id]["versionnumber"] == version
            ]

    def forget_key(self, name: str) -> None:
        self._keys.pop(name, None)

    def _refer(self, row_id: str, old: Row | None, new: Row | None) -> None:
        """Keeps the store's `references` (who points to a row) up to date."""
        for name in self.table.business_lookups:
            before = old.get(name) if old else None
            after = new.get(name) if new else None
            if before == after:
                continue
            pointer = (self.table.name, row_id, name)
            if isinstance(before, tuple):
                self._references.get(before, set()).discard(pointer)
            if isinstance(after, tuple):
                self._references.setdefault(after, set()).add(pointer)

    def _key_of(self, values: Iterable[Value]) -> tuple[object, ...] | None:
        folded = tuple(self._fold(value) for value in values)
        return None if None in folded else folded

    def _key_index(self, key: Key) -> dict[tuple[object, ...], str]:
        index = self._keys.get(key.name)
        if index is None:
            index = self._keys[key.name] = {}
            for row_id, row in self.rows.items():
                folded = self._key_of(row.get(name) for name in key.columns)
                if folded is not None:
                    index[folded] = row_id
        return index

    def _reindex(self, row_id: str, old: Row | None, new: Row | None) -> None:
        fold = self._fold
        self._refer(row_id, old, new)
        for name, index in self._indexes.items():
            before = fold(old.get(name)) if old else None
            after = fold(new.get(name)) if new else None
            if before == after and old and new:
                continue
            if before is not None and (bucket := index.get(before)):
                bucket.discard(row_id)
                if not bucket:
                    del index[before]
            if after is not None:
                index.setdefault(after, set()).add(row_id)
        for key in self.table.keys.values():
            keyed = self._keys.get(key.name)
            if keyed is None:
                continue
            if old and (value := self._key_of(old.get(name) for name in key.columns)):
                keyed.pop(value, None)
            if new and (value := self._key_of(new.get(name) for name in key.columns)):
                keyed[value] = row_id


class Store:
    """All tables, the database-wide version counter, and the many-to-many links."""

    def __init__(self, schema: Schema, collation: Collation) -> None:
        self.schema = schema
        self.references: References = {}
        self.tables = {
            name: TableRows(table, collation, self.references)
            for name, table in schema.tables.items()
        }
        self.links: dict[str, set[tuple[str, str]]] = {}
        self.version = 4_000_000
        self._undo: list[Callable[[], None]] | None = None

    def row(self, table: str, row_id: str) -> Row | None:
        return self.tables[table].rows.get(row_id)

    def next_version(self) -> int:
        self.version += 1
        return self.version

    def put(self, table: str, row: Row) -> Row:
        """Inserts or replaces a row and gives it the next version."""
        rows = self.tables[table]
        row["versionnumber"] = self.next_version()
        row_id = str(row[rows.table.id_column])
        self._remember(rows, row_id)
        rows.put(row)
        if self._undo is None:
            rows.compact()
        return row

    def load(self, table: str, rows: Iterable[Row]) -> None:
        """Many new rows at once, without undo; each gets the next version."""

        def versioned() -> Iterator[Row]:
            for row in rows:
                row["versionnumber"] = self.next_version()
                yield row

        self.tables[table].load(versioned())

    def remove(self, table: str, row_id: str) -> None:
        rows = self.tables[table]
        row = rows.rows[row_id]
        self._remember(rows, row_id)
        rows.drop(row_id)
        gone = Deleted(self.next_version(), row_id, row)
        rows.deleted.append(gone)
        if self._undo is not None:
            self._undo.append(lambda: rows.deleted.remove(gone))

    def link(self, association: str, pair: tuple[str, str]) -> None:
        links = self.links.setdefault(association, set())
        if pair not in links:
            links.add(pair)
            if self._undo is not None:
                self._undo.append(lambda: links.discard(pair))

    def unlink(self, association: str, pair: tuple[str, str]) -> bool:
        links = self.links.setdefault(association, set())
        if pair not in links:
            return False
        links.discard(pair)
        if self._undo is not None:
            self._undo.append(lambda: links.add(pair))
        return True

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All writes inside happen, or none: any exception undoes them. May be nested; the
        outermost decides."""
        if self._undo is not None:
            yield
            return
        self._undo = []
        try:
            yield
        except BaseException:
            for step in reversed(self._undo):
                step()
            raise
        finally:
            self._undo = None

    def _remember(self, rows: TableRows, row_id: str) -> None:
        if self._undo is not None:
            old = rows.rows.get(row_id)
            self._undo.append(lambda: rows.restore(row_id, old))
