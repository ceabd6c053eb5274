"""The rows of one account. Only data: no rules, no shapes of the API."""

from dataclasses import dataclass, field
from typing import Literal

Source = Literal["public", "admin", "api", "system", "import"]

UNCONFIRMED, ACTIVE, UNSUBSCRIBED, BOUNCED = 0, 1, 2, 3


@dataclass(slots=True)
class FieldValue:
    id: int
    contact: int
    field: int
    value: str
    created: int
    updated: int


@dataclass(slots=True)
class Membership:
    """A contactList: what a contact is to a list."""

    id: int
    contact: int
    list: int
    status: int
    subscribed: int | None
    unsubscribed: int | None
    created: int
    updated: int
    source_id: int = 0
    reason: str | None = None
    campaign: int | None = None


@dataclass(slots=True)
class ContactTag:
    id: int
    contact: int
    tag: int
    created: int


@dataclass(slots=True)
class Entry:
    """A contactAutomation: status 1 runs, 2 is done or left."""

    id: int
    contact: int
    automation: int
    status: int
    added: int
    removed: int | None
    last: int
    done_steps: int
    all_steps: int


@dataclass(slots=True)
class Contact:
    id: int
    email: str
    phone: str
    first_name: str
    last_name: str
    created: int
    updated: int
    hash: str
    bounced_hard: int = 0
    bounced_soft: int = 0
    bounced: int | None = None
    sent: int = 0
    last_open: int | None = None
    last_click: int | None = None
    score: int = 0
    scored: int = 0
    account_name: str = ""
    values: dict[int, FieldValue] = field(default_factory=dict)
    lists: dict[int, Membership] = field(default_factory=dict)
    tags: dict[int, ContactTag] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class FieldOption:
    id: int
    field: int
    value: str
    label: str
    order: int
    is_default: bool
    created: int


@dataclass(slots=True)
class Field:
    id: int
    title: str
    type: str
    perstag: str
    created: int
    updated: int
    required: bool = False
    default: str | None = None
    visible: bool = True
    order: int = 1
    description: str | None = None
    options: list[int] = field(default_factory=list)
    relations: list[int] = field(default_factory=list)


@dataclass(slots=True)
class FieldRel:
    id: int
    field: int
    relid: int
    order: int
    created: int


@dataclass(slots=True)
class Tag:
    """`type` None: made without tagType, and so in no list of tags."""

    id: int
    name: str
    type: str | None
    description: str
    created: int


@dataclass(slots=True)
class MailingList:
    id: int
    name: str
    string_id: str
    created: int
    sender_url: str = ""
    sender_reminder: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One act of an automation. `field` and `value` of `set`; `field` to `to` of `copy`;
    `value` of `tag`; `points` of `score`; `campaign` of `send`."""

    act: Literal["set", "copy", "tag", "score", "send"]
    value: str = ""
    field: int = 0
    to: int = 0
    points: int = 0
    campaign: int = 0


@dataclass(frozen=True, slots=True)
class Trigger:
    """`kind` field: the field `ref` (or `phone`...) changed; tag: the tag named `ref` was
    added; list: subscribed to the list `ref`."""

    kind: Literal["field", "tag", "list"]
    ref: int | str


@dataclass(slots=True)
class Automation:
    """status 1 active, 2 inactive. `repeats`: a trigger may start it again for a contact."""

    id: int
    name: str
    status: int
    created: int
    updated: int
    triggers: tuple[Trigger, ...] = ()
    steps: tuple[Step, ...] = ()
    repeats: bool = False
    entered: int = 0
    exited: int = 0


@dataclass(slots=True)
class Message:
    id: int
    subject: str
    from_name: str
    from_email: str
    html: str
    text: str
    created: int
    updated: int


@dataclass(slots=True)
class Link:
    """`url` "open": the read tracker, the pixel that tells of an open."""

    id: int
    campaign: int
    message: int
    url: str
    name: str


@dataclass(slots=True)
class Campaign:
    """`series` is the automation whose mail it is, 0 for none."""

    id: int
    name: str
    type: str
    status: int
    created: int
    updated: int
    series: int = 0
    sent: int | None = None
    last_sent: int | None = None
    messages: list[int] = field(default_factory=list)
    links: list[int] = field(default_factory=list)
    lists: list[int] = field(default_factory=list)
    amount: int = 0
    opens: int = 0
    clicks: int = 0
    hard_bounces: int = 0
    soft_bounces: int = 0
    unsubscribes: int = 0
    replies: int = 0
    forwards: int = 0


@dataclass(slots=True)
class Webhook:
    id: int
    name: str
    url: str
    events: list[str]
    sources: list[str]
    list: int
    created: int
    active: bool = True


@dataclass(slots=True)
class Note:
    id: int
    contact: int
    text: str
    created: int
    updated: int
    user: int


@dataclass(slots=True)
class BounceLog:
    id: int
    contact: int
    campaign: int
    message: int
    code: str
    email: str
    error: str
    at: int


@dataclass(slots=True)
class Activity:
    """One row of the activity stream; `reference` names the ids it points to, by kind."""

    id: int
    contact: int
    at: int
    type: str
    model: str
    action: str
    reference_id: int
    reference: dict[str, int]
    user: int = 0
    payload: dict[str, str] | None = None


@dataclass(slots=True)
class Mail:
    """One mail that left: kept for people to look at."""

    id: int
    at: int
    email: str
    contact: int | None
    campaign: int
    message: int
    automation: int
    subject: str
    body: str
    type: str
    action: str


@dataclass(frozen=True, slots=True)
class User:
    id: int
    username: str
    first_name: str
    last_name: str
    email: str
    admin: bool
