"""Both sides changed the same field: the policy decides, and the decision can be seen."""

import time
from collections.abc import Iterator

import pytest

from shared.mapping.model import Policy
from shared.store.history import Decided
from tests.integration.engine.two_systems import TwoSystems

TEXT = "14"
A_SECOND_AND_MORE = 1.1
"""Dataverse tells whole seconds."""


def decided(systems: TwoSystems, record_id: str) -> list[Decided]:
    """The conflicts in the history of a contact record."""
    entries = systems.app.engine.history.newest("contact", record_id, None, 100)
    return [entry.what for entry in entries if isinstance(entry.what, Decided)]


@pytest.fixture
def with_policy(systems: TwoSystems, policy: Policy) -> Iterator[TwoSystems]:
    systems.set_mapping("contact", conflict=policy)
    yield systems
    systems.set_mapping("contact", conflict="dynamics")


@pytest.mark.parametrize(
    ("policy", "winner", "kept"),
    [("dynamics", "dynamics", "from D"), ("activecampaign", "activecampaign", "from A")],
)
def test_the_policy_decides_and_the_decision_is_kept(
    with_policy: TwoSystems, winner: str, kept: str
) -> None:
    systems = with_policy
    record_id, contact_id = systems.synced("contact", cr1_text="before")
    systems.deliver_events()

    systems.change_record("contact", record_id, cr1_text="from D")
    systems.change_contact(contact_id, values={TEXT: "from A"})
    systems.deliver_events()
    systems.run_scheduled()

    assert systems.record("contact", record_id)["cr1_text"] == kept
    assert systems.contact(contact_id)["values"][TEXT] == kept
    (decision,) = decided(systems, record_id)
    assert (decision.key, decision.winner) == ("field:14", winner)
    assert (decision.base, decision.record, decision.contact) == ("before", "from D", "from A")


@pytest.mark.parametrize(
    ("policy", "dynamics_last", "kept"), [("newest", True, "from D"), ("newest", False, "from A")]
)
def test_the_newest_change_wins_where_the_policy_says_so(
    with_policy: TwoSystems, dynamics_last: bool, kept: str
) -> None:
    systems = with_policy
    record_id, contact_id = systems.synced("contact", cr1_text="before")
    systems.deliver_events()

    def in_dynamics() -> None:
        systems.change_record("contact", record_id, cr1_text="from D")

    def in_activecampaign() -> None:
        systems.change_contact(contact_id, values={TEXT: "from A"})

    acts = [in_activecampaign, in_dynamics] if dynamics_last else [in_dynamics, in_activecampaign]
    acts[0]()
    time.sleep(A_SECOND_AND_MORE)
    acts[1]()
    systems.deliver_events()
    systems.run_scheduled()

    assert systems.record("contact", record_id)["cr1_text"] == kept
    assert systems.contact(contact_id)["values"][TEXT] == kept


def test_different_fields_changed_on_both_sides_are_no_conflict(systems: TwoSystems) -> None:
    record_id, contact_id = systems.synced("contact", cr1_text="before")
    systems.deliver_events()

    systems.change_record("contact", record_id, cr1_text="from D")
    systems.change_contact(contact_id, phone="from A")
    systems.deliver_events()
    systems.run_scheduled()

    record, contact = systems.record("contact", record_id), systems.contact(contact_id)
    assert (record["cr1_text"], record["telephone1"]) == ("from D", "from A")
    assert (contact["values"][TEXT], contact["phone"]) == ("from D", "from A")
    assert decided(systems, record_id) == []


def test_the_same_change_on_both_sides_writes_nothing(systems: TwoSystems) -> None:
    record_id, contact_id = systems.synced("contact", cr1_text="before")
    systems.settle()
    systems.change_record("contact", record_id, cr1_text="same")
    systems.change_contact(contact_id, values={TEXT: "same"})
    written = systems.writes()

    systems.deliver_events()
    systems.run_scheduled()

    assert systems.writes() == written
    link = systems.link("contact", record_id)
    assert link is not None
    assert link.base["field:14"] == "same"
