"""A stand-in of ActiveCampaign per test, in a thread, spoken to over real HTTP."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import pytest
import requests
from aiohttp import web

from sandbox.activecampaign.app import build
from sandbox.activecampaign.options import ADMIN_KEY, Options
from sandbox.demo.account import fill

PATIENCE_SECONDS = 5.0
QUICK = {"contacts": 40, "limits": False, "import_seconds": 0.05, "automation_seconds": 0.01}


class Service:
    """The stand-in as a client sees it."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._session = requests.Session()

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str | None = ADMIN_KEY,
        params: Any = None,
    ) -> requests.Response:
        headers = {} if key is None else {"Api-Token": key}
        return self._session.request(
            method, f"{self.base}/api/3{path}", json=body, headers=headers, params=params, timeout=9
        )

    def get(self, path: str, params: Any = None) -> Any:
        answer = self.call("GET", path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def sync(self, email: str, **more: Any) -> Any:
        answer = self.call("POST", "/contact/sync", {"contact": {"email": email, **more}})
        assert answer.status_code in (200, 201), answer.text
        return answer.json()["contact"]

    def v1(self, **parameters: Any) -> requests.Response:
        query = {"api_output": "json", "api_key": ADMIN_KEY, **parameters}
        return self._session.get(f"{self.base}/admin/api.php", params=query, timeout=9)

    def control(self, method: str, path: str, body: Any = None) -> Any:
        answer = self._session.request(
            method, f"{self.base}/_sandbox/{path}", json=body, timeout=30
        )
        assert answer.ok, answer.text
        return answer.json() if answer.content else None

    def raw(self, contact: int | str) -> Any:
        return self.control("GET", f"contacts/{contact}")


class Receiver:
    """Takes webhooks; `status` is what it answers, once it `may_answer`."""

    def __init__(self) -> None:
        self.status = 200
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.answered = 0
        self.bodies: list[list[tuple[str, str]]] = []
        self.types: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
                outer.types.append(self.headers["Content-Type"])
                outer.bodies.append(parse_qsl(raw, keep_blank_values=True))
                outer.may_answer.wait(PATIENCE_SECONDS)
                outer.answered += 1
                self.send_response(outer.status)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook?secret=s"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def events(self) -> list[str]:
        return [dict(body)["type"] for body in self.bodies]


def wait_until(condition: Callable[[], bool], seconds: float = 3.0) -> bool:
    """Whether the condition came true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return condition()


@contextmanager
def running(**options: Any) -> Iterator[Service]:
    chosen = Options(**{**QUICK, **options})
    ready = threading.Event()
    address: list[str] = []
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    async def serve() -> None:
        app = build(chosen, partial(fill, leads=40, dynamics_contacts=60))
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        address.append(f"http://127.0.0.1:{runner.addresses[0][1]}")
        ready.set()
        await stop.wait()
        await runner.cleanup()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield Service(address[0])
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(5)
        loop.close()


@pytest.fixture
def service() -> Iterator[Service]:
    with running() as started:
        yield started


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    started = Receiver()
    yield started
    started.may_answer.set()
    started.server.shutdown()
    started.server.server_close()


@pytest.fixture
def listening(service: Service, receiver: Receiver) -> Receiver:
    """A receiver registered for all that a contact may do, by anyone but the API."""
    register(service, receiver)
    return receiver


ALL = [
    *("subscribe", "unsubscribe", "update", "contact_tag_added", "contact_tag_removed"),
    *("bounce", "open", "click", "sent", "reply", "forward", "share", "subscriber_note"),
    "list_add",
]


def register(
    service: Service,
    receiver: Receiver,
    events: list[str] | None = None,
    sources: tuple[str, ...] = ("public", "admin", "system"),
    **more: Any,
) -> Any:
    webhook = {"name": "test", "url": receiver.url, "events": events or ALL}
    webhook |= {"sources": list(sources), **more}
    answer = service.call("POST", "/webhooks", {"webhook": webhook})
    assert answer.status_code == 201, answer.text
    return answer.json()["webhook"]
