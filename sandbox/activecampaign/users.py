"""Who the key belongs to, and how the account is called."""

from aiohttp import web

from sandbox.activecampaign.accounts import account_of, user_of
from sandbox.activecampaign.records import User
from sandbox.activecampaign.store import Store
from sandbox.activecampaign.wire import Json, Refused, listing, not_found, path_id
from sandbox.kit.server import json_response

_RIGHTS = (
    "pgListAdd",
    "pgListEdit",
    "pgMessageSend",
    "pgContactAdd",
    "pgContactEdit",
    "pgContactDelete",
    "pgContactImport",
    "pgContactFields",
    "pgAutomationManage",
    "pgDeal",
)


def shape(store: Store, row: User) -> Json:
    base = f"{store.base}/users/{row.id}"
    return {
        "username": row.username,
        "firstName": row.first_name,
        "lastName": row.last_name,
        "email": row.email,
        "phone": "",
        "signature": None,
        "lang": "english",
        "links": {"lists": base + "/lists", "userGroup": base + "/userGroup"},
        "id": str(row.id),
    }


async def me(request: web.Request) -> web.Response:
    return json_response({"user": shape(account_of(request).store, user_of(request))})


async def list_users(request: web.Request) -> web.Response:
    account = account_of(request)
    rows = list(account.users.values())
    return listing(request, "users", rows, lambda row: shape(account.store, row))


async def get_user(request: web.Request) -> web.Response:
    account = account_of(request)
    for row in account.users.values():
        if row.id == path_id(request):
            return json_response({"user": shape(account.store, row)})
    raise not_found("User", request.match_info["id"])


async def groups(request: web.Request) -> web.Response:
    rows = [("3", "Admin", "1"), ("4", "Limited", "0")]
    shown = [
        {"title": title, "descript": "", "p_admin": granted, "id": id_}
        | dict.fromkeys(_RIGHTS, granted)
        for id_, title, granted in rows
    ]
    return listing(request, "groups", shown, lambda row: row)


async def brandings(request: web.Request) -> web.Response:
    row = {
        "groupid": "3",
        "siteName": account_of(request).title,
        "siteLogo": "",
        "links": "1",
        "id": "1",
    }
    return listing(request, "brandings", [row], lambda shown: shown)


async def settings(request: web.Request) -> web.Response:
    account = account_of(request)
    shown = {
        "id": "1",
        "name": account.name,
        "companyName": account.title,
        "url": f"https://{account.name}.activehosted.com",
        "apiUrl": f"https://{account.name}.api-us1.com",
        "timezone": account.options.zone,
    }
    return json_response({"account": shown})


async def without_crm(_: web.Request) -> web.Response:
    raise Refused(403, {"message": "Upgrade your account to enable the CRM"})


def add_routes(router: web.UrlDispatcher) -> None:
    router.add_get("/api/3/users/me", me)
    router.add_get("/api/3/users", list_users)
    router.add_get("/api/3/users/{id}", get_user)
    router.add_get("/api/3/groups", groups)
    router.add_get("/api/3/brandings", brandings)
    router.add_get("/api/3/settings/account", settings)
    for name in ("deals", "dealGroups", "dealStages", "dealTasks", "dealCustomFieldMeta"):
        router.add_get(f"/api/3/{name}", without_crm)
        router.add_post(f"/api/3/{name}", without_crm)
