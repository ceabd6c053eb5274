"""Automations and the contacts in them. How they act is in runs.py."""

from aiohttp import web

from sandbox.activecampaign import render
from sandbox.activecampaign.accounts import account_of
from sandbox.activecampaign.contacts import contact_at
from sandbox.activecampaign.records import Automation
from sandbox.activecampaign.runs import CannotEnter
from sandbox.activecampaign.store import Store
from sandbox.activecampaign.wire import (
    Json,
    Refused,
    complete,
    listing,
    not_found,
    path_id,
    row_at,
    whole,
    wrapped,
)
from sandbox.kit.server import json_response, wrote

_LINKS = ("campaigns", "contactGoals", "contactAutomations", "blocks", "goals", "sms")


def shape(store: Store, row: Automation) -> Json:
    base = f"{store.base}/automations/{row.id}"
    return {
        "name": row.name,
        "cdate": store.times.iso(row.created),
        "mdate": store.times.iso(row.updated),
        "userid": "1",
        "status": str(row.status),
        "entered": str(row.entered),
        "exited": str(row.exited),
        "hidden": "0",
        "defaultscreenshot": "",
        "screenshot": "",
        "links": {name: f"{base}/{name}" for name in _LINKS},
        "id": str(row.id),
    }


async def list_automations(request: web.Request) -> web.Response:
    store = account_of(request).store
    rows = list(store.automations.values())
    return listing(request, "automations", rows, lambda row: shape(store, row))


async def get_automation(request: web.Request) -> web.Response:
    store = account_of(request).store
    row = row_at(request, store.automations, "Series")
    return json_response({"automation": shape(store, row)})


async def list_entries(request: web.Request) -> web.Response:
    store = account_of(request).store
    rows = list(store.entries.values())
    return listing(request, "contactAutomations", rows, lambda row: render.entry(store, row))


async def list_of_contact(request: web.Request) -> web.Response:
    store, contact = account_of(request).store, contact_at(request)
    return complete("contactAutomations", contact.entries, lambda row: render.entry(store, row))


async def get_entry(request: web.Request) -> web.Response:
    store = account_of(request).store
    row = row_at(request, store.entries, "SubscriberSeries")
    return json_response({"contactAutomation": render.entry(store, row)})


async def enrol(request: web.Request) -> web.Response:
    account = account_of(request)
    store = account.store
    sent = await wrapped(request, "contactAutomation")
    contact_id, automation_id = whole(sent.get("contact")), whole(sent.get("automation"))
    contact = store.contacts.get(contact_id or 0)
    if contact is None:
        raise not_found("Subscriber", sent.get("contact"))
    try:
        entry = account.runs.enrol(contact, store.automations.get(automation_id or 0))
    except CannotEnter as fault:
        raise _refusal(account.options.enrol_refusal) from fault
    wrote(request, 1, contact=contact.id, automation=automation_id)
    shown = render.entry(store, entry)
    shown |= {"contact": contact.id, "automation": str(entry.automation)}
    answer = {"contacts": [render.contact(store, contact)], "contactAutomation": shown}
    return json_response(answer, 201)


def _refusal(status: int) -> Refused:
    text = "Could not create SubscriberSeries"
    if status == 422:
        return Refused(422, {"errors": [{"detail": text}]})
    return Refused(403, {"message": text})


async def remove(request: web.Request) -> web.Response:
    """A missing one is 403, not 404."""
    account = account_of(request)
    entry = account.store.entries.get(path_id(request))
    if entry is None:
        id_ = request.match_info["id"]
        message = f"No Result found for SubscriberSeries with id {id_}"
        raise Refused(403, {"message": message})
    account.runs.remove(entry)
    wrote(request, 1, contact=entry.contact, automation=entry.automation)
    return json_response({})


def add_routes(router: web.UrlDispatcher) -> None:
    router.add_get("/api/3/automations", list_automations)
    router.add_get("/api/3/automations/{id}", get_automation)
    router.add_get("/api/3/contactAutomations", list_entries)
    router.add_post("/api/3/contactAutomations", enrol)
    router.add_get("/api/3/contactAutomations/{id}", get_entry)
    router.add_delete("/api/3/contactAutomations/{id}", remove)
    router.add_get("/api/3/contacts/{id}/contactAutomations", list_of_contact)
