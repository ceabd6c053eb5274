"""The product made wrong on purpose, in one way each, to see that the model notices."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from shared.store.claims import Claim, ClaimStore
from shared.sync import plan as planning
from shared.sync.consent import NOT_OPTED_OUT, ConsentDecision
from shared.sync.merge import UNTOUCHED, Copy, FieldMerge, merge

_merge = merge


def _invents(rule: Any, *values: Any) -> FieldMerge:
    merged = _merge(rule, *values)
    is_text = isinstance(merged, Copy) and isinstance(merged.value, str)
    if isinstance(merged, Copy) and is_text and rule.key == "phone" and merged.to == "dynamics":
        return replace(merged, value=f"{merged.value} or so")
    return merged


def _forgets(rule: Any, *values: Any) -> FieldMerge:
    return UNTOUCHED if rule.key == "firstName" else _merge(rule, *values)


def _overwrites(rule: Any, base: Any, record: Any, contact: Any, arbiter: Any) -> FieldMerge:
    """As a merge would that knows no base: the contact always wins."""
    return _merge(rule, record, record, contact, arbiter)


def _mails_everybody(*_: Any, **__: Any) -> ConsentDecision:
    return NOT_OPTED_OUT


def _claims_nothing(_: ClaimStore, claims: Sequence[Claim]) -> list[str]:
    return [claim.record_id for claim in claims]


SABOTAGE: Mapping[str, Callable[[], None]] = {
    "invents": lambda: setattr(planning, "merge", _invents),
    "forgets": lambda: setattr(planning, "merge", _forgets),
    "overwrites": lambda: setattr(planning, "merge", _overwrites),
    "mails everybody": lambda: setattr(planning, "decide_consent", _mails_everybody),
    "claims nothing": lambda: setattr(ClaimStore, "take", _claims_nothing),
}
