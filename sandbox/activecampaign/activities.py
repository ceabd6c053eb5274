"""What happened with a contact: the activity stream and the logs beside it."""

from collections.abc import Callable

from aiohttp import web

from sandbox.activecampaign import automations, campaigns, lists, render
from sandbox.activecampaign.accounts import account_of, user_of
from sandbox.activecampaign.contacts import contact_at
from sandbox.activecampaign.events import Event
from sandbox.activecampaign.records import Activity, Mail, Note
from sandbox.activecampaign.store import Store
from sandbox.activecampaign.wire import (
    Json,
    Refused,
    invalid,
    listing,
    not_found,
    order_of,
    page_of,
    row_at,
    text,
    whole,
    wrapped,
)
from sandbox.kit.server import json_response, wrote


def shape(store: Store, row: Activity) -> Json:
    return {
        "tstamp": store.times.iso(row.at),
        "subscriberid": str(row.contact),
        "reference_type": row.type,
        "reference_id": str(row.reference_id),
        "reference_action": row.action,
        "jsonData": row.payload,
        "userid": str(row.user),
        "permission": "",
        "referenceModelName": row.model,
        "notes": [],
        "recipients": [],
        "reference": {"type": row.model, "id": str(row.reference_id)},
        "user": str(row.user) if row.user else None,
        "id": str(row.id),
    }


async def list_activities(request: web.Request) -> web.Response:
    """Oldest first unless asked otherwise; every `filters[...]` is ignored; without `contact`
    it answers for all. Only what reading the contact has generated is there."""
    account = account_of(request)
    store = account.store
    contact = whole(request.query.get("contact"))
    contacts = list(store.activities) if contact is None else [contact]
    rows = [row for id_ in contacts for row in account.stream.shown(id_)]
    rows.sort(key=lambda row: (row.at, row.id))
    after = store.times.parse(request.query.get("after", ""))
    if after is not None:
        since = after.timestamp()
        rows = [row for row in rows if row.at > since]
    order = order_of(request, "tstamp")
    if order is not None and order[1]:
        rows.reverse()
    wanted = set(request.query.get("include", "").split(",")) - {""}
    return listing(
        request,
        "activities",
        rows,
        lambda row: shape(store, row),
        lambda page: _sideloads(store, list(page), wanted),
    )


def _sideloads(store: Store, page: list[Activity], wanted: set[str]) -> Json:
    """Beside the rows: what they point to, each thing once, where `include` asks for it."""
    owners = {row.contact: None for row in page if row.contact in store.contacts}
    beside: Json = {
        "contacts": [render.contact(store, store.contacts[id_]) for id_ in owners],
        "activityRecipients": [],
    }
    makers: dict[str, tuple[str, str, Callable[[int], Json | None]]] = {
        "reference.campaign": ("campaigns", "campaign", lambda id_: _campaign(store, id_)),
        "reference.log.campaign": ("campaigns", "campaign", lambda id_: _campaign(store, id_)),
        "reference.automation": ("automations", "automation", lambda id_: _series(store, id_)),
        "reference.list": ("lists", "list", lambda id_: _list(store, id_)),
        "reference.link": ("links", "link", lambda id_: _link(store, id_)),
    }
    for name in wanted & set(makers):
        plural, kind, make = makers[name]
        ids = {row.reference[kind]: None for row in page if row.reference.get(kind)}
        beside[plural] = [made for id_ in ids if (made := make(id_)) is not None]
    if any(name.startswith("reference") for name in wanted):
        for row in page:
            beside.setdefault(_plural(row.model), []).append(_reference(row))
    return beside


def _plural(model: str) -> str:
    first, *rest = model.split("-")
    name = first + "".join(word.capitalize() for word in rest)
    return name if name.endswith("Data") else name + "s"


def _reference(row: Activity) -> Json:
    shown: Json = {"id": str(row.reference_id), "contact": str(row.contact)}
    for kind, id_ in row.reference.items():
        shown[kind] = str(id_) if id_ else None
    return shown


def _campaign(store: Store, id_: int) -> Json | None:
    row = store.campaigns.get(id_)
    return None if row is None else campaigns.shape(store, row)


def _series(store: Store, id_: int) -> Json | None:
    row = store.automations.get(id_)
    return None if row is None else automations.shape(store, row)


def _list(store: Store, id_: int) -> Json | None:
    row = store.lists.get(id_)
    return None if row is None else lists.shape(store, row)


def _link(store: Store, id_: int) -> Json | None:
    row = store.links.get(id_)
    return None if row is None else campaigns.shape_link(store, row)


def _mail(store: Store, row: Mail) -> Json:
    return {
        "tstamp": store.times.iso(row.at),
        "subscriberid": str(row.contact or 0),
        "dealid": "0",
        "campaignid": str(row.campaign),
        "seriesid": str(row.automation),
        "automation_name": None,
        "subject": row.subject,
        "message": row.body,
        "toAddress": row.email,
        "fromAddress": "",
        "links": [],
        "id": str(row.id),
    }


async def email_activities(request: web.Request) -> web.Response:
    """One row for each mail that was sent; `filters[tstamp]` is ignored."""
    store = account_of(request).store
    contact = whole(request.query.get("filters[subscriberid]"))
    rows = [mail for mail in store.outbox if contact is None or mail.contact == contact]
    order = order_of(request, "tstamp")
    if order is not None and order[1]:
        rows.reverse()
    return listing(request, "emailActivities", rows, lambda row: _mail(store, row))


async def bounce_logs(request: web.Request) -> web.Response:
    store = account_of(request).store
    return listing(request, "bounceLogs", store.bounces, lambda row: render.bounce(store, row))


async def bounces_of_contact(request: web.Request) -> web.Response:
    store, contact = account_of(request).store, contact_at(request)
    rows = [row for row in store.bounces if row.contact == contact.id]
    return listing(request, "bounceLogs", rows, lambda row: render.bounce(store, row))


async def tracking_logs(request: web.Request) -> web.Response:
    store, contact = account_of(request).store, contact_at(request)
    rows = [row for row in store.activities.get(contact.id, []) if row.type == "TrackingLog"]

    def shown(row: Activity) -> Json:
        payload = row.payload or {}
        return {
            "subscriberid": str(row.contact),
            "tstamp": store.times.iso(row.at),
            "type": payload.get("type", ""),
            "value": payload.get("value", ""),
            "links": [],
            "id": str(row.reference_id),
        }

    return listing(request, "trackingLogs", rows, shown)


async def geo_ips(request: web.Request) -> web.Response:
    """Where a mail was opened: known for real openings only, of which this account has none."""
    contact_at(request)
    return json_response({"geoIps": []})


async def link_data(request: web.Request) -> web.Response:
    """Undocumented: most rows are openings. 404 on an account without it."""
    account = account_of(request)
    if not account.options.link_data:
        raise Refused(404, {"message": f"No route found for {request.path}"})
    store = account.store
    rows = [r for rows in store.activities.values() for r in rows if r.type == "LinkData"]
    event_rows = request.path.endswith("messageActivities")

    def shown(row: Activity) -> Json:
        link = store.links[row.reference["link"]]
        base: Json = {
            "id": str(row.reference_id),
            "contact": str(row.contact),
            "campaign": str(row.reference["campaign"]),
            "tstamp": store.times.iso(row.at),
        }
        if event_rows:
            return {**base, "event": "open" if link.url == "open" else "click"}
        return {**base, "link": str(link.id), "isread": str(int(link.url == "open")), "ua": None}

    name = "messageActivities" if event_rows else "linkData"
    return listing(request, name, rows, shown)


async def list_notes(request: web.Request) -> web.Response:
    store = account_of(request).store
    rows = list(store.notes.values())
    return listing(request, "notes", rows, lambda row: render.note(store, row))


async def notes_of_contact(request: web.Request) -> web.Response:
    store, contact = account_of(request).store, contact_at(request)
    rows = [row for row in store.notes.values() if row.contact == contact.id]
    return listing(request, "notes", rows, lambda row: render.note(store, row))


async def create_note(request: web.Request) -> web.Response:
    account = account_of(request)
    sent = await wrapped(request, "note")
    if sent.get("reltype") != "Subscriber":
        raise invalid("Only notes of contacts are known here.", "reltype", "field_invalid")
    contact = account.store.contacts.get(whole(sent.get("relid")) or 0)
    if contact is None:
        raise not_found("Subscriber", sent.get("relid"))
    now = account.store.now()
    user = user_of(request).id
    note = Note(account.store.next_id("note"), contact.id, text(sent.get("note")), now, now, user)
    account.store.notes[note.id] = note
    account.stream.record(contact, "Note", "add", note.id, {"note": note.id}, user=user)
    event = Event("subscriber_note", contact, "api", extra=(("note", note.text),))
    account.changes.tell(event)
    wrote(request, 1, contact=contact.id, note=note.id)
    return json_response({"note": render.note(account.store, note)}, 201)


async def get_note(request: web.Request) -> web.Response:
    store = account_of(request).store
    note = row_at(request, store.notes, "Note")
    return json_response({"note": render.note(store, note)})


async def scores(request: web.Request) -> web.Response:
    store = account_of(request).store
    offset, limit = page_of(request)
    row = {
        "reltype": "contact",
        "name": "Engagement",
        "descript": "",
        "status": "1",
        "cdate": store.times.iso(0),
        "mdate": store.times.iso(0),
        "links": [],
        "id": "1",
    }
    return json_response({"scores": [row][offset : offset + limit], "meta": {"total": "1"}})


def add_routes(router: web.UrlDispatcher) -> None:
    router.add_get("/api/3/activities", list_activities)
    router.add_get("/api/3/emailActivities", email_activities)
    router.add_get("/api/3/bounceLogs", bounce_logs)
    router.add_get("/api/3/linkData", link_data)
    router.add_get("/api/3/messageActivities", link_data)
    router.add_get("/api/3/notes", list_notes)
    router.add_post("/api/3/notes", create_note)
    router.add_get("/api/3/notes/{id}", get_note)
    router.add_get("/api/3/scores", scores)
    router.add_get("/api/3/contacts/{id}/bounceLogs", bounces_of_contact)
    router.add_get("/api/3/contacts/{id}/trackingLogs", tracking_logs)
    router.add_get("/api/3/contacts/{id}/geoIps", geo_ips)
    router.add_get("/api/3/contacts/{id}/notes", notes_of_contact)
