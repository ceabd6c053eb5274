"""Definitions that change under a running integration: fields and options come, go, change."""

from sandbox.activecampaign.fields import TYPES
from sandbox.activecampaign.records import Field
from sandbox.activecampaign.store import Store
from sandbox.activecampaign.wire import Json, text, whole


class CannotDrift(Exception):
    """Why the change asked for cannot be."""


def apply(store: Store, body: Json) -> int:
    """The id of the field concerned. `action` is one of:

    add {title, type, perstag?, options?: [values]}; remove {id}; change {id, title?, type?,
    perstag?}; addOption {id, value, label?}; removeOption {id, value}. Raises CannotDrift."""
    action = body.get("action")
    if action == "add":
        return _add(store, body).id
    field = store.fields.get(whole(body.get("id")) or 0)
    if field is None:
        raise CannotDrift("id: no field with this id")
    if action == "remove":
        store.remove_field(field)
    elif action == "change":
        _change(store, field, body)
    elif action == "addOption":
        value = text(body.get("value"))
        label = text(body.get("label")) or value
        store.add_option(field, value, label, len(field.options) + 1, is_default=False)
    elif action == "removeOption":
        _remove_option(store, field, text(body.get("value")))
    else:
        raise CannotDrift("action: add, remove, change, addOption or removeOption")
    return field.id


def _add(store: Store, body: Json) -> Field:
    title, type_ = text(body.get("title")), text(body.get("type"))
    if title == "" or type_ not in TYPES:
        raise CannotDrift("title and a known type are needed")
    now = store.now()
    perstag = text(body.get("perstag")) or title.upper().replace(" ", "_")
    row = Field(store.next_id("field"), title, type_, perstag, now, now)
    return store.add_field(row, body.get("options", ()))


def _change(store: Store, field: Field, body: Json) -> None:
    if "type" in body and body["type"] not in TYPES:
        raise CannotDrift("type: not a known type")
    field.title = text(body.get("title", field.title))
    field.type = text(body.get("type", field.type))
    field.perstag = text(body.get("perstag", field.perstag))
    field.updated = store.now()


def _remove_option(store: Store, field: Field, value: str) -> None:
    for id_ in field.options:
        if store.options[id_].value == value:
            field.options.remove(id_)
            del store.options[id_]
            return
    raise CannotDrift("value: no such option")
