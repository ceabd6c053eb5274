"""A person in ActiveCampaign's own pages, or a visitor of a form: changes that no API call
makes. Takes a plain description of what is done; knows no HTTP."""

from typing import Literal

from sandbox.activecampaign.accounts import Account
from sandbox.activecampaign.changes import DuplicateEmail
from sandbox.activecampaign.records import ACTIVE, UNSUBSCRIBED, Contact, Source
from sandbox.activecampaign.wire import Json, text, whole

KEYS = frozenset(
    [
        "email",
        "firstName",
        "lastName",
        "phone",
        "values",
        "tags",
        "untag",
        "subscribe",
        "unsubscribe",
        "optOut",
        "reason",
        "campaign",
        "delete",
        "mergeInto",
        "source",
        "enrol",
    ]
)
_NAMES = {"firstName": "first_name", "lastName": "last_name", "phone": "phone"}
_SOURCES: tuple[Source, ...] = ("admin", "public", "system", "api")


class CannotAct(Exception):
    """Why what was asked cannot be done; nothing was changed by the failing part."""


def source_of(act: Json, default: Literal["admin", "public"]) -> Source:
    source = act.get("source", default)
    if source not in _SOURCES:
        raise CannotAct(f"source: one of {', '.join(_SOURCES)}")
    return source


def check(act: Json) -> None:
    unknown = set(act) - KEYS
    if unknown:
        raise CannotAct(f"unknown: {', '.join(sorted(unknown))}")


def create(account: Account, act: Json) -> Contact:
    """As by a form: source public. The email must be free."""
    check(act)
    email = text(act.get("email")).strip()
    if email == "" or account.store.contact_by_email(email) is not None:
        raise CannotAct("email: missing or taken")
    source = source_of(act, "public")
    contact = account.changes.create(email, source, _names(act), _values(account, act))
    _ties(account, contact, act, source)
    return contact


def change(account: Account, contact: Contact, act: Json) -> None:
    """As a user does in the contact's profile: source admin unless `source` says otherwise.

    Keys: email, firstName, lastName, phone, values {field id: value}, tags and untag [names],
    subscribe and unsubscribe [list ids], optOut (the link of a mail, with reason and campaign),
    enrol [automation ids], delete, mergeInto (a contact id)."""
    check(act)
    source = source_of(act, "admin")
    if act.get("delete"):
        account.changes.delete(contact)
        return
    if "mergeInto" in act:
        target = account.store.contacts.get(whole(act["mergeInto"]) or 0)
        if target is None or target is contact:
            raise CannotAct("mergeInto: no other contact with this id")
        account.changes.merge(contact, target)
        return
    names, values = _names(act), _values(account, act)
    if names or values or "email" in act:
        try:
            account.changes.update(contact, source, names, values, email=act.get("email"))
        except DuplicateEmail as fault:
            raise CannotAct("email: taken by another contact") from fault
    _ties(account, contact, act, source)
    if act.get("optOut"):
        account.changes.unsubscribe_from_all(
            contact, "public", reason=act.get("reason"), campaign=whole(act.get("campaign"))
        )


def _names(act: Json) -> dict[str, str]:
    return {ours: text(act[key]) for key, ours in _NAMES.items() if key in act}


def _values(account: Account, act: Json) -> list[tuple[int, str]]:
    values = []
    for key, value in act.get("values", {}).items():
        field = whole(key)
        if field not in account.store.fields:
            raise CannotAct(f"values: no field with id {key}")
        values.append((field, text(value)))
    return values


def _ties(account: Account, contact: Contact, act: Json, source: Source) -> None:
    store, changes = account.store, account.changes
    for name in act.get("tags", ()):
        tag = store.tag_named(name) or store.add_tag(name, "contact")
        changes.tag(contact, tag, source)
    for name in act.get("untag", ()):
        tag = store.tag_named(name)
        if tag is not None:
            changes.untag(contact, tag, source)
    for key, status in (("subscribe", ACTIVE), ("unsubscribe", UNSUBSCRIBED)):
        for list_id in act.get(key, ()):
            if list_id not in store.lists:
                raise CannotAct(f"{key}: no list with id {list_id}")
            changes.set_status(
                contact, list_id, status, source, source_id=4, reason=act.get("reason")
            )
    for automation in act.get("enrol", ()):
        account.runs.enrol(contact, store.automations.get(automation))
