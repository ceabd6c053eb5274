"""The token endpoint: client credentials, authorization code with PKCE, refresh.

learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow and
v2-oauth2-client-creds-grant-flow (read 2026-11-24). A code of the single-page application is
redeemed from a page only, that is with an Origin header."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

from aiohttp import web

from sandbox.entra.authority import AUTHORITY, Authority, Grant, client_info
from sandbox.entra.claims import LIFETIME_SECONDS, Proof
from sandbox.entra.clients import no_proof, proven
from sandbox.entra.refusals import Refused, bad_grant, missing
from sandbox.entra.scopes import Wanted, app_resource, user_wants
from sandbox.kit.server import CLOCK, json_response

_HEADERS = {"Cache-Control": "no-store, no-cache", "Pragma": "no-cache"}


async def token(request: web.Request) -> web.Response:
    authority, now = request.app[AUTHORITY], request.app[CLOCK].now()
    headers = {**_HEADERS, **cors(request)}
    try:
        body = _answer(authority, request, await _form(request), now)
    except Refused as refusal:
        return json_response(refusal.body(now), status=refusal.status, headers=headers)
    return json_response(body, headers=headers)


def cors(request: web.Request) -> dict[str, str]:
    """Any origin may read: the redirect address of the code is what protects it."""
    origin = request.headers.get("Origin")
    return {"Access-Control-Allow-Origin": origin} if origin else {}


async def _form(request: web.Request) -> dict[str, str]:
    if request.content_type != "application/x-www-form-urlencoded":
        raise missing("grant_type")
    return {name: value for name, value in (await request.post()).items() if isinstance(value, str)}


def _answer(
    authority: Authority, request: web.Request, form: Mapping[str, str], now: datetime
) -> dict[str, object]:
    tenant = request.match_info["tenant"]
    authority.require_tenant(tenant)
    if "grant_type" not in form:
        raise missing("grant_type")
    here = f"{authority.base}/{tenant}"
    proof = proven(
        form,
        request.headers.get("Authorization", ""),
        authority.registration,
        [f"{here}/oauth2/v2.0/token", f"{here}/v2.0", f"{here}/"],
        now,
    )
    match form["grant_type"]:
        case "client_credentials":
            return _for_app(authority, form, proof, now)
        case "authorization_code":
            grant = _code(authority, form, now)
            _from_page(request, proof)
            return _for_user(authority, form, grant, now, None)
        case "refresh_token":
            if "refresh_token" not in form:
                raise missing("refresh_token")
            grant = authority.refreshed(form["refresh_token"], now)
            _from_page(request, proof)
            _names_a_resource(authority, form, grant)
            return _for_user(authority, form, grant, now, grant.expires)
        case other:
            raise Refused(
                70003, "unsupported_grant_type", f"The app requested a grant type '{other}'."
            )


def _for_app(
    authority: Authority, form: Mapping[str, str], proof: Proof, now: datetime
) -> dict[str, object]:
    if "scope" not in form:
        raise missing("scope")
    if proof == "public":
        raise no_proof()
    registration = authority.registration
    resource = app_resource(form["scope"], registration)
    if resource in registration.api_names:
        claims = authority.claims.app_at_api(proof, now)
    else:
        claims = authority.claims.app_at_resource(resource, proof, now)
    return {
        "token_type": "Bearer",
        "expires_in": LIFETIME_SECONDS,
        "ext_expires_in": LIFETIME_SECONDS,
        "access_token": authority.keys.sign(claims),
    }


def _code(authority: Authority, form: Mapping[str, str], now: datetime) -> Grant:
    for parameter in ("code", "redirect_uri"):
        if parameter not in form:
            raise missing(parameter)
    grant = authority.take_code(form["code"], now)
    if form["redirect_uri"] != grant.redirect_uri:
        raise bad_grant(50011, "The redirect URI differs from the one the code was given for.")
    if "code_verifier" not in form:
        raise missing("code_verifier")
    digest = hashlib.sha256(form["code_verifier"].encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    if not hmac.compare_digest(challenge, grant.challenge):
        raise bad_grant(501481, "The Code_Verifier does not match the code_challenge.")
    return grant


def _from_page(request: web.Request, proof: Proof) -> None:
    if proof != "public":
        raise Refused(
            90023,
            "invalid_request",
            "Cross-origin requests cannot use a client secret or "
            "certificate, and a single-page application has none.",
        )
    if "Origin" not in request.headers:
        raise Refused(
            9002327,
            "invalid_request",
            "Tokens issued for the 'Single-Page Application' client-type may only be redeemed "
            "via cross-origin requests.",
        )


def _names_a_resource(authority: Authority, form: Mapping[str, str], grant: Grant) -> None:
    """A registration that is client and API in one must say at a refresh what it is for; that it
    was said at sign-in does not do (microsoft-authentication-library-for-js issue 5198,
    oidc-client-ts issue 364, read 2026-11-30)."""
    registration = authority.registration
    signed_in_for = user_wants(grant.scope, registration).resource
    wanted = user_wants(form.get("scope", ""), registration)
    if wanted.resource is None and signed_in_for in registration.api_names:
        raise Refused(
            90009,
            "invalid_request",
            f"Application '{registration.client_id}'({registration.client_id}) is requesting a "
            "token for itself. This scenario is supported only if resource is specified using "
            "the GUID based App Identifier.",
        )


def _for_user(
    authority: Authority,
    form: Mapping[str, str],
    grant: Grant,
    now: datetime,
    refresh_expires: datetime | None,
) -> dict[str, object]:
    scope = form.get("scope") or grant.scope
    wanted = user_wants(scope, authority.registration)
    body: dict[str, object] = {
        "token_type": "Bearer",
        "scope": _granted(wanted),
        "expires_in": LIFETIME_SECONDS,
        "ext_expires_in": LIFETIME_SECONDS,
        "access_token": _access_token(authority, grant, wanted, now),
    }
    granted = user_wants(grant.scope, authority.registration).openid | wanted.openid
    if "offline_access" in granted:
        body["refresh_token"] = authority.give_refresh(grant, now, refresh_expires)
    if "openid" in granted:
        claims = authority.claims.id_token(grant.person, grant.nonce, now)
        body["id_token"] = authority.keys.sign(claims)
    if form.get("client_info") == "1":
        body["client_info"] = client_info(grant.person)
    return body


def _access_token(authority: Authority, grant: Grant, wanted: Wanted, now: datetime) -> str:
    """For sign-in alone Entra gives a token for Microsoft Graph; here it has no use at all."""
    claims, registration = authority.claims, authority.registration
    if wanted.resource in registration.api_names:
        return authority.keys.sign(claims.user_at_api(grant.person, wanted.scp, now))
    resource = wanted.resource or "00000003-0000-0000-c000-000000000000"
    return authority.keys.sign(claims.user_at_resource(grant.person, resource, wanted.scp, now))


def _granted(wanted: Wanted) -> str:
    names = sorted(wanted.openid - {"offline_access"})
    if wanted.resource is not None:
        names.insert(0, f"{wanted.resource}/{wanted.scp}")
    return " ".join(names)
