"""`$batch`: the multipart body taken apart, its requests run in order, the answers put together.

Source: learn.microsoft.com, "Execute batch operations using the Web API" (read 2026-11-24). A
failed change set is answered by one error part, as OData 4 wants it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from uuid import uuid4

from sandbox.dataverse.call import ROOT, Answer, Call, parse_path, parse_query
from sandbox.dataverse.organisation import Organisation
from sandbox.dataverse.refusals import BAD_PAYLOAD, Refusal, bad_query
from sandbox.dataverse.rights import Caller
from sandbox.dataverse.service import answer, refused

MAX_REQUESTS = 1000
CRLF = b"\r\n"
_BIND_REFERENCE = re.compile(rb'(@odata\.(?:bind|id)"\s*:\s*")/?\$(\d+)"')
_REQUEST_LINE = re.compile(r"([A-Z]+) (\S.*) HTTP/1\.1")
CallerOf = Callable[[Mapping[str, str]], Caller]


@dataclass(frozen=True)
class Part:
    """One request inside the batch; `content_id` is empty if it has none."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    content_id: str


@dataclass(frozen=True)
class ChangeSet:
    parts: tuple[Part, ...]


class _Failed(Exception):
    """Carries the answer of the request that broke a change set."""

    def __init__(self, answered: Answer) -> None:
        super().__init__()
        self.answered = answered


@dataclass(frozen=True)
class BatchAnswer:
    status: int
    body: bytes
    boundary: str
    wrote: int


def run(
    org: Organisation,
    content_type: str,
    body: bytes,
    caller_of: CallerOf,
    *,
    continue_on_error: bool,
) -> BatchAnswer:
    """`caller_of` tells from a part's headers whom it acts for. Raises Refusal (400) for a body
    that is not a well-framed batch."""
    items = _parse(content_type, body)
    boundary = f"batchresponse_{uuid4()}"
    out: list[bytes] = []
    status, wrote = 200, 0
    for item in items:
        if isinstance(item, ChangeSet):
            answered, changed = _run_change_set(org, item, caller_of)
        else:
            answered, changed = _run_part(org, item, caller_of, {})
        wrote += changed
        first = answered if isinstance(answered, Answer) else answered[0][1]
        out.append(_item(boundary, answered, item))
        if first.status >= 400 and not continue_on_error:
            status = first.status
            break
    out.append(f"--{boundary}--\r\n".encode())
    return BatchAnswer(status, b"".join(out), boundary, wrote)


def _run_part(
    org: Organisation, part: Part, caller_of: CallerOf, known: Mapping[str, str]
) -> tuple[Answer, int]:
    """`known` maps Content-IDs of earlier parts to the rows they wrote."""
    try:
        path, _, query = _resolved(org, part.url, known).partition("?")
        body = _BIND_REFERENCE.sub(lambda match: _bound(match, known), part.body)
        call = Call(
            part.method,
            parse_path(path),
            parse_query(query),
            query,
            part.headers,
            body,
            caller_of(part.headers),
        )
    except Refusal as refusal:
        return refused(refusal), 0
    answered = answer(org, call)
    return answered, call.wrote


def _run_change_set(
    org: Organisation, change_set: ChangeSet, caller_of: CallerOf
) -> tuple[Answer | list[tuple[str, Answer]], int]:
    known: dict[str, str] = {}
    answers: list[tuple[str, Answer]] = []
    total = 0
    try:
        with org.store.transaction():
            for part in change_set.parts:
                answered, wrote = _run_part(org, part, caller_of, known)
                _require_success(answered)
                total += wrote
                answers.append((part.content_id, answered))
                if part.content_id and "OData-EntityId" in answered.headers:
                    known[part.content_id] = answered.headers["OData-EntityId"]
    except _Failed as failed:
        org.directory.forget()
        return failed.answered, 0
    return answers, total


def _require_success(answered: Answer) -> None:
    if answered.status >= 400:
        raise _Failed(answered)


def _resolved(org: Organisation, url: str, known: Mapping[str, str]) -> str:
    """The path and query below the service root; `$n` stands for the row of request n."""
    match = re.match(r"/?\$(\d+)(?=$|[/?])", url)
    if match:
        if match.group(1) not in known:
            raise bad_query(f"Content-ID Reference: '${match.group(1)}' does not exist.")
        url = known[match.group(1)] + url[match.end() :]
    for prefix in (org.api + "/", ROOT):
        if url.startswith(prefix):
            return url[len(prefix) :]
    absolute = re.match(r"https?://[^/]+" + re.escape(ROOT), url)
    if absolute:
        return url[absolute.end() :]
    if url.startswith(("http:", "https:", "/")):
        raise bad_query(f"Invalid URI: '{url}' is not below the service root.")
    return url


def _bound(match: re.Match[bytes], known: Mapping[str, str]) -> bytes:
    reference = match.group(2).decode()
    if reference not in known:
        raise bad_query(f"Content-ID Reference: '${reference}' does not exist.")
    return match.group(1) + known[reference].encode() + b'"'


def _parse(content_type: str, body: bytes) -> list[Part | ChangeSet]:
    items: list[Part | ChangeSet] = []
    count = 0
    for headers, content in _split(body, _boundary(content_type)):
        if headers.get("content-type", "").startswith("multipart/mixed"):
            inner = _split(content, _boundary(headers["content-type"]))
            parts = tuple(_part(h, c) for h, c in inner)
            if any(part.method == "GET" for part in parts):
                raise _unreadable("GET requests are not allowed inside a change set.")
            count += len(parts)
            items.append(ChangeSet(parts))
        else:
            count += 1
            items.append(_part(headers, content))
    if count > MAX_REQUESTS:
        raise bad_query(f"The number of requests in a batch exceeds {MAX_REQUESTS}.")
    return items


def _boundary(content_type: str) -> bytes:
    match = re.search(r'boundary=(?:"([^"]+)"|([^\s;]+))', content_type)
    if not content_type.startswith("multipart/mixed") or match is None:
        raise _unreadable("The content type must be multipart/mixed with a boundary.")
    return (match.group(1) or match.group(2)).encode()


def _split(body: bytes, boundary: bytes) -> list[tuple[dict[str, str], bytes]]:
    """Parts as (headers, content). Line ends must be CRLF, the closing delimiter must be there."""
    sections = (CRLF + body).split(CRLF + b"--" + boundary)
    parts, closed = [], False
    for section in sections[1:]:
        if section.startswith(b"--"):
            closed = True
            break
        if not section.startswith(CRLF):
            raise _unreadable("The stream was not readable.")
        head, found, content = section[2:].partition(CRLF + CRLF)
        if not found:
            raise _unreadable("The stream was not readable.")
        parts.append((_headers(head), content))
    if not closed:
        raise _unreadable("The stream was not readable: the closing boundary is missing.")
    return parts


def _headers(head: bytes) -> dict[str, str]:
    headers: dict[str, str] = {}
    for line in head.split(CRLF):
        if not line:
            continue
        name, colon, value = line.decode("utf-8", "replace").partition(":")
        if not colon or "\n" in value or "\n" in name:
            raise _unreadable("The stream was not readable: a header line is broken.")
        key = name.strip().lower()
        known = headers.get(key)
        headers[key] = f"{known},{value.strip()}" if known else value.strip()
    return headers


def _part(headers: Mapping[str, str], content: bytes) -> Part:
    if headers.get("content-type", "").partition(";")[0].strip() != "application/http":
        raise _unreadable("A part needs 'Content-Type: application/http'.")
    if headers.get("content-transfer-encoding", "").lower() != "binary":
        raise _unreadable("A part needs 'Content-Transfer-Encoding: binary'.")
    head, _, body = content.partition(CRLF + CRLF)
    line, _, rest = head.partition(CRLF)
    match = _REQUEST_LINE.fullmatch(line.decode("utf-8", "replace"))
    if match is None:
        raise _unreadable("The stream was not readable: no request line.")
    method, url = match.groups()
    if url.rstrip("/").endswith("$batch"):
        raise bad_query("Batch requests may not contain another batch.")
    inner = _headers(rest)
    return Part(method, url, inner, body.rstrip(CRLF), headers.get("content-id", ""))


def _item(
    boundary: str, answered: Answer | list[tuple[str, Answer]], item: Part | ChangeSet
) -> bytes:
    if isinstance(answered, Answer):
        content_id = item.content_id if isinstance(item, Part) else ""
        return _rendered(boundary, content_id, answered)
    inner = f"changesetresponse_{uuid4()}"
    parts = b"".join(_rendered(inner, content_id, one) for content_id, one in answered)
    head = f"--{boundary}\r\nContent-Type: multipart/mixed; boundary={inner}\r\n\r\n"
    return head.encode() + parts + f"--{inner}--\r\n".encode()


def _rendered(boundary: str, content_id: str, answered: Answer) -> bytes:
    content, content_type = answered.content()
    lines = [f"--{boundary}", "Content-Type: application/http", "Content-Transfer-Encoding: binary"]
    if content_id:
        lines.append(f"Content-ID: {content_id}")
    lines += ["", f"HTTP/1.1 {answered.status} {HTTPStatus(answered.status).phrase}"]
    if content:
        lines.append(f"Content-Type: {content_type}")
    lines.append("OData-Version: 4.0")
    lines += [f"{name}: {value}" for name, value in answered.headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + content + CRLF


def _unreadable(message: str) -> Refusal:
    return Refusal(400, BAD_PAYLOAD, message)
