"""The ledger of consent: who opted out, where, when and why; and, for a sync, whether an address
ever did. Both outlive a record, a contact and the account that is connected."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from shared.entities import Entity
from shared.store import bulk
from shared.store.connection import Tables
from shared.store.contact_index import ContactIndex
from shared.store.keys import digest, encoded, newest_first
from shared.store.scan import first_rows

OUT: Final = "1"
GIVEN_AGAIN: Final = "0"


@dataclass(frozen=True, slots=True)
class ConsentChange:
    """One change for one address. `why` is the code of what showed it; `record_id` and
    `contact_id` are the record and the contact on which it was seen."""

    at: datetime
    out: bool
    why: str
    run_id: str
    entity: Entity
    record_id: str | None
    contact_id: str | None


class ConsentLedger:
    """Opened for one step, as the index of opt-outs that it holds remembers what it has read.
    Addresses are kept as hashes only."""

    def __init__(self, tables: Tables) -> None:
        self._table = tables.table("consent")
        self._index = ContactIndex(tables, "optouts")

    def opted_out(self, emails: Collection[str]) -> set[str]:
        """Of these addresses, normalised, those that opted out and did not opt in again."""
        return {email for email, state in self._index.find(emails).items() if state == OUT}

    def note(self, changes: Sequence[tuple[str, ConsentChange]]) -> None:
        """Notes a change for each email. The ledger is written first: a crash between the two
        leaves a line that is written once more, never an opt-out without one."""
        if not changes:
            return
        bulk.put(self._table, [_to_row(email, change) for email, change in changes])
        self._index.put([(email, OUT if change.out else GIVEN_AGAIN) for email, change in changes])

    def newest(self, email: str, after: str | None, limit: int) -> list[tuple[str, ConsentChange]]:
        """At most `limit` changes of one address, newest first, from the one behind the id
        `after` on; each with its id, which sorts as those of the history do."""
        query = "PartitionKey eq @p and RowKey gt @after"
        parameters = {"p": _key(email), "after": encoded(after) if after else ""}
        rows = first_rows(self._table, query, parameters, limit)
        return [(row["RowKey"], _from_row(row)) for row in rows]


def _key(email: str) -> str:
    return digest(email.strip().casefold())


def _to_row(email: str, change: ConsentChange) -> dict[str, Any]:
    return {
        "PartitionKey": _key(email),
        "RowKey": newest_first(change.at, uuid4().hex),
        "at": change.at.isoformat(),
        "out": change.out,
        "why": change.why,
        "runId": change.run_id,
        "entity": change.entity,
        "recordId": change.record_id or "",
        "contactId": change.contact_id or "",
    }


def _from_row(row: bulk.Row) -> ConsentChange:
    return ConsentChange(
        at=datetime.fromisoformat(row["at"]),
        out=row["out"],
        why=row["why"],
        run_id=row["runId"],
        entity="lead" if row["entity"] == "lead" else "contact",
        record_id=row["recordId"] or None,
        contact_id=row["contactId"] or None,
    )
