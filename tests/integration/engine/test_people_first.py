"""While a run uses the whole budget of ActiveCampaign, people on another host go first."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from sandbox.world import World
from shared.settings import load_settings
from shared.transport import Calls
from shared.wiring import App, build
from tests.integration.engine.two_systems import TwoSystems
from tests.integration.engine.webhook_receiver import WebhookReceiver

RECORDS = 1_200
UNDER_WAY = 8
"""Calls after which the run has begun to send; it makes some thirty in all."""

A_FEW = 1
"""Refusals that a busy machine may bring about, which lets calls leave late: of three hosts that
did not know of each other, more than every second call would be refused."""

CALLS = 6
"""As many as the first page of somebody's activities takes."""


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoSystems]:
    """Connected, with the limits of the real account: a call too many in a second is refused."""
    with (
        WebhookReceiver() as receiver,
        World(
            directory=tmp_path_factory.mktemp("world"),
            leads=0,
            contacts=RECORDS,
            ac_contacts=1,
            limits=True,
            import_seconds=0.5,
            activecampaign_options=("--shared", "0"),
            settings={"PUBLIC_URL": receiver.url},
        ) as world,
    ):
        yield TwoSystems(world, receiver)


def other_host(systems: TwoSystems) -> App:
    """For people, as Azure runs them: HTTP has its own instances."""
    return build(load_settings(systems.world.env)).for_people()


def seen(systems: TwoSystems) -> int:
    return systems.calls()["activecampaign"]


def test_two_hosts_at_once_stay_within_the_limit(limited: TwoSystems) -> None:
    hosts = [build(load_settings(limited.world.env)) for _ in range(3)]
    asked = Calls()

    def work(app: App) -> None:
        client = app.activecampaign(asked)
        for _ in range(6):
            client.automations()

    with ThreadPoolExecutor(3) as threads:
        assert [*threads.map(work, hosts)] == [None] * 3
    assert asked.throttled("activecampaign") <= A_FEW


def test_people_are_behind_hardly_any_call_of_a_run_that_uses_the_whole_budget(
    limited: TwoSystems,
) -> None:
    host, asked = other_host(limited), Calls()
    with ThreadPoolExecutor(1) as threads:
        at_rest = seen(limited)
        run = threads.submit(limited.run_initial)
        while seen(limited) < at_rest + UNDER_WAY:
            assert not run.done()
            time.sleep(0.05)
        client = host.activecampaign(asked)
        before = seen(limited)
        for _ in range(CALLS):
            client.automations()
        between = seen(limited) - before - asked.made("activecampaign")
        still_running = not run.done()
        done = run.result()
    assert still_running
    assert between <= CALLS // 2
    assert asked.throttled("activecampaign") <= A_FEW
    assert done.state == "done"
