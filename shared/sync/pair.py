"""One record and the contact it is tied to, as read: what a plan is made from. Pure values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.entities import Entity
from shared.errors import SkipRecord
from shared.mapping.values import Canonical
from shared.store.links import Link
from shared.sync.consent import ContactConsent


@dataclass(frozen=True, slots=True)
class RecordState:
    """A Dynamics record as read. `values` are canonical, by ActiveCampaign key; a value that
    could not be converted is missing there and stands in `faults`. `opted_out` is its flag
    against bulk email."""

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
    record to be created, `remembered` that the address is known to have opted out."""

    entity: Entity
    link: Link | None = None
    record: RecordState | None = None
    contact: ContactState | None = None
    older: str | None = None
    contact_record: str | None = None
    asked_for: bool = False
    remembered: bool = False

    @property
    def base(self) -> Mapping[str, Canonical]:
        """The values both sides last agreed on; empty before the first linking."""
        return self.link.base if self.link is not None and self.link.state != "closed" else {}

    @property
    def record_id(self) -> str | None:
        """The record's id, even if the record is no longer there."""
        if self.record is not None:
            return self.record.id
        return self.link.record_id if self.link is not None else None
