"""A lookup is mapped by the name of the row that it points to, whichever way the record is read."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from shared.entities import ENTITIES, Entity
from tests.integration.engine.conftest import OpenSystems
from tests.integration.engine.two_systems import TwoSystems

MANAGER = "15"
"""A text field of ActiveCampaign's stand-in that no automation touches."""

BIND = "cr1_AccountId@odata.bind"
COLUMN = "_cr1_accountid_value"


@pytest.fixture(scope="module")
def fresh(open_systems: OpenSystems) -> Iterator[TwoSystems]:
    """A lookup to accounts is mapped; the initial sync has not run."""
    with open_systems() as systems:
        for entity in ENTITIES:
            systems.add_pair(entity, f"field:{MANAGER}", "cr1_accountid", "outbound")
        yield systems


@pytest.fixture(scope="module")
def systems(fresh: TwoSystems) -> TwoSystems:
    fresh.run_initial()
    return fresh


def new_account(systems: TwoSystems, name: str) -> str:
    """Its id."""
    return str(systems.world.dataverse.post("/_sandbox/rows/accounts", {"name": name})["id"])


def rename(systems: TwoSystems, account_id: str, name: str | None) -> None:
    systems.world.dataverse.patch(f"/_sandbox/rows/accounts/{account_id}", {"name": name})


def at(account_id: str | None) -> dict[str, Any]:
    return {BIND: account_id and f"/accounts({account_id})"}


def shown(systems: TwoSystems, contact_id: str) -> str:
    return str(systems.contact(contact_id)["values"].get(MANAGER, ""))


def test_the_initial_sync_brings_the_name_of_every_account(systems: TwoSystems) -> None:
    accounts = systems.world.dataverse.get("/_sandbox/rows/accounts?limit=5000")["items"]
    names = {row["accountid"]: row["name"] for row in accounts}
    expected: dict[str, str] = {}
    for entity in ("lead", "contact"):  # where both share a contact, the latter speaks first
        for row in systems.records(entity):
            assert systems.problem(entity, row[f"{entity}id"]) is None
            link = systems.link(entity, row[f"{entity}id"])
            if link is not None and link.state == "linked" and link.contact_id is not None:
                name = names.get(row[COLUMN]) or expected.get(link.contact_id, "")
                expected[link.contact_id] = name
    assert any(expected.values())
    assert {contact_id: shown(systems, contact_id) for contact_id in expected} == expected


@pytest.mark.parametrize("entity", ENTITIES)
def test_a_change_of_the_lookup_brings_the_other_name(systems: TwoSystems, entity: Entity) -> None:
    first, second = new_account(systems, "Aqua & Söhne"), new_account(systems, "Boreal")
    record_id, contact_id = systems.synced(entity, **at(first))
    assert shown(systems, contact_id) == "Aqua & Söhne"

    systems.change_record(entity, record_id, **at(second))
    systems.run_scheduled()
    assert shown(systems, contact_id) == "Boreal"

    systems.change_record(entity, record_id, **at(None))
    systems.run_scheduled()
    assert shown(systems, contact_id) == ""


def test_a_change_in_activecampaign_reads_and_writes_the_record_with_its_names(
    systems: TwoSystems,
) -> None:
    record_id, contact_id = systems.synced("contact", **at(new_account(systems, "Cassis")))
    systems.deliver_events()

    systems.change_contact(contact_id, phone="+1 555 0100")
    systems.deliver_events()

    assert systems.record("contact", record_id)["telephone1"] == "+1 555 0100"
    assert systems.problem("contact", record_id) is None
    link = systems.link("contact", record_id)
    assert link is not None
    assert link.base[f"field:{MANAGER}"] == "Cassis"


def test_an_account_without_a_name_is_a_problem_that_says_so(systems: TwoSystems) -> None:
    account_id = new_account(systems, "Nameless")
    record_id, contact_id = systems.synced("contact")
    rename(systems, account_id, None)

    systems.change_record("contact", record_id, telephone1="2", **at(account_id))
    systems.run_scheduled()

    problem = systems.problem("contact", record_id)
    assert problem is not None
    assert problem.code == "mapping.value_not_read"
    assert "cr1_accountid" in problem.detail
    assert "no name" in problem.detail
    assert systems.contact(contact_id)["phone"] == "2"

    rename(systems, account_id, "Named at last")
    systems.change_record("contact", record_id, telephone1="3")
    systems.run_scheduled()
    assert shown(systems, contact_id) == "Named at last"
    assert systems.problem("contact", record_id) is None


def test_a_new_name_alone_arrives_with_the_records_next_change(systems: TwoSystems) -> None:
    account_id = new_account(systems, "Old name")
    record_id, contact_id = systems.synced("contact", **at(account_id))
    new = f"New name {uuid4()}"

    rename(systems, account_id, new)
    systems.run_scheduled()
    assert shown(systems, contact_id) == "Old name"

    systems.change_record("contact", record_id, telephone1="4")
    systems.run_scheduled()
    assert shown(systems, contact_id) == new
