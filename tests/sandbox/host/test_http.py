"""HTTP functions: routing, what the function sees, levels, limits, failures, speed."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import pytest

from sandbox.azurite import Azurite
from tests.sandbox.host.conftest import Bench, Host, eventually

ID = "0a1b2c3d-0000-4000-8000-000000000001"
KEY = "k-1"


@pytest.fixture(scope="module")
def shared_bench(
    azurite: Azurite, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Bench, Host]]:
    bench = Bench(azurite, Path(tmp_path_factory.mktemp("http")))
    host = bench.start("--function-key", KEY, "--env", "GREETING=from the option", GREETING="file")
    yield bench, host
    host.child.kill()


@pytest.fixture
def host(shared_bench: tuple[Bench, Host]) -> Host:
    return shared_bench[1]


def test_a_function_sees_method_url_route_query_headers_and_body(host: Host) -> None:
    path = f"/api/echo/{ID}/x%2Fy%20z?a=1&a=2&b="
    answer = host.call("POST", path, data="hello", headers={"X-Sent": "yes"})
    assert answer.status_code == 201
    assert answer.headers["Content-Type"] == "application/json"
    seen = answer.json()
    assert seen["method"] == "POST"
    assert seen["url"] == f"http://127.0.0.1:{host.port}{path}"
    assert seen["route"] == {"id": ID, "part": "x%2Fy z"}
    assert seen["query"] == {"a": "1,2", "b": ""}
    assert (seen["accept"], seen["body"]) == ("yes", "hello")


def test_an_option_wins_over_the_settings_file(host: Host) -> None:
    assert host.call("GET", f"/api/echo/{ID}").json()["setting"] == "from the option"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/echo/mine", "literal"),
        ("/API/Echo/MINE/", "literal"),
        ("/api/files/a/b.txt", "a/b.txt"),
        ("/api/files", "nothing"),
    ],
)
def test_the_most_specific_route_answers(host: Host, path: str, body: str) -> None:
    answer = host.call("GET", path)
    assert (answer.status_code, answer.text) == (200, body)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/echo/mine"),
        ("GET", "/api/nothing"),
        ("GET", "/api/echo/not-a-guid"),
        ("DELETE", f"/api/echo/{ID}"),
        ("OPTIONS", "/api/hook"),
    ],
)
def test_an_unknown_path_or_method_is_not_found(host: Host, method: str, path: str) -> None:
    assert host.call(method, path).status_code == 404


def test_an_unhandled_error_is_a_500_with_an_empty_body(host: Host) -> None:
    answer = host.call("GET", "/api/broken")
    assert (answer.status_code, answer.content) == (500, b"")


def test_a_function_with_a_level_needs_the_key(host: Host) -> None:
    assert host.call("GET", "/api/guarded").status_code == 401
    assert host.call("GET", "/api/guarded?code=wrong").status_code == 401
    assert host.call("GET", f"/api/guarded?code={KEY}").text == "open"
    assert host.call("GET", "/api/guarded", headers={"x-functions-key": KEY}).text == "open"


def test_a_body_over_100_mb_is_refused(host: Host) -> None:
    megabyte = 1024 * 1024
    assert host.call("POST", "/api/size", data=b"x" * megabyte).text == str(megabyte)
    assert host.call("POST", "/api/size", data=b"x" * (100 * megabyte + 1)).status_code == 413


def test_a_query_string_is_in_no_log_line(host: Host) -> None:
    host.call("GET", f"/api/echo/{ID}?secret=do-not-log")
    assert "Executed 'echo'" in eventually(host.child.output)
    assert "do-not-log" not in host.child.output()


def test_each_invocation_has_one_line_and_is_counted(host: Host) -> None:
    before = host.control("GET", "invocations")["functions"]["size"]
    lines = host.child.output().count("Executed 'size'")
    host.call("POST", "/api/size", data="abc")
    after = host.control("GET", "invocations")["functions"]["size"]
    assert after["succeeded"] == before["succeeded"] + 1
    assert host.child.output().count("Executed 'size'") == lines + 1


def test_a_call_that_takes_too_long_is_cut_while_the_function_runs_on(bench: Bench) -> None:
    host = bench.start("--http-limit-seconds", "0.5")
    started = time.monotonic()
    assert host.call("GET", "/api/slow?seconds=2").status_code == 504
    assert time.monotonic() - started < 1.9
    assert eventually(lambda: bench.trace("slow"))


def test_hundreds_of_acknowledgements_at_once_each_put_one_message(
    shared_bench: tuple[Bench, Host],
) -> None:
    bench, host = shared_bench
    before = bench.left("acks")
    assert asyncio.run(_acknowledged(host, 600)) == [200] * 600
    assert bench.left("acks") - before == 600


async def _acknowledged(host: Host, count: int) -> list[int]:
    """The status of each."""

    async def one(session: aiohttp.ClientSession) -> int:
        url = f"http://127.0.0.1:{host.port}/api/hook"
        async with session.post(url, data=b"contact[id]=1") as answer:
            return answer.status

    async with aiohttp.ClientSession() as session:
        return list(await asyncio.gather(*(one(session) for _ in range(count))))
