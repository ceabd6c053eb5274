"""What happened to one record, and the way back for a value that lost a conflict."""

from collections.abc import Collection as Some
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Final

from shared.actions.audit import note
from shared.actions.models.base import Collection
from shared.actions.models.history import (
    ConflictOutput,
    HistoryKind,
    HistoryOutput,
    HistoryReason,
    RestoredOutput,
    RestoreOutput,
    Value,
)
from shared.actions.people import Person
from shared.actions.recipients import TABLES
from shared.actions.records import NoRecord
from shared.actions.services import Services
from shared.entities import Entity
from shared.errors import Gone, NotFound, RightMissing
from shared.store import history as kept
from shared.store.consent import ConsentChange
from shared.store.history import Decided, Entry, LeftOut, Restored, Written, check_entry_id
from shared.sync.restore import NotRestorable
from shared.sync.restoring import restore
from shared.sync.sides import EMAIL_COLUMN
from shared.transport import Calls


class NoItem(NotFound):
    code = "history.not_found"
    title = "No such item"


def history_page(
    services: Services, entity: Entity, record_id: str, after: str | None, limit: int
) -> Collection[HistoryOutput]:
    """Newest first; of a record that was deleted, too. Raises NoRecord for one that was never
    there."""
    if after is not None:
        check_entry_id(after)
    link = services.links.read(entity, [record_id]).get(record_id)
    emails = {link.email} if link is not None and link.email else set()
    entries = services.engine.history.newest(entity, record_id, after, limit + 1)
    if link is None and not entries and after is None:
        _check_there(services, entity, record_id)
    found = sorted(
        chain(
            ((entry.id, _told(entry)) for entry in entries),
            *(
                ((key, _consent(key, change)) for key, change in changes)
                for changes in _consent_of(services, emails, after, limit + 1)
            ),
        ),
        key=lambda one: one[0],
    )
    items = [item for _, item in found[:limit]]
    return Collection(items=items, next=items[-1].id if len(found) > limit else None)


def restore_value(
    services: Services, person: Person, entity: Entity, record_id: str, item_id: str
) -> RestoreOutput:
    """Writes the losing value of a conflict to where it lost; the next run carries it on.

    Raises NoItem, and what `restore` raises."""
    history = services.engine.history
    entry = history.find(entity, record_id, item_id)
    if entry is None:
        raise NoItem("There is no such item in the history of this record.")
    if not isinstance(entry.what, Decided):
        raise NotRestorable("Only the losing value of a conflict can be restored.")
    made = restore(services.engine, entity, record_id, entry.what, Calls())
    if made.there:
        return RestoreOutput(status="already", side=made.side)
    what = Restored(entry.what.key, made.side, person.name, entry.id)
    now = services.clock()
    history.add_many([Entry.new(entity, record_id, now, what, contact_id=entry.contact_id)])
    note(
        services,
        person,
        "history.restore",
        f"{entity}-{record_id}",
        f"{entry.what.key}: the value that lost a conflict, to {made.side}.",
    )
    return RestoreOutput(status="done", side=made.side)


def _check_there(services: Services, entity: Entity, record_id: str) -> None:
    """A record that no run has seen yet has an empty history. Raises NoRecord for one that
    Dynamics does not have either."""
    try:
        services.dataverse(Calls()).row(TABLES[entity], record_id, [EMAIL_COLUMN])
    except (Gone, RightMissing):
        raise NoRecord("There is no such record.") from None


def _consent_of(
    services: Services, emails: Some[str], after: str | None, limit: int
) -> list[list[tuple[str, ConsentChange]]]:
    ledger = services.engine.open_consent()
    return [ledger.newest(email, after, limit) for email in sorted(emails)]


_WRITTEN: Final[Mapping[str, HistoryKind]] = {
    "created_record": "createdRecord",
    "created_contact": "createdContact",
    "linked": "linked",
    "changed": "changed",
}


def _told(entry: Entry) -> HistoryOutput:
    match entry.what:
        case Written(how, to_record, to_contact):
            return _output(entry, _WRITTEN[how], to_record=to_record, to_contact=to_contact)
        case LeftOut(how, code, detail, related_id):
            reason = HistoryReason(code=code, detail=detail, related_id=related_id)
            return _output(entry, how, reason=reason)
        case Decided():
            return _output(entry, "conflict", conflict=_conflict(entry.what))
        case Restored(key, side, by, of):
            restored = RestoredOutput(field=key, side=side, by=by, of=of)
            return _output(entry, "restored", restored=restored)


def _output(
    entry: Entry,
    kind: HistoryKind,
    *,
    to_record: Sequence[str] = (),
    to_contact: Sequence[str] = (),
    reason: HistoryReason | None = None,
    conflict: ConflictOutput | None = None,
    restored: RestoredOutput | None = None,
) -> HistoryOutput:
    return HistoryOutput(
        id=entry.id,
        at=entry.at,
        kind=kind,
        run_id=entry.run_id,
        contact_id=entry.contact_id,
        to_dynamics=[*to_record],
        to_activecampaign=[*to_contact],
        reason=reason,
        conflict=conflict,
        restored=restored,
    )


def _conflict(decided: Decided) -> ConflictOutput:
    return ConflictOutput(
        field=decided.key,
        base=_value(decided.base),
        dynamics=_value(decided.record),
        activecampaign=_value(decided.contact),
        winner=decided.winner,
        because="contactRecord" if decided.because == "contact_record" else decided.because,
        restorable=not decided.cut,
    )


def _value(value: kept.Value) -> Value:
    return list(value) if isinstance(value, tuple) else value


def _consent(key: str, change: ConsentChange) -> HistoryOutput:
    """Of the address, whichever record showed it."""
    return HistoryOutput(
        id=key,
        at=change.at,
        kind="optedOut" if change.out else "optedIn",
        run_id=change.run_id,
        contact_id=change.contact_id,
        to_dynamics=[],
        to_activecampaign=[],
        reason=_WHY.get(change.why),
        conflict=None,
        restored=None,
    )


def _because(code: str, detail: str) -> HistoryReason:
    return HistoryReason(code=code, detail=detail, related_id=None)


_WHY: Final[Mapping[str, HistoryReason]] = {
    "flag": _because("consent.flag", "The record does not allow bulk email."),
    "unsubscribed": _because(
        "consent.unsubscribed", "The contact is unsubscribed from every list."
    ),
    "bounced": _because("consent.bounced", "Mail to the contact bounces for good."),
    "remembered": _because("consent.remembered", "The address opted out before."),
    "given_again": _because(
        "consent.given_again",
        "The record allows bulk email again, and the contact is active on a list.",
    ),
}
