"""What happened with a contact, as plain values of ActiveCampaign's own words. Knows no JSON, no
HTTP, and not how anything is shown.

Ids are decimal strings, "" where the answer told none; times aware UTC."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.activecampaign.models import Contact

What = Literal[
    "sent",
    "not_sent",
    "personal_mail",
    "opened",
    "machine_open",
    "clicked",
    "opened_or_clicked",
    "bounced",
    "replied",
    "forwarded",
    "subscribed",
    "unsubscribed",
    "automation_started",
    "automation_completed",
    "automation_left",
    "tagged",
    "note",
    "tracked",
    "deal",
    "updated",
    "unknown",
]
"""What a row proves to have happened. `machine_open`: a machine fetched the mail, nobody is known
to have read it. `opened_or_clicked`: one of the two, the row does not tell which."""

Source = Literal["activities", "emails", "bounces", "notes", "tracking", "events"]
"""A list of rows about one contact that is read page by page."""

Thing = Literal["campaign", "automation", "list", "tag"]
Names = Mapping[tuple[Thing, str], str]
"""(kind of thing, its id) -> its name, as far as answers told."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One fact that one row of one source tells. `id` is unique among all sources and the same
    whenever the row is read. `reference_id` is the row that a source points to, such as a note;
    `text` is what is said of it: a subject, a note, a reason, or what an unknown kind calls
    itself."""

    id: str
    at: datetime
    what: What
    reference_id: str = ""
    campaign_id: str = ""
    automation_id: str = ""
    list_id: str = ""
    tag_id: str = ""
    text: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """Some rows of one source, newest first. `rows` counts those that were answered, also those
    whose time cannot be read. `more`: there are older ones. `of_others`: rows of other contacts
    were among them, so that the source cannot be asked for one contact in this account."""

    happenings: tuple[Happening, ...]
    names: Names
    rows: int
    more: bool
    of_others: bool = False


@dataclass(frozen=True, slots=True)
class ContactHistory:
    """What the contact itself tells. `has_bounced` is None if it does not say."""

    happenings: tuple[Happening, ...]
    has_bounced: bool | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How engaged a contact is. None: ActiveCampaign did not tell. `contact` has its `lists`;
    `tags` are names."""

    contact: Contact
    score: int | None
    last_open_at: datetime | None
    last_click_at: datetime | None
    tags: tuple[str, ...] | None
