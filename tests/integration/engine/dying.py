"""Calls that a process makes over HTTP, to the storage account as to both systems, and what goes
wrong with one of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any, Literal

import pytest
import requests
from requests.adapters import HTTPAdapter


class Killed(BaseException):
    """What no handler of ours catches."""


class Calls:
    """Counts calls to addresses that begin with `within`. The one with the number `at` is carried
    out by the other side, but its answer never arrives: the process is `killed`, and makes no
    call from then on, or the connection is `lost`."""

    def __init__(self, what: Literal["killed", "lost"], at: int, within: tuple[str, ...]) -> None:
        self._what = what
        self._at = at
        self._within = within
        self._lock = Lock()
        self._count = 0
        self._dead = False

    @property
    def struck(self) -> bool:
        return self._count >= self._at

    def pass_on(self, send: Any, adapter: HTTPAdapter, request: Any, **given: Any) -> Any:
        with self._lock:
            if self._dead:
                raise Killed
            if str(request.url).startswith(self._within):
                self._count += 1
            strikes = self._count == self._at and str(request.url).startswith(self._within)
            self._dead = strikes and self._what == "killed"
        answer = send(adapter, request, **given)
        if strikes:
            raise Killed if self._dead else requests.ConnectionError("the answer was lost")
        return answer


@contextmanager
def calls_going_wrong(what: Literal["killed", "lost"], at: int, *within: str) -> Iterator[Calls]:
    """While this is open, one call of this process goes wrong."""
    calls = Calls(what, at, within)
    send = HTTPAdapter.send
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            HTTPAdapter,
            "send",
            lambda adapter, request, **given: calls.pass_on(send, adapter, request, **given),
        )
        yield calls
