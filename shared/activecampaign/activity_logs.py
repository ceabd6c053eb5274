"""Reads the lists beside the stream: mails, bounces, notes, tracked events, opens and clicks. Pure.

Shapes: the published OpenAPI document of API v3 (bounce logs, notes, tracking logs, email
activities), read 2026-11-24. A mail's `relid` is the id of its `Log`, where `reltype` says so
(public test data of an ActiveCampaign client, read 2026-11-24)."""

from collections.abc import Callable, Mapping, Sequence

from shared.activecampaign.activity_models import (
    ActivityPage,
    Happening,
    Source,
    What,
)
from shared.activecampaign.activity_stream import (
    read_activity,
    read_names,
    sideloads,
    tracked_text,
)
from shared.activecampaign.reading import Row, identifier, moment, text

Reader = Callable[[Row], Happening | None]

_OWNERS: Mapping[Source, tuple[str, ...]] = {
    "activities": ("subscriberid",),
    "emails": ("subscriberid", "contact"),
    "events": ("contact", "subscriberid"),
}
"""Where a row names the contact that it belongs to, in lists that are filtered by a parameter."""

_EVENTS: Mapping[str, What] = {"open": "opened", "click": "clicked"}


def read_page(
    source: Source, body: Row, found: Sequence[Row], contact_id: str, *, more: bool
) -> ActivityPage:
    """The page that `found`, newest first, is. Filters that ActiveCampaign does not know are
    ignored without a word, so each row is asked whose it is."""
    own = [one for one in found if _is_of(source, one, contact_id)]
    beside = sideloads(body)
    read = _READERS.get(source) or (lambda one: read_activity(one, beside))
    happenings = tuple(told for one in own if (told := read(one)) is not None)
    return ActivityPage(
        happenings, read_names(beside), len(found), more, of_others=len(own) < len(found)
    )


def _is_of(source: Source, found: Row, contact_id: str) -> bool:
    """A row that names nobody belongs to the contact asked for."""
    named = {identifier(found.get(key)) for key in _OWNERS.get(source, ())} - {""}
    return not named or contact_id in named


def _read_email(email: Row) -> Happening | None:
    of_log = text(email.get("reltype")) == "Log"
    return _happening(
        "email",
        email,
        "sent",
        reference_id=identifier(email.get("relid")) if of_log else "",
        campaign_id=identifier(email.get("campaignid")),
        automation_id=identifier(email.get("seriesid")),
        said=text(email.get("subject")),
    )


def _read_bounce(bounce: Row) -> Happening | None:
    code = text(bounce.get("code")) or text(bounce.get("codeid"))
    said = " ".join(part for part in (code, text(bounce.get("error"))) if part)
    campaign_id = identifier(bounce.get("campaignid")) or identifier(bounce.get("campaign"))
    return _happening("bounce", bounce, "bounced", campaign_id=campaign_id, said=said)


def _read_note(note: Row) -> Happening | None:
    note_id = identifier(note.get("id"))
    return _happening("note", note, "note", reference_id=note_id, said=text(note.get("note")))


def _read_tracking(event: Row) -> Happening | None:
    event_id = identifier(event.get("id"))
    return _happening("tracking", event, "tracked", reference_id=event_id, said=tracked_text(event))


def _read_event(event: Row) -> Happening | None:
    what = _EVENTS.get(text(event.get("event")))
    if what is None:
        return None
    campaign_id = identifier(event.get("campaign")) or identifier(event.get("campaignid"))
    return _happening("event", event, what, campaign_id=campaign_id)


def _happening(
    prefix: str,
    found: Row,
    what: What,
    *,
    reference_id: str = "",
    campaign_id: str = "",
    automation_id: str = "",
    said: str = "",
) -> Happening | None:
    """None if the row has no id, or no time that can be read."""
    at = moment(found.get("tstamp")) or moment(found.get("cdate"))
    found_id = identifier(found.get("id"))
    if at is None or not found_id:
        return None
    return Happening(
        f"{prefix}-{found_id}",
        at,
        what,
        reference_id=reference_id,
        campaign_id=campaign_id,
        automation_id=automation_id,
        text=said,
    )


_READERS: Mapping[Source, Reader] = {
    "emails": _read_email,
    "bounces": _read_bounce,
    "notes": _read_note,
    "tracking": _read_tracking,
    "events": _read_event,
}
