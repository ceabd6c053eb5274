"""One real host for all tests of the API, with a small world behind it."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
import requests
from rich.console import Console

from sandbox.child import free_ports
from sandbox.demo.story import Story
from sandbox.world import World

TIMEOUT_SECONDS = 30.0
PATIENCE_SECONDS = 30.0


@dataclass(frozen=True)
class Answer:
    """Status, JSON content (None if there is none) and headers."""

    status: int
    content: Any
    headers: Mapping[str, str]

    @property
    def code(self) -> str:
        """Of an error."""
        assert self.headers["Content-Type"].startswith("application/problem+json")
        return str(self.content["code"])

    @property
    def faults(self) -> dict[str, str]:
        """Of a 422: field -> code."""
        return {fault["field"]: fault["code"] for fault in self.content["errors"]}


class Api:
    """The app's API over HTTP, with or without a token of a person."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.story = Story(world, Console(quiet=True))

    def call(
        self,
        method: str,
        path: str,
        *,
        person: str | None = "ada",
        token: str | None = None,
        json: Any = None,
        data: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        given = dict(headers or {})
        bearer = token or (self.world.token(person) if person else None)
        if bearer is not None:
            given["Authorization"] = f"Bearer {bearer}"
        answer = requests.request(
            method,
            self.world.app_url + path,
            json=json,
            data=data,
            headers=given,
            timeout=TIMEOUT_SECONDS,
        )
        kind = answer.headers.get("Content-Type", "")
        content = answer.json() if "json" in kind and answer.content else None
        return Answer(answer.status_code, content, answer.headers)

    def linked(self, entity: str, number: int = 1) -> list[str]:
        """Ids of records that are in sync and whom a campaign may be sent."""
        return [item["id"] for item in self.story.mailable(entity, number)]

    def mails(self, campaign_id: str) -> int:
        return self.story.mails_sent(campaign_id)

    def until(self, happened: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not happened():
            assert time.monotonic() < deadline, "it took too long"
            time.sleep(0.1)

    def on_its_way(self) -> int:
        """Acts of automations and webhooks that ActiveCampaign has still to do, and events on
        the app's queue, those that are being worked off among them."""
        state = self.world.activecampaign.get("/_sandbox/state")
        waiting = self.call("GET", "/api/dashboard").content["backlog"]["events"]
        return sum(state[what]["pending"] for what in ("automations", "webhooks")) + int(waiting)

    def settle(self) -> None:
        """Waits until what others did has had its effects: looks twice, as one brings another."""
        self.until(lambda: self.on_its_way() == self.on_its_way() == 0)

    def written(self) -> int:
        """Rows changed by calls of the app in both systems so far."""
        systems = (self.world.dataverse, self.world.activecampaign)
        return sum(system.get("/_sandbox/counts")["writes"] for system in systems)


class WorldWithStrangers(World):
    """The app may also connect to an address that answers HTML, and to one that nobody answers."""

    strangers: tuple[int, ...] = ()

    @property
    def env(self) -> dict[str, str]:
        known = super().env
        more = [f"127.0.0.1:{port}" for port in self.strangers]
        return {**known, "ACTIVECAMPAIGN_HOSTS": ",".join([known["ACTIVECAMPAIGN_HOSTS"], *more])}


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"<!doctype html><title>Welcome</title><p>Not an API."
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Tests want no access log."""


@pytest.fixture(scope="session")
def web_site() -> Iterator[str]:
    """The address of a server that answers HTML to everything."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Page)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def nobody() -> str:
    """An address on which nothing listens."""
    return f"http://127.0.0.1:{free_ports(1)[0]}"


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory, web_site: str, nobody: str) -> Iterator[World]:
    made = WorldWithStrangers(
        directory=tmp_path_factory.mktemp("world"),
        leads=20,
        contacts=30,
        ac_contacts=15,
        limits=False,
        import_seconds=0.1,
    )
    made.strangers = tuple(int(url.rpartition(":")[2]) for url in (web_site, nobody))
    with made as opened:
        yield opened


@pytest.fixture(scope="session")
def api(world: World) -> Api:
    """Connected, and through with the initial sync."""
    world.start_host()
    made = Api(world)
    made.story.connect()
    made.story.initial_sync()
    return made
