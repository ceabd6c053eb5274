"""Sends one built request: time-outs, pace, retry, counting. Knows no API of its own."""

import json
import random
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Protocol
from urllib.parse import quote

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError

from shared.errors import OutcomeUnknown, Service, Unreachable
from shared.retry import Outcome, RetryPolicy, parse_retry_after, wait_before_retry
from shared.telemetry.output import Log
from shared.telemetry.work import count_call

log = Log(__name__)


def path_of(*segments: str) -> str:
    """Segments joined to a path, each percent-encoded whole, so that no text leaves its place."""
    return "/".join(quote(segment, safe="") for segment in segments)


def parse_json(body: bytes | str) -> Any:
    """The JSON value in `body`, numbers with a fraction or an exponent as Decimal: a float keeps
    15 to 17 digits, a column of Dataverse up to 22. Raises ValueError if it is no JSON."""
    return json.loads(body, parse_float=_decimal)


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise ValueError("a number with an exponent beyond all bounds") from None


@dataclass(frozen=True)
class Request:
    """A call, built but not sent.

    `path` is relative to the transport's base URL, or a whole URL (a next link of the service
    itself), and is used as given. `query` is encoded on sending. `route` is the path with its
    ids left out: the only form that is logged. `repeatable` says that carrying it out twice is
    harmless; reads are. `json` is written by the json module, which knows no Decimal."""

    method: str
    path: str
    route: str
    query: tuple[tuple[str, str], ...] = ()
    json: Mapping[str, Any] | None = None
    form: Mapping[str, str] | None = None
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    repeatable: bool = True
    read_timeout_seconds: float | None = None


@dataclass(frozen=True)
class Answer:
    """What came back. Header names are looked up without regard to case."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    received_at: datetime

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The body as `parse_json` reads it. Raises ValueError if it is no JSON."""
        return parse_json(self.body)


class CallCount(Protocol):
    """Is told of every call that was sent, and of its status; None if no answer came."""

    def add(self, service: Service, status: int | None) -> None:
        """Called by many threads."""


class Calls:
    """Counts calls and throttled calls by service; thread safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: Counter[str] = Counter()
        self._throttled: Counter[str] = Counter()

    def add(self, service: Service, status: int | None) -> None:
        with self._lock:
            self._made[service] += 1
            if status == 429:
                self._throttled[service] += 1

    def made(self, service: Service) -> int:
        with self._lock:
            return self._made[service]

    def throttled(self, service: Service) -> int:
        with self._lock:
            return self._throttled[service]


@dataclass(frozen=True)
class AlsoTold:
    """`calls`, and another who is told of each call as well."""

    calls: CallCount
    tell: Callable[[Service, int | None], None]

    def add(self, service: Service, status: int | None) -> None:
        self.calls.add(service, status)
        self.tell(service, status)


class Pace(Protocol):
    """Keeps the calls of all threads within a service's limit."""

    def wait(self, request: Request) -> None:
        """Blocks until the request may be sent."""

    def learn(self, request: Request, status: int, headers: Mapping[str, str]) -> None:
        """Takes the server's word on its limit; called with every answer."""


class NoPace:
    """For services that tell us themselves when to wait."""

    def wait(self, request: Request) -> None:
        """Returns at once."""

    def learn(self, request: Request, status: int, headers: Mapping[str, str]) -> None:
        """Learns nothing."""


def open_session(
    pool_size: int = 32, make_adapter: Callable[..., HTTPAdapter] = HTTPAdapter
) -> requests.Session:
    """A session for many threads that keeps no cookies: Dataverse's affinity cookie would tie
    all calls to one server (learn.microsoft.com, "Send parallel requests", read 2026-11-24)."""
    session = requests.Session()
    session.auth = _leave_alone  # else credentials of a .netrc file would replace our own
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    adapter = make_adapter(pool_connections=4, pool_maxsize=pool_size, max_retries=0)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session


def _leave_alone(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


@dataclass(frozen=True)
class Timeouts:
    connect_seconds: float = 5.0
    read_seconds: float = 60.0


class Transport:
    """Sends requests to one service. Safe for many threads."""

    def __init__(
        self,
        service: Service,
        base_url: str,
        *,
        session: requests.Session,
        headers: Callable[[], Mapping[str, str]],
        calls: CallCount,
        on_401: Callable[[Mapping[str, str]], None] | None = None,
        pace: Pace | None = None,
        policy: RetryPolicy | None = None,
        timeouts: Timeouts | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`headers` is asked before every try, so that a renewed token is used. `on_401` is given
        those that got a 401; then the request is sent once more, whatever it is, since a 401 is
        given before anything is carried out."""
        self.service: Service = service
        self._base_url = base_url.rstrip("/") + "/"
        self._session = session
        self._headers = headers
        self._on_401 = on_401
        self._calls = calls
        self._pace: Pace = pace or NoPace()
        self._policy = policy or RetryPolicy()
        self._timeouts = timeouts or Timeouts()
        self._sleep = sleep

    def send(self, request: Request) -> Answer:
        """The last answer, whatever its status.

        Raises Unreachable if no answer came and the request was not carried out, or repeating
        it would be harmless; OutcomeUnknown if it may have been carried out and must not be
        repeated."""
        attempt = 0
        refused = False
        while True:
            attempt += 1
            self._pace.wait(request)
            headers = self._headers()
            outcome, answer, cause = self._try(request, headers)
            if outcome.status == 401 and self._on_401 is not None and not refused:
                refused = True
                self._on_401(headers)
                continue
            wait = wait_before_retry(
                self._policy,
                attempt,
                request.repeatable,
                outcome,
                random.random(),  # noqa: S311
            )
            if wait is not None:
                log.info(
                    "%s %s %s: try %d gave %s, again in %.1f s",
                    self.service, request.method, request.route, attempt, outcome.status, wait,
                )  # fmt: skip
                self._sleep(wait)
            elif answer is not None:
                return answer
            else:
                raise self._no_answer(request, outcome) from cause

    def _try(
        self, request: Request, headers: Mapping[str, str]
    ) -> tuple[Outcome, Answer | None, Exception | None]:
        began = time.monotonic()
        try:
            raw = self._session.request(
                request.method,
                self._url(request),
                params=request.query or None,
                json=request.json,
                data=request.body if request.body is not None else request.form,
                headers={**headers, **request.headers},
                timeout=(
                    self._timeouts.connect_seconds,
                    request.read_timeout_seconds or self._timeouts.read_seconds,
                ),
                allow_redirects=False,
            )
        except requests.RequestException as fault:
            self._count(request, None, began)
            return Outcome(status=None, was_sent=not _never_sent(fault)), None, _bare(fault)
        answer = Answer(raw.status_code, raw.headers, raw.content, datetime.now(UTC))
        self._count(request, answer.status, began)
        self._pace.learn(request, answer.status, answer.headers)
        retry_after = parse_retry_after(answer.headers.get("Retry-After"), answer.received_at)
        return Outcome(answer.status, retry_after_seconds=retry_after), answer, None

    def _count(self, request: Request, status: int | None, began: float) -> None:
        self._calls.add(self.service, status)
        seconds = time.monotonic() - began
        count_call(self.service, request.method, request.route, status, seconds)

    def _url(self, request: Request) -> str:
        if request.path.startswith(("https://", "http://")):
            return request.path
        return self._base_url + request.path

    def _no_answer(self, request: Request, outcome: Outcome) -> Unreachable | OutcomeUnknown:
        what = f"{self.service} gave no answer to {request.method} {request.route}."
        if request.repeatable or not outcome.was_sent:
            return Unreachable(self.service, what, remedy="It is tried again by itself.")
        return OutcomeUnknown(self.service, what, remedy="Check there whether it was carried out.")


def _never_sent(fault: requests.RequestException) -> bool:
    if isinstance(fault, requests.ConnectTimeout):
        return True
    reason = getattr(fault.args[0], "reason", None) if fault.args else None
    return isinstance(
        reason, NewConnectionError | ConnectTimeoutError | NameResolutionError | socket.gaierror
    )


def _bare(fault: requests.RequestException) -> Exception:
    """The kind of fault without its text, which holds the URL with its query."""
    return ConnectionError(type(fault).__name__)
