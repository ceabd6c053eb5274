"""Whether a person may be mailed, and what a sync does about it: never widened. Pure.

An opt-out is a fact of the email address. It counts as given if one side shows it, or if it was
ever noted for the address; ActiveCampaign's lists are left, never joined. It ends only by two acts
of people: the flag is taken away in Dynamics, of every active record with the address, and the
contact is active on a list."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

UNCONFIRMED, ACTIVE, UNSUBSCRIBED = "0", "1", "2"
"""Statuses on a list; 3 is bounced (help.activecampaign.com 221073788, read 2026-11-24)."""

Why = Literal["flag", "unsubscribed", "bounced", "remembered"]


@dataclass(frozen=True, slots=True)
class ContactConsent:
    """What a contact shows: list id -> status, and whether mail to it bounces for good."""

    lists: Mapping[str, str]
    bounced: bool = False

    @property
    def active(self) -> bool:
        return not self.bounced and ACTIVE in self.lists.values()

    @property
    def gets_no_campaign(self) -> bool:
        """True if ActiveCampaign itself would send it none: bounced, or active on none of its
        lists, be it that it never confirmed. More than an opt-out."""
        return self.bounced or (bool(self.lists) and not self.active)

    @property
    def why_out(self) -> Why | None:
        """Unsubscribed from every list it was on, or bounced for good: the rule of
        ActiveCampaign's own CRM apps. One that is on no list, or has not yet confirmed, has not
        opted out."""
        if self.bounced:
            return "bounced"
        statuses = set(self.lists.values())
        if UNSUBSCRIBED in statuses and not statuses & {ACTIVE, UNCONFIRMED}:
            return "unsubscribed"
        return None


@dataclass(frozen=True, slots=True)
class RecordConsent:
    """What a record shows. `before` says what its link knows of it."""

    out: bool
    before: bool = False


@dataclass(frozen=True, slots=True)
class ConsentDecision:
    """What holds for the address and what has to be written: the flag of the record, and lists
    (by id) to be left. `why` is what shows the opt-out; `news` says that the ledger does not know
    of it yet, and `ended` that the opt-out it knows of is over."""

    out: bool
    why: Why | None = None
    flag_record: bool = False
    leave: tuple[str, ...] = ()
    news: bool = False
    ended: bool = False

    @property
    def writes(self) -> bool:
        return self.flag_record or bool(self.leave)


NOT_OPTED_OUT: Final = ConsentDecision(out=False)


def contact_differs(contact: ContactConsent | None, *, before: bool) -> bool:
    """True if the contact, read alone, is not what its link says (`before`: opted out)."""
    if contact is None:
        return False
    return bool(lists_to_leave(contact)) if before else contact.why_out is not None


def decide_consent(
    record: RecordConsent | None,
    contact: ContactConsent | None,
    *,
    remembered: bool,
    others_flagged: bool = False,
) -> ConsentDecision:
    """What a sync does about one address. A side that is not there, or could not be read, is
    None: nothing is concluded from it, and nothing is written to it. `others_flagged`: another
    active record with the address has the flag; asked for where it matters (`given_again`)."""
    why = _shown(record, contact)
    if why is None and others_flagged:
        why = "flag"
    ended = False
    if why is None and remembered:
        ended = given_again(record, contact)
        why = None if ended else "remembered"
    if why is None:
        return ConsentDecision(out=False, ended=ended) if ended else NOT_OPTED_OUT
    return ConsentDecision(
        out=True,
        why=why,
        flag_record=record is not None and not record.out,
        leave=lists_to_leave(contact),
        news=not remembered,
    )


def _shown(record: RecordConsent | None, contact: ContactConsent | None) -> Why | None:
    if contact is not None and contact.why_out is not None:
        return contact.why_out
    return "flag" if record is not None and record.out else None


def decide_of_inactive(
    record: RecordConsent, contact: ContactConsent | None, *, remembered: bool
) -> ConsentDecision:
    """The same for the address of a record that is not active any more. Its flag counts if its
    link does not know it: it was set before, or as, the record left. Nothing is written to it,
    and nothing else of it counts."""
    if not record.out or record.before:
        return NOT_OPTED_OUT
    return ConsentDecision(out=True, why="flag", leave=lists_to_leave(contact), news=not remembered)


def given_again(record: RecordConsent | None, contact: ContactConsent | None) -> bool:
    """True if a record that had opted out and its contact, by themselves, say that it is over."""
    return (
        record is not None
        and record.before
        and not record.out
        and contact is not None
        and contact.active
    )


def lists_to_leave(contact: ContactConsent | None) -> tuple[str, ...]:
    """Ids of the lists that it is on, or may be by a click."""
    if contact is None:
        return ()
    return tuple(
        sorted(
            (
                list_id
                for list_id, status in contact.lists.items()
                if status in (ACTIVE, UNCONFIRMED)
            ),
            key=lambda list_id: (len(list_id), list_id),
        )
    )
