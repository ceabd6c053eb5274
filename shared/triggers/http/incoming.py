"""A request as the Functions host gave it, and the answer to it, as plain values. Knows no host."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Incoming:
    """`headers` have lower-case names. `path` are the decoded values of the route's parameters,
    `query` the last value of each name. `invocation_id` is the host's, for its logs."""

    method: str
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    invocation_id: str = ""


@dataclass(frozen=True)
class Reply:
    """What is sent back. `body` is JSON, or nothing."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
