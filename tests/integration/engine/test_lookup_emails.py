"""A lookup is mapped by the email of the row it points to, whichever way the record is read."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from sandbox.dataverse.people import user_id
from shared.actions.entity_mapping import mapping_of
from shared.actions.fields import fields_of
from shared.actions.models.mapping import MappingInput
from shared.actions.preview import preview_mapping
from shared.entities import ENTITIES, Entity
from shared.errors import InvalidInput
from tests.integration.engine.conftest import OpenSystems
from tests.integration.engine.schema_changes import change_table, only_problem
from tests.integration.engine.two_systems import TwoSystems, new_email

OWNER, COMPANY = "15", "12"
"""Text fields of ActiveCampaign's stand-in: the owner's email, and that of an account."""

OWNER_BIND, COMPANY_BIND = "ownerid@odata.bind", "cr1_AccountId@odata.bind"


@pytest.fixture(scope="module")
def systems(open_systems: OpenSystems) -> Iterator[TwoSystems]:
    with open_systems() as opened:
        settings = opened.app.settings.model_copy(update={"map_standard_columns": True})
        opened.app = replace(opened.app, settings=settings)
        for entity in ENTITIES:
            rest = [
                pair for pair in opened.pairs(entity) if not pair["activecampaign"].endswith(":12")
            ]
            opened.set_mapping(entity, fields=rest)
            opened.add_pair(entity, f"field:{OWNER}", "ownerid/email", "outbound")
            opened.add_pair(entity, f"field:{COMPANY}", "cr1_accountid/email", "outbound")
        opened.run_initial()
        yield opened


def owned_by(key: str) -> dict[str, Any]:
    return {OWNER_BIND: f"/systemusers({user_id(key)})"}


def new_account(systems: TwoSystems, email: str | None) -> str:
    """Its id."""
    made = {"name": f"Company {uuid4()}", "emailaddress1": email}
    return str(systems.world.dataverse.post("/_sandbox/rows/accounts", made)["id"])


def at(account_id: str | None) -> dict[str, Any]:
    return {COMPANY_BIND: account_id and f"/accounts({account_id})"}


def shown(systems: TwoSystems, contact_id: str, field: str) -> str:
    return str(systems.contact(contact_id)["values"].get(field, ""))


def email_of(systems: TwoSystems, user: str) -> str:
    row = systems.world.dataverse.get(f"/_sandbox/rows/systemusers/{user_id(user)}")
    return str(row["internalemailaddress"])


def test_it_is_offered_outward_beside_its_lookup(systems: TwoSystems) -> None:
    answer = fields_of(systems.app, "lead", (1040,))
    offered = {column.name: column for column in answer.dynamics}
    email, lookup = offered["ownerid/email"], offered["ownerid"]
    assert email.label == f"{lookup.label} (email)"
    assert (email.type, email.required, email.writable) == ("LookupEmail", False, False)
    assert "ownerid/email" in answer.compatible[f"field:{OWNER}"]
    assert "ownerid/email" not in answer.compatible["email"]


def test_it_cannot_be_written_inbound_or_asked_for_by_a_criterion(systems: TwoSystems) -> None:
    pairs = [
        {**pair, "direction": "both"} if pair["dynamics"] == "ownerid/email" else pair
        for pair in systems.pairs("lead")
    ]
    asked = {"field": "ownerid/email", "operator": "equals", "value": "a@x.it"}
    with pytest.raises(InvalidInput) as refused:
        systems.set_mapping("lead", fields=pairs, scope="criteria", criteria=[asked])
    assert {fault.code for fault in refused.value.faults} == {
        "mapping.column_read_only",
        "criteria.operator",
    }


def test_the_initial_sync_brings_the_email_of_every_owner(systems: TwoSystems) -> None:
    users = systems.world.dataverse.get("/_sandbox/rows/systemusers?limit=500")["items"]
    known = {row["systemuserid"]: row["internalemailaddress"] for row in users}
    expected: dict[str, str] = {}
    for entity in ("lead", "contact"):  # where both share a contact, the latter speaks
        for row in systems.records(entity):
            assert systems.problem(entity, row[f"{entity}id"]) is None
            link = systems.link(entity, row[f"{entity}id"])
            if link is not None and link.state == "linked" and link.contact_id is not None:
                expected[link.contact_id] = known[row["_ownerid_value"]]
    assert len(set(expected.values())) > 1
    assert {one: shown(systems, one, OWNER) for one in expected} == expected


@pytest.mark.parametrize("entity", ENTITIES)
def test_another_owner_brings_another_email_and_a_team_none(
    systems: TwoSystems, entity: Entity
) -> None:
    record_id, contact_id = systems.synced(entity, **owned_by("ada"))
    assert shown(systems, contact_id, OWNER) == email_of(systems, "ada")

    systems.change_record(entity, record_id, **owned_by("sam"))
    systems.run_scheduled()
    assert shown(systems, contact_id, OWNER) == email_of(systems, "sam")

    teams = systems.world.dataverse.get("/_sandbox/rows/teams?limit=5")["items"]
    systems.change_record(entity, record_id, **{OWNER_BIND: f"/teams({teams[0]['teamid']})"})
    systems.run_scheduled()
    assert shown(systems, contact_id, OWNER) == ""
    assert systems.problem(entity, record_id) is None


def test_a_change_in_activecampaign_keeps_the_email(systems: TwoSystems) -> None:
    mail = new_email()
    record_id, contact_id = systems.synced("contact", **at(new_account(systems, mail)))
    systems.deliver_events()

    systems.change_contact(contact_id, phone="+1 555 0100")
    systems.deliver_events()

    assert systems.record("contact", record_id)["telephone1"] == "+1 555 0100"
    assert systems.problem("contact", record_id) is None
    link = systems.link("contact", record_id)
    assert link is not None
    assert link.base[f"field:{COMPANY}"] == mail


def test_a_row_without_an_email_gives_a_blank(systems: TwoSystems) -> None:
    record_id, contact_id = systems.synced("contact", **at(new_account(systems, None)))
    assert shown(systems, contact_id, COMPANY) == ""
    assert systems.problem("contact", record_id) is None


def test_a_new_email_alone_arrives_with_the_records_next_change(systems: TwoSystems) -> None:
    old, new = new_email(), new_email()
    account_id = new_account(systems, old)
    record_id, contact_id = systems.synced("contact", **at(account_id))

    path = f"/_sandbox/rows/accounts/{account_id}"
    systems.world.dataverse.patch(path, {"emailaddress1": new})
    systems.run_scheduled()
    assert shown(systems, contact_id, COMPANY) == old

    systems.change_record("contact", record_id, telephone1="4")
    systems.run_scheduled()
    assert shown(systems, contact_id, COMPANY) == new


def test_a_preview_shows_the_email_and_the_run_brings_it(systems: TwoSystems) -> None:
    systems.settle()
    mail = new_email()
    record_id = systems.new_record("lead", **at(new_account(systems, mail)))
    content, _ = mapping_of(systems.app, "lead")
    wanted = MappingInput.model_validate(content.model_dump(by_alias=True))
    before = systems.calls()["dataverse"]

    seen = preview_mapping(systems.app, "lead", wanted)

    assert systems.calls()["dataverse"] - before <= 15
    changes = {
        one.field: one.after for one in next(s for s in seen.sample if s.id == record_id).changes
    }
    assert changes[f"field:{COMPANY}"] == mail
    assert seen.failing == 0
    systems.run_scheduled()
    assert shown(systems, systems.contact_id("lead", record_id), COMPANY) == mail


def test_a_quiet_run_costs_what_it_did(systems: TwoSystems) -> None:
    systems.settle()
    before = systems.calls()
    systems.run_scheduled()
    after = systems.calls()
    assert after["dataverse"] - before["dataverse"] <= 3
    assert after["activecampaign"] - before["activecampaign"] <= 2


def test_many_changed_records_take_one_call_more(systems: TwoSystems) -> None:
    records = [
        systems.new_record("contact", **at(new_account(systems, new_email()))) for _ in range(30)
    ]
    systems.settle()
    for record_id in records:
        systems.change_record("contact", record_id, **at(new_account(systems, new_email())))
    before = systems.calls()["dataverse"]

    systems.run_scheduled()

    assert systems.calls()["dataverse"] - before <= 3 + 1


def test_a_lookup_that_is_deleted_is_one_problem_and_clears_nothing(systems: TwoSystems) -> None:
    mail = new_email()
    _, contact_id = systems.synced("contact", **at(new_account(systems, mail)))

    change_table(systems, "contact", remove="cr1_accountid")
    systems.run_scheduled()

    problem = only_problem(systems)
    assert problem.code == "drift.column_deleted"
    assert "cr1_accountid/email" in problem.detail
    assert shown(systems, contact_id, COMPANY) == mail
