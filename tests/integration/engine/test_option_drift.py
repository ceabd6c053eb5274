"""Options of a choice and of its field no longer match: records that hold others go on."""

from collections.abc import Iterator

import pytest

from tests.integration.engine.conftest import OpenSystems
from tests.integration.engine.schema_changes import (
    EVERY_TIER,
    change_column,
    change_field,
    no_problem,
    only_problem,
    set_tiers,
)
from tests.integration.engine.two_systems import TwoSystems

TIER = "6"
GOLD, SILVER, BRONZE = EVERY_TIER
PLATINUM = 727500009


@pytest.fixture(scope="module")
def opened(open_systems: OpenSystems) -> Iterator[TwoSystems]:
    """Of their own, since their schema is changed."""
    with open_systems() as opened:
        opened.run_initial()
        opened.settle()
        yield opened


@pytest.fixture
def systems(opened: TwoSystems) -> TwoSystems:
    no_problem(opened)
    return opened


def tier_of(systems: TwoSystems, contact: str) -> str:
    return str(systems.contact(contact)["values"].get(TIER, ""))


def test_an_option_removed_from_the_field_is_one_problem_and_arrives_when_it_is_back(
    systems: TwoSystems,
) -> None:
    pairs = [systems.synced("contact", cr1_tier=SILVER) for _ in range(3)]
    kept, kept_contact = systems.synced("contact", cr1_tier=BRONZE)
    change_field(systems, action="removeOption", id=int(TIER), value="Bronze")
    for person, _ in pairs:
        systems.change_record("contact", person, cr1_tier=BRONZE, telephone1="+39 1")

    run = systems.run_scheduled()

    assert run.entities["contact"].failing == 0
    for person, contact in pairs:
        assert (systems.contact(contact)["phone"], tier_of(systems, contact)) == ("+39 1", "Silver")
        assert systems.record("contact", person)["cr1_tier"] == BRONZE
    assert tier_of(systems, kept_contact) == "Bronze"
    assert systems.record("contact", kept)["cr1_tier"] == BRONZE
    before = systems.writes()
    systems.change_record("contact", kept, cr1_tier=GOLD)
    systems.change_record("contact", pairs[0][0], cr1_code=f"code {pairs[0][0]}"[:40])
    systems.run_scheduled()
    assert systems.writes() - before == 1, "of what cannot be written not even a call is made"
    problem = only_problem(systems)
    assert (problem.code, problem.field) == ("drift.options_differ", f"field:{TIER}")
    for named in ("“Bronze”", "Membership", "cr1_tier"):
        assert named in problem.detail
    assert systems.writes_of_another_run() == 0

    change_field(systems, action="addOption", id=int(TIER), value="Bronze")
    systems.run_scheduled()

    assert {tier_of(systems, contact) for _, contact in pairs} == {"Bronze"}
    no_problem(systems)
    assert systems.writes_of_another_run() == 0


def test_an_option_renamed_in_dynamics_keeps_what_both_sides_hold(systems: TwoSystems) -> None:
    gold, gold_contact = systems.synced("contact", cr1_tier=GOLD)
    moved, moved_contact = systems.synced("contact", cr1_tier=SILVER)
    set_tiers(systems, "contact", EVERY_TIER | {GOLD: "Golden"})
    systems.change_contact(moved_contact, phone="+39 2", values={TIER: "Gold"})

    systems.run_scheduled()

    assert (tier_of(systems, gold_contact), tier_of(systems, moved_contact)) == ("Gold", "Gold")
    assert systems.record("contact", gold)["cr1_tier"] == GOLD
    row = systems.record("contact", moved)
    assert (row["cr1_tier"], row["telephone1"]) == (SILVER, "+39 2")
    detail = only_problem(systems).detail
    assert "“Golden”" in detail
    assert "“Gold”" in detail
    assert systems.writes_of_another_run() == 0

    change_field(systems, action="addOption", id=int(TIER), value="Golden")
    change_field(systems, action="removeOption", id=int(TIER), value="Gold")
    systems.run_scheduled()
    assert "“Golden”" not in only_problem(systems).detail

    set_tiers(systems, "contact", EVERY_TIER)
    change_field(systems, action="addOption", id=int(TIER), value="Gold")
    change_field(systems, action="removeOption", id=int(TIER), value="Golden")
    systems.run_scheduled()
    assert systems.record("contact", moved)["cr1_tier"] == GOLD
    no_problem(systems)
    assert systems.writes_of_another_run() == 0


def test_an_option_removed_from_the_column_leaves_its_rows_as_they_are(
    systems: TwoSystems,
) -> None:
    person, contact = systems.synced("contact", cr1_tier=BRONZE)
    other, other_contact = systems.synced("contact", cr1_tier=SILVER)
    set_tiers(systems, "contact", {GOLD: "Gold", SILVER: "Silver"})
    systems.change_record("contact", person, telephone1="+39 3")
    systems.change_contact(other_contact, values={TIER: "Bronze"}, phone="+39 4")

    run = systems.run_scheduled()

    assert run.entities["contact"].failing == 0
    assert (systems.contact(contact)["phone"], tier_of(systems, contact)) == ("+39 3", "Bronze")
    row = systems.record("contact", other)
    assert (row["telephone1"], row["cr1_tier"]) == ("+39 4", SILVER)
    assert "“Bronze”" in only_problem(systems).detail
    assert systems.writes_of_another_run() == 0

    set_tiers(systems, "contact", EVERY_TIER)
    systems.run_scheduled()
    assert systems.record("contact", other)["cr1_tier"] == BRONZE
    no_problem(systems)
    assert systems.writes_of_another_run() == 0


def test_a_record_that_also_fails_for_another_reason_has_its_problem(
    systems: TwoSystems,
) -> None:
    person, contact = systems.synced("contact", cr1_tier=SILVER)
    set_tiers(systems, "contact", EVERY_TIER | {PLATINUM: "Platinum"})
    systems.change_record("contact", person, cr1_tier=PLATINUM)
    systems.change_contact(contact, values={"5": "no number"})

    systems.run_scheduled()

    problem = systems.problem("contact", person)
    assert problem is not None
    assert problem.code == "mapping.not_a_number"
    systems.change_contact(contact, values={"5": "5"})
    systems.make_problems_due()
    systems.run_scheduled()
    assert "“Platinum”" in only_problem(systems).detail
    set_tiers(systems, "contact", EVERY_TIER)
    systems.change_record("contact", person, cr1_tier=GOLD)
    systems.run_scheduled()
    no_problem(systems)
    assert systems.writes_of_another_run() == 0


class TestOptionsAreMade:
    @pytest.fixture(autouse=True)
    def wanted(self, systems: TwoSystems) -> Iterator[None]:
        before = systems.pairs("contact")
        with_options = [
            {**pair, "createOptions": pair["activecampaign"] == f"field:{TIER}"} for pair in before
        ]
        systems.set_mapping("contact", fields=with_options)
        yield
        set_tiers(systems, "contact", EVERY_TIER)
        systems.set_mapping("contact", fields=before)

    def test_before_the_run_in_which_they_are_needed(self, systems: TwoSystems) -> None:
        person, contact = systems.synced("contact", cr1_tier=SILVER)
        set_tiers(systems, "contact", EVERY_TIER | {PLATINUM: "Platinum", PLATINUM + 1: "Tin"})
        systems.change_record("contact", person, cr1_tier=PLATINUM)

        systems.run_scheduled()

        assert tier_of(systems, contact) == "Platinum"
        systems.change_contact(contact, values={TIER: "Tin"})
        systems.run_scheduled()
        assert systems.record("contact", person)["cr1_tier"] == PLATINUM + 1
        no_problem(systems)
        assert systems.writes_of_another_run() == 0
        systems.change_record("contact", person, cr1_tier=GOLD)
        systems.run_scheduled()
        for made in ("Platinum", "Tin"):
            change_field(systems, action="removeOption", id=int(TIER), value=made)


def test_labels_of_the_column_alone_change_nothing(systems: TwoSystems) -> None:
    run = systems.run_scheduled()
    change_column(systems, "contact", "cr1_tier", label="Level")
    again = systems.run_scheduled()
    assert again.entities["contact"].read <= run.entities["contact"].read
    no_problem(systems)
