"""A line to the storage account that breaks when a test wants it to."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import unquote

from azure.core.pipeline.transport import RequestsTransport
from requests import PreparedRequest, Response, Session
from requests.adapters import HTTPAdapter
from requests.exceptions import ConnectionError as Lost
from requests.exceptions import ReadTimeout
from urllib3 import HTTPResponse

Forward = Callable[[PreparedRequest], Response]
Act = Callable[["Line", PreparedRequest, Forward], Response]


@dataclass
class Fault:
    """Does `act` to the next `times` requests (None: to all) of `method` whose address fits."""

    method: str
    address: str
    act: Act
    times: int | None

    def fits(self, request: PreparedRequest) -> bool:
        address = unquote(request.url or "")
        return (
            self.times != 0
            and request.method == self.method
            and re.search(self.address, address) is not None
        )


class Line(HTTPAdapter):
    """Notes every request as `METHOD address`, and spoils those for which a fault is planned."""

    def __init__(self) -> None:
        super().__init__(pool_maxsize=16)
        self.requests: list[str] = []
        self._faults: list[Fault] = []

    def transport(self) -> RequestsTransport:
        session = Session()
        session.mount("http://", self)
        return RequestsTransport(session=session, session_owner=False)

    def plan(self, method: str, address: str, act: Act, times: int | None = 1) -> None:
        self._faults.append(Fault(method, address, act, times))

    def clear(self) -> None:
        self._faults.clear()
        self.requests.clear()

    def count(self, method: str, address: str = "") -> int:
        return sum(
            request.startswith(f"{method} ") and re.search(address, request) is not None
            for request in self.requests
        )

    def send(self, request: PreparedRequest, *args: Any, **kwargs: Any) -> Response:
        self.requests.append(f"{request.method} {unquote(request.url or '')}")

        def forward(asked: PreparedRequest) -> Response:
            return super(Line, self).send(asked, *args, **kwargs)

        for fault in self._faults:
            if fault.fits(request):
                fault.times = None if fault.times is None else fault.times - 1
                return fault.act(self, request, forward)
        return forward(request)

    def answer(
        self, request: PreparedRequest, status: int, body: Any, headers: dict[str, str]
    ) -> Response:
        content = BytesIO(json.dumps(body).encode())
        told = {"Content-Type": "application/json", **headers}
        return self.build_response(
            request, HTTPResponse(content, told, status, preload_content=False)
        )


def lost_before(_line: Line, request: PreparedRequest, _forward: Forward) -> Response:
    """The request never arrives."""
    raise Lost("Connection aborted.", request=request)


def lost_after(_line: Line, request: PreparedRequest, forward: Forward) -> Response:
    """The request is carried out, and its answer gets lost."""
    _ = forward(request).content
    raise ReadTimeout("Read timed out.", request=request)


def answering(status: int, code: str) -> Act:
    """The service answers an error, and does nothing."""

    def act(line: Line, request: PreparedRequest, _forward: Forward) -> Response:
        return _refusal(line, request, status, code)

    return act


def answering_after(status: int, code: str) -> Act:
    """The service answers an error, and has carried the request out all the same."""

    def act(line: Line, request: PreparedRequest, forward: Forward) -> Response:
        _ = forward(request).content
        return _refusal(line, request, status, code)

    return act


def answering_in_batch(status: int, code: str) -> Act:
    """The service takes the batch, and answers an error for its first row."""

    def act(line: Line, request: PreparedRequest, _forward: Forward) -> Response:
        refusal = json.dumps(_refusal_body(code))
        part = f"HTTP/1.1 {status} No\r\nContent-Type: application/json\r\n\r\n{refusal}"
        inner = _multipart("changeset", f"application/http\r\n\r\n{part}")
        outer = _multipart("batch", f"multipart/mixed; boundary=changeset\r\n\r\n{inner}")
        content = BytesIO(outer.encode())
        told = {"Content-Type": "multipart/mixed; boundary=batch"}
        return line.build_response(request, HTTPResponse(content, told, 202, preload_content=False))

    return act


def _multipart(boundary: str, part: str) -> str:
    return f"--{boundary}\r\nContent-Type: {part}\r\n--{boundary}--\r\n"


def empty_page(line: Line, request: PreparedRequest, _forward: Forward) -> Response:
    """Five seconds of looking have found nothing: the rows come with the next page."""
    token = {
        "x-ms-continuation-NextPartitionKey": "1!4!bm93",
        "x-ms-continuation-NextRowKey": "1!4!bm93",
    }
    line.plan(request.method or "", "NextPartitionKey=1!4!bm93", _from_the_beginning)
    return line.answer(request, 200, {"value": []}, token)


def _from_the_beginning(_line: Line, request: PreparedRequest, forward: Forward) -> Response:
    request.url = re.sub(r"&?Next(Partition|Row)Key=[^&]*", "", request.url or "")
    return forward(request)


def _refusal(line: Line, request: PreparedRequest, status: int, code: str) -> Response:
    return line.answer(request, status, _refusal_body(code), {"x-ms-error-code": code})


def _refusal_body(code: str) -> dict[str, Any]:
    return {"odata.error": {"code": code, "message": {"lang": "en-US", "value": "Refused."}}}
