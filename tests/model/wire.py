"""Stand-ins without sockets: what a client sends goes to the server's protocol as bytes, and what
the server writes comes back as an answer, in the same thread."""

import asyncio
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any

import requests
from aiohttp import web
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse
from urllib3.exceptions import ProtocolError

Around = Callable[[str, Callable[[], requests.Response]], requests.Response]
"""Carries a call out, or does not, or loses its answer: given what it is, and how."""


class Loop(asyncio.SelectorEventLoop):
    """An event loop by the machine's time: it never waits."""

    def time(self) -> float:
        return time.monotonic()

    def catch_up(self) -> None:
        """Does whatever is due by now, and what comes of it."""
        for _ in range(3):
            self.call_soon(self.stop)
            self.run_forever()


class CutOff(Exception):
    """The server dropped the connection without an answer."""


class Wire(asyncio.Transport):
    """One connection, seen from the server."""

    def __init__(self, loop: Loop) -> None:
        super().__init__({"peername": ("127.0.0.1", 1), "sockname": ("127.0.0.1", 2)})
        self._loop = loop
        self._written = bytearray()
        self._answered: asyncio.Future[bytes] | None = None
        self._closing = False

    def expect(self) -> "asyncio.Future[bytes]":
        self._written.clear()
        self._answered = self._loop.create_future()
        return self._answered

    def write(self, data: Any) -> None:
        self._written += data
        if self._answered is not None and not self._answered.done() and _is_whole(self._written):
            self._answered.set_result(bytes(self._written))

    def close(self) -> None:
        self._closing = True

    def abort(self) -> None:
        self._closing = True
        if self._answered is not None and not self._answered.done():
            self._answered.set_exception(CutOff())

    def is_closing(self) -> bool:
        return self._closing

    def pause_reading(self) -> None:
        """A request is handed over whole."""

    def resume_reading(self) -> None:
        """The same."""


class Server:
    """An aiohttp application, spoken to in HTTP but without a socket."""

    def __init__(self, loop: Loop, app: web.Application) -> None:
        self._loop = loop
        self._runner = web.AppRunner(app, access_log=None)
        loop.run_until_complete(self._runner.setup())
        self._wire: Wire | None = None
        self._protocol: Any = None

    def exchange(self, raw: bytes) -> bytes:
        """Raises CutOff."""
        if self._wire is None or self._wire.is_closing():
            self._wire = Wire(self._loop)
            self._protocol = self._runner.server() if self._runner.server else None
            self._protocol.connection_made(self._wire)
        answered = self._wire.expect()
        self._protocol.data_received(raw)
        return self._loop.run_until_complete(answered)

    def close(self) -> None:
        self._loop.run_until_complete(self._runner.cleanup())


class ToServers(HTTPAdapter):
    """Sends to servers by host and port; every call goes through `around`."""

    def __init__(self, servers: dict[str, Server], around: Around) -> None:
        super().__init__()
        self._servers = servers
        self._around = around

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:
        host = (request.url or "").split("/")[2]
        server = self._servers[host]
        name = f"{request.method} {host}{request.path_url.split('?')[0]}"
        return self._around(name, lambda: self._exchange(server, host, request))

    def _exchange(
        self, server: Server, host: str, request: requests.PreparedRequest
    ) -> requests.Response:
        try:
            raw = server.exchange(_as_bytes(request, host))
        except CutOff:
            raise lost_answer() from None
        return self.build_response(request, read_response(raw))


def lost_answer() -> requests.ConnectionError:
    return requests.ConnectionError(ProtocolError("Connection aborted.", ConnectionResetError()))


def session(servers: dict[str, Server], around: Around) -> requests.Session:
    """A session whose calls all go to the servers."""
    made = requests.Session()
    made.trust_env = False
    made.mount("http://", ToServers(servers, around))
    return made


def read_response(raw: bytes) -> HTTPResponse:
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    _, status, reason = first.split(" ", 2)
    headers = [tuple(line.split(": ", 1)) for line in lines]
    return HTTPResponse(
        body=BytesIO(body),
        headers=headers,  # type: ignore[arg-type]
        status=int(status),
        reason=reason,
        preload_content=False,
    )


def _as_bytes(request: requests.PreparedRequest, host: str) -> bytes:
    body = request.body or b""
    content = body.encode() if isinstance(body, str) else body
    headers = {"Host": host, **request.headers}
    lines = [f"{request.method} {request.path_url} HTTP/1.1"]
    for name, value in headers.items():
        shown = value.decode("latin-1") if isinstance(value, bytes) else value
        lines.append(f"{name}: {shown}")
    return "\r\n".join([*lines, "", ""]).encode() + bytes(content)


def _is_whole(written: bytearray) -> bool:
    end = written.find(b"\r\n\r\n")
    if end < 0:
        return False
    head = bytes(written[:end]).lower()
    place = head.find(b"content-length:")
    if place < 0:
        return True
    length = int(head[place + 15 :].split(b"\r\n", 1)[0])
    return len(written) >= end + 4 + length
