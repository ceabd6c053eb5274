"""One record and the contact it is tied to, as read: what a plan is made from. Pure values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.entities import Entity
from shared.errors import SkipRecord
from shared.mapping.email import normalise_email
from shared.mapping.values import Canonical
from shared.store.links import Link, Underway
from shared.sync.consent import ContactConsent, RecordConsent
from shared.sync.merge import same


@dataclass(frozen=True, slots=True)
class RecordRef:
    """Names one record."""

    entity: Entity
    id: str


@dataclass(frozen=True, slots=True)
class RecordState:
    """A Dynamics record as read. `values` are canonical, by ActiveCampaign key; a value that
    could not be converted is missing there and stands in `faults`. `opted_out` is its flag
    against bulk email.

    `became` is the record that stands for this one since it was merged or qualified; of a lead
    that was `qualified` it may be unknown. `from_lead` is the lead that a Dynamics contact was
    made from."""

    id: str
    name: str
    etag: str
    email: str | None
    values: Mapping[str, Canonical]
    faults: tuple[SkipRecord, ...]
    active: bool
    in_scope: bool
    created_at: datetime | None
    modified_at: datetime | None
    opted_out: bool = False
    became: RecordRef | None = None
    qualified: bool = False
    from_lead: str | None = None


@dataclass(frozen=True, slots=True)
class ContactState:
    """An ActiveCampaign contact as read; `values` and `faults` as in `RecordState`. `consent` is
    None if its lists were not read."""

    id: str
    email: str
    values: Mapping[str, Canonical]
    faults: tuple[SkipRecord, ...]
    updated_at: datetime | None
    consent: ContactConsent | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """What is known about a record, its link and its contact.

    `record` is None if it is not in Dynamics, `contact` if it is not in ActiveCampaign; both
    were looked for. `older` is the id of the active record of the same entity that holds this
    email by right of age or of its link. `contact_record` is the id of the Dynamics contact
    that shares a lead's AC contact. `asked_for` says that a tag of the contact asks for a
    record to be created, `remembered` that an address is known to have opted out, `untold` are
    the addresses of which the ledger does not say so. `others_flagged` says that an active record
    with one of the addresses has the flag, read where consent would be given again.
    `tags` are the names of those of our tags that the contact carries, read where it is to be
    tied.

    Of a record that left, `heir` is the one that it became, `heir_has_link` says whether that has
    a link yet, and `holders` are the other records that hold the contact. `inherited_from` is set
    if the link is that of a record which became this one, and not stored for this one yet: the
    entity of the other. `taken_from` is the link of another record of the same entity, left out
    by rule, that holds the contact of this one's email. `heir_of_opted_out` says that the one it
    inherited from had opted out."""

    entity: Entity
    link: Link | None = None
    record: RecordState | None = None
    contact: ContactState | None = None
    older: str | None = None
    contact_record: str | None = None
    asked_for: bool = False
    remembered: bool = False
    untold: frozenset[str] = frozenset()
    others_flagged: bool = False
    tags: frozenset[str] = frozenset()
    heir: RecordRef | None = None
    heir_has_link: bool = True
    holders: tuple[RecordRef, ...] = ()
    inherited_from: Entity | None = None
    taken_from: Link | None = None
    heir_of_opted_out: bool = False

    @property
    def tied(self) -> bool:
        """True if the link holds the contact, whether it is synced now or left out by rule; if
        the contact is not there, any."""
        if self.link is None or not is_tied(self.link):
            return False
        return self.contact is None or self.link.contact_id == self.contact.id

    @property
    def base(self) -> Mapping[str, Canonical]:
        """The values both sides last agreed on; empty before the first linking. A closed link
        that is taken up again with the same contact still knows them."""
        link = self.link
        if link is None:
            return {}
        if self.contact is None:
            return self.last_agreed if link.state != "closed" else {}
        return self.last_agreed if link.contact_id == self.contact.id else {}

    @property
    def tags_due(self) -> tuple[str, ...]:
        """The names of tags that the contact was to be given when it was tied, and lacks."""
        if self.link is None or not self.tied:
            return ()
        return tuple(tag for tag in self.link.underway.tags if tag not in self.tags)

    @property
    def last_agreed(self) -> Mapping[str, Canonical]:
        """The base as the link has it, whichever contact it was agreed on with, and what was
        written since and not noted down in it: both sides held that, too."""
        if self.link is None:
            return {}
        return {**self.link.base, **self._half_done(self.link.underway)}

    def _half_done(self, underway: Underway) -> dict[str, Canonical]:
        found: dict[str, Canonical] = {}
        for side, meant in (
            (self.record, underway.to_record),
            (self.contact, underway.to_contact),
        ):
            if side is not None:
                unreadable = {fault.field for fault in side.faults}
                found.update(
                    (key, value)
                    for key, value in meant.items()
                    if key not in unreadable and same(key, side.values.get(key), value)
                )
        return found

    @property
    def addresses(self) -> frozenset[str]:
        """Normalised: one, or two while its change has not yet come to the other side."""
        record = self.record.email if self.record is not None else None
        contact = self.contact.email if self.contact is not None else None
        return frozenset(normalise_email(email) for email in (record, contact) if email)

    @property
    def record_consent(self) -> RecordConsent | None:
        """What the record shows, and its link knows; None if there is no record."""
        if self.record is None:
            return None
        return RecordConsent(self.record.opted_out, self.link is not None and self.link.opted_out)

    @property
    def record_id(self) -> str | None:
        """The record's id, even if the record is no longer there."""
        if self.record is not None:
            return self.record.id
        return self.link.record_id if self.link is not None else None


def is_tied(link: Link | None) -> bool:
    """True if the link holds a contact."""
    return link is not None and link.state != "closed" and link.contact_id is not None


def holds(link: Link | None, contact_id: str) -> bool:
    """True if the link holds this very contact."""
    return link is not None and is_tied(link) and link.contact_id == contact_id
