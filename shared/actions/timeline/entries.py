"""What of an event or an activity of ActiveCampaign goes on the timeline, and under which id. Pure.

A row's id is made from what identifies the event, so that the same event told twice is one row.
Webhooks and the list of activities name no common id: what both may tell is paired by kind,
campaign and time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal, get_args
from uuid import UUID, uuid5

from shared.actions.activity_merge import SAME_TIME
from shared.activecampaign.activity_models import Happening, Names, Thing, What
from shared.entities import Entity

Kind = Literal[
    "sent",
    "opened",
    "clicked",
    "replied",
    "forwarded",
    "bounced",
    "unsubscribed",
    "subscribed",
    "automation",
    "other",
]
KINDS: Final[Sequence[Kind]] = get_args(Kind)

OF_EVENT: Final[Mapping[str, Kind]] = {
    "open": "opened",
    "click": "clicked",
    "reply": "replied",
    "forward": "forwarded",
    "share": "other",
    "bounce": "bounced",
    "unsubscribe": "unsubscribed",
    "subscribe": "subscribed",
}
"""The others tell of fields and tags, which the sync itself writes too; `sent` names no contact."""

OF_ACTIVITY: Final[Mapping[What, Kind]] = {
    "sent": "sent",
    "personal_mail": "sent",
    "opened": "opened",
    "clicked": "clicked",
    "replied": "replied",
    "forwarded": "forwarded",
    "bounced": "bounced",
    "unsubscribed": "unsubscribed",
    "subscribed": "subscribed",
    "automation_started": "automation",
    "automation_completed": "automation",
    "automation_left": "automation",
    "tracked": "other",
}
"""Only what is certain: what may have been a machine, or one of two things, is left out."""

_NAMESPACE: Final = UUID("5b0f6c0e-6d0a-4f5f-9d0b-3a2b8f1f7c11")


@dataclass(frozen=True, slots=True)
class Entry:
    """One event of one person. `identity` is the same whenever the event is told; `what` is the
    mail's subject or another name of what it was about."""

    identity: str
    contact_id: str
    kind: Kind
    at: datetime
    what: str = ""
    detail: str = ""
    campaign_id: str = ""
    campaign: str = ""
    automation: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Regarding:
    """A record on whose timeline an entry stands."""

    entity: Entity
    record_id: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A row that is there. `etag` is set while it is not completed."""

    row_id: str
    record_id: str
    kind: Kind | None
    at: datetime
    campaign_id: str
    etag: str | None = None


def row_id(account: int, entry: Entry, record_id: str) -> str:
    return str(uuid5(_NAMESPACE, f"{account}\n{entry.identity}\n{record_id}"))


def of_event(event: Mapping[str, Any]) -> Entry | None:
    """The entry of a webhook event as it was enqueued; None if it is none of the timeline's."""
    told = _texts(event)
    kind = OF_EVENT.get(told("type"))
    contact_id = told("contactId")
    occurred, received = _moment(told("occurredAt")), _moment(told("receivedAt"))
    at = occurred or received
    lists = ",".join(str(one) for one in event.get("lists") or ())
    if kind is None or at is None or not contact_id.isdecimal():
        return None
    if kind == "subscribed" and not lists:
        return None  # a new contact that is on no list fires it too
    unique = ("campaignId", "messageId", "linkUrl")
    parts = [told("type"), contact_id, lists, *map(told, unique)]
    parts.append(str(int(at.timestamp())) if occurred is not None else told("id"))
    detail = (told("bounceType"), told("unsubscribeReason"), told("note"))
    return Entry(
        "\n".join(["event", *parts]),
        contact_id,
        kind,
        at,
        what=told("messageSubject") or told("campaignName"),
        detail="\n".join(filter(None, detail)),
        campaign_id=told("campaignId"),
        campaign=told("campaignName"),
        url=told("linkUrl"),
    )


def of_activity(contact_id: str, happening: Happening, names: Names) -> Entry | None:
    """The entry of a row of the list of activities."""
    kind = OF_ACTIVITY.get(happening.what)
    if kind is None:
        return None
    named = _names(names)
    campaign = named("campaign", happening.campaign_id)
    automation = named("automation", happening.automation_id)
    about = campaign or automation or named("list", happening.list_id)
    return Entry(
        f"activity\n{contact_id}\n{happening.id}",
        contact_id,
        kind,
        happening.at,
        what=happening.text if kind == "sent" and happening.text else about or happening.text,
        detail=happening.text,
        campaign_id=happening.campaign_id,
        campaign=campaign,
        automation=automation,
        url=happening.url,
    )


def not_standing(
    entries: Sequence[tuple[str, Entry]], standing: Sequence[Standing]
) -> list[tuple[str, Entry]]:
    """Of the entries of one record, by row id, those that no row stands for. Each row stands for
    one entry; one that is not completed yet is to be written on."""
    by_id = {row.row_id: row for row in standing}
    free = [row for row in standing if row.row_id not in {one for one, _ in entries}]
    left = []
    for one, entry in entries:
        if one in by_id:
            if by_id[one].etag is not None:
                left.append((one, entry))
            continue
        same = [row for row in free if _may_be_same(entry, row)]
        if same:
            free.remove(min(same, key=lambda row: (abs(row.at - entry.at), row.row_id)))
        else:
            left.append((one, entry))
    return left


def _may_be_same(entry: Entry, row: Standing) -> bool:
    differs = entry.campaign_id and row.campaign_id and entry.campaign_id != row.campaign_id
    return row.kind == entry.kind and not differs and _near(entry.at, row.at)


def _near(one: datetime, other: datetime, span: timedelta = SAME_TIME) -> bool:
    return abs(one - other) <= span


def _texts(event: Mapping[str, Any]) -> Callable[[str], str]:
    def told(key: str) -> str:
        value = event.get(key)
        return value if isinstance(value, str) else ""

    return told


def _names(names: Names) -> Callable[[Thing, str], str]:
    return lambda thing, thing_id: names.get((thing, thing_id), "") if thing_id else ""


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None
