"""What is to be done about one pair. Pure and total: one function for both directions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from shared.errors import SkipRecord
from shared.mapping.email import is_mailable
from shared.mapping.model import Direction, Policy
from shared.mapping.values import Canonical
from shared.store import links
from shared.sync.consent import (
    NOT_OPTED_OUT,
    ConsentDecision,
    RecordConsent,
    decide_consent,
    decide_of_inactive,
)
from shared.sync.merge import (
    Arbiter,
    Conflict,
    Copy,
    Equal,
    FieldRule,
    RequiredBlank,
    Side,
    merge,
    same,
)
from shared.sync.pair import ContactState, Pair, RecordRef, RecordState

Action = Literal["nothing", "update", "create_contact", "create_record", "exclude", "close"]

REMOVED_TAG = "[D365: Removed]"
PUSHED_TAG = "[D365: Pushed from Dynamics]"
PULLED_TAG = "[D365: Pulled from ActiveCampaign]"
ENTITY_TAG = {"lead": "[D365: Lead]", "contact": "[D365: Contact]"}
TAGS = (*ENTITY_TAG.values(), PUSHED_TAG, PULLED_TAG, REMOVED_TAG)


class RequiredCleared(SkipRecord):
    code = "mapping.required_blank"
    title = "A required column would be cleared"


class EmailNotMailable(SkipRecord):
    code = "record.email_invalid"
    title = "The email address is not valid"


class HeirNotLinked(SkipRecord):
    code = "record.heir_not_linked"
    title = "The record it became is not linked yet"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a record is left out or its link closed. `related_id` names the other record."""

    code: str
    detail: str
    related_id: str | None = None


OUT_OF_SCOPE = Reason("excluded.out_of_scope", "The record does not meet the criteria.")
NO_EMAIL = Reason("excluded.no_email", "The record has no email address.")
INACTIVE = Reason(links.INACTIVE, "The record is not active in Dynamics.")
DUPLICATE_EMAIL = "excluded.duplicate_email"
RECORD_DELETED = Reason("closed.record_deleted", "The record was deleted in Dynamics.")
CONTACT_DELETED = Reason(links.CONTACT_DELETED, "The contact was deleted in ActiveCampaign.")
QUALIFIED, MERGED = BECAME_ANOTHER = ("closed.qualified", "closed.merged")
CONTACT_AWAITED = Reason(
    "excluded.contact_awaited",
    "ActiveCampaign has not finished the import that is to make the contact.",
)
NOT_OUTBOUND = Reason(
    "excluded.inbound_only", "The mapping brings values from ActiveCampaign only."
)


@dataclass(frozen=True, slots=True)
class Plan:
    """The writes to both sides and what becomes of the link.

    `agreed` are the values that both sides hold now, `to_record` and `to_contact` the values to
    be written (None clears). `tags` are given to the contact, `untags` taken from it, by name.
    `faults` are the values that cannot be synced; the rest goes through all the same. `consent`
    is what holds for the address, and goes its own way: neither scope nor direction stops it."""

    pair: Pair
    action: Action
    to_record: Mapping[str, Canonical] = field(default_factory=dict)
    to_contact: Mapping[str, Canonical] = field(default_factory=dict)
    agreed: Mapping[str, Canonical] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    untags: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    faults: tuple[SkipRecord, ...] = ()
    reason: Reason | None = None
    consent: ConsentDecision = NOT_OPTED_OUT

    @property
    def writes(self) -> bool:
        """True if anything has to be written to either side."""
        tagged = self.tags or self.untags
        written = self.to_record or self.to_contact or tagged or self.consent.writes
        return bool(written) or self.action in (
            "create_contact",
            "create_record",
        )


@dataclass(frozen=True, slots=True)
class Rules:
    """What a mapping says, as far as planning needs it. `contact_keys` are the keys that the
    mapping of Dynamics contacts brings to ActiveCampaign."""

    direction: Direction
    policy: Policy
    fields: tuple[FieldRule, ...]
    contact_keys: frozenset[str] = frozenset()


def plan(pair: Pair, rules: Rules) -> Plan:
    """Decides everything about `pair`, whichever side the hint came from."""
    planned = _plan(pair, rules)
    return replace(planned, consent=_consent(pair, planned.action))


def _consent(pair: Pair, action: Action) -> ConsentDecision:
    """Of a contact without a record, and of an inactive one without a link, nothing is decided."""
    contact = pair.contact.consent if pair.contact is not None else None
    record = pair.record_consent
    if record is None and action == "create_record":
        record = RecordConsent(out=False)
    if record is None:
        return NOT_OPTED_OUT
    remembered = pair.remembered or pair.heir_of_opted_out
    if pair.record is None or pair.record.active:
        decision = decide_consent(
            record, contact, remembered=remembered, others_flagged=pair.others_flagged
        )
    elif pair.link is not None:
        decision = decide_of_inactive(record, contact, remembered=remembered)
    else:
        return NOT_OPTED_OUT
    return replace(decision, news=decision.out and bool(pair.untold))


def _plan(pair: Pair, rules: Rules) -> Plan:
    record, contact = pair.record, pair.contact
    if record is None:
        return _without_record(pair, rules)
    if not record.active:
        return _leave(pair, INACTIVE)
    if record.email is None:
        return Plan(pair, "exclude", reason=NO_EMAIL)
    if not record.in_scope:
        return Plan(pair, "exclude", reason=OUT_OF_SCOPE)
    if contact is None and _contact_was_deleted(pair, record, rules):
        return Plan(pair, "close", reason=CONTACT_DELETED)
    if pair.older is not None:
        return Plan(pair, "exclude", reason=duplicate_email(pair.older))
    if contact is None:
        return _without_contact(pair, record, rules)
    return _both(pair, record, contact, rules)


def duplicate_email(holder: str) -> Reason:
    """The reason of a record whose email another record of its entity holds."""
    return Reason(
        DUPLICATE_EMAIL,
        f"The record {holder} has the same email address and is the one that is synced.",
        holder,
    )


def _without_record(pair: Pair, rules: Rules) -> Plan:
    if pair.link is not None and pair.link.listed_as != "closed":
        return _leave(pair, RECORD_DELETED)
    contact = pair.contact
    if contact is None or not pair.asked_for or rules.direction == "outbound":
        return Plan(pair, "nothing")
    values = {
        rule.key: contact.values[rule.key]
        for rule in rules.fields
        if rule.direction != "outbound" and contact.values.get(rule.key) is not None
    }
    tags = (PULLED_TAG,)
    return Plan(pair, "create_record", to_record=values, tags=tags, faults=contact.faults)


def _leave(pair: Pair, reason: Reason) -> Plan:
    """Closes the link of a record that left Dynamics' active rows; the AC contact stays. That of
    a record which became another one is closed once the other has a link, which may be this one."""
    link, heir = pair.link, pair.heir
    if link is not None and link.state == "closed" and link.reason_code in BECAME_ANOTHER:
        reason = Reason(link.reason_code, link.reason_detail or "", link.related_id)
    holds_contact = link is not None and link.contact_id is not None
    if link is None or (pair.record is not None and not holds_contact):
        return Plan(pair, "exclude" if pair.record is not None else "nothing", reason=reason)
    if heir is not None and not pair.heir_has_link:
        return Plan(pair, "nothing", faults=(_heir_not_linked(heir),))
    left = link.state != "closed" and pair.contact is not None and not pair.holders
    tags = (REMOVED_TAG,) if left else ()
    return Plan(pair, "close", tags=tags, reason=reason if heir is None else _became(heir, pair))


def _became(heir: RecordRef, pair: Pair) -> Reason:
    if heir.entity != pair.entity:
        return Reason(QUALIFIED, f"The lead became the contact {heir.id}.", heir.id)
    return Reason(MERGED, f"The record was merged into {heir.id}.", heir.id)


def _heir_not_linked(heir: RecordRef) -> HeirNotLinked:
    return HeirNotLinked(
        f"The record was merged or qualified; the {heir.entity} {heir.id}, which stands for it "
        "now, could not be linked yet.",
        remedy="Nothing: it is tried again in each run.",
    )


def _contact_was_deleted(pair: Pair, record: RecordState, rules: Rules) -> bool:
    """True if it is not to be made again: the record has not changed since."""
    link = pair.link
    return (
        link is not None
        and link.contact_id is not None
        and not values_differ(record.values, pair.last_agreed, rules.fields)
    )


def _without_contact(pair: Pair, record: RecordState, rules: Rules) -> Plan:
    if rules.direction == "inbound":
        return Plan(pair, "exclude", reason=NOT_OUTBOUND)
    if not is_mailable(record.email or ""):
        return Plan(pair, "nothing", faults=(_not_mailable(),))
    values = {
        rule.key: record.values[rule.key]
        for rule in rules.fields
        if rule.direction != "inbound" and record.values.get(rule.key) is not None
    }
    tags = (PUSHED_TAG, ENTITY_TAG[pair.entity])
    return Plan(pair, "create_contact", to_contact=values, tags=tags, faults=record.faults)


def _both(pair: Pair, record: RecordState, contact: ContactState, rules: Rules) -> Plan:
    arbiter = Arbiter(
        rules.policy,
        newer=_newer(record, contact),
        yielded=rules.contact_keys if pair.contact_record else frozenset(),
    )
    unreadable = {fault.field for fault in (*record.faults, *contact.faults)}
    faults: list[SkipRecord] = [*record.faults, *contact.faults]
    to_record: dict[str, Canonical] = {}
    to_contact: dict[str, Canonical] = {}
    agreed: dict[str, Canonical] = {}
    conflicts: list[Conflict] = []
    base = pair.base
    for rule in rules.fields:
        key = rule.key
        if key in unreadable:
            continue
        merged = merge(
            rule, base.get(key), record.values.get(key), contact.values.get(key), arbiter
        )
        if isinstance(merged, Equal):
            agreed[key] = merged.value
        elif isinstance(merged, RequiredBlank):
            faults.append(_required_cleared(key))
        elif isinstance(merged, Copy):
            (to_contact if merged.to == "activecampaign" else to_record)[key] = merged.value
            if merged.conflict is not None:
                conflicts.append(merged.conflict)
    if "email" in to_contact and not is_mailable(str(to_contact["email"])):
        faults.append(_not_mailable())
        del to_contact["email"]
    first = not pair.tied or pair.inherited_from not in (None, pair.entity)
    returns = first or pair.inherited_from or pair.tags_due
    untags = (REMOVED_TAG,) if REMOVED_TAG in pair.tags and returns else ()
    return Plan(
        pair,
        "update",
        to_record=to_record,
        to_contact=to_contact,
        agreed=agreed,
        tags=_missing_tags(pair) if first else pair.tags_due,
        untags=untags,
        conflicts=tuple(conflicts),
        faults=tuple(faults),
    )


def _missing_tags(pair: Pair) -> tuple[str, ...]:
    """What a contact is given when it is tied. One that was tied before has it all, and is not
    written to for it; one that came from ActiveCampaign is not said to come from Dynamics. The
    origin comes first: with the tag of its entity alone a contact asks for a record."""
    entity_tag = ENTITY_TAG[pair.entity]
    entity = () if entity_tag in pair.tags else (entity_tag,)
    origin = () if pair.tags & {PUSHED_TAG, PULLED_TAG} else (PUSHED_TAG,)
    return origin + entity


def _newer(record: RecordState, contact: ContactState) -> Side | None:
    """The side changed last, by whole seconds: Dataverse's `modifiedon` has no finer ones."""
    if record.modified_at is None or contact.updated_at is None:
        return None
    theirs = contact.updated_at.replace(microsecond=0)
    if theirs == record.modified_at.replace(microsecond=0):
        return None
    return "activecampaign" if theirs > record.modified_at else "dynamics"


def _required_cleared(key: str) -> RequiredCleared:
    return RequiredCleared(
        f"{key} was cleared in ActiveCampaign, but its column in Dynamics is required.",
        remedy="Fill it in ActiveCampaign, or unmap it.",
        field=key,
    )


def _not_mailable() -> EmailNotMailable:
    return EmailNotMailable(
        "The email address of the record is not one that ActiveCampaign accepts.",
        remedy="Correct the email address in Dynamics.",
        field="email",
    )


def values_differ(
    values: Mapping[str, Canonical], base: Mapping[str, Canonical], fields: Sequence[FieldRule]
) -> bool:
    """True if a side, read alone, is not what the base says: only then is the other side read."""
    return any(not same(rule.key, values.get(rule.key), base.get(rule.key)) for rule in fields)
