"""Reads the stream of a contact's activities. Pure; says only what a row proves.

The meaning of the kinds (developers.activecampaign.com, "List a contact's activities", and a
public count of a whole account against its campaigns' totals, both read 2026-11-24): `Log` is a
mail that was sent, not an open; `LinkData` is mostly an open, since the pixel that tells of an
open is a link too; `MppLinkData` is a fetch by Apple's servers that ActiveCampaign itself does
not count as an open. So a click is a `LinkData` row whose link is known to be a web address, and
that is not marked as a read."""

from collections.abc import Mapping
from datetime import datetime

from shared.activecampaign.activity_models import Happening, Names, Thing, What
from shared.activecampaign.reading import Row, flag, identifier, moment, row, rows, text

Sideloads = Mapping[tuple[str, str], Row]
"""(array of the answer, id) -> row."""

_KINDS: Mapping[str, What] = {
    "SubscriberEmail": "personal_mail",
    "MppLinkData": "machine_open",
    "Reply": "replied",
    "Forward": "forwarded",
    "Note": "note",
    "TrackingLog": "tracked",
    "Update": "updated",
}
"""Kinds that mean one thing whatever their action is."""

_BY_ACTION: Mapping[tuple[str, str], What] = {
    ("SubscriberList", "subscribe"): "subscribed",
    ("SubscriberList", "unsubscribe"): "unsubscribed",
    ("SubscriberSeries", "start"): "automation_started",
    ("SubscriberSeries", "complete"): "automation_completed",
}

_NAMED: Mapping[str, tuple[Thing, str]] = {
    "campaigns": ("campaign", "name"),
    "automations": ("automation", "name"),
    "lists": ("list", "name"),
    "tags": ("tag", "tag"),
}
"""Sideloaded array -> what it holds, and where the name stands."""

_READ_TRACKER = "open"
"""The address of the link that stands for the pixel (`/campaigns/{id}/links`)."""


def sideloads(body: Row) -> Sideloads:
    """Every row that an answer holds, by its array and id."""
    return {
        (key, identifier(found.get("id"))): found for key in body for found in rows(body, key) or ()
    }


def read_names(beside: Sideloads) -> Names:
    """The names of campaigns, automations, lists and tags among sideloaded rows."""
    names = {}
    for (array, found_id), found in beside.items():
        if array in _NAMED:
            thing, key = _NAMED[array]
            names[thing, found_id] = text(found.get(key))
    return {key: name for key, name in names.items() if name}


def read_activity(activity: Row, beside: Sideloads) -> Happening | None:
    """What one row of the stream tells; None if its time cannot be read."""
    at = moment(activity.get("tstamp"))
    if at is None:
        return None
    reference = _reference(activity, beside)
    campaign_id = _id(reference, "campaign", "campaignid")
    campaign = beside.get(("campaigns", campaign_id), {})
    list_id = _id(reference, "list", "listid")
    link = _link(reference, beside)
    what = _what(activity, reference, link)
    return Happening(
        f"activity-{identifier(activity.get('id')) or _made_id(activity, at)}",
        at,
        what,
        reference_id=identifier(activity.get("reference_id")),
        campaign_id=campaign_id,
        automation_id=_id(reference, "automation", "seriesid") or _id(campaign, "seriesid"),
        list_id=list_id,
        text=_said(what, activity, reference),
        url=link if what == "clicked" else "",
    )


def _what(activity: Row, reference: Row, link: str) -> What:
    kind = text(activity.get("reference_type"))
    if kind == "Log":
        failed = "successful" in reference and not flag(reference["successful"])
        return "not_sent" if failed else "sent"
    if kind == "LinkData":
        return _open_or_click(reference, link)
    by_action = _BY_ACTION.get((kind, text(activity.get("reference_action"))))
    return by_action or _KINDS.get(kind, "unknown")


def _open_or_click(reference: Row, link: str) -> What:
    was_read = flag(reference.get("isread"))
    if link == _READ_TRACKER or (was_read and not link):
        return "opened"
    if link.startswith(("https://", "http://")) and not was_read:
        return "clicked"
    return "opened_or_clicked"


def _link(reference: Row, beside: Sideloads) -> str:
    """The address that a row of `linkData` points to, "" if it is not known. It names the link
    by its id, or is it itself."""
    named = text(reference.get("link")) or text(reference.get("linkid"))
    if not identifier(named):
        return named
    return text(beside.get(("links", named), {}).get("link"))


def _said(what: What, activity: Row, reference: Row) -> str:
    if what == "note":
        return text(reference.get("note")) if "reltype" in reference else ""
    if what == "tracked":
        payload = row(activity, "jsonData") or {}
        return tracked_text(payload)
    if what == "unknown":
        kind = text(activity.get("reference_type")) or text(activity.get("referenceModelName"))
        return " ".join(part for part in (kind, text(activity.get("reference_action"))) if part)
    return ""


def tracked_text(event: Row) -> str:
    """Name and value of a tracked event, such as `event: Visited pricing`."""
    return ": ".join(part for key in ("type", "value") if (part := text(event.get(key))))


def _reference(activity: Row, beside: Sideloads) -> Row:
    """The row that an activity points to, if the answer holds it."""
    reference = row(activity, "reference") or {}
    model = text(reference.get("type")) or text(activity.get("referenceModelName"))
    reference_id = identifier(reference.get("id")) or identifier(activity.get("reference_id"))
    return beside.get((_array_of(model), reference_id), {})


def _array_of(model: str) -> str:
    """`link-data` is sideloaded as `linkData`, `contact-list` as `contactLists`."""
    first, *more = model.split("-")
    name = first + "".join(word.capitalize() for word in more)
    return name if name.endswith("Data") else f"{name}s"


def _id(found: Row, *keys: str) -> str:
    return next((value for key in keys if (value := identifier(found.get(key)))), "")


def _made_id(activity: Row, at: datetime) -> str:
    """For a row without an id: the same whenever it is read."""
    kind = text(activity.get("reference_type"))
    return f"{kind}-{identifier(activity.get('reference_id'))}-{int(at.timestamp())}"
