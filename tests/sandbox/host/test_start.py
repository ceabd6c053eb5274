"""What keeps a host from starting, and that it says so in one clear line."""

import json
from pathlib import Path

import pytest

from tests.sandbox.host.conftest import Bench

HEAD = "import azure.functions as func\napp = func.FunctionApp()\n"
HTTP = "def {name}(req: func.HttpRequest) -> str:\n    return 'x'\n"


def refusal(bench: Bench, source: str | None = None, **environment: str) -> str:
    """Starts the app of `source`, or the test app; gives the `error` lines of the refused host."""
    if source is not None:
        bench.app = bench.folder / "small"
        bench.app.mkdir()
        (bench.app / "function_app.py").write_text(source)
        (bench.app / "host.json").write_text('{"version": "2.0"}')
    child, _, _ = bench.child(**environment)
    with child:
        assert child.wait(20) == 1, child.output()
    assert "ready" not in child.output()
    return child.output()[child.output().index("error ") :]


def test_an_unresolved_setting_in_a_schedule_names_the_function_and_the_setting(
    bench: Bench,
) -> None:
    assert "The 'tick' function is in error: '%TICK%' does not resolve" in refusal(bench, TICK="")


def test_a_schedule_of_five_fields_is_refused(bench: Bench) -> None:
    assert "'tick'" in (text := refusal(bench, TICK="*/5 * * * *"))
    assert "six are needed" in text


def test_a_missing_storage_connection_is_refused(bench: Bench) -> None:
    assert "needs the setting AzureWebJobsStorage" in refusal(bench, AzureWebJobsStorage="")


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("@app.route('a/{id}', methods=['GET'])", "@app.route('A/{key}', methods=['GET'])"),
        ("@app.route('a')", "@app.route('a', methods=['POST'])"),
    ],
)
def test_two_functions_with_one_route_and_method_are_refused(
    bench: Bench, first: str, second: str
) -> None:
    functions = [HTTP.format(name="one"), HTTP.format(name="two")]
    source = f"{HEAD}{first}\n{functions[0]}{second}\n{functions[1]}"
    assert "conflicts with the route of 'one'" in refusal(bench, source)


def test_a_route_of_the_host_itself_is_refused(bench: Bench) -> None:
    bench.app = bench.folder / "small"
    bench.app.mkdir()
    source = f"{HEAD}@app.route('admin/x')\n{HTTP.format(name='one')}"
    (bench.app / "function_app.py").write_text(source)
    content = {"version": "2.0", "extensions": {"http": {"routePrefix": ""}}}
    (bench.app / "host.json").write_text(json.dumps(content))
    child, _, _ = bench.child()
    with child:
        assert child.wait(20) == 1
    assert "conflicts with one of the host's own routes" in child.output()


def test_a_broken_import_is_shown_with_the_workers_message(bench: Bench) -> None:
    text = refusal(bench, "import no_such_module_at_all\n" + HEAD)
    assert "the app was not indexed" in text
    assert "no_such_module_at_all" in text


def test_an_unknown_binding_is_refused(bench: Bench) -> None:
    source = (
        f"{HEAD}@app.blob_trigger('blob', path='x/y', connection='AzureWebJobsStorage')\n"
        "def one(blob: func.InputStream) -> None: ...\n"
    )
    assert "binding 'blobTrigger' is not known" in refusal(bench, source)


def test_another_shape_of_the_worker_library_is_named(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = bench.folder / "library" / "azure_functions_runtime"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("")
    monkeypatch.setenv("PYTHONPATH", str(package.parent))
    text = refusal(bench)
    assert "azure-functions-runtime 1.3.0 is needed" in text
    assert "sandbox/host/worker.py" in text


def test_settings_that_are_not_text_are_refused(bench: Bench) -> None:
    child, _, _ = bench.child()
    for path in bench.folder.glob("settings-*.json"):
        path.write_text('{"Values": {"NUMBER": 5}}')
    with child:
        assert child.wait(20) == 1
    assert "Values.NUMBER must be text, not 5" in child.output()


def test_the_environment_wins_over_the_settings_file(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GREETING", "environment")
    host = bench.start(GREETING="file")
    answer = host.call("GET", "/api/echo/0a1b2c3d-0000-4000-8000-000000000001")
    assert answer.json()["setting"] == "environment"
    assert "GREETING is taken from the environment" in host.child.output()


def test_the_host_json_of_the_product_is_read_whole() -> None:
    from sandbox.host.host_json import QueueOptions, read_host_json

    options = read_host_json(Path(__file__).parents[3] / "host.json")
    assert options.timeout_seconds == 600
    assert options.queues == QueueOptions(4, 2, 5, 10.0, 2.0, "base64")
