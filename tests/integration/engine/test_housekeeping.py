"""The daily tidying on real storage: what is old goes, what is fresh stays."""

from datetime import timedelta
from uuid import uuid4

from shared.actions.answers import keep_answer, kept_answer
from shared.actions.housekeeping import keep_house
from shared.actions.models.marketing import ResultsOutput
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


def test_acts_and_answers_of_long_ago_are_forgotten_and_fresh_ones_kept(
    systems: TwoSystems,
) -> None:
    app, request, name = systems.app, str(uuid4()), uuid4().hex
    app.sends.begin("send", request, "5", "ann@people.example")
    app.sends.finish("send", request, "5", "ann@people.example", status="done")
    keep_answer(app.documents, name, ResultsOutput(results=[]))

    keep_house(Later(systems, timedelta(days=1)))  # type: ignore[arg-type]
    assert kept_answer(app.documents, name) is not None
    assert app.sends.begin("send", request, "5", "ann@people.example") != "new"

    keep_house(Later(systems, LONG))  # type: ignore[arg-type]
    assert kept_answer(app.documents, name) is None
    assert app.sends.begin("send", request, "5", "ann@people.example") == "new"
    assert app.connection_store.load() is not None
