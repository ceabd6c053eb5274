"""One pair of systems for all tests of the engine: the initial sync is done, and every test makes
people of its own."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from sandbox.world import World
from shared.sync import changes
from shared.sync.preview import material
from shared.transport import Calls
from tests.integration.engine.timelines import clear, switch
from tests.integration.engine.two_systems import TwoSystems
from tests.integration.engine.webhook_receiver import WebhookReceiver

OpenSystems = Callable[[], AbstractContextManager[TwoSystems]]

A_MOMENT = timedelta(seconds=10)


@pytest.fixture(scope="session")
def open_systems(tmp_path_factory: pytest.TempPathFactory) -> OpenSystems:
    """Opens small systems, connected and mapped, before the initial sync."""

    @contextmanager
    def opened() -> Iterator[TwoSystems]:
        directory: Path = tmp_path_factory.mktemp("world")
        with (
            WebhookReceiver() as receiver,
            World(
                directory=directory,
                leads=20,
                contacts=30,
                ac_contacts=10,
                limits=False,
                import_seconds=0.1,
                activecampaign_options=("--automation-seconds", "0.1"),
                settings={"PUBLIC_URL": receiver.url},
            ) as world,
        ):
            yield TwoSystems(world, receiver)

    return opened


@pytest.fixture(scope="session")
def synced_systems(open_systems: OpenSystems) -> Iterator[TwoSystems]:
    with open_systems() as systems:
        systems.run_initial()
        yield systems


@pytest.fixture(autouse=True)
def close_look_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs look back a moment only: what earlier tests changed in ActiveCampaign would be read
    over and over."""
    for module in (changes, material):
        monkeypatch.setattr(module, "OVERLAP", A_MOMENT)


@pytest.fixture
def systems(synced_systems: TwoSystems) -> Iterator[TwoSystems]:
    """After the initial sync. A test that disturbs more than its own people is tidied up after."""
    yield synced_systems
    synced_systems.lose_webhooks(lost=False)
    synced_systems.switch_global_sync(on=True)


@pytest.fixture(scope="session")
def reconciled_systems(open_systems: OpenSystems) -> Iterator[TwoSystems]:
    """Systems for the tests of the reconciliation alone, since it compares everybody."""
    with open_systems() as systems:
        systems.run_initial()
        yield systems


@pytest.fixture
def agreeing(reconciled_systems: TwoSystems) -> Iterator[TwoSystems]:
    """Both sides agree, and nothing that happens from now on is told by a webhook."""
    reconciled_systems.settle()
    reconciled_systems.lose_webhooks(lost=True)
    yield reconciled_systems
    reconciled_systems.lose_webhooks(lost=False)
    reconciled_systems.switch_global_sync(on=True)


@pytest.fixture(scope="session")
def lists(synced_systems: TwoSystems) -> list[int]:
    """The ids of the account's lists."""
    return [int(one.id) for one in synced_systems.app.activecampaign(Calls()).lists()]


@pytest.fixture
def timeline(systems: TwoSystems) -> Iterator[TwoSystems]:
    """Switched on; empty before and after."""
    clear(systems)
    switch(systems, on=True)
    yield systems
    clear(systems)
    systems.app.sync_settings.change({"timeline": False})
