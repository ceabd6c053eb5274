"""Registration of webhooks. Their delivery is in delivery.py."""

from urllib.parse import urlsplit

from aiohttp import web

from sandbox.activecampaign.accounts import account_of
from sandbox.activecampaign.records import Webhook
from sandbox.activecampaign.store import Store
from sandbox.activecampaign.wire import (
    Json,
    invalid,
    listing,
    row_at,
    text,
    whole,
    wrapped,
)
from sandbox.kit.server import json_response, wrote

EVENTS = [
    "bounce",
    "click",
    "contact_tag_added",
    "contact_tag_removed",
    "deal_add",
    "deal_note_add",
    "deal_pipeline_add",
    "deal_stage_add",
    "deal_task_add",
    "deal_task_complete",
    "deal_tasktype_add",
    "deal_update",
    "forward",
    "list_add",
    "open",
    "reply",
    "sent",
    "share",
    "sms_reply",
    "sms_sent",
    "sms_unsub",
    "subscribe",
    "subscriber_note",
    "unsubscribe",
    "update",
]
SOURCES = ("public", "admin", "api", "system")


def shape(store: Store, row: Webhook) -> Json:
    return {
        "cdate": store.times.iso(row.created),
        "listid": str(row.list),
        "name": row.name,
        "url": row.url,
        "events": row.events,
        "sources": row.sources,
        "state": "1" if row.active else "0",
        "links": [],
        "id": str(row.id),
    }


async def list_webhooks(request: web.Request) -> web.Response:
    store = account_of(request).store
    rows = list(store.webhooks.values())
    name, url = request.query.get("filters[name]"), request.query.get("filters[url]")
    list_id = whole(request.query.get("filters[listid]"))
    rows = [
        row
        for row in rows
        if (name is None or row.name == name)
        and (url is None or row.url == url)
        and (list_id is None or row.list == list_id)
    ]
    return listing(request, "webhooks", rows, lambda row: shape(store, row))


def _webhook_at(request: web.Request) -> Webhook:
    return row_at(request, account_of(request).store.webhooks, "Webhook")


async def get_webhook(request: web.Request) -> web.Response:
    return json_response({"webhook": shape(account_of(request).store, _webhook_at(request))})


async def create(request: web.Request) -> web.Response:
    store = account_of(request).store
    sent = await wrapped(request, "webhook")
    for name in ("name", "url", "events", "sources"):
        if not sent.get(name):
            raise invalid(f"Webhook {name} is required.", name, "field_missing")
    row = Webhook(
        id=store.next_id("webhook"),
        name=text(sent["name"]),
        url=_url(sent["url"]),
        events=_among(sent["events"], EVENTS, "events"),
        sources=_among(sent["sources"], SOURCES, "sources"),
        list=whole(sent.get("listid")) or 0,
        created=store.now(),
    )
    store.webhooks[row.id] = row
    wrote(request, 1, webhook=row.id)
    return json_response({"webhook": shape(store, row)}, 201)


async def update(request: web.Request) -> web.Response:
    """Keys that are not sent stay. It does not revive a webhook that a 410 ended."""
    store, row = account_of(request).store, _webhook_at(request)
    sent = await wrapped(request, "webhook")
    url = _url(sent["url"]) if sent.get("url") else row.url
    events = _among(sent["events"], EVENTS, "events") if sent.get("events") else row.events
    sources = _among(sent["sources"], SOURCES, "sources") if sent.get("sources") else row.sources
    row.url, row.events, row.sources = url, events, sources
    if sent.get("name"):
        row.name = text(sent["name"])
    if sent.get("listid") is not None:
        row.list = whole(sent["listid"]) or 0
    wrote(request, 1, webhook=row.id)
    return json_response({"webhook": shape(store, row)})


async def delete(request: web.Request) -> web.Response:
    row = _webhook_at(request)
    del account_of(request).store.webhooks[row.id]
    row.active = False
    wrote(request, 1, webhook=row.id)
    return json_response({})


async def list_events(_: web.Request) -> web.Response:
    return json_response({"webhookEvents": EVENTS, "meta": {"total": len(EVENTS)}})


def _url(sent: object) -> str:
    """https only on port 443; http is accepted."""
    try:
        parts = urlsplit(text(sent))
        port = parts.port
    except ValueError as fault:
        raise invalid("Webhook url is not valid.", "url", "field_invalid") from fault
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise invalid("Webhook url is not valid.", "url", "field_invalid")
    if parts.scheme == "https" and port not in (None, 443):
        raise invalid("Webhook url must use port 443.", "url", "field_invalid")
    return text(sent)


def _among(sent: object, known: tuple[str, ...] | list[str], name: str) -> list[str]:
    if not isinstance(sent, list) or any(item not in known for item in sent):
        raise invalid(f"Webhook {name} are not valid.", name, "field_invalid")
    return list(sent)


def add_routes(router: web.UrlDispatcher) -> None:
    router.add_get("/api/3/webhooks", list_webhooks)
    router.add_post("/api/3/webhooks", create)
    router.add_get("/api/3/webhooks/{id}", get_webhook)
    router.add_put("/api/3/webhooks/{id}", update)
    router.add_delete("/api/3/webhooks/{id}", delete)
    router.add_get("/api/3/webhook/events", list_events)
