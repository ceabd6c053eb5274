"""Hosts as processes on one Azurite. Each test has its own queues and timers, by `prefix`."""

import base64
import contextlib
import json
import shutil
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from azure.core.exceptions import ResourceExistsError, ResourceNotFoundError
from azure.storage.queue import QueueClient

from sandbox.azurite import Azurite
from sandbox.child import Child, free_ports, python

APP = Path(__file__).parent / "app"
NEVER = "0 0 0 1 1 *"
PATIENCE_SECONDS = 30.0


@pytest.fixture(scope="session")
def azurite() -> Iterator[Azurite]:
    with Azurite() as azurite:
        yield azurite


def eventually(condition: Callable[[], Any], seconds: float = PATIENCE_SECONDS) -> Any:
    """The first true value of `condition`; fails if there is none in time."""
    until = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < until, "did not come true in time"
        time.sleep(0.05)
    return value


@dataclass
class Host:
    """One running host."""

    child: Child
    port: int
    control_port: int

    def call(self, method: str, path: str, **more: Any) -> requests.Response:
        more.setdefault("timeout", 30)
        url = f"http://127.0.0.1:{self.port}{path}"
        return requests.request(method, url, **more)  # noqa: S113 - there is one, above

    def control(self, method: str, path: str, body: Any = None) -> Any:
        url = f"http://127.0.0.1:{self.control_port}/_sandbox/{path}"
        answer = requests.request(method, url, json=body, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.json()

    @property
    def pid(self) -> int:
        return int(self.control("GET", "health")["pid"])


@dataclass
class Bench:
    """Hosts that share queues, timers and a trace of what ran."""

    azurite: Azurite
    folder: Path
    app: Path = APP
    tick: str = NEVER
    prefix: str = field(default_factory=lambda: f"t{uuid.uuid4().hex[:12]}")
    hosts: list[Host] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "AzureWebJobsStorage": self.azurite.connection_string,
            "PREFIX": self.prefix,
            "TICK": self.tick,
            "TRACE": str(self.folder / "trace"),
            "PYTHON_THREADPOOL_THREAD_COUNT": "8",
        }

    def child(self, *options: str, **environment: str) -> tuple[Child, int, int]:
        port, control_port = free_ports(2)
        values = {**self.environment, **environment}
        settings = self.folder / f"settings-{port}.json"
        settings.write_text(json.dumps({"IsEncrypted": False, "Values": values}))
        command = python(
            "sandbox.host",
            *("--app", str(self.app), "--settings", str(settings), "--host-id", self.prefix),
            *("--port", str(port), "--control-port", str(control_port), *options),
        )
        return Child("host", command, self.folder / f"host-{port}.log"), port, control_port

    def start(self, *options: str, **environment: str) -> Host:
        child, port, control_port = self.child(*options, **environment)
        host = Host(child, port, control_port)
        self.hosts.append(host)
        child.start()
        child.wait_ready()
        return host

    def with_host_json(self, **changes: Any) -> None:
        """A copy of the app whose host.json differs in these properties."""
        self.app = Path(shutil.copytree(self.app, self.folder / "app"))
        path = self.app / "host.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))

    def trace(self, function: str, stage: str | None = None, **wanted: Any) -> list[dict[str, Any]]:
        """The lines that a function left, oldest first."""
        path = self.folder / "trace"
        if not path.exists():
            return []
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        wanted = {"function": function, **({"stage": stage} if stage else {}), **wanted}
        return [line for line in lines if wanted.items() <= line.items()]

    def queue(self, name: str) -> QueueClient:
        """A queue of this test, made if it is not there; texts are not encoded by it."""
        client = QueueClient.from_connection_string(
            self.azurite.connection_string, f"{self.prefix}-{name}"
        )
        with contextlib.suppress(ResourceExistsError):
            client.create_queue()
        return client

    def send(self, **order: Any) -> None:
        body = base64.b64encode(json.dumps(order).encode()).decode()
        self.queue("work").send_message(body)

    def waiting(self, name: str) -> list[str]:
        """The visible messages of a queue, decoded where they are base64; [] if there is none."""
        client = QueueClient.from_connection_string(
            self.azurite.connection_string, f"{self.prefix}-{name}"
        )
        try:
            return [_decoded(message.content) for message in client.peek_messages(32)]
        except ResourceNotFoundError:
            return []

    def left(self, name: str) -> int:
        """How many messages a queue holds, invisible ones included."""
        return int(self.queue(name).get_queue_properties().approximate_message_count)


def _decoded(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode()
    except ValueError:
        return text


@pytest.fixture
def bench(azurite: Azurite, tmp_path: Path) -> Iterator[Bench]:
    bench = Bench(azurite, tmp_path)
    yield bench
    for host in bench.hosts:
        host.child.kill()
