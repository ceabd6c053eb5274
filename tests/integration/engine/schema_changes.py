"""What makers and administrators change of the schema of the two stand-ins."""

from typing import Any

from shared.entities import Entity
from shared.store.problems import MappingProblem
from tests.integration.engine.two_systems import TwoSystems

EVERY_TIER = {727500000: "Gold", 727500001: "Silver", 727500002: "Bronze"}


def change_table(systems: TwoSystems, entity: Entity, **change: Any) -> None:
    """Keys: sandbox `dataverse.drift.change`."""
    systems.world.dataverse.post(f"/_sandbox/schema/{entity}", change)


def change_column(systems: TwoSystems, entity: Entity, name: str, **parts: Any) -> None:
    change_table(systems, entity, change={"name": name, **parts})


def set_tiers(systems: TwoSystems, entity: Entity, tiers: dict[int, str]) -> None:
    options = [{"value": value, "label": label} for value, label in tiers.items()]
    change_column(systems, entity, "cr1_tier", options=options)


def change_field(systems: TwoSystems, **change: Any) -> str:
    """Keys: sandbox `activecampaign.drift.apply`. The id of the field."""
    return str(systems.world.activecampaign.post("/_sandbox/fields", change)["id"])


def only_problem(systems: TwoSystems, entity: Entity = "contact") -> MappingProblem:
    """The one problem of the mapping, which is the only one listed."""
    (problem,) = systems.app.problems.of_mapping(entity)
    listed, _ = systems.app.problems.page_of_all(entity, None, 100)
    assert listed == [problem]
    return problem


def no_problem(systems: TwoSystems, entity: Entity = "contact") -> None:
    assert systems.app.problems.page_of_all(entity, None, 100) == ([], None)
