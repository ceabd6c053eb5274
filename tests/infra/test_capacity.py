"""docs/capacity.md says what its formulas give."""

import json
from datetime import timedelta

import pytest

from shared.store.connection import GIVEN_UP_QUEUES
from tests.infra.bicep import INFRA
from tools.capacity import PAGE, PEOPLE, QUEUE_POLLS, Prices, day, log_gb, money, with_tables


def test_the_page_is_made_from_the_formulas() -> None:
    page = PAGE.read_text()
    assert page == with_tables(page), "run: make capacity-docs"


def test_the_formulas_on_the_page_are_those_that_are_computed() -> None:
    of = day(300_000, 24)
    runs, changed = 24, 3_000
    assert of.cost.activecampaign == 2 * runs + (36 + 20) * changed / 1000
    assert of.cost.dataverse == 3 * runs + 10 * changed / 1000
    assert of.cost.rows == changed
    assert of.cost.storage == pytest.approx(
        62 * runs
        + (2_346 + 4_716) * changed / 1000
        + of.cost.activecampaign
        + (577 * 12 + 288 * 13 + 129_600)
    )
    assert of.executions == 577 + runs + 2 * changed


def test_every_queue_that_is_worked_off_is_polled_as_host_json_says() -> None:
    queues = json.loads((INFRA.parent / "host.json").read_text())["extensions"]["queues"]
    hours, minutes, seconds = map(int, queues["maxPollingInterval"].split(":"))
    pause = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    assert len(GIVEN_UP_QUEUES) * (timedelta(days=1) / pause) == QUEUE_POLLS


def test_a_deployment_in_which_nothing_happens_stays_within_the_grants() -> None:
    idle = day(10_000, 24, share=0)
    prices = Prices()
    storage = idle.cost.storage * 30 / 10_000 * prices.storage
    assert money(idle) == pytest.approx(storage)


@pytest.mark.parametrize("people", PEOPLE)
def test_the_default_quota_takes_a_days_logs(people: int) -> None:
    assert log_gb(day(people, 24)) / 30 < 1
