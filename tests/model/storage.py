"""Tables and queues in memory, as far as the stores use them. `test_storage.py` holds them against
Azurite, operation by operation."""

import itertools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, TypeVar

from azure.core.exceptions import (
    HttpResponseError,
    ResourceExistsError,
    ResourceModifiedError,
    ResourceNotFoundError,
)
from azure.data.tables import TableEntity, TableTransactionError

from shared.store.connection import AccountTables

T = TypeVar("T")
Around = Callable[[str, Callable[[], Any]], Any]
Kept = tuple[dict[str, Any], str, datetime]

_COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
}
_LITERALS: Mapping[str, Any] = {"true": True, "false": False}


@dataclass
class Message:
    id: str
    content: str
    visible_at: datetime
    receipt: str = ""
    dequeued: int = 0


@dataclass
class Account:
    """What is stored, common to all workers."""

    tables: dict[str, dict[tuple[str, str], Kept]] = field(default_factory=dict)
    queues: dict[str, list[Message]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def clear_queue(self, name: str) -> None:
        self.queues.setdefault(name, []).clear()


class MemoryStorage:
    """In the place of `shared.store.connection.Storage`, for one worker: all of its calls go
    through `around`."""

    def __init__(self, account: Account, around: Around) -> None:
        self._account = account
        self._around = around

    def table(self, name: str) -> "MemoryTable":
        return MemoryTable(self._account, name, self._around)

    def queue(self, name: str) -> "MemoryQueue":
        return MemoryQueue(self._account, name, self._around)

    def of_account(self, number: int) -> AccountTables:
        return AccountTables(self, str(number) if number > 1 else "")  # type: ignore[arg-type]

    def create_all(self) -> None:
        """There is nothing to be made."""


class MemoryTable:
    def __init__(self, account: Account, name: str, around: Around) -> None:
        self._account = account
        self._rows = account.tables.setdefault(name, {})
        self._name = name
        self._around = around

    def get_entity(self, partition: str, row: str, select: Any = None, **_: Any) -> TableEntity:
        return self._call("get", lambda: _entity(self._found((partition, row)), select))

    def create_entity(self, row: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        return self._call("create", lambda: self._apply(("create", row)))

    def update_entity(self, row: Mapping[str, Any], **given: Any) -> dict[str, Any]:
        return self._call("update", lambda: self._apply(("update", row, given)))

    def delete_entity(self, partition: str, row: str, **_: Any) -> None:
        self._call("delete", lambda: self._rows.pop((partition, row), None))

    def submit_transaction(self, operations: Sequence[Any], **_: Any) -> list[dict[str, Any]]:
        return self._call("batch", lambda: self._all_or_nothing(operations))

    def query_entities(
        self,
        query: str,
        parameters: Mapping[str, Any],
        select: Any = None,
        results_per_page: int | None = None,
        **_: Any,
    ) -> SimpleNamespace:
        fits = _compiled(query, parameters)
        partition = _partition(query, parameters)
        size = results_per_page or 1000

        def rows_after(key: tuple[str, str] | None) -> list["_Row"]:
            there = (
                self._rows if partition is None else [k for k in self._rows if k[0] == partition]
            )
            keys = sorted(k for k in there if key is None or k > key)
            found = (self._rows[k] for k in keys)
            fitting = (kept for kept in found if fits({**kept[0], "Timestamp": kept[2]}))
            return [_entity(kept, select) for kept in itertools.islice(fitting, size + 1)]

        def read(key: tuple[str, str] | None) -> list["_Row"]:
            return self._call("query", lambda: rows_after(key))

        return SimpleNamespace(by_page=lambda: _Pages(read, size))

    def _call(self, what: str, act: Callable[[], T]) -> T:
        result: T = self._around(f"{what} {self._name}", act)
        return result

    def _found(self, key: tuple[str, str]) -> Kept:
        if key not in self._rows:
            raise ResourceNotFoundError("no such row")
        return self._rows[key]

    def _all_or_nothing(self, operations: Sequence[Any]) -> list[dict[str, Any]]:
        before = dict(self._rows)
        answers = []
        for place, operation in enumerate(operations):
            try:
                answers.append(self._apply(operation))
            except tuple(_REFUSED) as fault:
                self._rows.clear()
                self._rows.update(before)
                refused = TableTransactionError(message="refused", index=place)
                refused.status_code = _REFUSED[type(fault)]
                raise refused from None
        return answers

    def _apply(self, operation: Any) -> dict[str, Any]:
        kind, row, *more = operation
        key = (row["PartitionKey"], row["RowKey"])
        if kind == "delete":
            if more and self._found(key)[1] != more[0].get("etag"):
                raise ResourceModifiedError("changed")
            self._found(key)
            del self._rows[key]
            return {}
        if kind == "create" and key in self._rows:
            raise ResourceExistsError("exists")
        if kind == "update" and self._found(key)[1] != more[0].get("etag"):
            raise ResourceModifiedError("changed")
        etag = f"W/{next(self._account.numbers)}"
        self._rows[key] = ({n: v for n, v in row.items() if v is not None}, etag, _now())
        return {"etag": etag}


class _Pages:
    """The pages of a query, each read when it is asked for."""

    def __init__(self, read: Callable[[Any], list["_Row"]], size: int) -> None:
        self._read = read
        self._size = size
        self._ended = False
        self.continuation_token: tuple[str, str] | None = None

    def __iter__(self) -> "_Pages":
        return self

    def __next__(self) -> list["_Row"]:
        if self._ended:
            raise StopIteration
        rows = self._read(self.continuation_token)
        page = rows[: self._size]
        self._ended = len(rows) <= self._size
        self.continuation_token = None if self._ended else page[-1].key
        return page


class MemoryQueue:
    def __init__(self, account: Account, name: str, around: Around) -> None:
        self._account = account
        self._messages = account.queues.setdefault(name, [])
        self._name = name
        self._around = around

    def send_message(self, text: str, *, visibility_timeout: float = 0, **_: Any) -> None:
        def send() -> None:
            number = str(next(self._account.numbers))
            visible_at = _now() + timedelta(seconds=visibility_timeout)
            self._messages.append(Message(number, text, visible_at))

        self._around(f"send {self._name}", send)

    def receive_messages(
        self, *, max_messages: int, visibility_timeout: float, **_: Any
    ) -> list[SimpleNamespace]:
        def receive() -> list[SimpleNamespace]:
            visible = [message for message in self._messages if message.visible_at <= _now()]
            return [self._taken(message, visibility_timeout) for message in visible[:max_messages]]

        found: list[SimpleNamespace] = self._around(f"receive {self._name}", receive)
        return found

    def delete_message(self, message_id: str, pop_receipt: str) -> None:
        def delete() -> None:
            for message in self._messages:
                if (message.id, message.receipt) == (message_id, pop_receipt):
                    self._messages.remove(message)
                    return
            raise ResourceNotFoundError("no such message")

        self._around(f"delete {self._name}", delete)

    def _taken(self, message: Message, hidden_seconds: float) -> SimpleNamespace:
        message.visible_at = _now() + timedelta(seconds=hidden_seconds)
        message.receipt = str(next(self._account.numbers))
        message.dequeued += 1
        return SimpleNamespace(
            id=message.id,
            pop_receipt=message.receipt,
            content=message.content,
            dequeue_count=message.dequeued,
        )


class _Row(TableEntity):
    """As the SDK gives a row; `key` is where it stands, whatever of it was selected."""

    key: tuple[str, str]


def _entity(kept: Kept, select: Any) -> "_Row":
    row, etag, at = kept
    names = select if isinstance(select, list) else None
    made = _Row(row if names is None else {name: row.get(name) for name in names})
    made._metadata = {"etag": etag, "timestamp": at}
    made.key = (row["PartitionKey"], row["RowKey"])
    return made


Row = Mapping[str, Any]


def _compiled(query: str, parameters: Mapping[str, Any]) -> Callable[[Row], bool]:
    """Comparisons joined by `and`, at the end perhaps alternatives: the stores ask nothing else."""
    always, _, either = query.removesuffix(" )").partition(" and ( ")
    comparisons = _joined(always, parameters)
    alternatives = [_joined(one, parameters) for one in either.split(" or ") if one]

    def fits(row: Row) -> bool:
        return comparisons(row) and (not alternatives or any(one(row) for one in alternatives))

    return fits


def _joined(query: str, parameters: Mapping[str, Any]) -> Callable[[Row], bool]:
    terms = []
    for term in query.split(" and "):
        found = re.fullmatch(r"(\w+) (eq|ne|lt|le|gt|ge) (@\w+|true|false)", term.strip())
        assert found is not None, f"not understood: {term}"
        name, operator, operand = found.groups()
        value = parameters[operand[1:]] if operand.startswith("@") else _LITERALS[operand]
        terms.append((name, _COMPARED[operator], value))
    return lambda row: all(
        name in row and compare(row[name], value) for name, compare, value in terms
    )


_REFUSED: Mapping[type[HttpResponseError], int] = {
    ResourceExistsError: 409,
    ResourceModifiedError: 412,
    ResourceNotFoundError: 404,
}
"""What a row of a batch may be refused for, and the status that says so."""


def _partition(query: str, parameters: Mapping[str, Any]) -> str | None:
    """The one partition that is asked for, if it is one."""
    found = re.match(r"PartitionKey eq @(\w+)", query)
    return str(parameters[found[1]]) if found is not None else None


def _now() -> datetime:
    return datetime.now(UTC)
