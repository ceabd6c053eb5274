"""Everything on loopback: storage, the three stand-ins and one or more hosts of the app.

Knows the settings of the app and its HTTP API, as anybody who runs it does."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

import requests

from sandbox.azurite import Azurite
from sandbox.child import ROOT, Child, free_ports, python
from sandbox.demo.people import USERS
from sandbox.kit.certificate import CERTIFICATE, PRIVATE_KEY, self_signed

TENANT = "7e000000-0000-4000-8000-000000000001"
CLIENT_ID = "ac100000-0000-4000-8000-000000000001"
CLIENT_SECRET = "sandbox-secret"
KEY = "sandbox-key-admin"
TIMEOUT_SECONDS = 60.0
TOKEN_SECONDS = 30 * 24 * 3600
"""Tokens outlive the clock that the demo moves on by hours."""


class CallFailed(Exception):
    """The app answered an error. `status` and `problem` are what it said."""

    def __init__(self, method: str, path: str, status: int, problem: str) -> None:
        super().__init__(f"{method} {path}: {status} {problem}")
        self.status = status
        self.problem = problem


class Remote:
    """The control routes of one stand-in."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._session = requests.Session()

    def get(self, path: str) -> Any:
        return self._send("GET", path)

    def post(self, path: str, json: Any = None) -> Any:
        return self._send("POST", path, json)

    def patch(self, path: str, json: Any) -> Any:
        return self._send("PATCH", path, json)

    def delete(self, path: str) -> Any:
        return self._send("DELETE", path)

    def _send(self, method: str, path: str, body: Any = None) -> Any:
        answer = self._session.request(method, self.url + path, json=body, timeout=TIMEOUT_SECONDS)
        answer.raise_for_status()
        return answer.json() if answer.content else None


class World:
    """A context manager: storage and stand-ins run inside it; hosts when they are started."""

    def __init__(
        self,
        *,
        directory: Path,
        leads: int = 200,
        contacts: int = 300,
        ac_contacts: int = 80,
        limits: bool = True,
        tick: str = "*/2 * * * * *",
        import_seconds: float = 1.0,
        lease_seconds: int = 20,
        activecampaign_options: tuple[str, ...] = (),
        dataverse_options: tuple[str, ...] = (),
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self.directory = directory
        names = ("entra", "entra-secure", "dataverse", "activecampaign", "shell")
        self._ports = dict(zip(names, free_ports(len(names)), strict=True))
        self._host_ports: list[tuple[int, int]] = []
        self._azurite = Azurite(log=directory / "azurite.log")
        self._hosts: list[Child] = []
        self._tick = tick
        self._lease_seconds = lease_seconds
        self._limits = limits
        self._settings = dict(settings or {})
        self._clock_offset = 0.0
        self._children = {
            "entra": python(
                "sandbox.entra",
                *("--port", str(self._ports["entra"]), "--tenant", TENANT),
                *("--client-id", CLIENT_ID, "--client-secret", CLIENT_SECRET),
                *("--tls-port", str(self._ports["entra-secure"])),
                *("--tls-certificate", str(directory / CERTIFICATE)),
                *("--tls-key", str(directory / PRIVATE_KEY)),
            ),
            "dataverse": python(
                "sandbox.dataverse",
                *("--port", str(self._ports["dataverse"]), "--entra", self.entra_url),
                *("--tenant", TENANT, "--app-id", CLIENT_ID),
                *("--leads", str(leads), "--contacts", str(contacts)),
                *dataverse_options,
            ),
            "activecampaign": python(
                "sandbox.activecampaign",
                *("--port", str(self._ports["activecampaign"]), "--key", KEY),
                *("--contacts", str(ac_contacts), "--leads", str(leads)),
                *("--dynamics-contacts", str(contacts)),
                *("--import-seconds", str(import_seconds)),
                *(() if limits else ("--no-limits",)),
                *activecampaign_options,
            ),
        }
        self._running: list[Child] = []
        self.entra = Remote(self.entra_url)
        self.dataverse = Remote(self.dataverse_url)
        self.activecampaign = Remote(self.activecampaign_url)
        self.activecampaign_key = KEY
        self._tokens: dict[str, str] = {}

    @property
    def entra_url(self) -> str:
        return f"http://127.0.0.1:{self._ports['entra']}"

    @property
    def entra_secure_url(self) -> str:
        """For browsers, in which MSAL takes https only; the certificate is made for this start."""
        return f"https://127.0.0.1:{self._ports['entra-secure']}"

    @property
    def shell_url(self) -> str:
        """Where Dynamics is imitated in a browser, once `start_shell` was called."""
        return f"http://127.0.0.1:{self._ports['shell']}"

    @property
    def dataverse_url(self) -> str:
        return f"http://127.0.0.1:{self._ports['dataverse']}"

    @property
    def activecampaign_url(self) -> str:
        return f"http://127.0.0.1:{self._ports['activecampaign']}"

    @property
    def app_url(self) -> str:
        """Of the first host."""
        return f"http://127.0.0.1:{self._host_port(0)[0]}"

    @property
    def env(self) -> dict[str, str]:
        """The app's settings, as an operator would set them for this world."""
        unlimited = {
            "ACTIVECAMPAIGN_CALLS_PER_SECOND": "2000",
            "ACTIVECAMPAIGN_IMPORTS_PER_MINUTE": "100000",
        }
        return {
            "AzureWebJobsStorage": self._azurite.connection_string,
            "DATAVERSE_URL": self.dataverse_url,
            "ENTRA_TENANT_ID": TENANT,
            "ENTRA_CLIENT_ID": CLIENT_ID,
            "ENTRA_CLIENT_SECRET": CLIENT_SECRET,
            "ENTRA_AUTHORITY": self.entra_url,
            "LOCAL_SECRET_KEY": "a key for the sandbox, of no use elsewhere",
            "PUBLIC_URL": self.app_url,
            "ACTIVECAMPAIGN_HOSTS": f"127.0.0.1:{self._ports['activecampaign']}",
            "SYNC_TICK": self._tick,
            "CORS_IN_CODE": f"{self.dataverse_url},{self.shell_url}",
            "PYTHON_THREADPOOL_THREAD_COUNT": "16",
            **({} if self._limits else unlimited),
            **self._settings,
        }

    def set(self, settings: Mapping[str, str]) -> None:
        """Changes settings of the app, of hosts that are started from here on."""
        self._settings |= settings

    def __enter__(self) -> "World":
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            self_signed(self.directory)
            self._azurite.start()
            for name, command in self._children.items():
                child = Child(name, command, self.directory / f"{name}.log")
                child.start()
                self._running.append(child)
            for child in self._running:
                child.wait_ready()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        for child in (*self._hosts, *self._running):
            child.kill()
        self._azurite.stop()

    def start_shell(self, package: Path) -> None:
        """Imports a built solution into Dataverse and serves Dynamics for a browser. From here on
        the product's roles are those of the solution. Raises ChildFailed."""
        command = python(
            "sandbox.shell",
            *("--port", str(self._ports["shell"]), "--package", str(package)),
            *("--app", self.app_url, "--dataverse", self.dataverse_url),
            *("--entra", self.entra_url, "--entra-secure", self.entra_secure_url),
            *("--tenant", TENANT, "--client-id", CLIENT_ID),
        )
        child = Child("shell", command, self.directory / "shell.log")
        self._running.append(child)
        child.start()
        child.wait_ready()

    # Hosts

    def start_host(self, number: int = 0) -> None:
        """Starts host `number`, or starts it again after it was stopped or killed."""
        port, control = self._host_port(number)
        settings = self.directory / "local.settings.json"
        settings.write_text(json.dumps({"IsEncrypted": False, "Values": self.env}))
        command = python(
            "sandbox.host",
            *("--app", str(ROOT), "--port", str(port), "--control-port", str(control)),
            *("--settings", str(settings), "--lease-seconds", str(self._lease_seconds)),
            *("--instance", f"host-{number}", "--clock-offset", str(self._clock_offset)),
        )
        child = Child(f"host-{number}", command, self.directory / f"host-{number}.log")
        while len(self._hosts) <= number:
            self._hosts.append(child)
        self._hosts[number] = child
        child.start()
        child.wait_ready()

    def kill_host(self, number: int = 0) -> None:
        """SIGKILL: at whatever instruction it is."""
        self._hosts[number].kill()

    def stop_host(self, number: int = 0) -> None:
        self._hosts[number].terminate()

    def host(self, number: int = 0) -> Remote:
        """The control routes of a host."""
        return Remote(f"http://127.0.0.1:{self._host_port(number)[1]}")

    def move_clock(self, seconds: float) -> None:
        """Moves the clock of all processes on."""
        self._clock_offset += seconds
        body = {"offsetSeconds": self._clock_offset}
        for remote in (self.entra, self.dataverse, self.activecampaign):
            remote.post("/_sandbox/clock", body)
        for number, child in enumerate(self._hosts):
            if child.running:
                self.host(number).post("/_sandbox/clock", body)

    def log_tail(self) -> str:
        """The end of what the first host wrote."""
        return self._hosts[0].tail() if self._hosts else ""

    # The app's API

    def token(self, person: str) -> str:
        """An access token for the app's API, given to one of `USERS` by the stand-in of Entra."""
        if person not in self._tokens:
            assert any(user.key == person for user in USERS)
            body = {"person": person, "expiresIn": TOKEN_SECONDS}
            self._tokens[person] = self.entra.post("/_sandbox/tokens", body)["token"]
        return self._tokens[person]

    def api(self, method: str, path: str, *, person: str, **given: Any) -> Any:
        """The answer's JSON. Raises CallFailed for an error."""
        return self.api_with_headers(method, path, person=person, **given)[0]

    def api_with_headers(
        self,
        method: str,
        path: str,
        *,
        person: str,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[Any, Mapping[str, str]]:
        answer = requests.request(
            method,
            self.app_url + path,
            json=json,
            headers={"Authorization": f"Bearer {self.token(person)}", **(headers or {})},
            timeout=240,
        )
        if not answer.ok:
            raise CallFailed(method, path, answer.status_code, answer.text)
        return (answer.json() if answer.content else None), answer.headers

    def _host_port(self, number: int) -> tuple[int, int]:
        while len(self._host_ports) <= number:
            port, control = free_ports(2)
            self._host_ports.append((port, control))
        return self._host_ports[number]
