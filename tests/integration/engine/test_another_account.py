"""Another ActiveCampaign account is connected, and then the first one again."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sandbox.child import Child, free_ports, python
from sandbox.world import Remote, World
from shared.actions.connect import digest_of, key_secret
from shared.actions.entity_mapping import mapping_of
from shared.actions.webhook_gate import WEBHOOK_SECRET
from shared.entities import ENTITIES
from shared.mapping.standard import standard_mapping
from shared.store.links import Link
from tests.integration.engine.two_systems import TwoSystems
from tests.integration.engine.webhook_receiver import WebhookReceiver

OTHER_KEY = "sandbox-key-other"


@dataclass(frozen=True)
class TwoAccounts:
    """The first account is connected and synced; the second is a stranger with ten contacts."""

    systems: TwoSystems
    second: Remote

    @property
    def first(self) -> Remote:
        return self.systems.world.activecampaign

    def connect_second(self) -> None:
        self.systems.connect(self.second.url, OTHER_KEY)

    def connect_first(self) -> None:
        world = self.systems.world
        self.systems.connect(world.activecampaign_url, world.activecampaign_key)

    def links(self) -> dict[str, Link]:
        store = self.systems.app.links
        return {
            link.record_id: link
            for entity in ENTITIES
            for page in store.all_links(entity)
            for link in page
            if link.state == "linked"
        }


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoAccounts]:
    directory: Path = tmp_path_factory.mktemp("accounts")
    port = free_ports(1)[0]
    other = Child(
        "other",
        python(
            "sandbox.activecampaign",
            *("--port", str(port), "--key", OTHER_KEY, "--contacts", "10", "--leads", "8"),
            *("--dynamics-contacts", "12", "--no-limits", "--import-seconds", "0.1"),
        ),
        directory / "other.log",
    )
    with WebhookReceiver() as receiver, other:
        other.wait_ready()
        world = World(
            directory=directory,
            leads=8,
            contacts=12,
            ac_contacts=5,
            limits=False,
            import_seconds=0.1,
            settings={"PUBLIC_URL": receiver.url},
        )
        own = world.env["ACTIVECAMPAIGN_HOSTS"]
        world.set({"ACTIVECAMPAIGN_HOSTS": f"{own},127.0.0.1:{port}"})
        with world:
            systems = TwoSystems(world, receiver)
            systems.run_initial()
            yield TwoAccounts(systems, Remote(f"http://127.0.0.1:{port}"))


def writes(remote: Remote) -> int:
    return int(remote.get("/_sandbox/counts")["writes"])


def webhooks(remote: Remote) -> int:
    return int(remote.get("/_sandbox/state")["webhooks"]["registered"])


def test_a_second_account_starts_anew_and_the_first_is_left_alone(accounts: TwoAccounts) -> None:
    systems = accounts.systems
    former_app, former_links = systems.app, accounts.links()
    assert former_links

    accounts.connect_second()

    assert webhooks(accounts.first) == 0
    assert webhooks(accounts.second) == 1
    assert not former_app.engine.may_write()
    assert systems.app.engine.states.load().initial == "pending"
    assert accounts.links() == {}
    before = writes(accounts.first)
    systems.run_initial()
    assert {link.email for link in accounts.links().values()} == {
        link.email for link in former_links.values()
    }
    assert writes(accounts.first) == before


def test_the_mapping_names_fields_of_its_own_account_only(accounts: TwoAccounts) -> None:
    systems = accounts.systems
    for entity in ENTITIES:
        mapping, _ = mapping_of(systems.app, entity)
        assert [pair.activecampaign for pair in mapping.fields] == [
            pair.activecampaign for pair in standard_mapping(entity).fields
        ]


def test_the_former_secrets_are_taken_no_more(accounts: TwoAccounts) -> None:
    secrets = accounts.systems.app.secrets
    assert secrets.get(key_secret(1)) is None
    assert digest_of(secrets.get(key_secret(2)) or "") == digest_of(OTHER_KEY)
    assert len((secrets.get(WEBHOOK_SECRET) or "").split()) == 1


def test_the_first_account_again_finds_its_links(accounts: TwoAccounts) -> None:
    systems = accounts.systems
    record = systems.new_record("contact", firstname="Meanwhile")

    accounts.connect_first()

    assert systems.app.engine.states.load().initial == "done"
    systems.run_scheduled()
    assert systems.contact_id("contact", record)
    before = writes(accounts.first), writes(accounts.second)
    systems.run_scheduled()
    assert (writes(accounts.first), writes(accounts.second)) == before
