"""One call of the Web API, taken apart: path, query options, preferences, key. Knows no table."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, unquote_plus

from sandbox.dataverse import exact_json
from sandbox.dataverse.refusals import Refusal, bad_payload, bad_query, no_resource
from sandbox.dataverse.rights import Caller

ROOT = "/api/data/v9.2/"
MAX_PAGE = 5000
_SEGMENT = re.compile(r"(\$?[A-Za-z_][\w.]*|\$\d+)(?:\((.*)\))?", re.DOTALL)
_SYSTEM_OPTIONS = {
    "$select", "$filter", "$orderby", "$top", "$count", "$expand", "$skiptoken", "$deltatoken",
}  # fmt: skip


@dataclass(frozen=True)
class Segment:
    """`name(key)`; `key` is None without brackets."""

    name: str
    key: str | None


@dataclass(frozen=True)
class Preferences:
    """The `Prefer` headers. `annotations` are patterns, `*` at the end stands for anything."""

    page_size: int | None = None
    annotations: tuple[str, ...] = ()
    track_changes: bool = False
    representation: bool = False
    continue_on_error: bool = False
    applied: tuple[str, ...] = ()

    def wants(self, annotation: str) -> bool:
        return any(
            annotation.startswith(p[:-1]) if p.endswith("*") else annotation == p
            for p in self.annotations
        )


@dataclass
class Call:
    """Headers have lower-case names; several `Prefer` headers are joined by commas. `options`
    are decoded, a plus sign in them is a blank. `wrote` counts the rows changed."""

    method: str
    segments: tuple[Segment, ...]
    options: dict[str, str]
    raw_query: str
    headers: Mapping[str, str]
    body: bytes
    caller: Caller
    wrote: int = 0
    prefer: Preferences = field(init=False)

    def __post_init__(self) -> None:
        self.prefer = parse_prefer(self.headers.get("prefer", ""))

    def option(self, name: str) -> str | None:
        return self.options.get(name)

    def aliases(self) -> dict[str, str]:
        return {name: value for name, value in self.options.items() if name.startswith("@")}

    def refuse_unknown_options(self) -> None:
        """Raises Refusal (400) for a `$` option that this service does not know."""
        if "$skip" in self.options:
            raise bad_query("Skip Clause is not supported in CRM")
        for name in self.options:
            if name.startswith("$") and name not in _SYSTEM_OPTIONS:
                raise bad_query(f"The query parameter {name} is not supported.")

    def json(self, set_name: str) -> dict[str, object]:
        """The body as an object. Raises Refusal (400, 415)."""
        kind = self.headers.get("content-type", "").partition(";")[0].strip()
        if kind != "application/json":
            raise Refusal(415, "", f"The content type '{kind}' is not supported.")
        try:
            body = exact_json.loads(self.body)
        except ValueError as fault:
            raise bad_payload(set_name, f"Invalid JSON. {fault}") from None
        if not isinstance(body, dict):
            raise bad_payload(set_name, "An object was expected.")
        return body

    def etag_condition(self, name: str) -> str | None:
        """`If-Match` or `If-None-Match`; the text `null`, which Microsoft tells clients to send,
        is no condition."""
        value = self.headers.get(name)
        return None if value is None or value.strip() in ("", "null") else value.strip()


@dataclass
class Answer:
    """`body` is JSON if it is a dict, plain text if it is a str."""

    status: int
    body: dict[str, object] | str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def content(self) -> tuple[bytes, str]:
        if self.body is None:
            return b"", ""
        if isinstance(self.body, str):
            return self.body.encode(), "text/plain"
        return exact_json.dumps(self.body), "application/json; odata.metadata=minimal"


def parse_path(raw: str) -> tuple[Segment, ...]:
    """Segments of the path below the service root. Raises Refusal (404)."""
    segments = []
    for part in raw.strip("/").split("/"):
        text = unquote(part)
        match = _SEGMENT.fullmatch(text)
        if match is None:
            raise no_resource(text)
        segments.append(Segment(match.group(1), match.group(2)))
    return tuple(segments)


def parse_query(raw: str) -> dict[str, str]:
    """Query options by decoded name. Raises Refusal (400) for one given twice."""
    options: dict[str, str] = {}
    for piece in raw.split("&"):
        if not piece:
            continue
        name, _, value = piece.partition("=")
        name = unquote_plus(name)
        if name in options and name.startswith("$"):
            raise bad_query(f"Query option '{name}' was specified more than once.")
        options[name] = unquote_plus(value)
    return options


def parse_prefer(header: str) -> Preferences:
    page_size, annotations = None, ()
    track = representation = proceed = False
    applied = []
    for item in _split(header, ","):
        name, _, value = item.strip().partition("=")
        name, value = name.strip().lower(), value.strip()
        if name == "odata.maxpagesize":
            if not value.isdigit() or int(value) < 1:
                raise bad_query(f"Invalid value '{value}' for odata.maxpagesize.")
            page_size = min(int(value), MAX_PAGE)
        elif name == "odata.include-annotations":
            annotations = tuple(a.strip() for a in value.strip('"').split(",") if a.strip())
        elif name == "odata.track-changes":
            track = True
        elif name == "return" and value == "representation":
            representation = True
        elif name == "odata.continue-on-error":
            proceed = value.lower() != "false"
        else:
            continue
        applied.append(item.strip())
    return Preferences(page_size, annotations, track, representation, proceed, tuple(applied))


def split_list(text: str, separator: str = ",") -> list[str]:
    """Parts at `separator` outside of brackets and quotes, trimmed, without empty ones."""
    return [part.strip() for part in _split(text, separator) if part.strip()]


def _split(text: str, separator: str) -> list[str]:
    parts, depth, quote, start = [], 0, "", 0
    for found in re.finditer(rf"[\"'()\[\]{re.escape(separator)}]", text):
        at, char = found.start(), found[0]
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
        elif char == separator and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    parts.append(text[start:])
    return parts
