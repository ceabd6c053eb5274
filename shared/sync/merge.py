"""Three-way merge of one field: base, record, contact. Pure.

The base is the value both sides last agreed on. Before the first linking it is blank, so that
then, too, a blank never beats a value. A side that differs from the base has changed. In the
order in which they are decided (docs/sync-rules.md prints them as a table):

    equal       both sides say the same: that is the new base
    yielded     a Dynamics contact speaks for this field, so that the lead takes its value
    untouched   the side from which the field may be copied has not changed
    copied      one side changed, and the field may go that way
    decided     both changed, differently: the policy settles it
"""

from dataclasses import dataclass
from typing import Final, Literal

from shared.mapping.email import normalise_email
from shared.mapping.model import Direction, Policy
from shared.mapping.values import Canonical

Side = Literal["dynamics", "activecampaign"]
Because = Literal["policy", "newest", "contact_record"]


@dataclass(frozen=True, slots=True)
class FieldRule:
    """How one field pair is merged. `key` is the ActiveCampaign key. `required`: the Dynamics
    column may not be cleared."""

    key: str
    direction: Direction
    required: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """Both sides had changed differently, and `winner` was taken."""

    key: str
    base: Canonical
    record: Canonical
    contact: Canonical
    winner: Side
    because: Because


@dataclass(frozen=True, slots=True)
class Equal:
    """Both sides hold `value`."""

    value: Canonical


@dataclass(frozen=True, slots=True)
class Untouched:
    """Nothing is written, and the base stays."""


@dataclass(frozen=True, slots=True)
class Copy:
    """`value` is written to the side `to`; None clears it there."""

    value: Canonical
    to: Side
    conflict: Conflict | None = None


@dataclass(frozen=True, slots=True)
class RequiredBlank:
    """A required column would be cleared: nothing is written, and the record has a problem."""


FieldMerge = Equal | Untouched | Copy | RequiredBlank

UNTOUCHED: Final = Untouched()


@dataclass(frozen=True, slots=True)
class Arbiter:
    """Settles a field on which both sides changed. `newer` is the side that was changed last,
    None if that cannot be told (then Dynamics wins). `yielded` are the keys for which a
    Dynamics contact with the same AC contact speaks instead of this lead."""

    policy: Policy
    newer: Side | None = None
    yielded: frozenset[str] = frozenset()

    def winner(self) -> Side:
        if self.policy == "newest":
            return self.newer or "dynamics"
        return self.policy


def same(key: str, left: Canonical, right: Canonical) -> bool:
    """True if the two say the same; an email is one regardless of case and outer blanks."""
    if left == right:
        return True
    if key == "email" and isinstance(left, str) and isinstance(right, str):
        return normalise_email(left) == normalise_email(right)
    return False


def merge(
    rule: FieldRule, base: Canonical, record: Canonical, contact: Canonical, arbiter: Arbiter
) -> FieldMerge:
    """Decides one field."""
    key = rule.key
    if same(key, record, contact):
        return Equal(record)
    record_changed = not same(key, record, base)
    contact_changed = not same(key, contact, base)
    if key in arbiter.yielded and contact is not None:
        return _yield(rule, base, record, contact, record_changed)
    if rule.direction == "outbound":
        return Copy(record, "activecampaign") if record_changed else UNTOUCHED
    if rule.direction == "inbound":
        return _to_record(rule, contact) if contact_changed else UNTOUCHED
    if not contact_changed:
        return Copy(record, "activecampaign")
    if not record_changed:
        return _to_record(rule, contact)
    because: Because = "newest" if arbiter.policy == "newest" else "policy"
    conflict = Conflict(key, base, record, contact, arbiter.winner(), because)
    if conflict.winner == "dynamics":
        return Copy(record, "activecampaign", conflict)
    return _to_record(rule, contact, conflict)


def _yield(
    rule: FieldRule, base: Canonical, record: Canonical, contact: Canonical, record_changed: bool
) -> FieldMerge:
    if rule.direction == "outbound":
        return UNTOUCHED
    if not record_changed:
        return _to_record(rule, contact)
    conflict = Conflict(rule.key, base, record, contact, "activecampaign", "contact_record")
    return _to_record(rule, contact, conflict)


def _to_record(
    rule: FieldRule, value: Canonical, conflict: Conflict | None = None
) -> Copy | RequiredBlank:
    if value is None and rule.required:
        return RequiredBlank()
    return Copy(value, "dynamics", conflict)
