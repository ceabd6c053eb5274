"""Lists, what a contact is to a list, and addresses excluded from all mail."""

from aiohttp import web

from sandbox.activecampaign import render
from sandbox.activecampaign.accounts import account_of
from sandbox.activecampaign.contacts import contact_at
from sandbox.activecampaign.events import Event
from sandbox.activecampaign.records import ACTIVE, BOUNCED, UNCONFIRMED, UNSUBSCRIBED, MailingList
from sandbox.activecampaign.store import Store
from sandbox.activecampaign.wire import (
    Json,
    complete,
    invalid,
    listing,
    row_at,
    text,
    whole,
    wrapped,
)
from sandbox.kit.server import json_response, wrote


def shape(store: Store, row: MailingList) -> Json:
    base = f"{store.base}/lists/{row.id}"
    return {
        "stringid": row.string_id,
        "userid": "1",
        "name": row.name,
        "cdate": store.times.iso(row.created),
        "private": "0",
        "optinoptout": "1",
        "to_name": "Subscriber",
        "sender_url": row.sender_url,
        "sender_reminder": row.sender_reminder,
        "deletestamp": None,
        "udate": None,
        "links": {"contactGoalLists": base + "/contactGoalLists", "user": base + "/user"},
        "id": str(row.id),
        "user": "1",
    }


async def list_lists(request: web.Request) -> web.Response:
    store = account_of(request).store
    rows = list(store.lists.values())
    name = request.query.get("filters[name]")
    if name is not None:
        rows = [row for row in rows if name.casefold() in row.name.casefold()]
    return listing(request, "lists", rows, lambda row: shape(store, row))


def _list_at(request: web.Request) -> MailingList:
    return row_at(request, account_of(request).store.lists, "List")


async def get_list(request: web.Request) -> web.Response:
    return json_response({"list": shape(account_of(request).store, _list_at(request))})


async def create(request: web.Request) -> web.Response:
    account = account_of(request)
    sent = await wrapped(request, "list")
    name = text(sent.get("name")).strip()
    if name == "":
        raise invalid("List name is required.", "name", "field_missing")
    row = MailingList(
        id=account.store.next_id("list"),
        name=name,
        string_id=text(sent.get("stringid")) or name.lower().replace(" ", "-"),
        created=account.store.now(),
        sender_url=text(sent.get("sender_url")),
        sender_reminder=text(sent.get("sender_reminder")),
    )
    account.store.lists[row.id] = row
    extra = (("list[id]", str(row.id)), ("list[name]", row.name))
    account.changes.tell(Event("list_add", None, "api", extra=extra))
    wrote(request, 1, list=row.id)
    return json_response({"list": shape(account.store, row)}, 201)


async def delete(request: web.Request) -> web.Response:
    store, row = account_of(request).store, _list_at(request)
    for contact in store.contacts.values():
        held = contact.lists.pop(row.id, None)
        if held is not None:
            del store.memberships[held.id]
    del store.lists[row.id]
    wrote(request, 1, list=row.id)
    return json_response({})


async def exclusions(request: web.Request) -> web.Response:
    rows = sorted(account_of(request).store.excluded_emails)
    shown = [
        {
            "id": str(place),
            "matchPhrase": email,
            "matchType": "exact",
            "channel": "email",
            "hidden": False,
            "lists": [],
        }
        for place, email in enumerate(rows, 1)
    ]
    return json_response({"exclusions": shown, "meta": {"total": len(shown)}})


async def list_memberships(request: web.Request) -> web.Response:
    """Every filter is ignored (live test with a future date, public notes of 2026)."""
    store = account_of(request).store
    rows = list(store.memberships.values())
    return listing(request, "contactLists", rows, lambda row: render.membership(store, row))


async def list_of_contact(request: web.Request) -> web.Response:
    store, contact = account_of(request).store, contact_at(request)
    rows = contact.lists.values()
    return complete("contactLists", rows, lambda row: render.membership(store, row))


async def put_status(request: web.Request) -> web.Response:
    """Creates or replaces the pair."""
    account = account_of(request)
    store = account.store
    sent = await wrapped(request, "contactList")
    status = whole(sent.get("status"))
    if status not in (UNCONFIRMED, ACTIVE, UNSUBSCRIBED, BOUNCED):
        raise invalid("Status is not valid.", "status", "field_invalid")
    list_id = whole(sent.get("list"))
    if list_id not in store.lists:
        raise invalid("List does not exist.", "list", "related_missing")
    contact = store.contacts.get(whole(sent.get("contact")) or 0)
    if contact is None:
        raise invalid("Contact does not exist.", "contact", "related_missing")
    row = account.changes.set_status(
        contact, list_id, status, "api", source_id=whole(sent.get("sourceid")) or 0
    )
    wrote(request, 1, contact=contact.id, list=list_id, status=row.status)
    numbers = {"contact": contact.id, "list": list_id, "status": row.status}
    answer = {
        "contacts": [render.contact(store, contact)],
        "contactList": render.membership(store, row) | numbers,
    }
    return json_response(answer)


def add_routes(router: web.UrlDispatcher) -> None:
    router.add_get("/api/3/lists", list_lists)
    router.add_post("/api/3/lists", create)
    router.add_get("/api/3/lists/exclusions", exclusions)
    router.add_get("/api/3/lists/{id}", get_list)
    router.add_delete("/api/3/lists/{id}", delete)
    router.add_get("/api/3/contactLists", list_memberships)
    router.add_post("/api/3/contactLists", put_status)
    router.add_get("/api/3/contacts/{id}/contactLists", list_of_contact)
