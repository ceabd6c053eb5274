"""The shell's routes.

GET  /                                    the person picker, or the last app
GET  /main.aspx?pagetype=...              Dynamics: navigation, grids, forms (static/main.js)
GET  /WebResources/{name}                 what the solution brought, under a strict policy
*    /api/data/...                        Dataverse's Web API, as whoever is signed in
GET  /_shell/sign-in?person=&to=          goes to Entra ID; /_shell/signed-in comes back
GET  /_shell/sign-out
GET  /_shell/description                  package and person, for the scripts
POST /_shell/language {"languageId"}      the person's own setting
GET  /_shell/static/{file}                the shell's own scripts
"""

from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, web

from sandbox.kit.server import json_response
from sandbox.shell import describing, picker, web_api, web_resources
from sandbox.shell.installing import install
from sandbox.shell.package import Package
from sandbox.shell.place import Place
from sandbox.shell.platform import HEADERS, Platform
from sandbox.shell.policy import policy
from sandbox.shell.sessions import COOKIE, Session, Sessions, SignInFailed

PLACE = web.AppKey("place", Place)
PACKAGE = web.AppKey("package", Package)
PLATFORM = web.AppKey("platform", Platform)
CLIENT = web.AppKey("client", ClientSession)
SESSIONS = web.AppKey("sessions", Sessions)

STATIC = Path(__file__).parent / "static"
_HOME = "/main.aspx"
_TIMEOUT = ClientTimeout(total=60)
_MAX_BODY = 128 * 1024 * 1024


def shell_app(place: Place, package: Package) -> web.Application:
    """Installs the package when it starts. Raises PlatformFailed then, if that is refused."""
    app = web.Application(client_max_size=_MAX_BODY)
    app[PLACE], app[PACKAGE] = place, package
    app.cleanup_ctx.append(_ready)
    router = app.router
    router.add_get("/", _home)
    router.add_get(_HOME, _main)
    router.add_get("/WebResources/{name:.+}", _web_resource)
    router.add_get("/{version:\\{\\w+\\}}/WebResources/{name:.+}", _web_resource)
    router.add_route("*", "/api/data/{path:.*}", _web_api)
    router.add_get("/_shell/sign-in", _sign_in)
    router.add_get("/_shell/signed-in", _signed_in)
    router.add_get("/_shell/sign-out", _sign_out)
    router.add_get("/_shell/description", _description)
    router.add_post("/_shell/language", _language)
    router.add_static("/_shell/static/", STATIC)
    return app


async def _ready(app: web.Application) -> AsyncIterator[None]:
    place = app[PLACE]
    # One session for all people: cookies of an answer must not reach the next.
    client = ClientSession(timeout=_TIMEOUT, cookie_jar=DummyCookieJar(), auto_decompress=True)
    async with Platform(place) as platform, client:
        app[PLATFORM], app[CLIENT] = platform, client
        app[SESSIONS] = Sessions(place, client)
        await install(platform, app[PACKAGE], place)
        yield


async def _home(request: web.Request) -> web.Response:
    if _session(request) is not None:
        raise web.HTTPFound(_HOME)
    return _html(picker.page(_HOME))


async def _main(request: web.Request) -> web.StreamResponse:
    if _session(request) is None:
        return _html(picker.page(request.raw_path))
    headers = {"Content-Security-Policy": policy(request.app[PLACE]), "Cache-Control": "no-cache"}
    return web.FileResponse(STATIC / "main.html", headers=headers)


async def _web_resource(request: web.Request) -> web.Response:
    headers = {"Content-Security-Policy": policy(request.app[PLACE])}
    return web_resources.answer(request, request.app[PACKAGE], headers)


async def _web_api(request: web.Request) -> web.Response:
    app, session = request.app, _session(request)
    if session is None:
        return web.Response(status=401, headers={"WWW-Authenticate": "Bearer"})
    found = await web_api.answer(request, app[PLACE], app[CLIENT], app[SESSIONS], session)
    if found.status == 401:
        app[SESSIONS].end(request.cookies[COOKIE])
    return found


async def _sign_in(request: web.Request) -> web.Response:
    login = {one.key: one.login for one in picker.picks()}.get(request.query.get("person", ""))
    target = request.query.get("to", _HOME)
    if login is None or not _is_own(target):
        return _html(picker.page(_HOME, "There is no such person here."), 404)
    raise web.HTTPFound(request.app[SESSIONS].begin(login, target))


async def _signed_in(request: web.Request) -> web.Response:
    try:
        key, target = await request.app[SESSIONS].finish(request.query)
    except SignInFailed as fault:
        return _html(picker.page(_HOME, f"The sign-in failed: {fault}"), 400)
    answer = web.Response(status=302, headers={"Location": target})
    answer.set_cookie(COOKIE, key, httponly=True, samesite="Lax", path="/")
    return answer


async def _sign_out(request: web.Request) -> web.Response:
    request.app[SESSIONS].end(request.cookies.get(COOKIE, ""))
    answer = web.Response(status=302, headers={"Location": "/"})
    answer.del_cookie(COOKIE, path="/")
    return answer


async def _description(request: web.Request) -> web.Response:
    user_id = await _user_id(request)
    app = request.app
    return json_response(
        await describing.described(app[PACKAGE], app[PLATFORM], user_id, app[PLACE]),
        headers={"Cache-Control": "no-store"},
    )


async def _language(request: web.Request) -> web.Response:
    language = int((await request.json())["languageId"])
    await request.app[PLATFORM].set_language(await _user_id(request), language)
    return web.Response(status=204)


async def _user_id(request: web.Request) -> str:
    """Of whoever is signed in. Raises HTTPUnauthorized."""
    app, session = request.app, _session(request)
    for _ in range(2):
        if session is None:
            break
        headers = {**HEADERS, "Authorization": f"Bearer {session.token}"}
        url = f"{app[PLACE].dataverse}/api/data/v9.2/WhoAmI"
        async with app[CLIENT].get(url, headers=headers) as answer:
            if answer.ok:
                return str((await answer.json())["UserId"])
        if not await app[SESSIONS].renew(session):
            break
    raise web.HTTPUnauthorized


def _session(request: web.Request) -> Session | None:
    return request.app[SESSIONS].of(request.cookies.get(COOKIE, ""))


def _is_own(target: str) -> bool:
    return target.startswith("/") and not target.startswith(("//", "/\\"))


def _html(text: str, status: int = 200) -> web.Response:
    return web.Response(status=status, text=text, content_type="text/html")
