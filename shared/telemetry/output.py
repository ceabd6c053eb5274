"""Writes lines to Python's logging, from where the Functions worker hands them to the host and
that to Application Insights. Each is one JSON object, as nothing but the message of a record
survives that way. No handler and no level is set here: the worker's own ships the lines."""

import dataclasses
import json
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType
from typing import Any, Final

from pydantic.alias_generators import to_camel

from shared.errors import AppError, RemoteError, for_log
from shared.telemetry.lines import Line, Note

_LOGGER: Final = logging.getLogger("shared.telemetry")

_NOTHING: Final[Mapping[str, str | int]] = MappingProxyType({})
_BOUND: ContextVar[Mapping[str, str | int]] = ContextVar("bound", default=_NOTHING)

COMMON: Final = ("function", "run", "step")
"""Fields of every line that is written while a function, a run, a step is at work."""

LONGEST_TEXT: Final = 2_000


@contextmanager
def bound(**fields: str | int) -> Iterator[None]:
    """Lines that are written inside bear these fields too, which are of `COMMON`."""
    token = _BOUND.set({**_BOUND.get(), **fields})
    try:
        yield
    finally:
        _BOUND.reset(token)


def tell(line: Line, level: int = logging.INFO) -> None:
    _write(_LOGGER, level, line)


class Log:
    """Notes of one module: `log = Log(__name__)`. Of errors among the arguments only that is told
    which `for_log` lets through."""

    def __init__(self, name: str) -> None:
        self._logger = logging.getLogger(name)

    def info(self, text: str, *args: object) -> None:
        self._note(logging.INFO, text, args)

    def warning(self, text: str, *args: object) -> None:
        self._note(logging.WARNING, text, args)

    def error(self, text: str, *args: object) -> None:
        self._note(logging.ERROR, text, args)

    def _note(self, level: int, text: str, args: tuple[object, ...]) -> None:
        if self._logger.isEnabledFor(level):
            _write(self._logger, level, noted(text, args))


def noted(text: str, args: tuple[object, ...]) -> Note:
    """The note that `text`, in the manner of logging, makes with `args`."""
    told = text % tuple(map(_told, args))
    fault = next((arg for arg in args if isinstance(arg, AppError)), None)
    note = Note(told[:LONGEST_TEXT], code=fault.code if fault is not None else None)
    if not isinstance(fault, RemoteError):
        return note
    return dataclasses.replace(
        note,
        service=fault.service,
        status=fault.status,
        service_code=fault.service_code or None,
        request_id=fault.request_id or None,
    )


def written(line: Line, common: Mapping[str, str | int]) -> str:
    """The line as JSON."""
    fields: dict[str, Any] = {"event": line.event, **common}
    for field in dataclasses.fields(line):
        value = getattr(line, field.name)
        if value is not None and value not in ((), {}):
            fields[to_camel(field.name)] = value
    return json.dumps(fields, separators=(",", ":"))


def _write(logger: logging.Logger, level: int, line: Line) -> None:
    logger.log(level, "%s", written(line, _BOUND.get()))


def _told(arg: object) -> object:
    if isinstance(arg, AppError):
        return for_log(arg)
    return type(arg).__name__ if isinstance(arg, BaseException) else arg
