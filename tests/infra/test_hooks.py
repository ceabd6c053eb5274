"""azd's hooks: inputs are checked before anything is made, the deployment is tried from outside."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import yaml

from infra.hooks.check_deployment import door_faults, health_fault, wait_until_healthy
from infra.hooks.check_inputs import faults
from tests.infra.bicep import INFRA, read

ROOT = INFRA.parent
ORIGIN = "https://example.crm4.dynamics.com"
GOOD = {
    "DATAVERSE_URL": ORIGIN,
    "ENTRA_CLIENT_ID": "ac100000-0000-4000-8000-000000000001",
    "ENTRA_TENANT_ID": "",
    "PRIVATE_NETWORK": "false",
}


@dataclass
class App:
    """What the made-up function app answers."""

    health: list[int] = field(default_factory=lambda: [200])
    me: int = 401
    allowed: tuple[str, ...] = (ORIGIN,)
    url: str = ""


@pytest.fixture
def app() -> Iterator[App]:
    state = App()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            health = state.health.pop(0) if len(state.health) > 1 else state.health[0]
            self.send_response(health if self.path == "/api/health" else state.me)
            self.end_headers()

        def do_OPTIONS(self) -> None:
            self.send_response(204)
            origin = self.headers["Origin"]
            if "*" in state.allowed or origin in state.allowed:
                self.send_header("Access-Control-Allow-Origin", origin)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    state.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield state
    server.shutdown()
    server.server_close()


def test_good_inputs_pass() -> None:
    assert faults(GOOD) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATAVERSE_URL", ""),
        ("DATAVERSE_URL", "http://example.crm4.dynamics.com"),
        ("DATAVERSE_URL", f"{ORIGIN}/main.aspx?appid=1"),
        ("ENTRA_CLIENT_ID", "my-app"),
        ("ENTRA_TENANT_ID", "example.com"),
        ("ENTRA_CLIENT_SECRET_NAME", "q8~secret.value_"),
        ("PRIVATE_NETWORK", "yes"),
        ("CORS_IN_CODE", "1"),
    ],
)
def test_a_wrong_input_is_named_without_its_value(name: str, value: str) -> None:
    (fault,) = faults({**GOOD, name: value})
    assert fault.startswith(f"{name}: ")
    assert not value or value not in fault


def test_the_first_start_may_take_its_time(app: App) -> None:
    app.health = [503, 404, 200]
    pauses: list[float] = []
    assert wait_until_healthy(app.url, 30, pauses.append).status == 200
    assert len(pauses) == 2


@pytest.mark.parametrize(
    ("status", "hint"), [(404, "could not be loaded"), (503, "azd deploy"), (0, "no answer")]
)
def test_an_app_that_stays_bad_is_explained(app: App, status: int, hint: str) -> None:
    app.health = [status or 500]
    assert wait_until_healthy(app.url, 0).status == (status or 500)
    assert hint in str(health_fault(status))


def test_an_app_as_it_should_be_has_no_fault(app: App) -> None:
    assert health_fault(200) is None
    assert door_faults(app.url, ORIGIN) == []


def test_open_doors_are_seen(app: App) -> None:
    app.me, app.allowed = 200, ("*",)
    found = door_faults(app.url, ORIGIN)
    assert [fault.split(":")[0] for fault in found] == ["/api/me", "CORS"]


def test_a_platform_that_answers_no_preflight_is_seen(app: App) -> None:
    app.allowed = ()
    (fault,) = door_faults(app.url, ORIGIN)
    assert "CORS_IN_CODE" in fault


def test_azd_finds_template_service_and_hooks() -> None:
    project = yaml.safe_load((ROOT / "azure.yaml").read_text())
    assert (ROOT / project["infra"]["path"] / f"{project['infra']['module']}.bicep").is_file()
    assert project["services"]["api"] == {"project": ".", "language": "python", "host": "function"}
    tags = (INFRA / "app" / "function.bicep").read_text()
    assert "'azd-service-name': 'api'" in tags
    for hook in project["hooks"].values():
        for system in hook.values():
            assert (ROOT / system["run"].split()[1]).is_file()


def test_the_hooks_read_what_the_template_takes_and_gives() -> None:
    given = json.loads((INFRA / "main.parameters.json").read_text())["parameters"]
    texts = {str(row["value"]) for row in given.values()}
    names = {text.strip("${}").partition("=")[0] for text in texts if text.startswith("${")}
    assert set(GOOD) | {"CORS_IN_CODE", "ENTRA_CLIENT_SECRET_NAME"} <= names
    assert {"PUBLIC_URL", "DATAVERSE_ORIGIN"} <= set(read(INFRA / "main.bicep").outputs)
