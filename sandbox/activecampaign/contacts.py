"""Contacts: list, read, create, sync by email, update, delete."""

from collections.abc import Sequence

from aiohttp import web

from sandbox.activecampaign import query, render
from sandbox.activecampaign.accounts import Account, account_of
from sandbox.activecampaign.changes import DuplicateEmail
from sandbox.activecampaign.records import Contact
from sandbox.activecampaign.store import Store
from sandbox.activecampaign.validation import EMAIL
from sandbox.activecampaign.wire import (
    Json,
    Refused,
    bad_request,
    invalid,
    page_of,
    path_id,
    row_at,
    text,
    whole,
    wrapped,
)
from sandbox.kit.server import json_response, wrote

_NAMES = {"firstName": "first_name", "lastName": "last_name", "phone": "phone"}


def contact_at(request: web.Request) -> Contact:
    """The contact that the path names; 404 as for a Subscriber."""
    return row_at(request, account_of(request).store.contacts, "Subscriber")


async def list_contacts(request: web.Request) -> web.Response:
    account = account_of(request)
    store = account.store
    found = query.find(store, account.options, request)
    offset, limit = page_of(request)
    page = [store.contacts[id_] for id_ in found[offset : offset + limit]]
    rows = [render.contact(store, contact) for contact in page]
    answer: Json = {"scoreValues": []}
    wanted = request.query.get("include", "")
    if wanted and account.options.include:
        beside = _sideloads(store, page, rows, set(wanted.split(",")))
        answer |= {name: held[: account.options.sideload_rows] for name, held in beside.items()}
    answer["contacts"] = rows
    answer["meta"] = {"total": str(len(found)), "sortable": True}
    return json_response(answer)


def _sideloads(
    store: Store, page: Sequence[Contact], rows: Sequence[Json], wanted: set[str]
) -> Json:
    """The arrays beside `contacts`; each row also gets the ids of its own."""
    beside: Json = {}
    if "fieldValues" in wanted:
        beside["fieldValues"] = values = []
        for contact, row in zip(page, rows, strict=True):
            own = [render.field_value(store, held) for held in contact.values.values()]
            row["fieldValues"] = [value["id"] for value in own]
            values += own
    if "contactTags" in wanted or "contactTags.tag" in wanted:
        beside["contactTags"] = ties = []
        for contact, row in zip(page, rows, strict=True):
            own = [render.contact_tag(store, tie) for tie in contact.tags.values()]
            row["contactTags"] = [tie["id"] for tie in own]
            ties += own
    if "contactTags.tag" in wanted:
        used = sorted({tag for contact in page for tag in contact.tags})
        beside["tags"] = [render.tag(store, store.tags[tag]) for tag in used]
    if "contactLists" in wanted:
        beside["contactLists"] = memberships = []
        for contact, row in zip(page, rows, strict=True):
            own = [render.membership(store, held) for held in contact.lists.values()]
            row["contactLists"] = [held["id"] for held in own]
            memberships += own
    if "contactAutomations" in wanted:
        beside["contactAutomations"] = entries = []
        for contact, row in zip(page, rows, strict=True):
            own = [render.entry(store, entry) for entry in contact.entries]
            row["contactAutomations"] = [entry["id"] for entry in own]
            entries += own
    if "scoreValues" in wanted:
        beside["scoreValues"] = [render.score_value(store, contact) for contact in page]
    return beside


async def get_contact(request: web.Request) -> web.Response:
    """Heavy: with all that belongs to the contact. Generates its activity."""
    account, contact = account_of(request), contact_at(request)
    store = account.store
    account.stream.show(contact)
    row = render.contact(store, contact)
    wanted = {"fieldValues", "contactTags", "contactLists", "contactAutomations"}
    answer = _sideloads(store, [contact], [row], wanted)
    for name in ("deals", "geoIps", "geoAddresses", "contactGoals"):
        answer[name] = []
    answer["scoreValues"] = [render.score_value(store, contact)]
    answer["contact"] = row
    return json_response(answer)


async def sync(request: web.Request) -> web.Response:
    """Creates or updates by email alone; 201 new, 200 not."""
    account = account_of(request)
    sent = await wrapped(request, "contact")
    email = text(sent.get("email")).strip()
    if email == "":
        raise bad_request("Contact email must be provided for sync")
    contact = account.store.contact_by_email(email)
    if contact is None:
        return _create(request, account, email, sent)
    account.changes.update(contact, "api", names_in(sent), values_in(account.store, sent))
    wrote(request, 1, contact=contact.id)
    return json_response(_written(account.store, contact))


async def create(request: web.Request) -> web.Response:
    account = account_of(request)
    sent = await wrapped(request, "contact")
    email = text(sent.get("email")).strip()
    if email == "":
        raise invalid("Email Address is required.", "email", "email_empty")
    if account.store.contact_by_email(email) is not None:
        raise _duplicate()
    return _create(request, account, email, sent)


def _create(request: web.Request, account: Account, email: str, sent: Json) -> web.Response:
    _check_email(email)
    values = values_in(account.store, sent)
    contact = account.changes.create(email, "api", names_in(sent), values)
    wrote(request, 1, contact=contact.id)
    return json_response(_written(account.store, contact), 201)


async def update(request: web.Request) -> web.Response:
    """Keys that are not sent stay as they are."""
    account, contact = account_of(request), contact_at(request)
    sent = await wrapped(request, "contact")
    email = None
    if sent.get("email") is not None:
        email = text(sent["email"]).strip()
        if email == "":
            raise invalid("Email Address is required.", "email", "email_empty")
        _check_email(email)
    values = values_in(account.store, sent)
    try:
        account.changes.update(contact, "api", names_in(sent), values, email=email)
    except DuplicateEmail as fault:
        raise _duplicate() from fault
    wrote(request, 1, contact=contact.id)
    answer = _values_of(account.store, contact)
    answer["contact"] = render.contact(account.store, contact)
    return json_response(answer)


async def delete(request: web.Request) -> web.Response:
    account = account_of(request)
    id_ = path_id(request)
    contact = account.store.contacts.get(id_)
    if contact is None:
        raise Refused(404, {"message": f"No result found for contact with id {id_}"})
    account.changes.delete(contact)
    wrote(request, 1, contact=id_)
    return json_response({})


async def contact_data(request: web.Request) -> web.Response:
    contact = contact_at(request)
    return json_response({"contactData": {"contact": str(contact.id), "tstamp": None}})


async def score_values(request: web.Request) -> web.Response:
    store, contact = account_of(request).store, contact_at(request)
    return json_response({"scoreValues": [render.score_value(store, contact)]})


async def no_rows(request: web.Request) -> web.Response:
    """Nested lists of things that this account does not have."""
    contact_at(request)
    return json_response({request.path.rpartition("/")[2]: []})


def names_in(sent: Json) -> dict[str, str]:
    """Standard fields that were sent, in camelCase; null counts as not sent."""
    return {ours: text(sent[key]) for key, ours in _NAMES.items() if sent.get(key) is not None}


def values_in(store: Store, sent: Json) -> list[tuple[int, str]]:
    """Custom values that were sent; one for an unknown field id is ignored silently."""
    values = []
    pairs = sent.get("fieldValues")
    for pair in pairs if isinstance(pairs, list) else ():
        if not isinstance(pair, dict) or pair.get("value") is None:
            continue
        field = whole(pair.get("field"))
        if field in store.fields:
            values.append((field, text(pair["value"])))
    return values


def _check_email(email: str) -> None:
    if not EMAIL.fullmatch(email):
        raise invalid("Email Address is not valid.", "email", "email_invalid")


def _duplicate() -> Refused:
    return invalid("Email address already exists in the system", "email", "duplicate")


def _values_of(store: Store, contact: Contact) -> Json:
    return {"fieldValues": [render.field_value(store, held) for held in contact.values.values()]}


def _written(store: Store, contact: Contact) -> Json:
    """The short answer of a create or a sync, with all values of the contact."""
    answer = _values_of(store, contact)
    full = render.contact(store, contact)
    keys = ("email", "phone", "firstName", "lastName", "email_empty", "cdate", "udate")
    short = {key: full[key] for key in keys}
    short |= {"orgid": "", "orgname": "", "links": full["links"], "hash": full["hash"]}
    short |= {"id": full["id"], "organization": None}
    short["fieldValues"] = [value["id"] for value in answer["fieldValues"]]
    answer["contact"] = short
    return answer


def add_routes(router: web.UrlDispatcher) -> None:
    router.add_get("/api/3/contacts", list_contacts)
    router.add_post("/api/3/contacts", create)
    router.add_post("/api/3/contact/sync", sync)
    router.add_get("/api/3/contacts/{id}", get_contact)
    router.add_put("/api/3/contacts/{id}", update)
    router.add_delete("/api/3/contacts/{id}", delete)
    router.add_get("/api/3/contacts/{id}/contactData", contact_data)
    router.add_get("/api/3/contacts/{id}/scoreValues", score_values)
    for name in (
        "deals",
        "contactDeals",
        "contactGoals",
        "contactLogs",
        "accountContacts",
        "automationEntryCounts",
        "plusAppend",
    ):
        router.add_get(f"/api/3/contacts/{{id}}/{name}", no_rows)
