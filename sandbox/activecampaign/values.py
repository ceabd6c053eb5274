"""Values of custom fields, one at a time: /fieldValues."""

from aiohttp import web

from sandbox.activecampaign import render
from sandbox.activecampaign.accounts import Account, account_of
from sandbox.activecampaign.contacts import contact_at
from sandbox.activecampaign.records import Contact, FieldValue
from sandbox.activecampaign.wire import (
    Json,
    body_of,
    complete,
    invalid,
    listing,
    row_at,
    text,
    whole,
)
from sandbox.kit.server import json_response, wrote


async def list_values(request: web.Request) -> web.Response:
    """All values of the account; there is no filter by time."""
    store = account_of(request).store
    field = whole(request.query.get("filters[fieldid]"))
    value = request.query.get("filters[val]")
    rows = [
        row
        for row in store.values.values()
        if (field is None or row.field == field) and (value is None or row.value == value)
    ]
    return listing(request, "fieldValues", rows, lambda row: render.field_value(store, row))


async def list_of_contact(request: web.Request) -> web.Response:
    store, contact = account_of(request).store, contact_at(request)
    rows = contact.values.values()
    return complete("fieldValues", rows, lambda row: render.field_value(store, row))


def _value_at(request: web.Request) -> FieldValue:
    return row_at(request, account_of(request).store.values, "FieldValue")


async def get_value(request: web.Request) -> web.Response:
    row = _value_at(request)
    return json_response({"fieldValue": render.field_value(account_of(request).store, row)})


async def put_value(request: web.Request) -> web.Response:
    """`POST /fieldValues`: creates or replaces; the same pair keeps its id."""
    account = account_of(request)
    body = await body_of(request)
    sent = body.get("fieldValue")
    sent = sent if isinstance(sent, dict) else {}
    contact = account.store.contacts.get(whole(sent.get("contact")) or 0)
    if contact is None:
        raise invalid("Contact id not valid.", "contact", "contact_invalid")
    return _put(request, account, contact, sent, text(body.get("useDefaults")) == "1")


async def replace_value(request: web.Request) -> web.Response:
    """`PUT /fieldValues/{id}`"""
    account, row = account_of(request), _value_at(request)
    body = await body_of(request)
    sent = body.get("fieldValue")
    sent = {**(sent if isinstance(sent, dict) else {}), "field": row.field}
    contact = account.store.contacts[row.contact]
    return _put(request, account, contact, sent, text(body.get("useDefaults")) == "1")


def _put(
    request: web.Request, account: Account, contact: Contact, sent: Json, use_defaults: bool
) -> web.Response:
    store = account.store
    field = whole(sent.get("field"))
    if field not in store.fields:
        raise invalid("Field id not valid.", "field", "field_invalid")
    row = account.changes.put_value(contact, field, text(sent.get("value")), "api")
    rows = 1
    if use_defaults:
        rows += _fill_defaults(account, contact)
    wrote(request, rows, contact=contact.id)
    shown = render.field_value(store, row) | {"contact": contact.id, "field": field}
    return json_response(
        {"contacts": [render.contact(store, contact)], "fieldValue": shown},
    )


def _fill_defaults(account: Account, contact: Contact) -> int:
    """Writes the default into every required field without a value, also unasked-for ones."""
    filled = 0
    for field in account.store.fields.values():
        held = contact.values.get(field.id)
        missing = held is None or held.value == ""
        if field.required and missing and field.default is not None:
            account.changes.put_value(contact, field.id, field.default, "api", tell=False)
            filled += 1
    return filled


async def delete_value(request: web.Request) -> web.Response:
    account, row = account_of(request), _value_at(request)
    account.changes.remove_value(row, "api")
    wrote(request, 1, contact=row.contact)
    return json_response({})


def add_routes(router: web.UrlDispatcher) -> None:
    router.add_get("/api/3/fieldValues", list_values)
    router.add_post("/api/3/fieldValues", put_value)
    router.add_get("/api/3/fieldValues/{id}", get_value)
    router.add_put("/api/3/fieldValues/{id}", replace_value)
    router.add_delete("/api/3/fieldValues/{id}", delete_value)
    router.add_get("/api/3/contacts/{id}/fieldValues", list_of_contact)
