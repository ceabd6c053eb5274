"""Addresses that people move in ActiveCampaign while an import waits: it finds its contacts by
them, and what it brings to the wrong ones is nobody's entry."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from shared.mapping.model import Policy
from tests.integration.engine.test_late_imports import MANY, People, steer
from tests.integration.engine.two_systems import TwoSystems, new_email

OURS = [f"Ours {number}" for number in range(MANY)]


@pytest.fixture(params=["dynamics", "activecampaign"])
def crowd(
    request: pytest.FixtureRequest, systems: TwoSystems, monkeypatch: pytest.MonkeyPatch
) -> Iterator[People]:
    """In sync, and changed in Dynamics since."""
    monkeypatch.setattr("shared.sync.imports.WAITS_SECONDS", (0.2,) * 100)
    policy: Policy = request.param
    systems.set_mapping("contact", conflict=policy)
    records = [systems.new_record("contact", firstname="First") for _ in range(MANY)]
    systems.run_scheduled()
    contacts = [systems.contact_id("contact", record_id) for record_id in records]
    people = People(systems, "contact", records, contacts)
    people.enter(*OURS)
    yield people
    steer(systems, hold=False)
    systems.set_mapping("contact", conflict="dynamics")


def while_the_import_waits(systems: TwoSystems, act: Callable[[], None]) -> None:
    steer(systems, hold=True)
    before = imports(systems)
    run = threading.Thread(target=systems.run_scheduled)
    run.start()
    while imports(systems) == before:
        assert run.is_alive(), "nothing was imported"
        time.sleep(0.05)
    act()
    steer(systems, hold=False)
    run.join()


def imports(systems: TwoSystems) -> int:
    journal = systems.world.activecampaign.get("/_sandbox/journal")["items"]
    return sum("/import/bulk_import" in call["path"] for call in journal)


def swap(systems: TwoSystems, one: str, other: str) -> None:
    first, second = systems.contact(one)["email"], systems.contact(other)["email"]
    for contact_id, email in ((one, new_email()), (other, first), (one, second)):
        systems.change_contact(contact_id, email=email)


def test_two_of_the_import_swap_their_addresses(crowd: People) -> None:
    systems = crowd.systems
    while_the_import_waits(systems, lambda: swap(systems, *crowd.contacts[:2]))
    systems.settle()
    assert crowd.names == [(name, name) for name in OURS]
    assert all(record == contact for record, contact in crowd.values("emailaddress1", "email"))
    assert crowd.problems == {None}


def test_somebody_else_has_the_address_by_then(crowd: People) -> None:
    systems = crowd.systems
    bystander, their_contact = systems.synced("contact", firstname="Bystander")
    crowd.enter(*[f"{name} again" for name in OURS])
    while_the_import_waits(systems, lambda: swap(systems, crowd.contacts[0], their_contact))
    systems.settle()
    assert systems.record("contact", bystander)["firstname"] == "Bystander"
    assert systems.contact(their_contact)["firstName"] == "Bystander"
    assert crowd.names == [(f"{name} again", f"{name} again") for name in OURS]
    assert crowd.problems == {None}
