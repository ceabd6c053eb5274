"""Every route answers every kind of caller as docs/security.md says, and as the rules say."""

import pytest

from shared.triggers.http.route import Route
from shared.triggers.http.routes import ROUTES
from tests.integration.security.matrix import (
    CALLERS,
    DOCUMENT,
    REQUESTS,
    Caller,
    answers,
    known,
    table,
    table_in,
)
from tests.unit.triggers.entra import Directory

Found = dict[tuple[str, str], tuple[int, bool]]

BY_SECRET = {"receive_webhook"}
OPEN = {"health", "openapi"} | BY_SECRET


@pytest.fixture(scope="module")
def found() -> Found:
    return answers(Directory())


def expected(route: Route, caller: Caller) -> int:
    if route.name in BY_SECRET:
        return 200 if caller.may == "secret" else 401
    if route.role is None:
        return 200
    if caller.may in ("no token", "secret"):
        return 401
    if caller.may == "no role" or (caller.may == "user" and route.role == "admin"):
        return 403
    return route.status


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    missing = {route.name for route in ROUTES} - set(REQUESTS)
    assert not missing, f"add to REQUESTS in matrix.py: {sorted(missing)}"
    assert set(REQUESTS) <= {route.name for route in ROUTES}


def test_three_routes_are_open_and_no_other() -> None:
    assert {route.name for route in ROUTES if route.role is None} == OPEN


@pytest.mark.parametrize("caller", CALLERS, ids=lambda caller: caller.name)
def test_each_caller_gets_what_the_rules_say_at_every_route(found: Found, caller: Caller) -> None:
    told = {route.name: found[route.name, caller.name][0] for route in known()}
    assert told == {route.name: expected(route, caller) for route in known()}


def test_who_is_refused_reaches_no_handler(found: Found) -> None:
    guarded = [route for route in known() if route.role is not None]
    for route in guarded:
        for caller in CALLERS:
            status, reached = found[route.name, caller.name]
            assert reached == (status == route.status), (route.name, caller.name)


def test_the_document_shows_this_matrix(found: Found) -> None:
    shown = table_in(DOCUMENT.read_text())
    assert shown == table(found), "run: python -m tests.integration.security.matrix"
