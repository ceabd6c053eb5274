"""Imports that ActiveCampaign has not finished when the patience is over. What they bring lands
later, over whatever people have entered until then, and looks like a person's change.

So the link names the import. Until it is final nothing is written for the pair; then the pair is
read again, and a value that has landed is known for what it is: written, and not entered."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from shared.activecampaign.models import ImportStatus
from shared.errors import Gone, SkipRecord
from shared.store.links import Underway
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
        self._known |= self._finished

    def keep_back(self, items: Sequence[Progress]) -> list[Progress]:
        """The items in their order. One that an import stands in the way of writes no value: while
        that is not final it waits, with a fault; if it is, the item is lost, to be read again.
        Consent goes its own way.

        Raises RetryLater or StopRun."""
        since = self._ctx.clock() - GIVEN_UP
        awaited = [self._awaited(item, since) for item in items]
        asked = {note.import_id or "" for notes in awaited for note in notes}
        for import_id in sorted(asked - self._finished - self._unfinished):
            final = is_final(status_of(self._ctx, import_id))
            (self._finished if final else self._unfinished).add(import_id)
        return [self._kept_back(*one) for one in zip(items, awaited, strict=True)]

    def _awaited(self, item: Progress, since: datetime) -> list[Underway]:
        if item.stopped or item.plan.action not in _WRITING:
            return []
        return [
            note
            for note in _notes(item.plan.pair)
            if note.import_id is not None
            and note.import_id not in self._known
            and (note.since is None or note.since > since)
        ]

    def _kept_back(self, item: Progress, awaited: Sequence[Underway]) -> Progress:
        if not awaited:
            return item
        made = item.plan
        item = Progress.start(Plan(made.pair, "nothing", consent=made.consent))
        open_ = next((note for note in awaited if note.import_id in self._unfinished), None)
        if open_ is None:
            item.lost = True
        else:
            item.awaits = open_
            item.faults.append(unfinished())
        return item


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
