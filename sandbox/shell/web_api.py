"""`/api/data/` on the shell's own origin, with the rights of whoever is signed in: the stand-in of
Dataverse answers, and addresses in what it says are turned into the shell's."""

from aiohttp import ClientSession, web
from yarl import URL

from sandbox.shell.place import Place
from sandbox.shell.sessions import Session, Sessions

_NOT_PASSED = {
    "host", "connection", "content-length", "accept-encoding", "cookie", "origin", "referer",
    "authorization",
}  # fmt: skip
_NOT_RETURNED = {"content-length", "transfer-encoding", "content-encoding", "date", "server"}


async def answer(
    request: web.Request, place: Place, client: ClientSession, sessions: Sessions, session: Session
) -> web.Response:
    """401 if the session is no good any more. Such a session is closed by its caller."""
    body = (await request.read()).replace(place.origin.encode(), place.dataverse.encode())
    found = await _once(request, place, client, session, body)
    if found.status == 401 and await sessions.renew(session):
        found = await _once(request, place, client, session, body)
    return found


async def _once(
    request: web.Request, place: Place, client: ClientSession, session: Session, body: bytes
) -> web.Response:
    headers = {
        name: value.replace(place.origin, place.dataverse)
        for name, value in request.headers.items()
        if name.lower() not in _NOT_PASSED
    }
    headers["Authorization"] = f"Bearer {session.token}"
    url = URL(place.dataverse + request.raw_path, encoded=True)
    async with client.request(request.method, url, data=body or None, headers=headers) as answered:
        content = await answered.read()
        returned = {
            name: value.replace(place.dataverse, place.origin)
            for name, value in answered.headers.items()
            if name.lower() not in _NOT_RETURNED
        }
        return web.Response(
            status=answered.status,
            body=content.replace(place.dataverse.encode(), place.origin.encode()),
            headers=returned,
        )
