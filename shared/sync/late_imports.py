"""Imports that ActiveCampaign has not finished when the patience is over. What they bring lands
later, over whatever people have entered until then, and looks like a person's change.

So the link names the import. Until it is final nothing is written for the pair; then the pair is
read again, and a value that has landed is known for what it is: written, and not entered. Nor is a
contact given an address that such an import brings, or taken that came of it (`late_contacts`)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from shared.activecampaign.models import ImportStatus
from shared.errors import Gone, SkipRecord
from shared.store.links import Link, Underway
from shared.sync import late_contacts
from shared.sync.context import SyncContext
from shared.sync.pair import Pair
from shared.sync.plan import Plan
from shared.sync.progress import Progress

GIVEN_UP: Final = timedelta(hours=24)
"""After this an import is not waited for any more, whatever its status says."""

_WRITING: Final = ("update", "create_contact", "create_record")


class ImportUnfinished(SkipRecord):
    code = "activecampaign.import_unfinished"
    title = "ActiveCampaign has not finished an import"


def status_of(ctx: SyncContext, import_id: str) -> ImportStatus | None:
    """None if ActiveCampaign does not know the import any more."""
    try:
        return ctx.activecampaign.import_status(import_id)
    except Gone:
        return None


def is_final(status: ImportStatus | None) -> bool:
    """True if nothing more comes of the import."""
    return status is None or status.state in ("completed", "failed")


def waiting_for_import(problems: Mapping[str, str]) -> set[str]:
    """The records that wait for an import, of those that have a problem, with its code."""
    return {record_id for record_id, code in problems.items() if code == ImportUnfinished.code}


class LateImports:
    """What is known of such imports while pairs are carried out, round after round. Each is asked
    for once, and only if a pair that is to be written names it."""

    def __init__(self, ctx: SyncContext) -> None:
        self._ctx = ctx
        self._known: set[str] = set()
        self._finished: set[str] = set()
        self._unfinished: set[str] = set()

    def next_round(self) -> None:
        """From here on the pairs are read after the imports found final were so."""
        if self._finished - self._known:
            self._ctx.newcomers.outdate()
        self._known |= self._finished

    def keep_back(self, items: Sequence[Progress]) -> list[Progress]:
        """The items in their order. One that an import stands in the way of writes no value: while
        that is not final it waits, with a fault; if it is, the item is lost, to be read again. One
        that would take another record's new contact waits until that record has it.
        Consent goes its own way.

        Raises RetryLater or StopRun."""
        since = self._ctx.clock() - GIVEN_UP
        rivals = _Rivals(self._ctx, items)
        taken = [_recent([rivals.taken_from(item)], since) for item in items]
        awaited = [self._awaited(item, rivals, since) for item in items]
        asked = {note.import_id or "" for notes in awaited for note in notes}
        for import_id in sorted(asked - self._finished - self._unfinished):
            final = is_final(status_of(self._ctx, import_id))
            (self._finished if final else self._unfinished).add(import_id)
        return [
            _waiting(item, notes[0]) if notes else self._kept_back(item, more)
            for item, notes, more in zip(items, taken, awaited, strict=True)
        ]

    def _awaited(self, item: Progress, rivals: "_Rivals", since: datetime) -> list[Underway]:
        is_new = late_contacts.awaits_contact(item.plan.pair.link)
        if item.stopped or not (is_new or item.plan.action in _WRITING):
            return []
        notes = _recent([*_notes(item.plan.pair), rivals.given_to(item)], since)
        return [note for note in notes if note.import_id not in self._known]

    def _kept_back(self, item: Progress, awaited: Sequence[Underway]) -> Progress:
        open_ = next((note for note in awaited if note.import_id in self._unfinished), None)
        if open_ is not None:
            return _waiting(item, open_)
        if awaited:
            item = _without_values(item)
            item.lost = True
        return item


def _waiting(item: Progress, awaited: Underway) -> Progress:
    item = _without_values(item)
    item.awaits = awaited
    item.faults.append(unfinished())
    return item


def _without_values(item: Progress) -> Progress:
    made = item.plan
    return Progress.start(Plan(made.pair, "nothing", consent=made.consent))


def _recent(notes: Iterable[Underway | None], since: datetime) -> list[Underway]:
    """Those of imports that are not given up."""
    return [
        note
        for note in notes
        if note is not None
        and note.import_id is not None
        and (note.since is None or note.since > since)
    ]


class _Rivals:
    """The imports that are to make other records' contacts, as far as the plans of `items` have
    to do with their addresses. Reads nothing if no record waits for an import, or no plan does."""

    def __init__(self, ctx: SyncContext, items: Sequence[Progress]) -> None:
        concerned = any(ctx.late.values()) and any(
            late_contacts.address_given(item.plan) or late_contacts.address_taken(item.plan)
            for item in items
        )
        self._links: Mapping[str, Link] = late_contacts.by_address(ctx) if concerned else {}

    def given_to(self, item: Progress) -> Underway | None:
        """The one that brings the address which the plan would give to a contact."""
        return self._other(item, late_contacts.address_given(item.plan))

    def taken_from(self, item: Progress) -> Underway | None:
        """The one that brings the contact, or brought it, which the plan would take."""
        return None if item.stopped else self._other(item, late_contacts.address_taken(item.plan))

    def _other(self, item: Progress, address: str | None) -> Underway | None:
        link = self._links.get(address or "")
        if link is None or (link.entity, link.record_id) == (item.entity, item.record_id):
            return None
        return link.underway


def _notes(pair: Pair) -> Iterator[Underway]:
    """Of the record's own link, and of the one that it takes the contact from."""
    for link in (pair.link, pair.taken_from):
        if link is not None:
            yield link.underway


def unfinished() -> ImportUnfinished:
    return ImportUnfinished(
        "The import was handed over, but the contact has not been seen to have its values yet.",
        remedy="Nothing: it is looked for again in the next run, and no value is written before.",
    )
