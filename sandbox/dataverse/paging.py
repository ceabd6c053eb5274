"""Where a list goes on: the cookie inside `@odata.nextLink`, opaque to clients."""

import re
from dataclasses import asdict, dataclass
from urllib.parse import quote

import orjson

from sandbox.dataverse.refusals import bad_query

_COOKIE = re.compile(
    r'<cookie pagenumber="(\d+)" pagingcookie="([^"]*)" istracking="(True|False)" />'
)


@dataclass(frozen=True)
class Position:
    """`page` counts from 1; `last` is the id after which a list by id goes on. A tracked list
    also carries the version at its start and, in a delta, where reading stands."""

    page: int
    last: str = ""
    tracking: bool = False
    since: int = -1
    until: int = 0
    version: int = 0
    in_deleted: bool = False


def cookie(position: Position) -> str:
    inner = orjson.dumps(asdict(position)).hex()
    return (
        f'<cookie pagenumber="{position.page}" pagingcookie="{inner}" '
        f'istracking="{position.tracking}" />'
    )


def position(token: str | None) -> Position:
    """Raises Refusal (400) for a token that this service did not give, or that was changed."""
    if token is None:
        return Position(1)
    match = _COOKIE.fullmatch(token)
    try:
        inner = bytes.fromhex(match.group(2) if match else "-")
        return Position(**orjson.loads(inner))
    except (ValueError, TypeError):
        raise bad_query("Malformed paging cookie in $skiptoken.") from None


def link(base: str, raw_query: str, name: str, value: str) -> str:
    """`base` with the query as it was sent, `$skiptoken` and `$deltatoken` replaced."""
    kept = [
        piece
        for piece in raw_query.split("&")
        if piece and not re.match(r"(\$|%24)(skiptoken|deltatoken)=", piece, re.IGNORECASE)
    ]
    kept.append(f"{name}={quote(value, safe='')}")
    return f"{base}?{'&'.join(kept)}"
