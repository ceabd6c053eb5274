"""While work uses the whole budget of ActiveCampaign, people on another host go first."""

import threading
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

UNDER_WAY = 5
"""Calls after which the work is at its full pace."""

WORKERS = 2
"""So that one call waits for its turn while the other is answered."""

A_FEW = 1
"""Refusals that a busy machine may bring about, which lets calls leave late: of three hosts that
did not know of each other, more than every second call would be refused."""

CALLS = 6
"""As many as the first page of somebody's activities takes."""

VISITS = 3
"""A busy machine may spoil one or two: a call that is refused for its lateness has all wait a
second. Without precedence as many calls of the work as of people would go, at each."""


@pytest.fixture(scope="module")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoSystems]:
    """Connected, with the limits of the real account: a call too many in a second is refused."""
    with (
        WebhookReceiver() as receiver,
        World(
            directory=tmp_path_factory.mktemp("world"),
            leads=0,
            contacts=10,
            ac_contacts=1,
            limits=True,
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


def is_well_served(limited: TwoSystems, host: App) -> bool:
    """Somebody asks for a page: whether little of the work went in between."""
    asked = Calls()
    client = host.activecampaign(asked)
    before = seen(limited)
    for _ in range(CALLS):
        client.automations()
    between = seen(limited) - before - asked.made("activecampaign")
    return between <= CALLS // 2 and asked.throttled("activecampaign") <= A_FEW


def test_people_are_behind_hardly_any_call_of_work_that_uses_the_whole_budget(
    limited: TwoSystems,
) -> None:
    host, is_over = other_host(limited), threading.Event()

    def work(app: App) -> None:
        client = app.activecampaign(Calls())
        while not is_over.is_set():
            client.automations()

    with ThreadPoolExecutor(WORKERS) as threads:
        at_rest = seen(limited)
        workers = [threads.submit(work, limited.app) for _ in range(WORKERS)]
        try:
            while seen(limited) < at_rest + UNDER_WAY:
                time.sleep(0.05)
            served = any(is_well_served(limited, host) for _ in range(VISITS))
        finally:
            is_over.set()
        assert [worker.result() for worker in workers] == [None] * WORKERS
    assert served
