"""A directory and a Dynamics environment in which nothing of the product is, on loopback."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from aiohttp import web

from infra.register.__main__ import open_context, planned, undone
from infra.register.command_lines import Deployment
from infra.register.site import Site, read_site
from infra.register.steps import carry_out
from sandbox.dataverse.app import dataverse_app
from sandbox.dataverse.organisation import Settings
from sandbox.graph.app import graph_app
from tests.servers import TENANT, Background
from tests.servers import entra as entra_app
from tools.archive import write_archive
from tools.solution.__main__ import parts

IDENTITY = "1d000000-0000-4000-8000-000000000001"
APP = "https://func-acd-example.azurewebsites.net"
GRAPH_SCOPES = "Application.ReadWrite.All DelegatedPermissionGrant.ReadWrite.All"
Values = dict[str, str | None]


@dataclass
class Kept(Deployment):
    """The values of an azd environment, kept here instead of by azd."""

    values: dict[str, str] = field(default_factory=dict)

    def set(self, name: str, value: str) -> None:
        self.values[name] = value


@dataclass
class Place:
    """The two remote systems, and one operator who registers the app in them."""

    entra: str
    graph: str
    dataverse: str
    solution: Path
    operator: str = "ada"
    deployment: Kept = field(default_factory=Kept)
    identity: str = IDENTITY
    app: str = APP
    waited: list[float] = field(default_factory=list)

    def site(self) -> Site:
        given: Values = {
            "DATAVERSE_URL": self.dataverse,
            "GRAPH_URL": self.graph,
            "MANAGED_IDENTITY_CLIENT_ID": self.identity,
            "PUBLIC_URL": self.app,
            **self.deployment.values,
        }
        return read_site(given, lambda: TENANT, self.solution)

    def run(self, *, apply: bool = True, undo: bool = False) -> list[str]:
        """The lines that the operator sees. Raises whatever stops it."""
        context = open_context(self.site(), self.token, self.deployment, sleep=self.waited.append)
        lines: list[str] = []
        steps = undone(context) if undo else planned(context)
        carry_out(steps, apply=apply, write=lines.append)
        return lines

    def token(self, resource: str) -> str:
        order = {
            "person": self.operator,
            "audience": resource,
            "scope": f"user_impersonation {GRAPH_SCOPES}",
        }
        answer = requests.post(f"{self.entra}/_sandbox/tokens", json=order, timeout=20)
        return str(answer.json()["token"])

    def directory(self, **order: Any) -> Any:
        """What is in the directory; with an order, after it was given."""
        url = f"{self.graph}/_sandbox/directory"
        if order:
            requests.post(url, json=order, timeout=20).raise_for_status()
        return requests.get(url, timeout=20).json()

    def application(self) -> Any:
        (one,) = self.directory()["applications"]
        return one

    def rows(self, set_name: str, **query: str) -> list[dict[str, Any]]:
        """Of Dynamics, as an administrator sees them."""
        answer = self.dynamics("GET", set_name, params={f"${k}": v for k, v in query.items()})
        return answer.json()["value"]

    def dynamics(self, method: str, path: str, **kwargs: Any) -> requests.Response:
        token = self.token(self.dataverse) if self.operator == "ada" else ""
        answer = requests.request(
            method,
            f"{self.dataverse}/api/data/v9.2/{path}",
            headers={"Authorization": f"Bearer {token}"},
            timeout=20,
            **kwargs,
        )
        assert answer.ok, answer.text
        return answer

    def application_user(self) -> dict[str, Any]:
        (user,) = self.rows("systemusers", filter=f"applicationid eq {self.identity}")
        return user

    def roles(self) -> list[str]:
        path = f"systemusers({self.application_user()['systemuserid']})/systemuserroles_association"
        return sorted(row["name"] for row in self.rows(path, select="name"))

    def variables(self) -> dict[str, str]:
        tied = "environmentvariabledefinition_environmentvariablevalue"
        rows = self.rows("environmentvariabledefinitions", expand=f"{tied}($select=value)")
        return {row["schemaname"]: row[tied][0]["value"] for row in rows if row[tied]}

    def tracked(self) -> dict[str, bool]:
        state = requests.get(f"{self.dataverse}/_sandbox/state", timeout=20).json()
        return {name: state["changeTracking"][name] for name in ("lead", "contact")}

    def writes(self) -> int:
        """How many calls have changed something, in the directory and in Dynamics."""
        return sum(
            requests.get(f"{url}/_sandbox/counts", timeout=20).json()["writes"]
            for url in (self.graph, self.dataverse)
        )


@pytest.fixture(scope="session")
def servers() -> Iterator[Background]:
    with Background.running() as background:
        yield background


@pytest.fixture(scope="session")
def entra(servers: Background) -> Iterator[str]:
    with servers.serving(entra_app) as url:
        yield url


Pack = Callable[[str], Path]


@pytest.fixture(scope="session")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """The product's managed solution with almost no pages, in any version."""
    folder = tmp_path_factory.mktemp("solution")
    page = folder / "pages" / "auth" / "redirect.html"
    page.parent.mkdir(parents=True)
    page.write_text("<!doctype html>")

    def make(version: str) -> Path:
        target = folder / f"{version}.zip"
        return write_archive(target, parts(folder / "pages", managed=True, version=version))

    return make


@pytest.fixture
def place(servers: Background, entra: str, pack: Pack) -> Iterator[Place]:
    def directory(port: int) -> web.Application:
        return graph_app(f"http://127.0.0.1:{port}", entra, TENANT)

    def environment(port: int) -> web.Application:
        settings = Settings(f"http://127.0.0.1:{port}", entra, TENANT, "", bare=True)
        return dataverse_app(settings, 2, 2)

    with servers.serving(directory) as graph, servers.serving(environment) as dataverse:
        yield Place(entra, graph, dataverse, pack("0.1.0"))
