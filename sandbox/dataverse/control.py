"""Control routes under `/_sandbox/`: what a tester does behind the API's back, without a token.

    GET    /_sandbox/state                         figures of tables, versions, users
    POST   /_sandbox/seed                          {"leads","contacts","seed"}: new demo rows
    GET    /_sandbox/rows/{set}?after=&limit=      {"items","next"}: rows as stored, by id
    GET    /_sandbox/rows/{set}/{id}               one row as stored
    POST   /_sandbox/rows/{set}?as=sam             creates as that person; 201 {"id"}
    PATCH  /_sandbox/rows/{set}/{id}?as=sam        changes as that person
    DELETE /_sandbox/rows/{set}/{id}?as=sam        deletes
    POST   /_sandbox/rows/{set}/$many?as=sam       [{"id", ...values} | {"id","$delete":true}]
    POST   /_sandbox/rows/{set}/{id}/{act}?as=sam  qualify, merge, restore; see `acts`
    POST   /_sandbox/roles                         {"user":"ned","role":"Salesperson","held":true}
    POST   /_sandbox/schema/{table}                changes columns, see `drift`
    POST   /_sandbox/column-security               rights on a secured column, see there
    POST   /_sandbox/solution                      {"installed"}: the product's activity table
    POST   /_sandbox/tokens/expire                 no delta token given so far is good any longer
    POST   /_sandbox/limits                        {"enabled","requests","executionSeconds",
                                                    "concurrent","retryAfter"} service protection

`as` is the key of a demo user (default `sam`) or `system`. Values are written as in the Web API."""

from collections.abc import Awaitable, Callable
from typing import Literal

from aiohttp import web

from sandbox.dataverse import acts, column_security, drift, exact_json, marketing_activity
from sandbox.dataverse.limits import Limits
from sandbox.dataverse.organisation import Organisation
from sandbox.dataverse.payload import columns_set
from sandbox.dataverse.people import SYSTEM_ID, role_id, user_id
from sandbox.dataverse.refusals import Refusal, no_resource
from sandbox.dataverse.rights import Caller
from sandbox.dataverse.schema import LOOKUPS, Table
from sandbox.dataverse.seed import seed
from sandbox.dataverse.store import Row
from sandbox.dataverse.writes import create, delete, existing, update
from sandbox.kit.server import CONTROL, Handler, json_response

ORGANISATION = web.AppKey("organisation", Organisation)
LIMITS = web.AppKey("limits", Limits)
_PAGE, _LARGEST_PAGE = 1000, 10_000


def add_routes(app: web.Application) -> None:
    router = app.router
    router.add_get(CONTROL + "state", _guarded(_state))
    router.add_post(CONTROL + "seed", _guarded(_seed))
    router.add_get(CONTROL + "rows/{set}", _guarded(_rows))
    router.add_post(CONTROL + "rows/{set}", _guarded(_create))
    router.add_post(CONTROL + "rows/{set}/$many", _guarded(_many))
    router.add_get(CONTROL + "rows/{set}/{id}", _guarded(_row))
    router.add_patch(CONTROL + "rows/{set}/{id}", _guarded(_update))
    router.add_delete(CONTROL + "rows/{set}/{id}", _guarded(_delete))
    router.add_post(CONTROL + "rows/{set}/{id}/{act}", _guarded(_act))
    router.add_post(CONTROL + "roles", _guarded(_roles))
    router.add_post(CONTROL + "schema/{table}", _guarded(_schema))
    router.add_post(CONTROL + "column-security", _guarded(_column_security))
    router.add_post(CONTROL + "solution", _guarded(_solution))
    router.add_post(CONTROL + "tokens/expire", _guarded(_expire_tokens))
    router.add_post(CONTROL + "limits", _guarded(_limits))


def _guarded(handler: Callable[[web.Request], Awaitable[web.Response]]) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except Refusal as refusal:
            return json_response(refusal.body(), refusal.status)
        except (KeyError, TypeError, ValueError) as fault:
            return json_response({"error": f"{type(fault).__name__}: {fault}"}, 422)

    return handle


async def _state(request: web.Request) -> web.Response:
    org = request.app[ORGANISATION]
    return json_response(
        {
            "url": org.settings.url,
            "rows": {t.table.set_name: len(t.rows) for t in org.store.tables.values()},
            "deleted": {t.table.set_name: len(t.deleted) for t in org.store.tables.values()},
            "version": org.store.version,
            "metadataVersion": str(org.schema.version),
            "changeTracking": {t.name: t.change_tracking for t in org.schema.tables.values()},
            "limits": request.app[LIMITS].enabled,
        }
    )


async def _seed(request: web.Request) -> web.Response:
    body = exact_json.loads(await request.read() or b"{}")
    numbers = (int(body.get("leads", 2000)), int(body.get("contacts", 3000)))
    count = seed(request.app[ORGANISATION], *numbers, int(body.get("seed", 7)))
    return json_response({"rows": count})


async def _rows(request: web.Request) -> web.Response:
    org, table = _table(request)
    limit = min(int(request.query.get("limit", _PAGE)), _LARGEST_PAGE)
    rows = org.store.tables[table.name]
    start = rows.after(request.query.get("after", ""))
    ids = rows.ids[start : start + limit]
    following = ids[-1] if ids and start + limit < len(rows.ids) else None
    return _exact_response({"items": [_shown(table, rows.rows[i]) for i in ids], "next": following})


async def _row(request: web.Request) -> web.Response:
    org, table = _table(request)
    return _exact_response(_shown(table, existing(org, table, request.match_info["id"].lower())))


async def _create(request: web.Request) -> web.Response:
    org, table = _table(request)
    values = columns_set(org, table, exact_json.loads(await request.read()), "create")
    row = create(org, _person(request), table, values)
    return json_response({"id": row[table.id_column]}, 201)


async def _update(request: web.Request) -> web.Response:
    org, table = _table(request)
    values = columns_set(org, table, exact_json.loads(await request.read()), "update")
    update(org, _person(request), table, request.match_info["id"].lower(), values)
    return web.Response(status=204)


async def _delete(request: web.Request) -> web.Response:
    org, table = _table(request)
    delete(org, _person(request), table, request.match_info["id"].lower())
    return web.Response(status=204)


async def _act(request: web.Request) -> web.Response:
    org, table = _table(request)
    row_id, name = request.match_info["id"].lower(), request.match_info["act"]
    given = exact_json.loads(await request.read() or b"{}")
    answer = acts.act(org, _person(request), table, row_id, name, given)
    return json_response(answer.body or {}, 200)


async def _many(request: web.Request) -> web.Response:
    """All or nothing."""
    org, table = _table(request)
    person = _person(request)
    items = exact_json.loads(await request.read())
    with org.store.transaction():
        for item in items:
            _one_of_many(org, table, person, dict(item))
    return json_response({"changed": len(items)})


def _one_of_many(org: Organisation, table: Table, person: Caller, item: dict[str, object]) -> None:
    row_id = str(item.pop("id")).lower()
    if item.pop("$delete", False):
        delete(org, person, table, row_id)
        return
    known = org.store.row(table.name, row_id) is not None
    on: Literal["create", "update"] = "update" if known else "create"
    values = columns_set(org, table, item, on)
    if known:
        update(org, person, table, row_id, values)
    else:
        create(org, person, table, values | {table.id_column: row_id})


async def _roles(request: web.Request) -> web.Response:
    """Gives or takes a role, held directly, of a demo user."""
    org = request.app[ORGANISATION]
    body = exact_json.loads(await request.read())
    person = user_id(body["user"])
    unit = org.store.tables["systemuser"].rows[person]["businessunitid"]
    assert isinstance(unit, tuple)
    pair = (person, role_id(body["role"], unit[1]))
    change = org.store.link if body["held"] else org.store.unlink
    change("systemuserroles_association", pair)
    org.directory.forget()
    return web.Response(status=204)


async def _schema(request: web.Request) -> web.Response:
    org = request.app[ORGANISATION]
    table = org.schema.tables.get(request.match_info["table"])
    if table is None:
        raise no_resource(request.match_info["table"])
    drift.change(org, table, exact_json.loads(await request.read()))
    return json_response({"metadataVersion": str(org.schema.version)})


async def _column_security(request: web.Request) -> web.Response:
    column_security.grant(request.app[ORGANISATION], exact_json.loads(await request.read()))
    return web.Response(status=204)


async def _solution(request: web.Request) -> web.Response:
    org = request.app[ORGANISATION]
    if exact_json.loads(await request.read())["installed"]:
        marketing_activity.install(org.schema, org.store, org.collation)
    else:
        marketing_activity.remove(org.schema, org.store)
    return web.Response(status=204)


async def _expire_tokens(request: web.Request) -> web.Response:
    org = request.app[ORGANISATION]
    org.tokens_valid_after = org.store.next_version()
    return web.Response(status=204)


async def _limits(request: web.Request) -> web.Response:
    body = exact_json.loads(await request.read())
    limits = request.app[LIMITS]
    limits.reset()
    limits.enabled = bool(body.get("enabled", True))
    limits.requests = int(body.get("requests", limits.requests))
    limits.execution_seconds = float(body.get("executionSeconds", limits.execution_seconds))
    limits.concurrent = int(body.get("concurrent", limits.concurrent))
    limits.retry_after = int(body.get("retryAfter", limits.retry_after))
    return web.Response(status=204)


def _table(request: web.Request) -> tuple[Organisation, Table]:
    org = request.app[ORGANISATION]
    table = org.schema.by_set.get(request.match_info["set"])
    if table is None:
        raise no_resource(request.match_info["set"])
    return org, table


def _person(request: web.Request) -> Caller:
    """A person in the app, whom the app's own checks do not concern."""
    key = request.query.get("as", "sam")
    caller = request.app[ORGANISATION].caller(SYSTEM_ID if key == "system" else user_id(key))
    return Caller(caller.acting, unbound=True)


def _exact_response(data: object) -> web.Response:
    return web.Response(body=exact_json.dumps(data), content_type="application/json")


def _shown(table: Table, row: Row) -> dict[str, object]:
    """Every column, null included; a lookup is its id."""
    out: dict[str, object] = {}
    for column in table.columns.values():
        value = row.get(column.name)
        if column.kind in LOOKUPS and isinstance(value, tuple):
            out[column.json_name] = value[1]
        else:
            out[column.json_name] = value
    return out
