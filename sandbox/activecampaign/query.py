"""Which contacts `GET /contacts` finds. Parameters that it does not know it ignores silently,
as ActiveCampaign does; nothing here answers or renders."""

from collections.abc import Callable, Sequence
from datetime import datetime

from aiohttp import web

from sandbox.activecampaign.options import Options
from sandbox.activecampaign.records import Contact
from sandbox.activecampaign.store import Store, between
from sandbox.activecampaign.wire import order_of, whole

Test = Callable[[Contact], bool]

_ORDERS: dict[str, Callable[[Contact], object]] = {
    "id": lambda c: c.id,
    "cdate": lambda c: c.created,
    "email": lambda c: c.email.casefold(),
    "first_name": lambda c: c.first_name.casefold(),
    "last_name": lambda c: c.last_name.casefold(),
    "name": lambda c: (c.first_name.casefold(), c.last_name.casefold()),
    "score": lambda c: c.score,
}


def find(store: Store, options: Options, request: web.Request) -> Sequence[int]:
    """The ids of all contacts found, in order (by id unless `orders[...]` says otherwise)."""
    found, served = _candidates(store, options, request)
    tests = _tests(options, store, request, served)
    if tests:
        contacts = store.contacts
        found = [id_ for id_ in found if all(test(contacts[id_]) for test in tests)]
    order = order_of(request, *_ORDERS)
    if order is None:
        return found
    key, descends = order
    if key == "id":
        return found[::-1] if descends else found
    shown = _ORDERS[key]
    return sorted(found, key=lambda id_: shown(store.contacts[id_]), reverse=descends)


def _candidates(
    store: Store, options: Options, request: web.Request
) -> tuple[Sequence[int], frozenset[str]]:
    """Ascending ids from the most selective index that the parameters allow, and the names of
    the parameters that it has served; every other one is a test on these ids."""
    query = request.query
    asked = [value for key, value in query.items() if key == "ids" or key.startswith("ids[")]
    if asked:
        named = {whole(value) for value in asked}
        return sorted(id_ for id_ in named if id_ in store.contacts), frozenset()
    if query.get("email"):
        contact = store.contact_by_email(query["email"])
        return [] if contact is None else [contact.id], frozenset({"email"})
    after = _moment(options, store, query.get("filters[updated_after]"))
    served = {"id_greater", "id_less"}
    ids = store.contact_ids
    if after is not None:
        ids = store.updated_from(int(after.timestamp()) + 1)
        served.add("updated_after")
    greater, less = whole(query.get("id_greater")), whole(query.get("id_less"))
    if greater is not None or less is not None:
        ids = between(ids, greater, less)
    return ids, frozenset(served)


def _moment(options: Options, store: Store, text: str | None) -> datetime | None:
    """None where the filter does not count: not given, not a time, or told to be ignored."""
    if text is None or options.updated_after == "ignore":
        return None
    return store.times.day(text) if options.updated_after == "day" else store.times.parse(text)


def _tests(
    options: Options, store: Store, request: web.Request, served: frozenset[str]
) -> list[Test]:
    query = request.query
    tests = _time_tests(options, store, request, served)
    email = store.contact_by_email(query["email"]) if query.get("email") else None
    if query.get("email") and "email" not in served:
        tests.append(lambda c: c is email)
    greater, less = whole(query.get("id_greater")), whole(query.get("id_less"))
    if greater is not None and "id_greater" not in served:
        tests.append(lambda c: c.id > greater)
    if less is not None and "id_less" not in served:
        tests.append(lambda c: c.id < less)
    if like := query.get("email_like", "").casefold():
        tests.append(lambda c: like in c.email.casefold())
    if phone := query.get("phone"):
        tests.append(lambda c: c.phone.startswith(phone))
    if sought := query.get("search", "").casefold():
        tests.append(lambda c: any(sought in part for part in _searched(c)))
    if (exclude := whole(query.get("exclude"))) is not None:
        tests.append(lambda c: c.id != exclude)
    if (tag := whole(query.get("tagid"))) is not None:
        tests.append(lambda c: tag in c.tags)
    if (series := whole(query.get("seriesid"))) is not None:
        tests.append(lambda c: any(entry.automation == series for entry in c.entries))
    if any(query.get(name) for name in ("segmentid", "formid", "waitid")):
        tests.append(lambda _: False)  # the account has no segments, forms or waits
    return tests + _list_tests(request)


def _time_tests(
    options: Options, store: Store, request: web.Request, served: frozenset[str]
) -> list[Test]:
    def at(name: str) -> float | None:
        moment = _moment(options, store, request.query.get(f"filters[{name}]"))
        return None if moment is None else moment.timestamp()

    tests: list[Test] = []
    if "updated_after" not in served and (after := at("updated_after")) is not None:
        tests.append(lambda c: c.updated > after)
    if (before := at("updated_before")) is not None:
        tests.append(lambda c: c.updated < before)
    if (since := at("created_after")) is not None:
        tests.append(lambda c: c.created > since)
    if (until := at("created_before")) is not None:
        tests.append(lambda c: c.created < until)
    return tests


def _list_tests(request: web.Request) -> list[Test]:
    """`status` is that on the list of `listid`, or on any list without it; -1 is any."""
    list_id = whole(request.query.get("listid"))
    status = whole(request.query.get("status"))
    any_status = status is None or status == -1
    if list_id is not None:
        return [lambda c: list_id in c.lists and (any_status or c.lists[list_id].status == status)]
    if any_status:
        return []
    return [lambda c: any(m.status == status for m in c.lists.values())]


def _searched(contact: Contact) -> tuple[str, ...]:
    return (
        f"{contact.first_name} {contact.last_name}".casefold(),
        contact.account_name.casefold(),
        contact.phone,
        contact.email.casefold(),
    )
