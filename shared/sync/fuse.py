"""Holds a run that would change too much: foreseen from one side and the links alone, before
anything is written. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from shared.mapping.values import Canonical
from shared.store.links import Link
from shared.sync.consent import contact_differs
from shared.sync.merge import FieldRule, same
from shared.sync.pair import ContactState, RecordState, is_tied
from shared.sync.plan import Plan

AT_LEAST: Final = 100
"""So many linked records may change whatever their share is: a small account is not held for a
handful of people."""


@dataclass(frozen=True, slots=True)
class Limits:
    """`percent` of the linked records may change, and `people` may be unsubscribed."""

    percent: int
    people: int


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Linked records that a run would change, those of them that would lose a value, and people
    who would be unsubscribed."""

    changed: int = 0
    cleared: int = 0
    unsubscribed: int = 0

    def __add__(self, other: "Foreseen") -> "Foreseen":
        return Foreseen(
            self.changed + other.changed,
            self.cleared + other.cleared,
            self.unsubscribed + other.unsubscribed,
        )


NOTHING: Final = Foreseen()


def of_record(
    record: RecordState, link: Link | None, fields: Sequence[FieldRule], fields_mark: str
) -> Foreseen:
    """What a changed record would bring to its contact: of one that is left out, its opt-out. A
    record without a contact changes nobody, and one that was compared by other field pairs tells
    nothing: that the pairs changed was an administrator's own act, foreseen by the preview."""
    if link is None or not is_tied(link):
        return NOTHING
    unsubscribed = int(record.opted_out and not link.opted_out)
    if link.state == "excluded":
        return Foreseen(unsubscribed=unsubscribed)
    if not record.active:
        return Foreseen(changed=1, unsubscribed=unsubscribed)
    compared = record.in_scope and link.fields == fields_mark
    moved = _moved(record.values, link.base, fields, "inbound") if compared else {}
    return Foreseen(int(bool(moved)), int(None in moved.values()), unsubscribed)


def of_deleted(link: Link | None) -> Foreseen:
    """What a record that is no longer there would bring: its contact is tagged as removed."""
    return Foreseen(changed=1) if link is not None and link.state == "linked" else NOTHING


def of_contact(
    contact: ContactState, link: Link, fields: Sequence[FieldRule], fields_mark: str
) -> Foreseen:
    """What a changed contact would bring to its record."""
    if link.state != "linked" or link.fields != fields_mark:
        return NOTHING
    moved = _moved(contact.values, link.base, fields, "outbound")
    changed = bool(moved) or contact_differs(contact.consent, before=link.opted_out)
    return Foreseen(int(changed), int(None in moved.values()))


def of_plan(plan: Plan, fields_mark: str) -> Foreseen:
    """What carrying out a plan would change of what is there: more is known than of one side. Here
    a record without a link counts as well if its contact is there: that a crowd of them turned up
    which nobody had linked says that links were lost."""
    link = plan.pair.link
    linked = link is not None and link.state == "linked"
    unsubscribed = int(bool(plan.consent.leave))
    if link is not None and linked and link.fields != fields_mark:
        return Foreseen(unsubscribed=unsubscribed)
    moved = {**plan.to_record, **plan.to_contact} if plan.action == "update" else {}
    changed = bool(moved) or plan.consent.flag_record or (linked and plan.action == "close")
    return Foreseen(int(changed), int(None in moved.values()), unsubscribed)


def blown(limits: Limits, foreseen: Foreseen, linked: int) -> tuple[str, ...]:
    """Codes of the limits that a run would exceed; none if it may go on."""
    codes = []
    if foreseen.changed > max(AT_LEAST, linked * limits.percent // 100):
        codes.append("fuse.changed")
    if foreseen.unsubscribed > limits.people:
        codes.append("fuse.unsubscribed")
    return tuple(codes)


def told(
    codes: Collection[str], limits: Limits, foreseen: Foreseen, linked: int
) -> Mapping[str, Any]:
    """What a held run shows."""
    return {
        "reasons": list(codes),
        "linked": linked,
        "changed": foreseen.changed,
        "cleared": foreseen.cleared,
        "unsubscribed": foreseen.unsubscribed,
        "limits": {"changedPercent": limits.percent, "unsubscribed": limits.people},
    }


def _moved(
    values: Mapping[str, Canonical],
    base: Mapping[str, Canonical],
    fields: Sequence[FieldRule],
    never: str,
) -> dict[str, Canonical]:
    """The values that differ from the base and go to the other side; one that could not be read
    stays where it is."""
    return {
        rule.key: values[rule.key]
        for rule in fields
        if rule.direction != never
        and rule.key in values
        and not same(rule.key, values[rule.key], base.get(rule.key))
    }
