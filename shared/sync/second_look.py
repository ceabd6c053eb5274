"""Asks a contact by itself for what a list of contacts did not show, before that is believed to be
gone.

What stands beside a list (`include`) is not documented, nor how much of it there may be: a value or
a subscription that was left out there looks like one that is not there. What stands below a single
contact is documented (developers.activecampaign.com, "List all field values of a contact", "List
all contact list memberships", read 2026-11-30)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final, TypeVar

from shared.errors import Gone
from shared.sync.consent import ContactConsent
from shared.sync.context import EntitySync, SyncContext
from shared.sync.merge import same
from shared.sync.pair import ContactState, Pair
from shared.sync.plan import Plan, plan
from shared.sync.progress import Progress
from shared.sync.recall import recall
from shared.sync.single_calls import each
from shared.sync.vanished import blank_customs, blank_news

T = TypeVar("T")

FEW: Final = 20
"""So many contacts of a chunk are asked each."""

SAMPLE: Final = 5
"""Of more, so many are asked at first; one that tells another tale than the list has them all
asked."""


def look_again(ctx: SyncContext, items: Sequence[Progress]) -> list[Progress]:
    """The items in their order: planned anew where the contact by itself shows more than the list
    did, and lost where it is gone by now. Calls nobody unless a custom field is newly blank, or is
    blank and would be written to when the contact is linked, or lists alone tell of an opt-out
    that would be news.

    Raises RetryLater or StopRun."""
    fields = _fields_alone(ctx, items)
    lists = lists_alone(
        ctx,
        {
            contact.id: contact.consent
            for item in items
            if (contact := item.plan.pair.contact) is not None
            and contact.consent is not None
            and _opts_out_by_lists(item.plan)
        },
    )
    found = list(items)
    moved: dict[int, Pair] = {}
    for place, item in enumerate(items):
        pair = item.plan.pair
        if pair.contact is None or (pair.contact.id not in fields and pair.contact.id not in lists):
            continue
        seen = _seen_alone(ctx, item, pair.contact, fields, lists)
        if seen is None:
            found[place] = Progress.start(Plan(pair, "nothing"))
            found[place].lost = True
        elif seen != pair.contact:
            moved[place] = replace(pair, contact=seen)
    for place, pair in zip(moved, recall(ctx, moved.values()), strict=True):
        found[place] = Progress.start(plan(pair, ctx.entities[pair.entity].rules))
    return found


def lists_alone(
    ctx: SyncContext, consents: Mapping[str, ContactConsent]
) -> dict[str, ContactConsent | None]:
    """What contacts that seem unsubscribed from all of their lists show by themselves, by id; None
    where one is gone. Those that are not asked are believed.

    Raises RetryLater or StopRun."""
    shown = {contact_id: len(consent.lists) for contact_id, consent in consents.items()}
    found = _asked(
        shown,
        ctx.activecampaign.contact_lists,
        lambda contact_id, lists: _with_lists(consents[contact_id], lists).why_out is not None,
    )
    return {
        contact_id: None if lists is None else _with_lists(consents[contact_id], lists)
        for contact_id, lists in found.items()
    }


def _fields_alone(
    ctx: SyncContext, items: Sequence[Progress]
) -> dict[str, Mapping[str, str] | None]:
    """Field id -> raw value, by contact, of those whose blank custom fields are in doubt."""
    doubted = {
        contact.id: (item, keys)
        for item in items
        if (contact := item.plan.pair.contact) is not None and (keys := _doubted(ctx, item.plan))
    }
    shown = {
        contact_id: _values_shown(item.plan.pair.contact)
        for contact_id, (item, _) in doubted.items()
    }

    def agrees(contact_id: str, fields: Mapping[str, str]) -> bool:
        item, keys = doubted[contact_id]
        contact = item.plan.pair.contact
        if contact is None:
            return True
        alone = _with_fields(ctx.entities[item.entity], contact, fields)
        return all(same(key, contact.values.get(key), alone.values.get(key)) for key in keys)

    return _asked(shown, ctx.activecampaign.field_values, agrees)


def _doubted(ctx: SyncContext, made: Plan) -> frozenset[str]:
    """The keys of custom fields that are newly blank; on first linking those that are blank, for
    all that the list shows, and would be written over though the contact has a say in them."""
    pair = made.pair
    if made.action != "update" or pair.contact is None or pair.tied:
        return blank_news(ctx, made)
    sync = ctx.entities[pair.entity]
    written = [
        rule.key
        for rule in sync.rules.fields
        if rule.direction == "both" and rule.key in made.to_contact
    ]
    return blank_customs(sync, pair.contact, written)


def _opts_out_by_lists(made: Plan) -> bool:
    """True if nothing but the lists says so, and somebody would be told."""
    consent = made.consent
    return consent.why == "unsubscribed" and (consent.news or consent.flag_record)


def _seen_alone(
    ctx: SyncContext,
    item: Progress,
    contact: ContactState,
    fields: Mapping[str, Mapping[str, str] | None],
    lists: Mapping[str, ContactConsent | None],
) -> ContactState | None:
    """The contact with what it shows by itself; None if it is gone."""
    if contact.id in fields:
        values = fields[contact.id]
        if values is None:
            return None
        contact = _with_fields(ctx.entities[item.entity], contact, values)
    if contact.id in lists:
        consent = lists[contact.id]
        if consent is None:
            return None
        contact = replace(contact, consent=consent)
    return contact


def _with_fields(
    sync: EntitySync, contact: ContactState, fields: Mapping[str, str]
) -> ContactState:
    values, faults = sync.compiled.contact_values("", "", "", "", fields)
    custom = {key for key, pair in sync.compiled.by_key.items() if pair.field.id is not None}
    return replace(
        contact,
        values={key: value for key, value in contact.values.items() if key not in custom}
        | {key: value for key, value in values.items() if key in custom},
        faults=(
            *(fault for fault in contact.faults if fault.field not in custom),
            *(fault for fault in faults if fault.field in custom),
        ),
    )


def _with_lists(consent: ContactConsent, lists: Mapping[str, str]) -> ContactConsent:
    return replace(consent, lists=lists)


def _values_shown(contact: ContactState | None) -> int:
    values = contact.values.values() if contact is not None else ()
    return sum(value is not None for value in values)


def _asked(
    shown: Mapping[str, int], ask: Callable[[str], T], agrees: Callable[[str, T], bool]
) -> dict[str, T | None]:
    """What `ask` gives of contacts, by id; None of one that is gone. `shown` says how much the
    list had of each: those with the least come first, and of them the last ones of the list,
    since that is where one that was cut off shows."""
    ids = sorted(shown, key=lambda contact_id: (shown[contact_id], -int(contact_id)))
    first = ids if len(ids) <= FEW else ids[:SAMPLE]
    found = _ask_each(first, ask)
    told = ((contact_id, answer) for contact_id, answer in found.items() if answer is not None)
    if len(first) < len(ids) and not all(agrees(*one) for one in told):
        found |= _ask_each(ids[len(first) :], ask)
    return found


def _ask_each(ids: Sequence[str], ask: Callable[[str], T]) -> dict[str, T | None]:
    def asked(contact_id: str) -> T | None:
        try:
            return ask(contact_id)
        except Gone:
            return None

    return dict(zip(ids, each(ids, asked), strict=True))
