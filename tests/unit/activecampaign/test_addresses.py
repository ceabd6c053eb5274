"""Whatever a name resolves to, nothing but a public address is ever connected to."""

import socket
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any

import pytest

from shared.activecampaign.addresses import is_public
from shared.activecampaign.connect import open_account_session
from shared.errors import Unreachable
from shared.retry import RetryPolicy
from shared.transport import Calls, Request, Transport

HOST = "acme.api-us1.com"

NOT_PUBLIC = (
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",  # noqa: S104
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "169.254.169.254",
    "169.254.170.2",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.192",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "224.0.1.129",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "::ffff:169.254.169.254",
    "::ffff:10.0.0.1",
    "::127.0.0.1",
    "::169.254.169.254",
    "64:ff9b::169.254.169.254",
    "64:ff9b::a00:1",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::",
    "2002:a00:1::1",
    "::ffff:0:127.0.0.1",
    "3fff::1",
    "4000::1",
    "5f00::1",
    "fe80::5efe:127.0.0.1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
)
"""Loopback, private, shared, link-local, metadata of clouds, documentation, benchmarks,
multicast, reserved; bare and wrapped in IPv6."""

PUBLIC = (
    "1.1.1.1",
    "104.16.1.1",
    "2606:4700::1",
    "::ffff:104.16.1.1",
    "64:ff9b::104.16.1.1",
    "2002:6810:101::1",
)


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_within_is_not_public(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(ip_address(address))


class Listener:
    """Counts who connects to it, on loopback."""

    def __init__(self) -> None:
        outer = self
        self.requests = 0
        self.connections = 0

        class Handler(BaseHTTPRequestHandler):
            def setup(self) -> None:
                outer.connections += 1
                super().setup()

            def do_GET(self) -> None:
                outer.requests += 1
                self.send_response(200)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_: object) -> None:
                """Tests want no access log."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.close()


class Names:
    """Answers look-ups of `HOST` with one list of addresses after the other."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = [*answers]
        self.asked = 0

    def __call__(self, host: Any, port: Any, *args: Any, **given: Any) -> list[Any]:
        if host != HOST:
            return REAL(host, port, *args, **given)
        self.asked += 1
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [
            entry
            for one in found
            for entry in REAL(one, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
        ]


REAL = socket.getaddrinfo


def ask(allowed: Sequence[str], url: str) -> int:
    transport = Transport(
        "activecampaign",
        url,
        session=open_account_session(allowed),
        headers=dict,
        calls=Calls(),
        policy=RetryPolicy(tries=1),
    )
    return transport.send(Request("GET", "api/3/users/me", "users/me")).status


@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "10.0.0.1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_name_that_leads_within_is_not_connected_to(
    monkeypatch: pytest.MonkeyPatch, listener: Listener, address: str, scheme: str
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Names([address]))
    with pytest.raises(Unreachable):
        ask(["*.api-us1.com"], f"{scheme}://{HOST}:{listener.port}")
    assert listener.connections == 0


def test_one_address_within_among_public_ones_is_enough_to_refuse(
    monkeypatch: pytest.MonkeyPatch, listener: Listener
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Names(["104.16.1.1", "127.0.0.1"]))
    with pytest.raises(Unreachable):
        ask(["*.api-us1.com"], f"http://{HOST}:{listener.port}")
    assert listener.connections == 0


def test_a_name_is_looked_up_once_for_each_connection_and_that_answer_is_used(
    monkeypatch: pytest.MonkeyPatch, listener: Listener
) -> None:
    """A name that is public when it is checked and within when it is called."""
    names = Names(["104.16.1.1"], ["127.0.0.1"])
    monkeypatch.setattr(socket, "getaddrinfo", names)
    tried: list[tuple[str, int]] = []

    def connect(address: tuple[str, int], *_: object, **__: object) -> socket.socket:
        tried.append(address)
        raise OSError("no network here")

    monkeypatch.setattr("urllib3.util.connection.create_connection", connect)
    with pytest.raises(Unreachable):
        ask(["*.api-us1.com"], f"http://{HOST}:{listener.port}")
    assert tried == [("104.16.1.1", listener.port)]
    assert names.asked == 1
    with pytest.raises(Unreachable):
        ask(["*.api-us1.com"], f"http://{HOST}:{listener.port}")
    assert len(tried) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_an_entry_with_a_port_may_be_loopback(listener: Listener, host: str) -> None:
    here = f"{host}:{listener.port}"
    assert ask(["*.api-us1.com", here], f"http://{here}") == 200
    assert listener.requests == 1


@pytest.mark.parametrize(
    "allowed", [["127.0.0.1:1"], ["127.0.0.1"], ["*.0.0.1"], [HOST + ":{port}"]], ids=str
)
def test_no_other_entry_opens_loopback(listener: Listener, allowed: list[str]) -> None:
    allowed = [entry.format(port=listener.port) for entry in allowed]
    with pytest.raises(Unreachable):
        ask(allowed, f"http://127.0.0.1:{listener.port}")
    assert listener.connections == 0


def test_an_entry_with_a_port_is_loopback_or_public_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Names(["169.254.169.254"]))
    with pytest.raises(Unreachable):
        ask([f"{HOST}:80"], f"http://{HOST}:80")


@pytest.mark.parametrize("name", ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "HTTP_PROXY"])
def test_no_proxy_is_asked_to_resolve_the_name_instead(
    monkeypatch: pytest.MonkeyPatch, listener: Listener, name: str
) -> None:
    monkeypatch.setenv(name, f"http://127.0.0.1:{listener.port}")
    monkeypatch.setattr(socket, "getaddrinfo", Names(["127.0.0.1"]))
    for scheme in ("http", "https"):
        with pytest.raises(Unreachable):
            ask(["*.api-us1.com"], f"{scheme}://{HOST}")
    assert listener.connections == 0


def test_a_refused_address_is_told_without_naming_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", Names(["10.1.2.3"]))
    with caplog.at_level("WARNING"), pytest.raises(Unreachable) as told:
        ask(["*.api-us1.com"], f"https://{HOST}")
    assert "not public" in caplog.text
    assert "10.1.2.3" not in caplog.text + str(told.value)
