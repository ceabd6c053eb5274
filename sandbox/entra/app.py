"""The authority's routes. Knows which handler answers what, and no rule of theirs."""

from aiohttp import web

from sandbox.entra import control, discovery, grants, signin
from sandbox.entra.authority import AUTHORITY, Authority
from sandbox.entra.registration import Registration
from sandbox.kit.server import make_app

_CONFIGURATION = "/.well-known/openid-configuration"


def entra_app(registration: Registration, base: str) -> web.Application:
    """`base`: the own address as clients name it."""
    app = make_app("entra")
    app[AUTHORITY] = Authority(registration, base)
    router = app.router
    router.add_get("/{tenant}/v2.0" + _CONFIGURATION, discovery.configuration_v2)
    router.add_get("/{tenant}" + _CONFIGURATION, discovery.configuration_v1)
    router.add_get("/{tenant}/discovery/v2.0/keys", discovery.keys)
    router.add_get("/{tenant}/discovery/keys", discovery.keys)
    router.add_get("/{tenant}/oauth2/v2.0/authorize", signin.authorize)
    router.add_post("/{tenant}/oauth2/v2.0/authorize", signin.authorize)
    router.add_get("/{tenant}/oauth2/v2.0/logout", signin.sign_out)
    router.add_post("/{tenant}/oauth2/v2.0/token", grants.token)
    router.add_route("OPTIONS", "/{tenant}/{path:.*}", discovery.preflight)
    control.add_routes(app)
    return app
