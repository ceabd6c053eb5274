"""Once a day everything is looked after, whatever became of the other tasks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.actions.activities import KIND as ACTIVITIES
from shared.actions.activities import LEFT_OVER
from shared.actions.housekeeping import (
    ANSWERS_KEPT,
    HISTORY_KEPT,
    RUNS_KEPT,
    SENDS_KEPT,
    keep_house,
)
from shared.actions.progress import KIND as ANSWER
from shared.activecampaign.models import Webhook
from shared.errors import (
    AppError,
    Conflict,
    InvalidInput,
    OutcomeUnknown,
    RightMissing,
    Unreachable,
)
from tests.unit.dataverse.test_assertion import pem_file
from tests.unit.telemetry.reading import lines
from tests.unit.triggers.fake_remotes import NOW
from tests.unit.triggers.fakes import FakeServices

AWAY = Unreachable("storage", "No answer.")


class House:
    """What was pruned, up to which time; `faults` are raised instead, by name of the task."""

    def __init__(self, **environment: str) -> None:
        self.services = FakeServices(environment).connected()
        hook = Webhook("1", "x", "https://x.example", frozenset(), frozenset(), True)
        self.services.campaign.hooks = [hook]
        self.pruned: dict[str, datetime] = {}
        self.faults: dict[str, AppError] = {}
        self.noted: list[str] = []
        stores: Any = self.services
        stores.runs.prune = self._pruner("runs")
        stores.sends.prune = self._pruner("sends")
        stores.engine.history.prune = self._pruner("history")
        stores.audit.prune = self._pruner("audit")
        stores.documents.prune = self._prune_documents
        stores.connection_store.note_webhook = lambda _, webhook_id: self.noted.append(webhook_id)
        stores.campaign.fail = self._fail

    def keep(self) -> None:
        keep_house(self.services)  # type: ignore[arg-type]

    def trouble(self) -> str | None:
        """What is noted to be wrong with the key."""
        known = self.services.connection_store.load()
        assert known is not None
        return known.trouble.detail if known.trouble is not None else None

    def _pruner(self, name: str) -> Callable[[datetime], int]:
        def prune(older_than: datetime) -> int:
            self._fail(name)
            self.pruned[name] = older_than
            return 3

        return prune

    def _prune_documents(self, kind: str, older_than: datetime) -> int:
        self._fail(kind)
        self.pruned[kind] = older_than
        return 0

    def _fail(self, name: str) -> None:
        if name in self.faults:
            raise self.faults[name]


ALL = {"runs", "sends", "history", "audit", ANSWER, ACTIVITIES}


@pytest.fixture
def house() -> House:
    return House()


def test_what_is_old_goes(house: House) -> None:
    house.keep()
    assert house.pruned == {
        "runs": NOW - RUNS_KEPT,
        "sends": NOW - SENDS_KEPT,
        "history": NOW - HISTORY_KEPT,
        "audit": NOW - timedelta(days=365),
        ANSWER: NOW - ANSWERS_KEPT,
        ACTIVITIES: NOW - LEFT_OVER,
    }


def test_how_long_acts_are_kept_is_a_setting() -> None:
    house = House(AUDIT_DAYS="30")
    house.keep()
    assert house.pruned["audit"] == NOW - timedelta(days=30)


def test_a_request_is_remembered_for_longer_than_anybody_repeats_one() -> None:
    assert min(SENDS_KEPT, ANSWERS_KEPT) >= timedelta(days=30)


@pytest.mark.parametrize("task", sorted(ALL))
def test_a_store_that_is_away_keeps_no_other_from_being_pruned(house: House, task: str) -> None:
    house.faults[task] = AWAY
    house.keep()
    assert set(house.pruned) == ALL - {task}


@pytest.mark.parametrize(
    "fault",
    [
        Unreachable("activecampaign", "No answer."),
        RightMissing("activecampaign", "No."),
        OutcomeUnknown("activecampaign", "No answer."),
        Conflict("ActiveCampaign is not connected."),
        InvalidInput([], "The host is not allowed any more."),
    ],
    ids=lambda fault: type(fault).__name__,
)
@pytest.mark.parametrize("call", ["webhooks", "create_webhook"])
def test_an_account_that_cannot_be_reached_keeps_nothing_from_being_pruned(
    house: House, fault: AppError, call: str
) -> None:
    house.services.campaign.hooks = []
    house.faults[call] = fault
    house.keep()
    assert set(house.pruned) == ALL


def test_a_connection_that_cannot_be_read_keeps_nothing_from_being_pruned(house: House) -> None:
    def away() -> None:
        raise AWAY

    house.services.connection_store.load = away  # type: ignore[method-assign,assignment]
    house.keep()
    assert set(house.pruned) == ALL


def test_a_webhook_that_is_missing_is_registered_anew(house: House) -> None:
    house.services.campaign.hooks = []
    house.keep()
    (hook,) = house.services.campaign.hooks
    assert house.noted == [hook.id]


def test_without_a_connection_nothing_is_asked_of_activecampaign(house: House) -> None:
    house.services.connection_store.clear()
    house.keep()
    assert house.services.campaign.calls == []
    assert set(house.pruned) == ALL


def test_a_right_that_the_key_has_lost_is_noted_and_taken_back(house: House) -> None:
    house.faults["campaigns"] = RightMissing("activecampaign", "Forbidden.")
    house.keep()
    assert house.trouble() == "The user whose key this is may no longer use: campaigns."
    del house.faults["campaigns"]
    house.keep()
    assert house.trouble() is None


def test_a_webhook_is_told_to_be_as_it_should(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="shared")
    house.keep()
    assert [line["state"] for line in lines(caplog, "webhook")] == ["registered"]


@pytest.mark.parametrize("active", [None, False], ids=["missing", "off"])
def test_what_became_of_a_webhook_is_told(
    house: House, caplog: pytest.LogCaptureFixture, active: bool | None
) -> None:
    caplog.set_level("INFO", logger="shared")
    hook = house.services.campaign.hooks[0]
    house.services.campaign.hooks = [] if active is None else [replace(hook, active=False)]
    house.keep()
    expected = "missing" if active is None else "off"
    assert [line["state"] for line in lines(caplog, "webhook")] == [expected]


def test_how_long_a_certificate_is_good_for_is_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="shared")
    ends = NOW + timedelta(days=12, hours=1)
    path = pem_file(tmp_path / "app.pem", ends=ends)
    House(ENTRA_CLIENT_CERTIFICATE=path, ENTRA_CLIENT_SECRET="").keep()
    assert [line["daysLeft"] for line in lines(caplog, "certificate")] == [12]


def test_without_a_certificate_nothing_is_told_of_one(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="shared")
    house.keep()
    assert lines(caplog, "certificate") == []
