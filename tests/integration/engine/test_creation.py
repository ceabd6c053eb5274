"""Records created from ActiveCampaign: what fills their columns, and whom they belong to."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from sandbox.dataverse.people import MARKETING_TEAM_ID, user_id
from shared.actions.entity_mapping import mapping_of
from shared.errors import InvalidInput
from shared.transport import Calls
from tests.integration.engine.schema_changes import change_column
from tests.integration.engine.two_systems import TwoSystems, new_email

TEXT = "14"


def ask_for_lead(systems: TwoSystems, **act: Any) -> tuple[str, str]:
    """A visitor whom an automation tagged: the address, and the contact's id."""
    email = new_email()
    contact_id = systems.new_contact(email=email, tags=["[D365: Lead]"], **act)
    systems.deliver_events()
    return email, contact_id


def lead_of(systems: TwoSystems, email: str) -> dict[str, Any]:
    (lead,) = systems.records_of("lead", email)
    return lead


def owner_of(systems: TwoSystems, email: str) -> str:
    lead_id = lead_of(systems, email)["leadid"]
    row = systems.app.dataverse(Calls()).row("leads", lead_id, ["_ownerid_value"])
    return str(row["_ownerid_value"])


@pytest.mark.parametrize(
    ("first", "last", "last_name", "topic"),
    [("Tia", "Lee", "Lee", "Tia Lee"), ("Tia", "", "Tia", "Tia"), ("", "", None, None)],
)
def test_last_name_and_topic_are_filled_by_rule(
    systems: TwoSystems, first: str, last: str, last_name: str | None, topic: str | None
) -> None:
    email, _ = ask_for_lead(systems, firstName=first, lastName=last)
    lead = lead_of(systems, email)
    assert lead["lastname"] == (last_name or email.partition("@")[0])
    assert lead["subject"] == (topic or email)


@pytest.fixture
def text_required(systems: TwoSystems) -> Iterator[TwoSystems]:
    change_column(systems, "lead", "cr1_text", required="ApplicationRequired")
    systems.run_scheduled()
    yield systems
    change_column(systems, "lead", "cr1_text", required="None")
    systems.run_scheduled()


def test_a_required_column_that_nothing_fills_is_named_until_it_has_a_value(
    text_required: TwoSystems,
) -> None:
    systems = text_required
    email, contact_id = ask_for_lead(systems)
    other, _ = ask_for_lead(systems, values={TEXT: "x"})

    assert systems.records_of("lead", email) == []
    problems, _ = systems.app.problems.page("lead", None, 100)
    (problem,) = [one for one in problems if one.contact_id == contact_id]
    assert problem.code == "mapping.required_missing"
    assert problem.detail.startswith("cr1_text: ")
    assert lead_of(systems, other)["cr1_text"] == "x"

    systems.make_problems_due()
    systems.run_scheduled()
    again = systems.problem("lead", problem.record_id)
    assert again is not None
    assert (again.attempts, again.first_seen_at) == (2, problem.first_seen_at)

    systems.change_contact(contact_id, values={TEXT: "y"})
    systems.deliver_events()
    lead = lead_of(systems, email)
    assert (lead["leadid"], lead["cr1_text"]) == (problem.record_id, "y")
    assert systems.problem("lead", problem.record_id) is None


@pytest.fixture
def owned(systems: TwoSystems) -> Iterator[TwoSystems]:
    """After which new leads belong to the app again."""
    yield systems
    systems.set_mapping("lead", owner=None)


def test_without_an_owner_they_belong_to_the_app(systems: TwoSystems) -> None:
    email, _ = ask_for_lead(systems)
    me = systems.app.dataverse(Calls()).who_am_i().user_id
    assert owner_of(systems, email) == me


@pytest.mark.parametrize(
    ("owner_id", "kind", "name"),
    [
        pytest.param(user_id("nora"), "user", "Nora", id="a user"),
        pytest.param(MARKETING_TEAM_ID, "team", "Marketing Team", id="a team"),
    ],
)
def test_they_belong_to_the_owner_that_is_set(
    owned: TwoSystems, owner_id: str, kind: str, name: str
) -> None:
    owned.set_mapping("lead", owner={"id": owner_id, "kind": kind, "name": "as the page sent it"})
    email, _ = ask_for_lead(owned)
    assert owner_of(owned, email) == owner_id
    stored = mapping_of(owned.app, "lead")[0].owner
    assert stored is not None
    assert (stored.id, stored.kind) == (owner_id, kind)
    assert stored.name.startswith(name)


@pytest.mark.parametrize(
    ("owner", "code"),
    [
        ({"id": str(uuid4())}, "mapping.owner_unknown"),
        ({"id": user_id("nora"), "kind": "team"}, "mapping.owner_unknown"),
        ({"id": user_id("dora")}, "mapping.owner_not_able"),
    ],
    ids=["nobody", "a user as a team", "disabled"],
)
def test_who_cannot_own_records_is_refused(
    systems: TwoSystems, owner: dict[str, str], code: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        systems.set_mapping("lead", owner=owner)
    assert [(fault.field, fault.code) for fault in refused.value.faults] == [("owner", code)]


def test_an_owner_who_may_not_read_leads_is_a_problem_that_ends_with_another_one(
    owned: TwoSystems,
) -> None:
    owned.set_mapping("lead", owner={"id": user_id("ned")})
    email, contact_id = ask_for_lead(owned)
    assert owned.records_of("lead", email) == []
    problems, _ = owned.app.problems.page("lead", None, 100)
    (problem,) = [one for one in problems if one.contact_id == contact_id]
    assert problem.code == "record.owner_refused"

    owned.set_mapping("lead", owner={"id": user_id("nora")})
    owned.make_problems_due()
    owned.run_scheduled()
    assert lead_of(owned, email)["leadid"] == problem.record_id
    assert owned.problem("lead", problem.record_id) is None
