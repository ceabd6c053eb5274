"""The product made wrong on purpose, in one way each, to see that the model notices."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from shared.dataverse.write import Update
from shared.store.claims import Claim, ClaimStore
from shared.sync import consent, record_writes
from shared.sync import plan as planning
from shared.sync.consent import NOT_OPTED_OUT, ConsentDecision, ContactConsent, RecordConsent
from shared.sync.merge import UNTOUCHED, Copy, FieldMerge, merge

_merge, _write = merge, record_writes._write


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


def _believes_a_list(record: RecordConsent | None, contact: ContactConsent | None) -> bool:
    """To join a list is enough, whatever was said in Dynamics."""
    return record is not None and not record.out and contact is not None and contact.active


def _takes_flags_away(ctx: Any, item: Any) -> Any:
    """As a first sync would that takes ActiveCampaign's word for it."""
    write, pair = _write(ctx, item), item.plan.pair
    if pair.link is not None or pair.record is None or not pair.record.opted_out:
        return write
    table, column = record_writes.TABLE[item.entity], ctx.entities[item.entity].opt_out_column
    values = write.values if isinstance(write, Update) else {}
    return Update(table, pair.record.id, {**values, column: False}, pair.record.etag)


def _claims_nothing(_: ClaimStore, claims: Sequence[Claim]) -> list[str]:
    return [claim.record_id for claim in claims]


SABOTAGE: Mapping[str, Callable[[], None]] = {
    "invents": lambda: setattr(planning, "merge", _invents),
    "forgets": lambda: setattr(planning, "merge", _forgets),
    "overwrites": lambda: setattr(planning, "merge", _overwrites),
    "mails everybody": lambda: setattr(planning, "decide_consent", _mails_everybody),
    "believes a list": lambda: setattr(consent, "given_again", _believes_a_list),
    "takes flags away": lambda: setattr(record_writes, "_write", _takes_flags_away),
    "claims nothing": lambda: setattr(ClaimStore, "take", _claims_nothing),
}
