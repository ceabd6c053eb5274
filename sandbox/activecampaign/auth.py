"""Who calls: the key, the account it opens, the 5 calls a second, the rights of its user."""

import re

from aiohttp import web

from sandbox.activecampaign.accounts import ACCOUNT, ACCOUNTS, USER, Account
from sandbox.activecampaign.records import User
from sandbox.activecampaign.wire import Refused
from sandbox.kit.server import CONTROL, Handler, json_response

V3 = "/api/3/"
V1 = "/admin/api.php"

# What a user outside the admin group may not touch, by the first word of the path.
_ADMIN_ONLY = re.compile(
    r"/api/3/(lists|contactLists|webhooks?|import|brandings|groups|settings|fieldOption|fieldRels)"
    r"(/|$)|/api/3/contacts/\d+/contactLists$"
)


@web.middleware
async def gate(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The limit headers stand on every answer of an account."""
    path = request.path
    if path.startswith(CONTROL) or path == V1:
        return await handler(request)
    if not path.startswith(V3):
        return _page_not_found()
    key = request.headers.get("Api-Token")
    if not key:
        return web.Response(status=403)
    found = find(request.app, key)
    if found is None:
        return json_response({"message": "Forbidden: the Api-Token is not valid."}, 403)
    account, user = found
    request[ACCOUNT], request[USER] = account, user
    refusal = over_limit(account)
    if refusal is not None:
        return refusal
    answer = await _handle(request, handler, user)
    if account.options.limits:
        answer.headers.update(_limit_headers(account))
    return answer


async def _handle(request: web.Request, handler: Handler, user: User) -> web.StreamResponse:
    if not user.admin and _ADMIN_ONLY.match(request.path):
        noun = request.path.split("/")[3]
        detail = f"You do not have permission to view {noun}."
        error = {"status": 403, "title": "Forbidden", "detail": detail}
        return json_response({"errors": [error]}, 403)
    try:
        return await handler(request)
    except Refused as refusal:
        return json_response(refusal.body, refusal.status)
    except web.HTTPMethodNotAllowed as refusal:
        allowed = ",".join(sorted(refusal.allowed_methods))
        return json_response({"message": "Method Not Allowed"}, 405, {"Allow": allowed})
    except web.HTTPNotFound:
        return json_response({"message": f"No route found for {request.path}"}, 404)


def find(app: web.Application, key: str) -> tuple[Account, User] | None:
    for account in app[ACCOUNTS]:
        if key in account.users:
            return account, account.users[key]
    return None


def over_limit(account: Account) -> web.Response | None:
    """Counts the call; the 429 to give if it is one too many."""
    if not account.options.limits or account.limit.take():
        return None
    account.throttled += 1
    headers = _limit_headers(account)
    headers["Retry-After"] = str(account.limit.retry_after_seconds())
    return json_response({"message": "Too Many Requests"}, 429, headers)


def _limit_headers(account: Account) -> dict[str, str]:
    return {
        "RateLimit-Limit": str(account.limit.calls),
        "RateLimit-Remaining": str(account.limit.remaining),
    }


async def bare_refusals(_: web.BaseRequest, answer: web.StreamResponse) -> None:
    """A refusal of a missing key has no body and no Content-Type."""
    if answer.status == 403 and isinstance(answer, web.Response) and not answer.body:
        answer.headers.popall("Content-Type", None)


def _page_not_found() -> web.Response:
    page = "<!DOCTYPE html><html><head><title>404</title></head><body>Page not found</body></html>"
    return web.Response(status=404, text=page, content_type="text/html")
