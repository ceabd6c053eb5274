"""The daily tidying on real storage: what is old goes, what is fresh stays."""

from datetime import timedelta
from uuid import uuid4

import pytest

from shared.actions.housekeeping import keep_house
from shared.actions.people import Person
from shared.actions.progress import NoRequest, Progress, known_request
from tests.integration.engine.two_systems import TwoSystems

LONG = timedelta(days=120)


class Later:
    """The app as it will be so much later."""

    def __init__(self, systems: TwoSystems, by: timedelta) -> None:
        self._app = systems.app
        self._by = by

    def __getattr__(self, name: str) -> object:
        return getattr(self._app, name)

    def clock(self) -> object:
        return self._app.clock() + self._by


ANN = Person("oid", "id", "Ann", frozenset({"user"}))


def test_acts_and_answers_of_long_ago_are_forgotten_and_fresh_ones_kept(
    systems: TwoSystems,
) -> None:
    app, request, name = systems.app, str(uuid4()), str(uuid4())
    app.sends.begin("send", request, "5", "ann@people.example")
    app.sends.finish("send", request, "5", "ann@people.example", status="done")
    Progress(app, ANN, "send", name, "5", "lead").end({})

    keep_house(Later(systems, timedelta(days=1)))  # type: ignore[arg-type]
    assert known_request(app, ANN, "send", name).state == "done"
    assert app.sends.begin("send", request, "5", "ann@people.example") != "new"

    keep_house(Later(systems, LONG))  # type: ignore[arg-type]
    with pytest.raises(NoRequest):
        known_request(app, ANN, "send", name)
    assert app.sends.begin("send", request, "5", "ann@people.example") == "new"
    assert app.connection_store.load() is not None
    systems.work_off_steps()
