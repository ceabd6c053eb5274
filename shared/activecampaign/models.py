"""What is read from and written to ActiveCampaign, as plain values. Knows no JSON and no HTTP.

Ids are decimal strings, times aware UTC. Field values are raw: `||A||B||` stays as it is.
Shapes: developers.activecampaign.com/reference, read 2026-11-24."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact as one answer showed it. `fields` (field id -> raw value), `tag_ids` and
    `lists` (list id -> status "0" to "3") are None if the answer did not hold them; a field
    without a value is "" or absent."""

    id: str
    email: str
    first_name: str
    last_name: str
    phone: str
    fields: Mapping[str, str] | None
    tag_ids: frozenset[str] | None
    lists: Mapping[str, str] | None
    created_at: datetime | None
    updated_at: datetime | None
    hard_bounced: bool


@dataclass(frozen=True, slots=True)
class ContactWrite:
    """What a single write sets. None is not sent and stays as it is; "" clears."""

    email: str | None = None
    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ImportContact:
    """One contact of a bulk import. Blanks are never sent, since what they do there is not
    documented. `tags` are names, `unsubscribe` list ids."""

    email: str
    first_name: str | None = None
    last_name: str | None = None
    phone: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    tags: tuple[str, ...] = ()
    unsubscribe: tuple[str, ...] = ()


ImportState = Literal["waiting", "active", "completed", "failed"]


@dataclass(frozen=True, slots=True)
class ImportStatus:
    """`created_ids` are the contacts that were new; ActiveCampaign does not name the others."""

    state: ImportState
    created_ids: tuple[str, ...] = ()
    failed_emails: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldDefinition:
    """A custom field of contacts. `type` is ActiveCampaign's own word, such as `dropdown`;
    `options` are the values a contact may hold, in their order."""

    id: str
    title: str
    type: str
    perstag: str
    options: tuple[str, ...]
    required: bool


@dataclass(frozen=True, slots=True)
class Tag:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class MailingList:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Automation:
    """Contacts can be added only while it is `active`."""

    id: str
    name: str
    active: bool


@dataclass(frozen=True, slots=True)
class AutomationEntry:
    """One run of a contact through an automation; `status` "1" is under way."""

    id: str
    automation_id: str
    status: str
    added_at: datetime | None


EnrolOutcome = Literal["added", "refused"]


@dataclass(frozen=True, slots=True)
class Campaign:
    """`type` such as `single`, `status` "0" draft, "1" scheduled, "5" sent. A mail of an
    automation has a `series_id` other than None. `subject` only if the answer held it."""

    id: str
    name: str
    type: str
    status: str
    subject: str | None
    sent_at: datetime | None
    series_id: str | None


@dataclass(frozen=True, slots=True)
class CampaignMessage:
    """`id` is the message id that sending asks for."""

    id: str
    subject: str


@dataclass(frozen=True, slots=True)
class SendAnswer:
    """Accepted is not delivered: an address that is suppressed is left out silently."""

    accepted: bool
    message: str


@dataclass(frozen=True, slots=True)
class Webhook:
    id: str
    name: str
    url: str
    events: frozenset[str]
    sources: frozenset[str]
    active: bool


@dataclass(frozen=True, slots=True)
class Account:
    """`name` is None where nothing better than the address is known."""

    name: str | None
    url: str


@dataclass(frozen=True, slots=True)
class User:
    """The user whose key is used."""

    id: str
    username: str
    email: str
    first_name: str
    last_name: str
