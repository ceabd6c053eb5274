"""What every v3 call shares: reading a body, pages, and the several shapes of an error."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import orjson
from aiohttp import web

from sandbox.kit.server import json_response

Json = dict[str, Any]
Row = TypeVar("Row")

DEFAULT_LIMIT = 20
MAX_LIMIT = 100


class Refused(Exception):
    """An answer of the API that is not a success; raised anywhere in a handler."""

    def __init__(self, status: int, body: Json) -> None:
        super().__init__(status)
        self.status = status
        self.body = body


def bad_request(detail: str) -> Refused:
    error = {"status": 400, "title": "Bad Request", "detail": detail}
    return Refused(400, {"errors": [error]})


def forbidden(detail: str) -> Refused:
    return Refused(403, {"errors": [{"status": 403, "title": "Forbidden", "detail": detail}]})


def not_found(model: str, id_: object) -> Refused:
    return Refused(404, {"message": f"No Result found for {model} with id {id_}"})


def not_found_detail(detail: str) -> Refused:
    return Refused(404, {"errors": [{"status": 404, "title": "Not Found", "detail": detail}]})


def invalid(
    title: str, pointer: str = "", code: str | None = None, detail: str = "", status: int = 422
) -> Refused:
    error: Json = {"title": title, "detail": detail}
    if code is not None:
        error["code"] = code
    if pointer:
        error["source"] = {"pointer": f"/data/attributes/{pointer}"}
    return Refused(status, {"errors": [error]})


async def body_of(request: web.Request) -> Json:
    """The body as a JSON object; 400 for anything else."""
    try:
        body = orjson.loads(await request.read())
    except orjson.JSONDecodeError as fault:
        raise bad_request("The request body is not valid JSON") from fault
    if not isinstance(body, dict):
        raise bad_request("The request body is not a JSON object")
    return body


async def wrapped(request: web.Request, wrapper: str) -> Json:
    """The object under the singular wrapper; an empty one where it is missing, as if nothing
    had been sent."""
    inner = (await body_of(request)).get(wrapper)
    return inner if isinstance(inner, dict) else {}


def text(value: object) -> str:
    """A JSON value as ActiveCampaign stores it: a string."""
    if value is None:
        return ""
    if value is True:
        return "1"
    if value is False:
        return "0"
    return value if isinstance(value, str) else str(value)


def whole(value: object) -> int | None:
    """A number sent as a number or a string; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    try:
        return int(value)
    except ValueError:
        return None


def path_id(request: web.Request, name: str = "id") -> int:
    return whole(request.match_info[name]) or 0


def row_at(request: web.Request, rows: Mapping[int, Row], model: str) -> Row:
    """The row that the path names; 404 if there is none."""
    row = rows.get(path_id(request))
    if row is None:
        raise not_found(model, request.match_info["id"])
    return row


def page_of(request: web.Request) -> tuple[int, int]:
    """Offset and limit; a limit above 100 is cut to 100 without a word."""
    limit = whole(request.query.get("limit"))
    offset = whole(request.query.get("offset"))
    size = DEFAULT_LIMIT if limit is None or limit < 1 else min(limit, MAX_LIMIT)
    return max(offset or 0, 0), size


def order_of(request: web.Request, *keys: str) -> tuple[str, bool] | None:
    """The first `orders[key]` among `keys` and whether it descends; others are ignored."""
    for name, value in request.query.items():
        if name.startswith("orders[") and name.endswith("]") and name[7:-1] in keys:
            return name[7:-1], value.upper() == "DESC"
    return None


def listing(
    request: web.Request,
    name: str,
    rows: Sequence[Row],
    shape: Callable[[Row], Json],
    beside: Callable[[Sequence[Row]], Json] | None = None,
) -> web.Response:
    """One page of `rows` in an envelope, with the total as a string and what stands beside."""
    offset, limit = page_of(request)
    page = rows[offset : offset + limit]
    answer: Json = {} if beside is None else beside(page)
    answer[name] = [shape(row) for row in page]
    answer["meta"] = {"total": str(len(rows))}
    return json_response(answer)


def complete(name: str, rows: Iterable[Row], shape: Callable[[Row], Json]) -> web.Response:
    """All `rows` of a nested list, which knows no pages."""
    return json_response({name: [shape(row) for row in rows]})
