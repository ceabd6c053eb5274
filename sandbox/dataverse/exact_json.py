"""JSON whose numbers with a fraction are Decimals, read and written digit by digit, as Dataverse
keeps decimals and money. By orjson but for those."""

import json
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

import orjson


def loads(body: bytes | str) -> Any:
    """Raises ValueError for what is no JSON by orjson's strict reading."""
    found = orjson.loads(body)
    text = body if isinstance(body, str) else body.decode()
    if not any(mark in text for mark in ".eE"):
        return found
    return json.loads(text, parse_float=decimal, parse_constant=_refuse)


def dumps(value: object) -> bytes:
    return orjson.dumps(value, default=_digits)


def decimal(text: str) -> Decimal:
    """Raises ValueError for what is no finite number."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return _refuse(text)
    return number if number.is_finite() else _refuse(text)


def _refuse(text: str) -> NoReturn:
    raise ValueError(f"{text} is no number")


def _digits(value: object) -> orjson.Fragment:
    if isinstance(value, Decimal):
        return orjson.Fragment(format(value, "f").encode())
    raise TypeError(type(value).__name__)
