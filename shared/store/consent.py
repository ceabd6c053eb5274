"""The ledger of consent: who opted out, where, when and why; and, for a sync, whether an address
ever did. Both outlive a record, a contact and the account that is connected; of a person whose data
were deleted no more is left than that there was an opt-out (erased.py)."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from shared.entities import Entity
from shared.store import bulk
from shared.store.connection import Tables
from shared.store.contact_index import ContactIndex
from shared.store.erased import ErasedOptOuts
from shared.store.keys import digest, encoded, newest_first
from shared.store.prune import prune
from shared.store.scan import first_rows, pages

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


@dataclass(frozen=True, slots=True)
class Erasing:
    """Lines that were deleted, and whether an opt-out is still known of."""

    lines: int
    opt_out_kept: bool


class ConsentLedger:
    """Opened for one step, as the index of opt-outs that it holds remembers what it has read.
    Addresses are kept as hashes only."""

    def __init__(self, tables: Tables, key: Callable[[], bytes | None] = lambda: None) -> None:
        """`key` is that of people whose data were deleted; None as long as there are none."""
        self._table = tables.table("consent")
        self._index = ContactIndex(tables, "optouts")
        self._erased = ErasedOptOuts(tables, key)

    def opted_out(self, emails: Collection[str]) -> set[str]:
        """Of these addresses, normalised, those that opted out and did not opt in again. What was
        noted since a person's data were deleted counts more than what was kept then."""
        states = self._index.find(emails)
        unknown = {_key(email): email for email in emails if email not in states}
        erased = self._erased.among(unknown) if unknown else set()
        noted = {email for email, state in states.items() if state == OUT}
        return noted | {unknown[one] for one in erased}

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

    def digests_of(self, record_ids: Collection[str]) -> set[str]:
        """The digests of the addresses under which something was noted of these records. Looks
        through the whole table for each, which is for rare acts."""
        return {
            row["PartitionKey"]
            for record_id in record_ids
            for page in pages(self._table, "recordId eq @record", {"record": record_id})
            for row in page
        }

    def erase(self, emails: Mapping[str, bool], digests: Collection[str], key: bytes) -> Erasing:
        """Deletes what was noted of these addresses: `emails` are normalised, and True for one
        that is known to have opted out elsewhere; `digests` are further ones. What was an
        opt-out is kept by its keyed hash, first, so that a crash leaves too much."""
        known = {_key(email): out for email, out in emails.items()}
        wanted = {*known, *digests}
        states = self._index.find_digests(wanted)
        out = {one for one in wanted if states.get(one) == OUT or known.get(one, False)}
        given = {one for one in wanted if states.get(one) == GIVEN_AGAIN} - out
        self._erased.keep(out, key)
        self._erased.forget(given, key)
        lines = sum(self._remove_lines(one) for one in wanted)
        self._index.remove(wanted)
        return Erasing(lines, bool(out) or bool(self._erased.among(wanted)))

    def _remove_lines(self, partition: str) -> int:
        return prune(self._table, "PartitionKey eq @p", {"p": partition})


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
