"""A mail or an enrol cannot be taken back. So the process is killed after each call of a send and
of an enrol, and each answer of the two systems is lost once: nobody gets two, and whoever may have
got one is not told otherwise."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import count
from typing import Any, Literal
from uuid import uuid4

import pytest

from sandbox.demo.people import USERS
from shared.actions.enrol import enrol
from shared.actions.models.marketing import EnrolInput, ResultRow, SendInput
from shared.actions.once import LONGEST_ACT
from shared.actions.people import Person
from shared.actions.progress import known_request
from shared.actions.send import send
from shared.errors import RemoteError
from tests.integration.engine.dying import Killed, calls_going_wrong
from tests.integration.engine.two_systems import TwoSystems, new_email

CAMPAIGN, AUTOMATION = "2", "1"
SAM = next(user for user in USERS if user.key == "sam")
PERSON = Person(SAM.oid, SAM.oid, SAM.name, frozenset({"user"}))
POOL = 45
"""People of whom each test takes fresh ones; more than a send of one takes calls."""


class Later:
    """The app as it will be so much later."""

    def __init__(self, app: Any, by: timedelta) -> None:
        self._app = app
        self._by = by

    def __getattr__(self, name: str) -> object:
        return getattr(self._app, name)

    def clock(self) -> object:
        return self._app.clock() + self._by


class Act:
    """One kind of act for one record: how it is asked for, and how often it happened."""

    def __init__(self, systems: TwoSystems, kind: Literal["send", "enrol"]) -> None:
        self.systems = systems
        self.kind: Literal["send", "enrol"] = kind

    def ask(self, app: Any, record_id: str, request: str) -> ResultRow:
        body = {"entity": "contact", "ids": [record_id], "requestId": request}
        if self.kind == "send":
            answer = send(app, PERSON, CAMPAIGN, SendInput.model_validate(body))
        else:
            answer = enrol(app, PERSON, AUTOMATION, EnrolInput.model_validate(body))
        return answer.results[0]

    def happened(self, record_id: str) -> int:
        contact = self.systems.contact(self.systems.contact_id("contact", record_id))
        if self.kind == "enrol":
            entries = [str(entry["automation"]) for entry in contact["automations"]]
            return entries.count(AUTOMATION)
        outbox = self.systems.world.activecampaign.get("/_sandbox/outbox")["items"]
        return sum(mail["email"] == contact["email"] for mail in outbox)


@pytest.fixture(scope="module")
def people(synced_systems: TwoSystems) -> Iterator[str]:
    """Ids of contacts in sync whom nobody has acted for."""
    rows = [
        {"id": str(uuid4()), "emailaddress1": new_email(), "lastname": "Case"}
        for _ in range(POOL * 4)
    ]
    synced_systems.world.dataverse.post("/_sandbox/rows/contacts/$many", rows)
    synced_systems.run_scheduled()
    return iter([row["id"] for row in rows])


@pytest.fixture(params=["send", "enrol"])
def act(request: pytest.FixtureRequest, systems: TwoSystems) -> Act:
    systems.lose_webhooks(lost=True)  # their receiver makes calls of its own
    return Act(systems, request.param)


def strike_each(
    act: Act, people: Iterator[str], what: Literal["killed", "lost"], *within: str
) -> Iterator[tuple[str, str]]:
    """Record and request of one asking for each call that it makes, which went wrong there."""
    for at in count(1):
        record_id, request = next(people), str(uuid4())
        with calls_going_wrong(what, at, *within) as calls, suppress(Killed, RemoteError):
            act.ask(act.systems.app, record_id, request)
        if not calls.struck:
            assert at > 4, "hardly a call was made"
            return
        yield record_id, request


def assert_once(act: Act, record_id: str, request: str) -> None:
    """The same request again, at once and later, does the rest and tells the truth."""
    app = act.systems.app
    at_once = act.ask(app, record_id, request)
    assert (at_once.status, act.happened(record_id)) in {
        ("done", 1),
        ("unknown", 0),
        ("unknown", 1),
    }
    later = Later(app, LONGEST_ACT)
    assert act.ask(later, record_id, request).status == at_once.status
    assert act.happened(record_id) <= 1
    known = known_request(later, PERSON, act.kind, request)  # type: ignore[arg-type]
    assert (known.state, known.rows[0].status) == ("done", at_once.status)


def test_killed_after_any_call_nobody_is_acted_for_twice(act: Act, people: Iterator[str]) -> None:
    told = Counter[str]()
    for record_id, request in strike_each(act, people, "killed", "http"):
        assert_once(act, record_id, request)
        row = act.ask(Later(act.systems.app, LONGEST_ACT), record_id, request)
        told[row.status] += 1
        assert row.status == "done" or (row.reason and "activity" in row.reason.detail)
    assert 1 <= told["unknown"] < told["done"], "only a kill around the act itself is unclear"


def test_an_answer_that_is_lost_after_the_other_side_acted_doubles_nothing(
    act: Act, people: Iterator[str]
) -> None:
    world = act.systems.world
    systems = (world.dataverse_url, world.activecampaign_url)
    for record_id, request in strike_each(act, people, "lost", *systems):
        assert_once(act, record_id, request)
