"""Tags, and the tie of a tag to a contact."""

from aiohttp import web

from sandbox.activecampaign import render
from sandbox.activecampaign.accounts import account_of
from sandbox.activecampaign.contacts import contact_at
from sandbox.activecampaign.records import Tag
from sandbox.activecampaign.wire import (
    complete,
    invalid,
    listing,
    not_found_detail,
    order_of,
    row_at,
    text,
    whole,
    wrapped,
)
from sandbox.kit.server import json_response, wrote


async def list_tags(request: web.Request) -> web.Response:
    """`search` is "contains"; a tag that was made without tagType is not listed."""
    store = account_of(request).store
    rows = [tag for tag in store.tags.values() if tag.type is not None]
    if contained := request.query.get("search", "").casefold():
        rows = [tag for tag in rows if contained in tag.name.casefold()]
    equal = request.query.get("filters[search][eq]")
    if equal is not None:
        rows = [tag for tag in rows if tag.name.casefold() == equal.casefold()]
    order = order_of(request, "search")
    if order is not None:
        rows.sort(key=lambda tag: tag.name.casefold(), reverse=order[1])
        if request.query.get("orders[search]") == "weight":
            rows.sort(key=lambda tag: tag.name.casefold() != contained)
    return listing(request, "tags", rows, lambda tag: render.tag(store, tag))


def _tag_at(request: web.Request) -> Tag:
    return row_at(request, account_of(request).store.tags, "Tag")


async def get_tag(request: web.Request) -> web.Response:
    return json_response({"tag": render.tag(account_of(request).store, _tag_at(request))})


async def create(request: web.Request) -> web.Response:
    """A name that is there answers 200 with the tag that has it."""
    store = account_of(request).store
    sent = await wrapped(request, "tag")
    name = text(sent.get("tag")).strip()
    if name == "":
        raise invalid("Tag name is required.", "tag", "field_missing")
    held = store.tag_named(name)
    if held is not None:
        return json_response({"tag": render.tag(store, held)})
    type_ = sent.get("tagType")
    if type_ not in (None, "contact", "template"):
        raise invalid("Tag type is not valid.", "tagType", "field_invalid")
    tag = store.add_tag(name, type_, text(sent.get("description")))
    wrote(request, 1, tag=tag.name)
    return json_response({"tag": render.tag(store, tag)}, 201)


async def update(request: web.Request) -> web.Response:
    store, tag = account_of(request).store, _tag_at(request)
    sent = await wrapped(request, "tag")
    name = text(sent.get("tag")).strip()
    if name:
        held = store.tag_named(name)
        if held is not None and held is not tag:
            raise invalid("Tag already exists.", "tag", "duplicate")
        store.rename_tag(tag, name)
    if sent.get("description") is not None:
        tag.description = text(sent["description"])
    wrote(request, 1, tag=tag.name)
    return json_response({"tag": render.tag(store, tag)})


async def delete(request: web.Request) -> web.Response:
    tag = _tag_at(request)
    account_of(request).store.remove_tag(tag)
    wrote(request, 1, tag=tag.name)
    return json_response({})


async def list_ties(request: web.Request) -> web.Response:
    store = account_of(request).store
    rows = list(store.contact_tags.values())
    return listing(request, "contactTags", rows, lambda row: render.contact_tag(store, row))


async def list_of_contact(request: web.Request) -> web.Response:
    store, contact = account_of(request).store, contact_at(request)
    rows = contact.tags.values()
    return complete("contactTags", rows, lambda row: render.contact_tag(store, row))


async def tie(request: web.Request) -> web.Response:
    """By ids only; a repeat answers 200 with the same id."""
    account = account_of(request)
    sent = await wrapped(request, "contactTag")
    if sent.get("contact") is None:
        raise invalid("Missing attribute", "contact")
    tag = account.store.tags.get(whole(sent.get("tag")) or 0)
    if tag is None:
        raise invalid("No tag id provided", "tag")
    contact = account.store.contacts.get(whole(sent["contact"]) or 0)
    if contact is None:
        raise not_found_detail("Contact not found")
    row, is_new = account.changes.tag(contact, tag, "api")
    wrote(request, int(is_new), contact=contact.id, tag=tag.name)
    shown = render.contact_tag(account.store, row) | {"contact": contact.id, "tag": tag.id}
    shown["id"] = str(row.id)
    answer = {"contacts": [render.contact(account.store, contact)], "contactTag": shown}
    return json_response(answer, 201 if is_new else 200)


async def untie(request: web.Request) -> web.Response:
    account = account_of(request)
    row = row_at(request, account.store.contact_tags, "SubscriberTag")
    tag = account.store.tags[row.tag]
    account.changes.untag(account.store.contacts[row.contact], tag, "api")
    wrote(request, 1, contact=row.contact, tag=tag.name)
    return json_response({})


def add_routes(router: web.UrlDispatcher) -> None:
    router.add_get("/api/3/tags", list_tags)
    router.add_post("/api/3/tags", create)
    router.add_get("/api/3/tags/{id}", get_tag)
    router.add_put("/api/3/tags/{id}", update)
    router.add_delete("/api/3/tags/{id}", delete)
    router.add_get("/api/3/contactTags", list_ties)
    router.add_post("/api/3/contactTags", tie)
    router.add_delete("/api/3/contactTags/{id}", untie)
    router.add_get("/api/3/contacts/{id}/contactTags", list_of_contact)
