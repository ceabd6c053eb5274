"""The documents by which clients find their way: OpenID configuration and keys.

learn.microsoft.com/entra/identity-platform/v2-protocols-oidc (read 2026-11-24)."""

from aiohttp import web

from sandbox.entra.authority import AUTHORITY, Authority
from sandbox.entra.grants import cors
from sandbox.entra.refusals import Refused
from sandbox.kit.server import CLOCK, json_response


async def configuration_v2(request: web.Request) -> web.Response:
    return _document(request, "/v2.0")


async def configuration_v1(request: web.Request) -> web.Response:
    return _document(request, "")


async def keys(request: web.Request) -> web.Response:
    authority = request.app[AUTHORITY]
    try:
        authority.require_tenant(request.match_info["tenant"])
    except Refused as refusal:
        return _refused(request, refusal)
    issuer = authority.claims.issuer_v2(authority.registration.tenant)
    return json_response(authority.keys.jwks(issuer), headers=cors(request))


async def preflight(request: web.Request) -> web.Response:
    headers = {
        "Access-Control-Allow-Origin": request.headers.get("Origin", "*"),
        "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
        "Access-Control-Allow-Headers": request.headers.get(
            "Access-Control-Request-Headers", "content-type"
        ),
        "Access-Control-Max-Age": "600",
    }
    return web.Response(status=204, headers=headers)


def _document(request: web.Request, version: str) -> web.Response:
    authority = request.app[AUTHORITY]
    try:
        authority.require_tenant(request.match_info["tenant"])
    except Refused as refusal:
        return _refused(request, refusal)
    document = _configuration(authority, version)
    if request.secure:
        # Whoever came by https is led on by https: MSAL in a browser follows nothing else.
        own = f"https://{request.host}"
        document = {
            name: value.replace(authority.base, own) if isinstance(value, str) else value
            for name, value in document.items()
        }
    return json_response(document, headers=cors(request))


def _configuration(authority: Authority, version: str) -> dict[str, object]:
    tenant, claims = authority.registration.tenant, authority.claims
    here = f"{authority.base}/{tenant}"
    # The v1 endpoints are not offered here: both documents lead to those of v2.
    return {
        "issuer": claims.issuer_v2(tenant) if version else claims.issuer_v1(tenant),
        "authorization_endpoint": f"{here}/oauth2/v2.0/authorize",
        "token_endpoint": f"{here}/oauth2/v2.0/token",
        "end_session_endpoint": f"{here}/oauth2/v2.0/logout",
        "jwks_uri": f"{here}/discovery{version}/keys",
        "token_endpoint_auth_methods_supported": [
            "client_secret_post",
            "private_key_jwt",
            "client_secret_basic",
        ],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "response_types_supported": ["code"],
        "scopes_supported": ["openid", "profile", "email", "offline_access"],
        "subject_types_supported": ["pairwise"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "request_uri_parameter_supported": False,
        "http_logout_supported": True,
        "frontchannel_logout_supported": True,
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "nonce", "name", "tid", "oid"],
        "tenant_region_scope": "EU",
        "cloud_instance_name": "microsoftonline.com",
    }


def _refused(request: web.Request, refusal: Refused) -> web.Response:
    body = refusal.body(request.app[CLOCK].now())
    return json_response(body, status=refusal.status, headers=cors(request))
