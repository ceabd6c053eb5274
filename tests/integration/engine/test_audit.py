"""Whatever changes something by the hand of a person is in the audit: who, what, when, on which."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import uuid4

import pytest

from sandbox.demo.people import USERS
from shared.store.audit import AuditEntry
from shared.store.history import Decided, Entry
from shared.store.runs import Run
from shared.transport import Calls
from shared.triggers.http.edge import Edge
from shared.triggers.http.incoming import Incoming, Reply
from shared.triggers.http.routes import ROUTES
from shared.triggers.http.tokens import Identity, TokenVerifier
from tests.integration.engine.timelines import clear
from tests.integration.engine.two_systems import TwoSystems, new_email

ADA = next(user for user in USERS if user.key == "ada")
NED = next(user for user in USERS if user.key == "ned")
CHANGE_NOTHING = {"preview"}
"""Routes that are no GET for their body's sake alone."""

NOT_BY_A_PERSON = {"receive_webhook"}
CAMPAIGN, AUTOMATION = "2", "1"


class SignedIn:
    """Takes every token for Ada's."""

    def verify(self, _: str | None) -> Identity:
        return Identity(ADA.oid)


@dataclass(frozen=True)
class Request:
    """`target` is what the audit is to name; blank where only the app can tell."""

    target: str
    path: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Desk:
    """Ada at the pages."""

    def __init__(self, systems: TwoSystems) -> None:
        self.systems = systems
        self.app = systems.app
        self._edge = Edge(lambda: systems.app, lambda _: cast("TokenVerifier", SignedIn()))

    def call(self, name: str, request: Request) -> Reply:
        route = next(one for one in ROUTES if one.name == name)
        headers = {"content-type": "application/json", **request.headers}
        body = b"" if request.body is None else json.dumps(request.body).encode()
        incoming = Incoming(route.method, request.path, {}, headers, body, "invocation-1")
        return self._edge.answer([route], incoming)

    def entries(self) -> list[AuditEntry]:
        return self.app.audit.page(None, 200)[0]


def a_mapping(desk: Desk) -> Request:
    mapping = json.loads(desk.call("mapping", Request("", {"entity": "lead"})).body)
    return Request("lead", {"entity": "lead"}, mapping, {"if-match": "*"})


def a_configuration(desk: Desk) -> Request:
    kept = json.loads(desk.call("configuration", Request("")).body)
    return Request("configuration", body=kept, headers={"if-match": "*"})


def a_user(desk: Desk) -> Request:
    (ned,) = desk.app.dataverse(Calls()).users_matching(NED.name)
    return Request(ned.id, {"id": ned.id}, {"role": "user"})


def a_holder(desk: Desk) -> Request:
    request = a_user(desk)
    desk.call("user", request)
    return Request(request.target, request.path)


def a_held_run(desk: Desk) -> Request:
    run = Run.begun(str(uuid4()), "scheduled", desk.app.clock())
    desk.app.runs.create(run)
    desk.app.runs.hold(run.id, {"changed": 1, "linked": 2, "unsubscribed": 0})
    return Request(run.id, {"id": run.id})


def a_problem(desk: Desk) -> Request:
    texts = {"code": "c", "title": "t", "detail": "d", "remedy": "r"}
    known = desk.app.problems.record(
        "lead", str(uuid4()), record_name="Somebody", contact_id=None, **texts
    )
    return Request(known.id, {"id": known.id})


def a_mail(desk: Desk) -> Request:
    return Request(CAMPAIGN, {"campaignId": CAMPAIGN}, _for_somebody(desk))


def an_enrol(desk: Desk) -> Request:
    return Request(AUTOMATION, {"automationId": AUTOMATION}, _for_somebody(desk))


def _for_somebody(desk: Desk) -> dict[str, Any]:
    record_id, _ = desk.systems.synced("contact")
    return {"entity": "contact", "ids": [record_id], "requestId": str(uuid4())}


def a_lost_value(desk: Desk) -> Request:
    record_id, contact_id = desk.systems.synced("contact", cr1_text="won")
    decided = Decided("field:14", "was", "won", "lost", "dynamics", "policy")
    now = desk.app.clock()
    entry = Entry.new("contact", record_id, now, decided, contact_id=contact_id)
    desk.app.engine.history.add_many([entry])
    path = {"entity": "contact", "id": record_id, "itemId": entry.id}
    return Request(f"contact-{record_id}", path)


def a_timeline(desk: Desk) -> Request:
    desk.app.sync_settings.change({"timeline": True})
    clear(desk.systems)
    return Request("timeline")


def days_of_a_timeline(desk: Desk) -> Request:
    return Request(a_timeline(desk).target, body={"days": 1})


def the_account(desk: Desk) -> Request:
    world = desk.systems.world
    body = {"url": world.activecampaign_url, "key": world.activecampaign_key}
    return Request(world.activecampaign_url, body=body)


def the_connection(desk: Desk) -> Request:
    return Request(desk.systems.world.activecampaign_url)


def nobody(_: Desk) -> Request:
    return Request("", body={"email": new_email()})


ACTS: Mapping[str, tuple[str, Callable[[Desk], Request]]] = {
    "erase_person": ("person.erase", nobody),
    "user": ("people.give", a_user),
    "take_role": ("people.take", a_holder),
    "setMapping": ("mapping.set", a_mapping),
    "setSyncSettings": (
        "sync_settings.set",
        lambda _: Request("sync-settings", body={"globalSync": True}),
    ),
    "setConfiguration": ("configuration.set", a_configuration),
    "release_run": ("run.release", a_held_run),
    "cancel_run": ("run.cancel", a_held_run),
    "retry_problem": ("problem.retry", a_problem),
    "dismiss_problem": ("problem.dismiss", a_problem),
    "enrol": ("automation.enrol", an_enrol),
    "send": ("campaign.send", a_mail),
    "restore": ("history.restore", a_lost_value),
    "fill_timeline": ("timeline.backfill", days_of_a_timeline),
    "clear_timeline": ("timeline.remove", a_timeline),
    "disconnect": ("connection.disconnect", the_connection),
    "connect": ("connection.connect", the_account),
}
"""By the name of the route: the act, and what makes a request that carries it out."""


@pytest.fixture(scope="module")
def desk(synced_systems: TwoSystems) -> Iterator[Desk]:
    """Whatever is done here, others find everything as it was."""
    systems = synced_systems
    yield Desk(systems)
    systems.connect(systems.world.activecampaign_url, systems.world.activecampaign_key)
    systems.app.sync_settings.change({"timeline": False})
    for run in systems.app.runs.page(None, 50)[0]:
        systems.app.runs.finish(run.id, "done", systems.app.clock(), error=None)
    systems.work_off_steps()
    for problem in systems.app.problems.page("lead", None, 50)[0]:
        systems.app.problems.resolve("lead", problem.record_id)
    clear(systems)


def test_every_route_that_changes_something_is_looked_at() -> None:
    changing = {route.name for route in ROUTES if route.method != "GET"}
    assert changing == set(ACTS) | CHANGE_NOTHING | NOT_BY_A_PERSON


@pytest.mark.parametrize("name", ACTS)
def test_an_act_is_noted_once_with_who_did_it_and_on_which(desk: Desk, name: str) -> None:
    act, prepare = ACTS[name]
    request = prepare(desk)
    before, began = desk.entries(), desk.app.clock()
    reply = desk.call(name, request)
    assert reply.status < 300, reply.body
    (noted,) = [entry for entry in desk.entries() if entry not in before]
    assert noted.act == act
    assert noted.target == request.target if request.target else noted.target
    assert noted.by.startswith(ADA.name)
    assert began <= noted.at <= desk.app.clock()


def test_a_refused_request_is_none(desk: Desk) -> None:
    before = desk.entries()
    missing = {"id": "lead-00000000-0000-4000-8000-000000000000"}
    for name in ("retry_problem", "dismiss_problem"):
        assert desk.call(name, Request("", missing)).status == 404
    assert desk.entries() == before
