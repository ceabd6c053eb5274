"""Whether the value that lost a conflict can be brought back, and where it is written. Pure.

It is written to one side only, as if somebody had entered it there: that side then differs from
the base and the other does not, so that the next run copies it, and has nothing to decide."""

from dataclasses import dataclass

from shared.errors import Conflict
from shared.mapping.email import is_mailable
from shared.mapping.model import EMAIL_KEY
from shared.mapping.values import Canonical
from shared.store.history import Decided
from shared.sync.merge import FieldRule, Side, same
from shared.sync.pair import Pair
from shared.sync.plan import Rules, plan


class NotRestorable(Conflict):
    code = "history.not_restorable"
    title = "The value cannot be restored"


class ChangedSince(Conflict):
    code = "history.changed_since"
    title = "The value was changed since"


@dataclass(frozen=True, slots=True)
class Restoration:
    """`value` belongs on `side`; `there` says that it is there already."""

    side: Side
    value: Canonical
    there: bool


def restoration(pair: Pair, rules: Rules, decided: Decided) -> Restoration:
    """How the losing value of `decided` comes back to the pair as it is now.

    Raises ChangedSince if one side, or what both last agreed on, is another value than the
    winner; NotRestorable if the next run would not carry the value to the other side."""
    record, contact = pair.record, pair.contact
    rule = next((rule for rule in rules.fields if rule.key == decided.key), None)
    if rule is None:
        raise NotRestorable(f"{decided.key} is not mapped any more.")
    if decided.cut:
        raise NotRestorable("The value was too long to be kept as a whole.")
    if record is None or contact is None or not _is_synced(pair, rules):
        raise NotRestorable("The record is not in sync now.")
    if any(fault.field == rule.key for fault in (*record.faults, *contact.faults)):
        raise NotRestorable(f"{rule.key} cannot be read now.")
    side = _side(pair, rules, decided)
    sides = (record.values.get(rule.key), contact.values.get(rule.key))
    here = sides[0] if side == "dynamics" else sides[1]
    if same(rule.key, here, decided.losing):
        return Restoration(side, decided.losing, there=True)
    _check_way(rule, side)
    _check_value(rule, decided.losing)
    known = (*sides, pair.base.get(rule.key))
    if not all(same(rule.key, value, decided.winning) for value in known):
        raise ChangedSince(
            f"{rule.key} is not any more what the conflict was decided for.",
            remedy="Look at both sides, and enter the value that is right in one of them.",
        )
    return Restoration(side, decided.losing, there=False)


def _is_synced(pair: Pair, rules: Rules) -> bool:
    linked = pair.link is not None and pair.link.state == "linked"
    return linked and plan(pair, rules).action == "update"


def _side(pair: Pair, rules: Rules, decided: Decided) -> Side:
    """The side that lost; but for a lead for which a Dynamics contact speaks, ActiveCampaign,
    from where the value comes to both."""
    yields = pair.contact_record is not None and decided.key in rules.contact_keys
    if yields or decided.winner == "dynamics":
        return "activecampaign"
    return "dynamics"


def _check_way(rule: FieldRule, side: Side) -> None:
    if rule.direction == ("outbound" if side == "activecampaign" else "inbound"):
        raise NotRestorable(
            f"{rule.key} goes one way only now, and would not come over from there.",
            remedy="Enter the value in the other system.",
        )


def _check_value(rule: FieldRule, value: Canonical) -> None:
    if value is None and (rule.required or rule.key == EMAIL_KEY):
        raise NotRestorable(f"The value was a blank, and {rule.key} needs one.")
    if rule.key == EMAIL_KEY and not is_mailable(str(value)):
        raise NotRestorable("The value is no email address that ActiveCampaign accepts.")
