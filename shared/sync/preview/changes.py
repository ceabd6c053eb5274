"""What a plan has changed, field by field, as people read it. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from shared.mapping.compiled import CompiledPair
from shared.mapping.values import Canonical
from shared.sync.context import EntitySync
from shared.sync.merge import Side, same
from shared.sync.plan import Plan

Values = Mapping[str, Canonical]

OPTED_OUT: Final = "optedOut"
"""In place of a field's key: the person's consent, which goes beside the mapping."""


@dataclass(frozen=True, slots=True)
class Change:
    """One value of `side` that would change. `key` is that of the field in ActiveCampaign, for
    both sides, or `OPTED_OUT`; None is a blank."""

    key: str
    side: Side
    before: str | None
    after: str | None


def changes_of(
    made: Plan, sync: EntitySync, contact_after: Values, record_after: Values
) -> tuple[Change, ...]:
    """In the order of the mapping, ActiveCampaign first. What a side does not hold after the plan
    was carried out could not be written, and is left out."""
    contact, record = made.pair.contact, made.pair.record
    before = contact.values if contact is not None else {}
    out = list(_changes(sync, "activecampaign", made.to_contact, before, contact_after))
    if made.consent.leave:
        out.append(Change(OPTED_OUT, "activecampaign", "No", "Yes"))
    before = record.values if record is not None else {}
    out += _changes(sync, "dynamics", made.to_record, before, record_after)
    if made.consent.flag_record:
        out.append(Change(OPTED_OUT, "dynamics", "No", "Yes"))
    return tuple(out)


def _changes(
    sync: EntitySync, side: Side, meant: Values, before: Values, after: Values
) -> Iterator[Change]:
    for pair in sync.compiled.pairs:
        key = pair.key
        if key in meant and same(key, meant[key], after.get(key)):
            yield Change(key, side, shown(pair, before.get(key)), shown(pair, meant[key]))


def shown(pair: CompiledPair, value: Canonical) -> str | None:
    """A canonical value as people read it: options by their labels."""
    if value is None:
        return None
    labels = {str(option.value): option.label for option in pair.column.options}
    if isinstance(value, bool):
        return labels.get("1" if value else "0") or ("Yes" if value else "No")
    if isinstance(value, tuple):
        return ", ".join(labels.get(one, one) for one in value)
    return labels.get(value, value)
