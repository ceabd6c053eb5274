"""JSON over HTTP with a person's token: Microsoft Graph and Dataverse's Web API.

Time-outs, retry and Retry-After are those of the app's own transport."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import requests

from infra.register.steps import Stopped
from shared.errors import Service
from shared.transport import Answer, Calls, Request, Timeouts, Transport

Json = dict[str, Any]
_T = TypeVar("_T")
_TRIES, _WAIT_SECONDS = 12, 5.0


class Refused(Stopped):
    """The service said no. `code` is its own word for the reason."""

    def __init__(self, text: str, status: int, code: str) -> None:
        super().__init__(text)
        self.status = status
        self.code = code


class Api:
    """`rights` says what whoever calls needs; it is told where the service answers 401 or 403."""

    def __init__(
        self,
        service: Service,
        name: str,
        url: str,
        *,
        token: Callable[[], str],
        session: requests.Session,
        rights: str,
        headers: Mapping[str, str] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._name = name
        self._rights = rights
        self._sleep = sleep
        self._transport = Transport(
            service,
            url,
            session=session,
            headers=lambda: {**(headers or {}), "Authorization": f"Bearer {token()}"},
            calls=Calls(),
            timeouts=Timeouts(read_seconds=120.0),
            sleep=sleep,
        )

    def get(self, path: str, **query: str) -> Json:
        """`query` without the dollar: `filter`, `select`, `expand`. Raises Refused."""
        return self._json(self._send("GET", path, query=query))

    def find(self, path: str, **query: str) -> Json | None:
        """As `get`; None where there is nothing (404)."""
        try:
            return self.get(path, **query)
        except Refused as refusal:
            if refusal.status != 404:
                raise
            return None

    def rows(self, path: str, **query: str) -> list[Json]:
        rows: list[Json] = self.get(path, **query)["value"]
        return rows

    def post(self, path: str, body: Json, *, repeatable: bool = False) -> Json:
        """Empty where the answer has no body. Raises Refused."""
        return self._json(self._send("POST", path, body, repeatable=repeatable))

    def patch(self, path: str, body: Json) -> None:
        self._send("PATCH", path, body)

    def put(self, path: str, body: Json, headers: Mapping[str, str]) -> None:
        self._send("PUT", path, body, headers=headers)

    def delete(self, path: str, read_seconds: float | None = None) -> None:
        """What is gone already is gone (404)."""
        try:
            self._send("DELETE", path, read_seconds=read_seconds)
        except Refused as refusal:
            if refusal.status != 404:
                raise

    def patiently(self, call: Callable[[], _T], passing: Callable[[Refused], bool]) -> _T:
        """Repeats a call that comes too early, for a minute. Raises the last Refused."""
        for _ in range(_TRIES):
            try:
                return call()
            except Refused as refusal:
                if not passing(refusal):
                    raise
                self._sleep(_WAIT_SECONDS)
        return call()

    def _send(
        self,
        method: str,
        path: str,
        body: Json | None = None,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        repeatable: bool = True,
        read_seconds: float | None = None,
    ) -> Answer:
        answer = self._transport.send(
            Request(
                method,
                path,
                path.partition("(")[0],
                query=tuple((f"${name}", value) for name, value in (query or {}).items()),
                json=body,
                headers=headers or {},
                repeatable=repeatable,
                read_timeout_seconds=read_seconds,
            )
        )
        if not answer.ok:
            raise self._refused(answer, method, path)
        return answer

    def _refused(self, answer: Answer, method: str, path: str) -> Refused:
        try:
            error = json.loads(answer.body)["error"]
            code, message = str(error["code"]), str(error["message"])
        except (ValueError, KeyError, TypeError):
            code, message = "", "The answer says nothing more."
        lines = [
            f"{self._name} answers {answer.status} to {method} {path}: {message} {code}".strip()
        ]
        if answer.status in (401, 403):
            lines.append(self._rights)
        return Refused("\n".join(lines), answer.status, code)

    def _json(self, answer: Answer) -> Json:
        if not answer.body:
            return {}
        try:
            found: Json = json.loads(answer.body)
        except ValueError:
            raise Stopped(f"{self._name} answers something else than JSON.") from None
        return found
