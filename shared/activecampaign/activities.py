"""What happened with a contact: the requests, one for each source. Knows no transport.

Sources: developers.activecampaign.com, "List a contact's activities", "List all email
activities", "Retrieve a contact's bounce logs", "... notes", "... tracking logs";
`messageActivities` is in no documentation, and 404 in many accounts (github.com/ji282h7/
activecampaign-claw). All read 2026-11-24."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from shared.activecampaign.activity_models import Source
from shared.transport import Request, path_of

TIMEOUT_SECONDS = 15.0
"""Somebody waits for the answer."""

NEWEST_FIRST = ("orders[tstamp]", "DESC")
"""`/activities` gives the oldest first by itself; other sources may ignore it."""

_INCLUDE = ",".join(
    [
        "reference",
        "reference.automation",
        "reference.campaign",
        "reference.contactList",
        "reference.contactList.list",
        "reference.link",
        "reference.list",
        "reference.log",
        "reference.log.campaign",
        "reference.note",
    ]
)


@dataclass(frozen=True, slots=True)
class SourceOfRows:
    """`request` takes the contact's id; `key` names the array of the answer, `time` the property
    of a row by which the source is in order."""

    request: Callable[[str], Request]
    key: str
    time: str = "tstamp"


def contact_request(contact_id: str) -> Request:
    """The contact with all that belongs to it. Reading it also generates its activities, so it
    comes before them."""
    return _get(path_of("contacts", contact_id), "contacts/{id}")


def activities_request(contact_id: str) -> Request:
    query = (("contact", contact_id), NEWEST_FIRST, ("include", _INCLUDE))
    return _get("activities", "activities", query)


def emails_request(contact_id: str) -> Request:
    query = (("filters[subscriberid]", contact_id), NEWEST_FIRST)
    return _get("emailActivities", "emailActivities", query)


def events_request(contact_id: str) -> Request:
    query = (("filters[contact]", contact_id), NEWEST_FIRST)
    return _get("messageActivities", "messageActivities", query)


def tag_names_request(contact_id: str) -> Request:
    """The contact's tags with their names."""
    query = (("ids[]", contact_id), ("include", "contactTags.tag"))
    return _get("contacts", "contacts?ids[]", query)


def standing_request(contact_id: str) -> Request:
    """The contact with its lists, tags and scores, as far as the account sideloads them."""
    query = (("ids[]", contact_id), ("include", "contactTags.tag,contactLists,scoreValues"))
    return _get("contacts", "contacts?ids[]", query)


def score_values_request(contact_id: str) -> Request:
    return _get(path_of("contacts", contact_id, "scoreValues"), "contacts/{id}/scoreValues")


def _under_contact(name: str, order: tuple[str, str]) -> Callable[[str], Request]:
    def request(contact_id: str) -> Request:
        return _get(path_of("contacts", contact_id, name), f"contacts/{{id}}/{name}", (order,))

    return request


def _get(path: str, route: str, query: tuple[tuple[str, str], ...] = ()) -> Request:
    return Request("GET", path, route, query, read_timeout_seconds=TIMEOUT_SECONDS)


SOURCES: Mapping[Source, SourceOfRows] = {
    "activities": SourceOfRows(activities_request, "activities"),
    "emails": SourceOfRows(emails_request, "emailActivities"),
    "bounces": SourceOfRows(_under_contact("bounceLogs", NEWEST_FIRST), "bounceLogs"),
    "notes": SourceOfRows(_under_contact("notes", ("orders[cdate]", "DESC")), "notes", "cdate"),
    "tracking": SourceOfRows(_under_contact("trackingLogs", NEWEST_FIRST), "trackingLogs"),
    "events": SourceOfRows(events_request, "messageActivities"),
}
