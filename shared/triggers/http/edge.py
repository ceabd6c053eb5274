"""The one place that every request passes: who, may they, what do they send, and no error that
is not a problem document. Knows the routes it is given, and nothing of the host."""

import logging
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence

from pydantic import BaseModel

from shared.actions.people import Person
from shared.actions.services import Services
from shared.errors import AppError, Forbidden
from shared.settings import Settings
from shared.telemetry.lines import RequestAnswered
from shared.telemetry.output import Log, tell
from shared.telemetry.work import at_work
from shared.triggers.http.cors import cors_headers, preflight_headers
from shared.triggers.http.incoming import Incoming, Reply
from shared.triggers.http.parsing import check_size, read_json, read_parameters, read_query
from shared.triggers.http.problem import (
    InternalError,
    MethodNotAllowed,
    problem_reply,
    status_of,
)
from shared.triggers.http.route import Call, Given, Route
from shared.triggers.http.tokens import TokenVerifier, open_verifier

log = Log(__name__)

SECURITY_HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
}


class Edge:
    """Answers requests by their routes. One for the process; safe for many threads."""

    def __init__(
        self,
        services: Callable[[], Services],
        open_tokens: Callable[[Settings], TokenVerifier] = open_verifier,
    ) -> None:
        """Neither is called before a request needs it, so that health answers even where a
        setting is missing."""
        self._services = services
        self._open_tokens = open_tokens
        self._lock = threading.Lock()
        self._tokens: TokenVerifier | None = None

    def answer(self, routes: Sequence[Route], incoming: Incoming) -> Reply:
        """The answer to a request for a path; `routes` are the methods of that path."""
        if incoming.method == "OPTIONS":
            methods = ("OPTIONS", *(route.method for route in routes))
            return self._dressed(Reply(204), incoming, methods)
        with at_work(routes[0].name) as work:
            fault, reply = self._tried(routes, incoming)
            code = None if fault is None else fault.code
            told = RequestAnswered(
                incoming.method, routes[0].path, reply.status, work.elapsed_ms, code
            )
            tell(told, logging.INFO if reply.status < 500 else logging.WARNING)
        return self._dressed(reply, incoming)

    def _tried(self, routes: Sequence[Route], incoming: Incoming) -> tuple[AppError | None, Reply]:
        """The answer, and the error that it tells."""
        is_admin = False
        try:
            route = _route(routes, incoming.method)
            if route.role is None:
                return None, self._handled(route, incoming, None)
            with self._services().counts.flushed():
                caller = self._caller(route, incoming)
                is_admin = "admin" in caller.roles
                return None, self._handled(route, incoming, caller)
        except AppError as fault:
            if status_of(fault) >= 500:
                log.warning("invocation %s: %s", incoming.invocation_id, fault)
            return fault, problem_reply(fault, quotes=is_admin)
        except Exception as fault:  # noqa: BLE001 - the host would answer an empty 500
            log.error("invocation %s: %s", incoming.invocation_id, _places(fault))  # noqa: TRY400
            unknown = InternalError(incoming.invocation_id)
            return unknown, problem_reply(unknown)

    def _handled(self, route: Route, incoming: Incoming, caller: Person | None) -> Reply:
        check_size(incoming)
        parameters = None
        if route.parameters is not None:
            parameters = read_parameters(route.parameters, incoming.path)
        query = read_query(route.query, incoming.query)
        payload = None if route.payload is None else read_json(route.payload, incoming)
        call = Call(incoming, self._services, caller, parameters, query, payload)
        given = route.handle(call)
        if not isinstance(given, Given):
            given = Given(given)
        return _reply(route, given)

    def _caller(self, route: Route, incoming: Incoming) -> Person:
        """Raises Unauthenticated, Forbidden."""
        services = self._services()
        identity = self._verifier(services.settings).verify(incoming.headers.get("authorization"))
        person = services.people.person(identity.oid)
        if route.role not in person.roles:
            raise Forbidden(
                "This needs the role ActiveCampaign Admin or System Administrator.",
                remedy="Ask an administrator to give you the role.",
            )
        return person

    def _verifier(self, settings: Settings) -> TokenVerifier:
        with self._lock:
            if self._tokens is None:
                self._tokens = self._open_tokens(settings)
            return self._tokens

    def _dressed(
        self, reply: Reply, incoming: Incoming, preflight: Sequence[str] | None = None
    ) -> Reply:
        """The reply with the headers that all have."""
        origin = incoming.headers.get("origin")
        allowed = self._origins() if origin is not None else ()
        cors = (
            cors_headers(origin, allowed)
            if preflight is None
            else preflight_headers(origin, allowed, preflight)
        )
        headers = {**SECURITY_HEADERS, **cors, **reply.headers}
        if "Vary" in cors and "Vary" in reply.headers:
            headers["Vary"] = f"{cors['Vary']}, {reply.headers['Vary']}"
        return Reply(reply.status, reply.body, reply.content_type, headers)

    def _origins(self) -> tuple[str, ...]:
        try:
            return self._services().settings.cors_in_code
        except AppError:
            return ()  # what keeps the app from being put together is told by the answer itself


def _route(routes: Sequence[Route], method: str) -> Route:
    """Raises MethodNotAllowed."""
    for route in routes:
        if route.method == method:
            return route
    raise MethodNotAllowed(tuple(route.method for route in routes))


def _reply(route: Route, given: Given) -> Reply:
    headers = {} if given.etag is None else {"ETag": given.etag}
    if route.by_language:
        headers["Vary"] = "Accept-Language"
    content: BaseModel | None = given.content
    if content is None:
        return Reply(route.status, headers=headers)
    return Reply(route.status, content.model_dump_json(by_alias=True).encode(), headers=headers)


def _places(fault: BaseException) -> str:
    """What kind of fault, and where. Not its text, which may hold what was sent or stored."""
    frames = traceback.extract_tb(fault.__traceback__)
    places = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames[-8:]))
    return f"{type(fault).__name__} at {places}"
