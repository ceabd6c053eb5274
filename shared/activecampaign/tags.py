"""Tags and their ties to contacts: builds the requests, reads the answers. Knows no transport.

Sources: developers.activecampaign.com, "Tags" and "Contact tags", read 2026-11-24."""

from collections.abc import Iterable

from shared.activecampaign.models import Tag
from shared.activecampaign.reading import Row, identifier, text
from shared.transport import Request, path_of

CONTACT_TAG = "contact"


def tags_request(search: str | None) -> Request:
    """`search` finds names that contain it."""
    query = () if search is None else (("search", search),)
    return Request("GET", "tags", "tags", query)


def create_tag_request(name: str) -> Request:
    """Repeating it gives the same tag. Without `tagType` the tag would be shown nowhere."""
    tag = {"tag": name, "tagType": CONTACT_TAG, "description": ""}
    return Request("POST", "tags", "tags", json={"tag": tag})


def contact_tags_request(contact_id: str) -> Request:
    path = path_of("contacts", contact_id, "contactTags")
    return Request("GET", path, "contacts/{id}/contactTags")


def tag_contact_request(contact_id: str, tag_id: str) -> Request:
    """Repeating it changes nothing."""
    body = {"contactTag": {"contact": contact_id, "tag": tag_id}}
    return Request("POST", "contactTags", "contactTags", json=body)


def untag_request(contact_tag_id: str) -> Request:
    return Request("DELETE", path_of("contactTags", contact_tag_id), "contactTags/{id}")


def is_contact_tag(row: Row) -> bool:
    """The list holds tags of templates too."""
    return text(row.get("tagType")) in (CONTACT_TAG, "")


def read_tag_ids(ties: Iterable[Row]) -> frozenset[str]:
    """Of rows that tie one contact to its tags."""
    return frozenset(identifier(tie.get("tag")) for tie in ties)


def read_tag(row: Row) -> Tag:
    return Tag(identifier(row.get("id")), text(row.get("tag")))


def named(name: str, tags: Iterable[Tag]) -> Tag | None:
    """The tag of exactly this name, else one that differs in case only: whether ActiveCampaign
    would make a second one is not documented."""
    found = [tag for tag in tags if tag.name.casefold() == name.casefold()]
    return next((tag for tag in found if tag.name == name), found[0] if found else None)
