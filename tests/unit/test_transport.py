"""One request's way to a server and back: tries, pace, counts, cookies, redirects, secrecy. The
server is a real one in a thread, so that sockets behave as sockets do."""

import json
import logging
import socket
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from shared.errors import OutcomeUnknown, Unreachable
from shared.retry import RetryPolicy
from shared.transport import Calls, Request, Timeouts, Transport, open_session, path_of

SECRET = "ann@example.org"
READ = Request("GET", "people", "people", (("email", SECRET),))
ONCE = Request("POST", "send", "send", (("email", SECRET),), json={"a": 1}, repeatable=False)

HANG_UP = 0
STALL = -1


@dataclass(frozen=True)
class Seen:
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Server:
    """Answers what `replies` say, one after the other, then 200 for ever."""

    url: str
    replies: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)


def handler_of(get_server: Callable[[], Server]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            server = get_server()
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            server.seen.append(Seen(self.command, self.path, dict(self.headers), body))
            status, headers = server.replies.pop(0) if server.replies else (200, {})
            if status == STALL:
                server.released.wait(5)
            if status in (HANG_UP, STALL):
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        do_GET = do_POST = do_PATCH = _answer  # noqa: N815

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Tests need no access log."""

    return Handler


@pytest.fixture
def server() -> Iterator[Server]:
    listening = ThreadingHTTPServer(("127.0.0.1", 0), handler_of(lambda: state))
    state = Server(f"http://127.0.0.1:{listening.server_port}")
    thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield state
    state.released.set()
    listening.shutdown()
    thread.join()
    listening.server_close()


@pytest.fixture
def calls() -> Calls:
    return Calls()


@dataclass
class Waits:
    """Stands in for sleeping; remembers how long each wait would have been."""

    seconds: list[float] = field(default_factory=list)

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def transport(server: Server, calls: Calls, waits: Waits) -> Transport:
    return transport_to(server.url, calls, waits)


def transport_to(url: str, calls: Calls, waits: Waits, **more: object) -> Transport:
    options: dict[str, object] = {
        "session": open_session(),
        "headers": lambda: {"Api-Token": "key"},
        "calls": calls,
        "policy": RetryPolicy(tries=3, retry_statuses=frozenset({403})),
        "timeouts": Timeouts(connect_seconds=1, read_seconds=1),
        "sleep": waits,
    }
    return Transport("activecampaign", f"{url}/api/3", **(options | more))  # type: ignore[arg-type]


def closed_port() -> str:
    """An address where nobody listens."""
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{unused.getsockname()[1]}"


def test_a_request_is_sent_as_it_was_built(transport: Transport, server: Server) -> None:
    answer = transport.send(
        Request(
            "POST", "a/b", "a/b", (("x", "1 +"), ("y[]", "é")), json={"k": 0}, headers={"H": "v"}
        )
    )
    assert (answer.status, answer.ok, answer.json()) == (200, True, {})
    assert server.seen[0].target == "/api/3/a/b?x=1+%2B&y%5B%5D=%C3%A9"
    assert server.seen[0].body == b'{"k": 0}'
    assert server.seen[0].headers["H"] == "v"
    assert server.seen[0].headers["Api-Token"] == "key"


def test_a_form_and_raw_bytes_are_sent_as_such(transport: Transport, server: Server) -> None:
    transport.send(Request("POST", "form", "form", form={"email": "a+b@c.d"}))
    transport.send(Request("POST", "raw", "raw", body=b"\x00raw"))
    assert [seen.body for seen in server.seen] == [b"email=a%2Bb%40c.d", b"\x00raw"]


def test_a_whole_url_is_called_as_given(transport: Transport, server: Server) -> None:
    transport.send(Request("GET", f"{server.url}/next?%24skiptoken=%3Ca%3E", "next"))
    assert server.seen[0].target == "/next?%24skiptoken=%3Ca%3E"


@pytest.mark.parametrize(
    ("segments", "path"),
    [
        (("contacts", "7"), "contacts/7"),
        (("contacts", "../users?a=1#b"), "contacts/..%2Fusers%3Fa%3D1%23b"),
        (("a b", "é/"), "a%20b/%C3%A9%2F"),
    ],
)
def test_a_segment_cannot_leave_its_place(segments: tuple[str, ...], path: str) -> None:
    assert path_of(*segments) == path


@pytest.mark.parametrize("status", [400, 401, 404, 409, 412, 422, 501])
def test_a_final_answer_is_handed_back_at_once(
    transport: Transport, server: Server, waits: Waits, status: int
) -> None:
    server.replies = [(status, {})]
    answer = transport.send(READ)
    assert (answer.status, answer.ok, len(server.seen), waits.seconds) == (status, False, 1, [])


@pytest.mark.parametrize("status", [403, 408, 429, 500, 502, 503, 504])
def test_a_passing_fault_is_overcome(
    transport: Transport, server: Server, waits: Waits, status: int
) -> None:
    server.replies = [(status, {}), (status, {})]
    assert transport.send(READ).status == 200
    assert (len(server.seen), len(waits.seconds)) == (3, 2)


def test_the_last_answer_is_handed_back_when_the_tries_are_used_up(
    transport: Transport, server: Server
) -> None:
    server.replies = [(503, {})] * 5
    assert transport.send(READ).status == 503
    assert len(server.seen) == 3


def test_retry_after_is_waited_for(transport: Transport, server: Server, waits: Waits) -> None:
    server.replies = [(429, {"Retry-After": "7"})]
    transport.send(READ)
    assert waits.seconds == [7.0]


def test_a_date_in_retry_after_is_waited_for(
    transport: Transport, server: Server, waits: Waits
) -> None:
    server.replies = [(503, {"Retry-After": "Fri, 01 Jan 1999 00:00:00 GMT"})]
    assert transport.send(READ).status == 200
    assert 0 < waits.seconds[0] <= 0.5


def test_a_wait_that_is_too_long_is_left_to_the_caller(
    transport: Transport, server: Server, waits: Waits
) -> None:
    server.replies = [(429, {"Retry-After": "36"})]
    assert transport.send(READ).status == 429
    assert (len(server.seen), waits.seconds) == (1, [])


@pytest.mark.parametrize("status", [403, 408, 500, 502, 503, 504])
def test_a_write_that_must_not_be_repeated_is_sent_once(
    transport: Transport, server: Server, status: int
) -> None:
    server.replies = [(status, {})]
    assert transport.send(ONCE).status == status
    assert len(server.seen) == 1


def test_even_such_a_write_is_sent_again_after_a_429(
    transport: Transport, server: Server, waits: Waits
) -> None:
    server.replies = [(429, {"Retry-After": "1"})]
    assert transport.send(ONCE).status == 200
    assert len(server.seen) == 2


@pytest.mark.parametrize("fault", [HANG_UP, STALL], ids=["hang-up", "time-out"])
def test_no_answer_to_a_write_that_must_not_be_repeated_is_unknown(
    server: Server, calls: Calls, waits: Waits, fault: int
) -> None:
    transport = transport_to(server.url, calls, waits, timeouts=Timeouts(1, 0.2))
    server.replies = [(fault, {})]
    with pytest.raises(OutcomeUnknown):
        transport.send(ONCE)
    assert len(server.seen) == 1


def test_no_answer_to_a_read_is_overcome(transport: Transport, server: Server) -> None:
    server.replies = [(HANG_UP, {}), (HANG_UP, {})]
    assert transport.send(READ).status == 200


def test_no_answer_to_a_read_at_all_is_unreachable(transport: Transport, server: Server) -> None:
    server.replies = [(HANG_UP, {})] * 3
    with pytest.raises(Unreachable):
        transport.send(READ)
    assert len(server.seen) == 3


@pytest.mark.parametrize("request_", [READ, ONCE], ids=["read", "write"])
def test_what_was_never_sent_is_tried_again_and_certainly_not_done(
    calls: Calls, waits: Waits, request_: Request
) -> None:
    transport = transport_to(closed_port(), calls, waits)
    with pytest.raises(Unreachable):
        transport.send(request_)
    assert (calls.made("activecampaign"), len(waits.seconds)) == (3, 2)


def test_a_host_that_has_no_address_was_never_reached(calls: Calls, waits: Waits) -> None:
    transport = transport_to("http://no-such-host.invalid", calls, waits)
    with pytest.raises(Unreachable):
        transport.send(ONCE)
    assert calls.made("activecampaign") == 3


def test_a_request_may_have_its_own_time_out(server: Server, calls: Calls, waits: Waits) -> None:
    transport = transport_to(server.url, calls, waits, timeouts=Timeouts(1, 30))
    server.replies = [(STALL, {})]
    with pytest.raises(OutcomeUnknown):
        transport.send(Request("POST", "slow", "slow", repeatable=False, read_timeout_seconds=0.2))
    assert len(server.seen) == 1


def test_cookies_are_dropped(transport: Transport, server: Server) -> None:
    server.replies = [(200, {"Set-Cookie": "ARRAffinity=one; Path=/"})]
    transport.send(READ)
    transport.send(READ)
    assert all("Cookie" not in seen.headers for seen in server.seen)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(transport: Transport, server: Server, status: int) -> None:
    server.replies = [(status, {"Location": f"{server.url}/elsewhere"})]
    answer = transport.send(READ)
    assert (answer.status, answer.headers["location"]) == (status, f"{server.url}/elsewhere")
    assert len(server.seen) == 1


def test_every_try_asks_for_its_headers_anew(server: Server, calls: Calls, waits: Waits) -> None:
    tokens = iter(["old", "new"])
    transport = transport_to(
        server.url, calls, waits, headers=lambda: {"Authorization": f"Bearer {next(tokens)}"}
    )
    server.replies = [(503, {})]
    transport.send(READ)
    assert [s.headers["Authorization"] for s in server.seen] == ["Bearer old", "Bearer new"]


def test_tries_and_throttled_tries_are_counted(
    transport: Transport, server: Server, calls: Calls
) -> None:
    server.replies = [(429, {}), (HANG_UP, {})]
    transport.send(READ)
    assert (calls.made("activecampaign"), calls.throttled("activecampaign")) == (3, 1)
    assert (calls.made("dataverse"), calls.throttled("dataverse")) == (0, 0)


def test_counts_of_many_threads_add_up(server: Server, calls: Calls, waits: Waits) -> None:
    transport = transport_to(server.url, calls, waits)
    threads = [
        threading.Thread(target=lambda: [transport.send(READ) for _ in range(5)]) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert calls.made("activecampaign") == len(server.seen) == 40


@dataclass
class Watch:
    """A pace that lets everything pass and remembers what it was asked and told."""

    waited: list[str] = field(default_factory=list)
    learned: list[tuple[str, int, str | None]] = field(default_factory=list)

    def wait(self, request: Request) -> None:
        self.waited.append(request.route)

    def learn(self, request: Request, status: int, headers: Mapping[str, str]) -> None:
        self.learned.append((request.route, status, headers.get("ratelimit-limit")))


def test_every_try_waits_its_turn_and_every_answer_is_learned_from(
    server: Server, calls: Calls, waits: Waits
) -> None:
    pace = Watch()
    transport = transport_to(server.url, calls, waits, pace=pace)
    server.replies = [(429, {"RateLimit-Limit": "5"}), (HANG_UP, {})]
    transport.send(READ)
    assert pace.waited == ["people"] * 3
    assert pace.learned == [("people", 429, "5"), ("people", 200, None)]


def everything_said(fault: BaseException) -> str:
    """The text of an error, of its causes and contexts, as a log would show them."""
    return "".join(traceback.format_exception(fault)) + repr(fault)


@pytest.mark.parametrize("request_", [READ, ONCE], ids=["read", "write"])
@pytest.mark.parametrize("fault", ["hang-up", "closed-port", "no-address"])
def test_no_query_is_in_logs_or_errors(
    server: Server,
    calls: Calls,
    waits: Waits,
    caplog: pytest.LogCaptureFixture,
    request_: Request,
    fault: str,
) -> None:
    places = {"closed-port": closed_port(), "no-address": "http://no-such-host.invalid"}
    transport = transport_to(places.get(fault, server.url), calls, waits)
    server.replies = [(HANG_UP, {})] * 3
    with (
        caplog.at_level(logging.DEBUG, "shared"),
        pytest.raises((Unreachable, OutcomeUnknown)) as raised,
    ):
        transport.send(request_)
    ours = [record for record in caplog.records if record.name.startswith("shared")]
    said = everything_said(raised.value) + "".join(record.getMessage() for record in ours)
    assert "example.org" not in said
    assert "email" not in said
    assert request_.route in str(raised.value)


def test_a_retry_is_logged_by_its_route(
    transport: Transport, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    server.replies = [(503, {})]
    with caplog.at_level(logging.INFO, "shared.transport"):
        transport.send(Request("GET", "people/17", "people/{id}", (("email", SECRET),)))
    lines = [json.loads(record.getMessage()) for record in caplog.records]
    assert [line["event"] for line in lines] == ["note"]
    told = "activecampaign GET people/{id}: try 1 gave 503, again in"
    assert lines[0]["text"].startswith(told)
