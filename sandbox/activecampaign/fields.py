"""Definitions of custom fields: fields, their options, and the lists they are shown for."""

from collections.abc import Sequence

from aiohttp import web

from sandbox.activecampaign.accounts import account_of, user_of
from sandbox.activecampaign.records import Field, FieldOption, FieldRel
from sandbox.activecampaign.store import Store
from sandbox.activecampaign.wire import (
    Json,
    Refused,
    body_of,
    complete,
    forbidden,
    invalid,
    listing,
    row_at,
    text,
    whole,
    wrapped,
)
from sandbox.kit.server import json_response, wrote

TYPES = frozenset(
    [
        "text",
        "textarea",
        "date",
        "datetime",
        "dropdown",
        "listbox",
        "radio",
        "checkbox",
        "hidden",
        "number",
    ]
)


def shape(store: Store, row: Field) -> Json:
    base = f"{store.base}/fields/{row.id}"
    return {
        "title": row.title,
        "descript": row.description,
        "type": row.type,
        "isrequired": "1" if row.required else "0",
        "perstag": row.perstag,
        "defval": row.default,
        "show_in_list": "0",
        "rows": "0",
        "cols": "0",
        "visible": "1" if row.visible else "0",
        "service": "",
        "ordernum": str(row.order),
        "cdate": store.times.iso(row.created),
        "udate": store.times.iso(row.updated),
        "options": [str(option) for option in row.options],
        "relations": [str(relation) for relation in row.relations],
        "links": {"options": base + "/options", "relations": base + "/relations"},
        "id": str(row.id),
    }


def shape_option(store: Store, row: FieldOption) -> Json:
    at = store.times.iso(row.created)
    return {
        "field": str(row.field),
        "orderid": str(row.order),
        "value": row.value,
        "label": row.label,
        "isdefault": "1" if row.is_default else "0",
        "cdate": at,
        "udate": at,
        "links": {"field": f"{store.base}/fieldOptions/{row.id}/field"},
        "id": str(row.id),
    }


def shape_relation(store: Store, row: FieldRel) -> Json:
    return {
        "field": str(row.field),
        "relid": str(row.relid),
        "dorder": str(row.order),
        "cdate": store.times.iso(row.created),
        "links": [],
        "id": str(row.id),
    }


def _beside(store: Store, page: Sequence[Field]) -> Json:
    options = [store.options[id_] for field in page for id_ in field.options]
    relations = [store.relations[id_] for field in page for id_ in field.relations]
    return {
        "fieldOptions": [shape_option(store, option) for option in options],
        "fieldRels": [shape_relation(store, relation) for relation in relations],
    }


async def list_fields(request: web.Request) -> web.Response:
    store = account_of(request).store
    rows = sorted(store.fields.values(), key=lambda row: row.id)
    perstag = request.query.get("filters[perstag]")
    if perstag is not None:
        rows = [row for row in rows if row.perstag == perstag.upper()]
    return listing(
        request, "fields", rows, lambda row: shape(store, row), lambda page: _beside(store, page)
    )


def _field_at(request: web.Request) -> Field:
    return row_at(request, account_of(request).store.fields, "Field")


async def get_field(request: web.Request) -> web.Response:
    store, field = account_of(request).store, _field_at(request)
    return json_response({**_beside(store, [field]), "field": shape(store, field)})


async def list_options(request: web.Request) -> web.Response:
    store, field = account_of(request).store, _field_at(request)
    rows = [store.options[id_] for id_ in field.options]
    return complete("fieldOptions", rows, lambda row: shape_option(store, row))


async def create(request: web.Request) -> web.Response:
    account = account_of(request)
    store = account.store
    if not user_of(request).admin:
        raise forbidden("You do not have permission to manage fields.")
    sent = await wrapped(request, "field")
    title, type_ = text(sent.get("title")).strip(), text(sent.get("type"))
    if title == "":
        raise invalid("The title was not provided.", "title", "field_missing")
    if type_ not in TYPES:
        raise invalid("The field type is not valid.", "type", "field_invalid")
    if any(row.title.casefold() == title.casefold() for row in store.fields.values()):
        detail = f"There is already a field named '{title}' -- choose another name"
        raise invalid("There is already a field with this title", "", "duplicate", detail)
    now = store.now()
    perstag = text(sent.get("perstag")) or title
    row = Field(
        id=store.next_id("field"),
        title=title,
        type=type_,
        perstag=_free_perstag(store, perstag),
        created=now,
        updated=now,
        default=None if sent.get("defval") is None else text(sent["defval"]),
        visible=text(sent.get("visible", "1")) != "0",
        order=whole(sent.get("ordernum")) or len(store.fields) + 1,
        description=None if sent.get("descript") is None else text(sent["descript"]),
    )
    store.fields[row.id] = row
    wrote(request, 1, field=row.id)
    return json_response({"field": shape(store, row)}, 201)


def _free_perstag(store: Store, wished: str) -> str:
    """Upper case, words joined by _, numbered if it is taken."""
    name = "".join(char if char.isalnum() else "_" for char in wished.upper())
    taken = {row.perstag for row in store.fields.values()}
    free, number = name, 1
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free


async def update(request: web.Request) -> web.Response:
    store, field = account_of(request).store, _field_at(request)
    sent = await wrapped(request, "field")
    if sent.get("title") is not None:
        field.title = text(sent["title"])
    if sent.get("perstag") is not None:
        field.perstag = text(sent["perstag"]).upper()
    if sent.get("defval") is not None:
        field.default = text(sent["defval"])
    if sent.get("visible") is not None:
        field.visible = text(sent["visible"]) != "0"
    field.updated = store.now()
    wrote(request, 1, field=field.id)
    return json_response({"field": shape(store, field)})


async def delete(request: web.Request) -> web.Response:
    field = _field_at(request)
    account_of(request).store.remove_field(field)
    wrote(request, 1, field=field.id)
    return json_response({})


async def create_options(request: web.Request) -> web.Response:
    store = account_of(request).store
    sent = (await body_of(request)).get("fieldOptions")
    if not isinstance(sent, list) or not all(isinstance(option, dict) for option in sent):
        message = "Bulk operation failed. Request must contain an array of fieldOption objects."
        raise Refused(422, {"errors": message})
    ids = [whole(option.get("field")) or 0 for option in sent]
    if any(id_ not in store.fields for id_ in ids):
        raise Refused(422, {"errors": "Bulk operation failed. Field id not valid."})
    made = []
    for option, id_ in zip(sent, ids, strict=True):
        field = store.fields[id_]
        value = text(option.get("value"))
        label = text(option.get("label")) or value
        order = whole(option.get("orderid")) or len(field.options) + 1
        default = text(option.get("isdefault")) == "1"
        row = store.add_option(field, value, label, order, is_default=default)
        shown = shape_option(store, row)
        made.append({**shown, "orderid": row.order, "isdefault": int(row.is_default)})
    wrote(request, len(made))
    return json_response({"fieldOptions": made}, 201)


async def create_relation(request: web.Request) -> web.Response:
    store = account_of(request).store
    sent = await wrapped(request, "fieldRel")
    field = store.fields.get(whole(sent.get("field")) or 0)
    relid = whole(sent.get("relid"))
    if field is None:
        raise invalid("Field id not valid.", "field", "field_invalid")
    if relid is None or (relid and relid not in store.lists):
        raise invalid("List id not valid.", "relid", "field_invalid")
    row = store.relate(field, relid)
    wrote(request, 1, field=field.id)
    shown = {**shape_relation(store, row), "field": field.id, "relid": relid}
    return json_response({"fieldRel": shown}, 201)


def add_routes(router: web.UrlDispatcher) -> None:
    router.add_get("/api/3/fields", list_fields)
    router.add_post("/api/3/fields", create)
    router.add_get("/api/3/fields/{id}", get_field)
    router.add_put("/api/3/fields/{id}", update)
    router.add_delete("/api/3/fields/{id}", delete)
    router.add_get("/api/3/fields/{id}/options", list_options)
    router.add_post("/api/3/fieldOption/bulk", create_options)
    router.add_post("/api/3/fieldRels", create_relation)
