"""The old API at /admin/api.php: `campaign_send` and `account_view`. Always HTTP 200; the
answer says by `result_code` whether it worked
(activecampaign.com/api/example.php?call=campaign_send, read 2026-11-24).
"""

from collections.abc import Mapping
from xml.sax.saxutils import escape

from aiohttp import web

from sandbox.activecampaign.accounts import Account
from sandbox.activecampaign.auth import V1, find, over_limit
from sandbox.activecampaign.records import User
from sandbox.activecampaign.validation import EMAIL
from sandbox.activecampaign.wire import Json, whole
from sandbox.kit.server import json_response, wrote

MAILS = frozenset({"send", "copy", "test"})
NO_MAIL = frozenset({"preview", "source", "messagesize", "spamcheck"})
TYPES = frozenset({"html", "text", "mime"})


async def handle(request: web.Request) -> web.Response:
    """Parameters from the query and from a form body; a JSON body is not read."""
    sent = {**await request.post(), **request.query}
    parameters = {key: value for key, value in sent.items() if isinstance(value, str)}
    action = parameters.get("api_action", "")
    key = request.headers.get("Api-Token") or parameters.get("api_key", "")
    found = find(request.app, key)
    if found is None:
        failure = _failed("You are not authorized to access this file")
        return _answer(action, parameters, failure)
    account, user = found
    refusal = over_limit(account)
    if refusal is not None:
        return refusal
    if action in ("campaign_send", "account_view") and not user.admin:
        return _answer(action, parameters, _failed("You do not have permission to do this"))
    if action == "campaign_send":
        return _answer(action, parameters, _campaign_send(request, account, parameters))
    if action == "account_view":
        return _answer(action, parameters, _account_view(account, user))
    return _answer(action, parameters, _failed("Invalid API action"))


def _campaign_send(request: web.Request, account: Account, parameters: Mapping[str, str]) -> Json:
    """Sends one message to one address, each time it is asked; held back without a word where
    the address bounced or unsubscribed."""
    store = account.store
    email = parameters.get("email", "").strip()
    if not EMAIL.fullmatch(email):
        return _failed("Email address is not valid")
    campaign = store.campaigns.get(whole(parameters.get("campaignid")) or 0)
    if campaign is None:
        return _failed("Campaign does not exist")
    message = store.messages.get(whole(parameters.get("messageid")) or 0)
    if message is None or message.id not in campaign.messages:
        return _failed("Message does not exist")
    type_ = parameters.get("type", "html")
    action = parameters.get("action", "send")
    if type_ not in TYPES:
        return _failed("Message type is not valid")
    if action in MAILS:
        left = account.mailer.send(email, campaign, message, type_=type_, action=action)
        wrote(request, 1, mail=email, campaign=campaign.id, left=left)
        return {"result": True, **_succeeded("Message sent")}
    if action in NO_MAIL:
        return {"result": True, **_succeeded("Success")}
    return _failed("Action is not valid")


def _account_view(account: Account, user: User) -> Json:
    return {
        "account": f"{account.name}.activehosted.com",
        "cname": "",
        "email": user.email,
        "fname": user.first_name,
        "lname": user.last_name,
        "subscriber_limit": "250000",
        "status": "active",
        "trial": "0",
        "credits": "0",
        **_succeeded("Success: Something is returned"),
    }


def _succeeded(message: str) -> Json:
    return {"result_code": 1, "result_message": message, "result_output": "json"}


def _failed(message: str) -> Json:
    return {"result_code": 0, "result_message": message, "result_output": "json"}


def _answer(action: str, parameters: Mapping[str, str], answer: Json) -> web.Response:
    """XML unless `api_output=json` is asked for."""
    if parameters.get("api_output") == "json":
        return json_response(answer)
    answer["result_output"] = "xml"
    inner = "".join(f"<{key}>{escape(str(value))}</{key}>" for key, value in answer.items())
    name = action if action.isidentifier() else "response"
    text = f'<?xml version="1.0" encoding="utf-8"?><{name}>{inner}</{name}>'
    return web.Response(text=text, content_type="text/xml")


def add_routes(router: web.UrlDispatcher) -> None:
    router.add_get(V1, handle)
    router.add_post(V1, handle)
