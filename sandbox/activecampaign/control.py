"""Control routes of the stand-in, without a key and without a trace in the journal:

    GET    /_sandbox/contacts?after=&limit=   raw rows      POST creates one as a form does
    GET    /_sandbox/contacts/{id}            one raw row   POST acts as a user does (acting.py)
    POST   /_sandbox/contacts/$many           {"items":[{"id"?, ...}]}: many acts
    POST   /_sandbox/engage                   {"contact","campaign"?,"kind",...} (engage.py)
    GET    /_sandbox/outbox                   mails that left     DELETE empties it
    GET    /_sandbox/state                    counts
    POST   /_sandbox/deliveries               {"drop","duplicate","delaySeconds","shuffle"}
    POST   /_sandbox/imports                  {"outcome","seconds","refuse":[emails],
                                              "malformed":[emails],"names","hold"}
    POST   /_sandbox/fields                   drift of the definitions
    POST   /_sandbox/sideloads                {"rows":n or null}: the option from now on
    POST   /_sandbox/seed                     {"contacts":n}: empties and fills the account anew

All take `?account=second` for the second account.
"""

from dataclasses import asdict, replace

import orjson
from aiohttp import web

from sandbox.activecampaign import drift
from sandbox.activecampaign.accounts import ACCOUNTS, Account
from sandbox.activecampaign.acting import CannotAct, change, create
from sandbox.activecampaign.delivery import Disorder
from sandbox.activecampaign.engage import CannotEngage, engage
from sandbox.activecampaign.records import Contact
from sandbox.activecampaign.runs import CannotEnter
from sandbox.activecampaign.seed import SEED
from sandbox.activecampaign.store import Store
from sandbox.activecampaign.wire import Json, text, whole
from sandbox.kit.server import CONTROL, json_response

MOST = 5_000


def _account(request: web.Request) -> Account:
    wanted = request.query.get("account")
    accounts = request.app[ACCOUNTS]
    for account in accounts:
        if wanted in (None, account.name):
            return account
    raise _unprocessable(f"account: one of {', '.join(a.name for a in accounts)}")


def _unprocessable(message: str) -> web.HTTPUnprocessableEntity:
    return web.HTTPUnprocessableEntity(
        text=orjson.dumps({"error": message}).decode(), content_type="application/json"
    )


async def _body(request: web.Request) -> Json:
    raw = await request.read()
    try:
        body = orjson.loads(raw or b"{}")
    except orjson.JSONDecodeError as fault:
        raise _unprocessable("not JSON") from fault
    if not isinstance(body, dict):
        raise _unprocessable("not an object")
    return body


def raw(store: Store, contact: Contact) -> Json:
    return {
        "id": contact.id,
        "email": contact.email,
        "firstName": contact.first_name,
        "lastName": contact.last_name,
        "phone": contact.phone,
        "values": {str(held.field): held.value for held in contact.values.values()},
        "lists": {str(held.list): held.status for held in contact.lists.values()},
        "tags": sorted(store.tags[tag].name for tag in contact.tags),
        "automations": [
            {"automation": entry.automation, "status": entry.status} for entry in contact.entries
        ],
        "bouncedHard": contact.bounced_hard,
        "bouncedSoft": contact.bounced_soft,
        "score": contact.score,
        "createdAt": store.times.iso(contact.created),
        "updatedAt": store.times.iso(contact.updated),
    }


async def list_contacts(request: web.Request) -> web.Response:
    store = _account(request).store
    limit = min(whole(request.query.get("limit")) or 100, MOST)
    ids = store.ids_between(whole(request.query.get("after")) or 0, None)
    items = [raw(store, store.contacts[id_]) for id_ in ids[:limit]]
    last = items[-1]["id"] if len(ids) > limit else None
    return json_response({"items": items, "next": last, "total": len(store.contacts)})


def _contact(account: Account, id_: object) -> Contact:
    contact = account.store.contacts.get(whole(id_) or 0)
    if contact is None:
        raise _unprocessable(f"no contact with id {id_}")
    return contact


async def get_contact(request: web.Request) -> web.Response:
    account = _account(request)
    return json_response(raw(account.store, _contact(account, request.match_info["id"])))


def _perform(account: Account, id_: object, act: Json) -> int:
    """The id of the contact that was created or changed."""
    try:
        if id_ is None:
            return create(account, act).id
        contact = _contact(account, id_)
        change(account, contact, act)
    except CannotAct as fault:
        raise _unprocessable(str(fault)) from fault
    except CannotEnter as fault:
        raise _unprocessable("enrol: inactive, unknown, or already in") from fault
    return contact.id


async def create_contact(request: web.Request) -> web.Response:
    return json_response({"id": _perform(_account(request), None, await _body(request))}, 201)


async def act_on_contact(request: web.Request) -> web.Response:
    account, act = _account(request), await _body(request)
    return json_response({"id": _perform(account, request.match_info["id"], act)})


async def act_on_many(request: web.Request) -> web.Response:
    """In order; stops at the first that cannot be done, with those before it done."""
    account, body = _account(request), await _body(request)
    ids = []
    for act in body.get("items", ()):
        id_ = act.pop("id", None)
        ids.append(_perform(account, id_, act))
    return json_response({"ids": ids})


async def record_engagement(request: web.Request) -> web.Response:
    account, body = _account(request), await _body(request)
    contact = _contact(account, body.pop("contact", None))
    campaign = account.store.campaigns.get(whole(body.pop("campaign", None)) or 0)
    kind = text(body.pop("kind", ""))
    more = {key: text(value) for key, value in body.items()}
    try:
        engage(account, kind, contact, campaign, more)
    except CannotEngage as fault:
        raise _unprocessable(str(fault)) from fault
    return web.Response(status=204)


async def outbox(request: web.Request) -> web.Response:
    store = _account(request).store
    items = [{**asdict(mail), "at": store.times.iso(mail.at)} for mail in store.outbox]
    return json_response({"items": items, "suppressed": [asdict(m) for m in store.suppressed]})


async def empty_outbox(request: web.Request) -> web.Response:
    store = _account(request).store
    store.outbox.clear()
    store.suppressed.clear()
    return web.Response(status=204)


async def state(request: web.Request) -> web.Response:
    account = _account(request)
    store, delivery = account.store, account.delivery
    return json_response(
        {
            "account": account.name,
            "contacts": len(store.contacts),
            "fieldValues": len(store.values),
            "tags": len(store.tags),
            "lists": len(store.lists),
            "throttled": account.throttled,
            "webhooks": {
                "registered": len(store.webhooks),
                "active": sum(hook.active for hook in store.webhooks.values()),
                "delivered": delivery.delivered,
                "failed": delivery.failed,
                "dropped": delivery.dropped,
                "pending": delivery.pending,
            },
            "imports": {
                "pending": account.imports.pending,
                "batches": len(account.imports.batches),
            },
            "automations": {"pending": account.runs.pending},
            "mails": {"sent": len(store.outbox), "suppressed": len(store.suppressed)},
        }
    )


async def disturb_deliveries(request: web.Request) -> web.Response:
    """Keys left out go back to no disorder."""
    account, body = _account(request), await _body(request)
    unknown = set(body) - {"drop", "duplicate", "delaySeconds", "shuffle"}
    if unknown:
        raise _unprocessable(f"unknown: {', '.join(sorted(unknown))}")
    account.delivery.disorder = Disorder(
        drop=float(body.get("drop", 0)),
        duplicate=float(body.get("duplicate", 0)),
        delay_seconds=float(body.get("delaySeconds", 0)),
        shuffle=bool(body.get("shuffle", False)),
    )
    return web.Response(status=204)


async def steer_imports(request: web.Request) -> web.Response:
    """`outcome` is how the next batch ends; `refuse` the emails that fail from now on; `malformed`
    those for which a whole batch is refused, saying which if `names` is true. With `hold` batches
    stay active until it is taken back."""
    imports, body = _account(request).imports, await _body(request)
    outcome = body.get("outcome", "completed")
    if outcome not in ("completed", "failed", "interrupted"):
        raise _unprocessable("outcome: completed, failed or interrupted")
    held = body.get("hold", imports.held)
    if not isinstance(held, bool):
        raise _unprocessable("hold: true or false")
    imports.next_outcome = outcome
    imports.hold(held=held)
    imports.seconds = float(body.get("seconds", imports.seconds))
    if "refuse" in body:
        imports.refused_emails = {text(email).strip().casefold() for email in body["refuse"]}
    if "malformed" in body:
        imports.malformed_emails = {text(email).strip().casefold() for email in body["malformed"]}
    imports.names_faults = bool(body.get("names", imports.names_faults))
    return web.Response(status=204)


async def drift_fields(request: web.Request) -> web.Response:
    account, body = _account(request), await _body(request)
    try:
        return json_response({"id": drift.apply(account.store, body)})
    except drift.CannotDrift as fault:
        raise _unprocessable(str(fault)) from fault


async def cut_sideloads(request: web.Request) -> web.Response:
    account, body = _account(request), await _body(request)
    account.options = replace(account.options, sideload_rows=whole(body.get("rows")))
    return json_response({"rows": account.options.sideload_rows})


async def seed(request: web.Request) -> web.Response:
    account, body = _account(request), await _body(request)
    contacts = whole(body.get("contacts"))
    if contacts is None or contacts < 0:
        raise _unprocessable("contacts: a number of 0 or more")
    await account.empty()
    request.app[SEED](account, contacts)
    return json_response({"contacts": len(account.store.contacts)})


def add_routes(router: web.UrlDispatcher) -> None:
    router.add_get(CONTROL + "contacts", list_contacts)
    router.add_post(CONTROL + "contacts", create_contact)
    router.add_post(CONTROL + "contacts/$many", act_on_many)
    router.add_get(CONTROL + "contacts/{id}", get_contact)
    router.add_post(CONTROL + "contacts/{id}", act_on_contact)
    router.add_post(CONTROL + "engage", record_engagement)
    router.add_get(CONTROL + "outbox", outbox)
    router.add_delete(CONTROL + "outbox", empty_outbox)
    router.add_get(CONTROL + "state", state)
    router.add_post(CONTROL + "deliveries", disturb_deliveries)
    router.add_post(CONTROL + "imports", steer_imports)
    router.add_post(CONTROL + "fields", drift_fields)
    router.add_post(CONTROL + "sideloads", cut_sideloads)
    router.add_post(CONTROL + "seed", seed)
