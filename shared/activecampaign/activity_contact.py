"""Reads what the contact itself tells of its past: automations, lists, tags, deals; and how engaged
it is. Pure.

`GET /contacts/{id}` answers with all of them beside the contact; of a list's times `sdate` is the
subscription and `udate` the end of it (published OpenAPI document of API v3, read 2026-11-24)."""

from collections.abc import Iterator, Mapping, Sequence

from shared.activecampaign.activity_models import (
    ContactHistory,
    Happening,
    Names,
    Standing,
    What,
)
from shared.activecampaign.contacts import read_contacts
from shared.activecampaign.reading import Row, flag, identifier, moment, number, row, rows, text

UNCONFIRMED, UNSUBSCRIBED = "0", "2"
LEFT = "2"
"""Status of an automation that is done or left."""


def read_history(body: Row) -> ContactHistory | None:
    """None if the answer holds no contact."""
    contact = row(body, "contact")
    if contact is None:
        return None
    happenings = (
        *_entries(rows(body, "contactAutomations") or ()),
        *_memberships(rows(body, "contactLists") or ()),
        *_tags(rows(body, "contactTags") or ()),
        *_deals(rows(body, "deals") or ()),
    )
    return ContactHistory(happenings, _has_bounced(contact))


def read_tag_names(body: Row) -> Names:
    found = rows(body, "tags") or ()
    return {("tag", identifier(tag.get("id"))): text(tag.get("tag")) for tag in found}


def read_standing(body: Row, contact_id: str) -> Standing | None:
    """How the contact of this id stands, by an answer to `standing_request` or with the contact
    alone; None if the answer holds another contact or none."""
    one = row(body, "contact")
    listed = {**body, "contacts": [one]} if one is not None else body
    contact = next((it for it in read_contacts(listed) or () if it.id == contact_id), None)
    if contact is None:
        return None
    own = next(it for it in rows(listed, "contacts") or () if identifier(it["id"]) == contact_id)
    return Standing(
        contact,
        read_score(rows(body, "scoreValues") or (), contact_id),
        moment(own.get("last_open_date")),
        moment(own.get("last_click_date")),
        _tag_names(body, contact_id),
    )


def read_score(values: Sequence[Row], contact_id: str) -> int | None:
    """The highest of the contact's scores: an account may keep several, and none is marked as the
    main one. Scores of deals are left aside."""
    scores = [
        number(value.get("scoreValue"))
        for value in values
        if identifier(value.get("contact")) == contact_id and not identifier(value.get("deal"))
    ]
    return max((score for score in scores if score is not None), default=None)


def _tag_names(body: Row, contact_id: str) -> tuple[str, ...] | None:
    ties = rows(body, "contactTags")
    if ties is None:
        return None
    own = {identifier(tie.get("tag")) for tie in ties if text(tie.get("contact")) == contact_id}
    names = [name for (_, tag_id), name in read_tag_names(body).items() if tag_id in own and name]
    return tuple(sorted(names, key=str.casefold)) if len(names) == len(own) else None


def _has_bounced(contact: Row) -> bool | None:
    counts = [contact.get("bounced_hard"), contact.get("bounced_soft")]
    if None in counts:
        return None
    return any(flag(count) for count in counts)


def _entries(entries: Sequence[Row]) -> Iterator[Happening]:
    for entry in entries:
        automation_id = identifier(entry.get("automation")) or identifier(entry.get("seriesid"))
        facts: list[tuple[str, What]] = [("adddate", "automation_started")]
        if text(entry.get("status")) == LEFT:
            to_its_end = flag(entry.get("completed"))
            facts.append(("remdate", "automation_completed" if to_its_end else "automation_left"))
        yield from _facts("entry", entry, facts, automation_id=automation_id)


def _memberships(memberships: Sequence[Row]) -> Iterator[Happening]:
    for membership in memberships:
        list_id, status = identifier(membership.get("list")), text(membership.get("status"))
        if status != UNCONFIRMED:
            yield from _facts("list", membership, [("sdate", "subscribed")], list_id=list_id)
        if status == UNSUBSCRIBED:
            yield from _facts(
                "list",
                membership,
                [("udate", "unsubscribed")],
                list_id=list_id,
                campaign_id=identifier(membership.get("campaign")),
                text=text(membership.get("unsubreason")),
            )


def _tags(ties: Sequence[Row]) -> Iterator[Happening]:
    for tie in ties:
        yield from _facts("tag", tie, [("cdate", "tagged")], tag_id=identifier(tie.get("tag")))


def _deals(deals: Sequence[Row]) -> Iterator[Happening]:
    for deal in deals:
        yield from _facts("deal", deal, [("cdate", "deal")], text=text(deal.get("title")))


def _facts(
    prefix: str, found: Row, facts: Sequence[tuple[str, What]], **more: str
) -> Iterator[Happening]:
    """One happening for each of the row's times that can be read."""
    found_id = identifier(found.get("id"))
    for key, what in facts:
        at = moment(found.get(key))
        if at is not None and found_id:
            fact_id = f"{prefix}-{found_id}-{what.rpartition('_')[2]}"
            yield Happening(fact_id, at, what, reference_id=found_id, **_known(more))


def _known(more: Mapping[str, str]) -> Mapping[str, str]:
    return {key: value for key, value in more.items() if value}
