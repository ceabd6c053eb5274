"""The authorize endpoint: a plain page to pick a person, and the ways without a page.

`login_hint` answers at once for a person it knows; `prompt=none` answers at once or with
`login_required`; the person picked last in a browser is remembered there by a cookie and not
asked again; `prompt=login` and `prompt=select_account` always show the page.
learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow (read 2026-11-24)."""

from collections.abc import Mapping
from html import escape
from urllib.parse import urlencode

from aiohttp import web

from sandbox.entra.authority import AUTHORITY, Authority
from sandbox.entra.directory import Person
from sandbox.entra.refusals import Refused, missing, unknown_client
from sandbox.entra.scopes import user_wants
from sandbox.kit.server import CLOCK

COOKIE = "sandbox-entra"
_MODES = ("query", "fragment", "form_post")
_ASKING = ("login", "select_account", "consent")


async def authorize(request: web.Request) -> web.Response:
    """GET shows or answers; POST is the page's own button."""
    authority, now = request.app[AUTHORITY], request.app[CLOCK].now()
    asked = dict(request.query)
    try:
        authority.require_tenant(request.match_info["tenant"])
        _check_client(authority, asked)
    except Refused as refusal:
        # Without a redirect address that is known there is nobody to tell but the person.
        return _page("Sign-in failed", f"<p>AADSTS{refusal.code}: {escape(refusal.text)}</p>", 400)
    try:
        _check_request(authority, asked)
        person = await _person(request, authority, asked)
        if person is None:
            return _pick(authority)
        if person.tenant != authority.registration.tenant:
            raise _no_member(person)
    except Refused as refusal:
        body = refusal.body(now)
        return _send(
            asked, {"error": refusal.error, "error_description": body["error_description"]}
        )
    code = authority.give_code(
        person,
        asked["scope"],
        asked["redirect_uri"],
        asked["code_challenge"],
        asked.get("nonce"),
        now,
    )
    answer = _send(asked, {"code": code, "session_state": person.oid})
    answer.set_cookie(COOKIE, authority.open_session(person), httponly=True, path="/")
    return answer


async def sign_out(request: web.Request) -> web.Response:
    """Forgets the browser's person; goes on to `post_logout_redirect_uri` if it is known."""
    target = request.query.get("post_logout_redirect_uri", "")
    if target and request.app[AUTHORITY].registration.knows_redirect(target):
        answer = web.Response(status=302, headers={"Location": target})
    else:
        answer = _page("Signed out", "<p>You are signed out.</p>")
    answer.del_cookie(COOKIE, path="/")
    return answer


def _check_client(authority: Authority, asked: Mapping[str, str]) -> None:
    for parameter in ("client_id", "redirect_uri"):
        if parameter not in asked:
            raise missing(parameter)
    if asked["client_id"].lower() != authority.registration.client_id.lower():
        raise unknown_client(asked["client_id"])
    if not authority.registration.knows_redirect(asked["redirect_uri"]):
        raise Refused(
            50011,
            "invalid_request",
            f"The redirect URI '{asked['redirect_uri']}' specified in the request does not match "
            "the redirect URIs configured for the application.",
        )


def _check_request(authority: Authority, asked: Mapping[str, str]) -> None:
    for parameter in ("response_type", "scope"):
        if parameter not in asked:
            raise missing(parameter)
    if asked["response_type"] != "code":
        raise Refused(
            700054, "unsupported_response_type", "Only response_type 'code' is enabled for the app."
        )
    if asked.get("response_mode", "query") not in _MODES:
        raise Refused(900144, "invalid_request", "The response_mode is not supported.")
    if "code_challenge" not in asked or asked.get("code_challenge_method") != "S256":
        raise Refused(
            9002325,
            "invalid_request",
            "Proof Key for Code Exchange is required for cross-origin authorization code "
            "redemption.",
        )
    user_wants(asked["scope"], authority.registration)


async def _person(
    request: web.Request, authority: Authority, asked: Mapping[str, str]
) -> Person | None:
    """Who signs in, or None to ask. Raises Refused if nobody may be asked."""
    if request.method == "POST":
        return authority.directory.person(str((await request.post()).get("person", "")))
    prompt = asked.get("prompt", "")
    if prompt in _ASKING:
        return None
    if "login_hint" in asked:
        person = authority.directory.by_hint(asked["login_hint"])
    else:
        person = authority.session(request.cookies.get(COOKIE, ""))
    if person is None and prompt == "none":
        raise Refused(
            50058,
            "login_required",
            "A silent sign-in request was sent but no user is signed in.",
        )
    return person


def _no_member(person: Person) -> Refused:
    return Refused(
        50020,
        "access_denied",
        f"User account '{person.email}' from identity provider "
        f"'https://sts.windows.net/{person.tenant}/' does not exist in the tenant and cannot "
        "access the application. The account needs to be added as an external user first.",
    )


def _send(asked: Mapping[str, str], answer: Mapping[str, object]) -> web.Response:
    """Back to the redirect address, in the mode that was asked for."""
    fields = {name: str(value) for name, value in answer.items()}
    if "state" in asked:
        fields["state"] = asked["state"]
    target, mode = asked["redirect_uri"], asked.get("response_mode", "query")
    if mode == "form_post":
        inputs = "".join(
            f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
            for name, value in fields.items()
        )
        form = (
            f'<form method="post" action="{escape(target)}">{inputs}<button>Go on</button></form>'
        )
        return _page("Signing in", f"{form}<script>document.forms[0].submit()</script>")
    if mode == "fragment":
        location = f"{target}#{urlencode(fields)}"
    else:
        location = f"{target}{'&' if '?' in target else '?'}{urlencode(fields)}"
    return web.Response(status=302, headers={"Location": location, "Cache-Control": "no-store"})


def _pick(authority: Authority) -> web.Response:
    buttons = "".join(
        f'<li><button name="person" value="{escape(person.key)}">{escape(person.name)} '
        f"<small>{escape(person.email)}</small></button></li>"
        for person in authority.directory.everyone()
    )
    return _page("Pick an account", f'<form method="post"><ul>{buttons}</ul></form>')


def _page(title: str, content: str, status: int = 200) -> web.Response:
    text = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        "<style>body{font:16px system-ui;max-width:28rem;margin:4rem auto}"
        "ul{list-style:none;padding:0}button{width:100%;padding:.6rem;margin:.2rem 0;"
        "text-align:left}</style>"
        f"<h1>{title}</h1>{content}</html>"
    )
    return web.Response(status=status, text=text, content_type="text/html")
