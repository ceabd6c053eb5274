"""Builds and reads `$batch`: many requests in one call, as multipart/mixed. Pure.

The form is OData 4.0, part 1, 11.7, as learn.microsoft.com, "Execute batch operations using the
Web API" (read 2026-11-24) narrows it: at most 1,000 requests, carried out and answered in order."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from requests.structures import CaseInsensitiveDict

from shared.transport import Answer, Request

API_PATH = "/api/data/v9.2/"

MAX_PARTS = 1000

READ_TIMEOUT_SECONDS = 180.0
"""A batch of writes runs the customer's plug-ins once for each; one operation is cut off at two
minutes by the service itself."""

_BOUNDARY = re.compile(r'boundary\s*=\s*(?:"([^"]+)"|([^;\s]+))', re.IGNORECASE)
_STATUS_LINE = re.compile(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})(?:[ \t].*)?")
_BLANK_LINE = re.compile(rb"\r?\n[ \t]*\r?\n")


class BrokenBatch(ValueError):
    """An answer that is not the multipart document it should be."""


@dataclass(frozen=True)
class Part:
    """One request of a batch. `path` is relative to the API and encoded."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Mapping[str, Any] | None = None


def batch_request(parts: Sequence[Part], *, route: str, boundary: str | None = None) -> Request:
    """One call with all `parts`, of which none keeps the others from being carried out. Every
    part must be repeatable, since the call is repeated as a whole."""
    if not 0 < len(parts) <= MAX_PARTS:
        raise ValueError(f"a batch holds 1 to {MAX_PARTS} requests, not {len(parts)}")
    line = boundary or f"batch_{uuid4()}"
    headers = {
        "Content-Type": f'multipart/mixed; boundary="{line}"',
        "Prefer": "odata.continue-on-error",
    }
    return Request(
        "POST",
        "$batch",
        route=f"$batch {route}",
        body=_document(parts, line),
        headers=headers,
        read_timeout_seconds=READ_TIMEOUT_SECONDS,
    )


def read_batch(answer: Answer) -> list[Answer]:
    """The answers of all parts, in order; those of a change set one after the other in its place.

    Raises BrokenBatch if the document cannot be read to its end."""
    boundary = _boundary(answer.headers.get("Content-Type", ""))
    if boundary is None:
        raise BrokenBatch("no boundary")
    return list(_answers(answer.body, boundary, answer.received_at))


def _document(parts: Sequence[Part], boundary: str) -> bytes:
    lines: list[str] = []
    for part in parts:
        lines += [
            f"--{boundary}",
            "Content-Type: application/http",
            "Content-Transfer-Encoding: binary",
            "",
            f"{part.method} {API_PATH}{part.path} HTTP/1.1",
            "Accept: application/json",
        ]
        if part.json is not None:
            lines.append("Content-Type: application/json; type=entry")
        lines += [f"{name}: {_one_line(value)}" for name, value in part.headers.items()]
        lines += ["", "" if part.json is None else _json(part.json)]
    lines += [f"--{boundary}--", ""]
    return "\r\n".join(lines).encode("ascii")


def _json(values: Mapping[str, Any]) -> str:
    """ASCII only, since a part of a batch has no character set of its own. Raises ValueError for
    a number that JSON has not."""
    return "{" + ",".join(f"{_value(name)}:{_value(value)}" for name, value in values.items()) + "}"


def _value(value: object) -> str:
    """A Decimal digit by digit, which the json module cannot do, and without an exponent, which
    simplejson would write for 0.0000001: OData's reader takes that for a double
    (github.com/OData/odata.net, JsonReader.cs, read 2026-11-24)."""
    if not isinstance(value, Decimal):
        return json.dumps(value, separators=(",", ":"), allow_nan=False)
    if not value.is_finite():
        raise ValueError("not a number that JSON has")
    return format(value, "f")


def _one_line(value: str) -> str:
    if "\r" in value or "\n" in value:
        raise ValueError("a header must be one line")
    return value


def _boundary(content_type: str) -> str | None:
    if not content_type.lower().startswith("multipart/"):
        return None
    found = _BOUNDARY.search(content_type)
    return (found.group(1) or found.group(2)) if found is not None else None


def _answers(document: bytes, boundary: str, received_at: datetime) -> Iterator[Answer]:
    for part in _split(document, boundary):
        headers, content = _head_and_body(part)
        inner = _boundary(headers.get("Content-Type", ""))
        if inner is not None:
            yield from _answers(content, inner, received_at)
        else:
            yield _answer(content, received_at)


def _split(document: bytes, boundary: str) -> Iterator[bytes]:
    """What stands between the boundary lines. Lines may end in LF alone: RFC 2046 asks for CRLF,
    proxies and the documentation's own examples do not always keep to it."""
    delimiter = re.compile(
        rb"(?:\A|\r?\n)--" + re.escape(boundary.encode()) + rb"(--)?[ \t]*(?:(?=\r?\n)|\Z)"
    )
    start: int | None = None
    for found in delimiter.finditer(document):
        if start is not None:
            yield document[start : found.start()]
        start = found.end()
        if found.group(1) is not None:
            return
    raise BrokenBatch("the document has no end")


def _answer(content: bytes, received_at: datetime) -> Answer:
    status_line, _, rest = content.lstrip(b"\r\n").partition(b"\n")
    found = _STATUS_LINE.fullmatch(status_line.rstrip(b"\r"))
    if found is None:
        raise BrokenBatch("a part holds no HTTP answer")
    headers, body = _head_and_body(b"\n" + rest)
    return Answer(int(found.group(1)), headers, body.strip(b"\r\n"), received_at)


def _head_and_body(text: bytes) -> tuple[CaseInsensitiveDict[str], bytes]:
    """`text` begins with the line end before the first header."""
    found = _BLANK_LINE.search(text)
    head, body = (text[: found.start()], text[found.end() :]) if found else (text, b"")
    headers: CaseInsensitiveDict[str] = CaseInsensitiveDict()
    for line in head.decode("latin-1").splitlines():
        header, colon, value = line.partition(":")
        if colon:
            headers[header.strip()] = value.strip()
    return headers, body
