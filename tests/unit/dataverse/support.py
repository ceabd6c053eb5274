"""Answers of Dataverse for tests, in the form that its documentation shows."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import requests
import responses
from requests.structures import CaseInsensitiveDict

from shared.dataverse.batch import API_PATH
from shared.dataverse.client import Dataverse
from shared.retry import RetryPolicy
from shared.settings import Settings, load_settings
from shared.transport import Answer, Calls, Transport

URL = "https://org.crm.dynamics.com"
API = URL + API_PATH
TENANT, CLIENT = (f"00000000-0000-0000-0000-00000000000{number}" for number in (1, 2))
NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def an_id(number: int) -> str:
    return f"00000000-0000-0000-0000-{number:012d}"


def answer(
    status: int = 200,
    body: object = None,
    headers: Mapping[str, str] | None = None,
) -> Answer:
    content = (
        body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    )
    return Answer(status, CaseInsensitiveDict(headers or {}), content, NOW)


def error_body(code: str = "", message: str = "It failed.") -> dict[str, Any]:
    return {"error": {"code": code, "message": message}}


def part(status: int, body: object = None, headers: Mapping[str, str] | None = None) -> str:
    """One answer within a batch."""
    lines = [f"HTTP/1.1 {status} Whatever", "OData-Version: 4.0"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body is not None:
        lines.append("Content-Type: application/json; odata.metadata=minimal")
    content = "" if body is None else json.dumps(body, ensure_ascii=False)
    return "\r\n".join([*lines, "", content, ""])


def batch_body(parts: Sequence[str], boundary: str = "batchresponse_1") -> bytes:
    head = "Content-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n"
    document = "".join(f"--{boundary}\r\n{head}{text}\r\n" for text in parts)
    return (document + f"--{boundary}--\r\n").encode()


def batch_answer(parts: Sequence[str]) -> tuple[int, dict[str, str], bytes]:
    """For a callback of `responses`."""
    return 200, {"Content-Type": "multipart/mixed; boundary=batchresponse_1"}, batch_body(parts)


def settings(**changes: str) -> Settings:
    return load_settings(
        {
            "AzureWebJobsStorage": "UseDevelopmentStorage=true",
            "DATAVERSE_URL": "https://org.crm.dynamics.com",
            "ENTRA_TENANT_ID": TENANT,
            "ENTRA_CLIENT_ID": CLIENT,
            "LOCAL_SECRET_KEY": "x" * 32,
            "PUBLIC_URL": "https://app.example",
            **changes,
        }
    )


class Waits:
    """Takes the place of sleeping, and remembers."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


def client(
    waits: Waits | None = None, calls: Calls | None = None, batch_size: int = 200
) -> Dataverse:
    sleep = waits or Waits()
    transport = Transport(
        "dataverse",
        API,
        session=requests.Session(),
        headers=lambda: {"Authorization": "Bearer token"},
        calls=calls or Calls(),
        policy=RetryPolicy(tries=1),
        sleep=sleep,
    )
    return Dataverse(transport, url=URL, batch_size=batch_size, sleep=sleep)


def inner_requests(body: bytes | str) -> list[tuple[str, str, dict[str, str], Any]]:
    """The requests of a batch that was sent, read by a parser that is not ours: method, path,
    headers, body."""
    from email import policy
    from email.parser import BytesParser

    document = body if isinstance(body, bytes) else body.encode()
    boundary = document.split(b"\r\n", 1)[0][2:].decode()
    head = f'Content-Type: multipart/mixed; boundary="{boundary}"\r\n\r\n'.encode()
    message = BytesParser(policy=policy.HTTP).parsebytes(head + document)
    assert not message.defects
    found = []
    for sub in message.iter_parts():
        assert sub.get_content_type() == "application/http"
        payload = sub.get_payload(decode=True)
        line, _, rest = payload.partition(b"\r\n")
        headers, _, content = rest.partition(b"\r\n\r\n")
        method, path, version = line.decode().split(" ")
        assert version == "HTTP/1.1"
        pairs = [text.split(": ", 1) for text in headers.decode().split("\r\n") if text]
        found.append((method, path, dict(pairs), json.loads(content) if content.strip() else None))
    return found


Inner = tuple[str, str, dict[str, str], Any]


def serve(answer_of: Callable[[Inner, int], str]) -> list[list[Inner]]:
    """Answers batches part by part; `answer_of` gets the part and the number of the call."""
    served: list[list[Inner]] = []

    def callback(request: requests.PreparedRequest) -> tuple[int, dict[str, str], bytes]:
        assert isinstance(request.body, bytes)
        inner = inner_requests(request.body)
        served.append(inner)
        return batch_answer([answer_of(one, len(served)) for one in inner])

    responses.add_callback(responses.POST, f"{API}$batch", callback)
    return served
