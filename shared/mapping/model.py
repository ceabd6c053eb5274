"""A mapping as an administrator sets it. Shapes only."""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from shared.entities import Entity

Direction = Literal["both", "outbound", "inbound"]
Policy = Literal["dynamics", "activecampaign", "newest"]
Scope = Literal["all", "criteria"]
OwnerKind = Literal["user", "team"]
Operator = Literal[
    "equals",
    "notEquals",
    "contains",
    "notContains",
    "startsWith",
    "endsWith",
    "isEmpty",
    "isNotEmpty",
    "greaterThan",
    "lessThan",
    "before",
    "after",
    "anyOf",
]
EMAIL_KEY: Final = "email"
"""The ActiveCampaign key whose pair is always there."""

CriterionValue = str | bool | int | float | Sequence[str | bool | int | float] | None


@dataclass(frozen=True, slots=True)
class FieldPair:
    """One ActiveCampaign field (by key) tied to one Dynamics column (by logical name). With
    `create_options`, options of the column that the field lacks are made in ActiveCampaign."""

    activecampaign: str
    dynamics: str
    direction: Direction = "both"
    locked: bool = False
    create_options: bool = False


@dataclass(frozen=True, slots=True)
class Criterion:
    """`field` is a Dynamics column; `value` is a list for `anyOf`, None for the empty tests."""

    field: str
    operator: Operator
    value: CriterionValue = None


@dataclass(frozen=True, slots=True)
class Owner:
    """Whom new records belong to: a user by systemuserid, or a team by teamid. `name` is what it
    was called when it was set."""

    id: str
    kind: OwnerKind
    name: str


@dataclass(frozen=True, slots=True)
class Mapping:
    """All field pairs of an entity, with scope, criteria, direction and conflict policy. Records
    that are created from ActiveCampaign belong to `owner`, or else to the app's own identity."""

    entity: Entity
    enabled: bool = True
    direction: Direction = "both"
    scope: Scope = "all"
    criteria: tuple[Criterion, ...] = ()
    conflict: Policy = "dynamics"
    fields: tuple[FieldPair, ...] = ()
    owner: Owner | None = None

    def direction_of(self, pair: FieldPair) -> Direction | None:
        """The pair's direction within the mapping's; None if the two leave none, and the pair
        rests."""
        if self.direction == "both" or self.direction == pair.direction:
            return pair.direction
        return self.direction if pair.direction == "both" else None

    def to_json(self) -> dict[str, Any]:
        """The shape of the HTTP contract."""
        return {
            "enabled": self.enabled,
            "direction": self.direction,
            "scope": self.scope,
            "criteria": [
                {"field": item.field, "operator": item.operator, "value": item.value}
                for item in self.criteria
            ],
            "conflict": self.conflict,
            "fields": [
                {
                    "activecampaign": pair.activecampaign,
                    "dynamics": pair.dynamics,
                    "direction": pair.direction,
                    "locked": pair.locked,
                    "createOptions": pair.create_options,
                }
                for pair in self.fields
            ],
            "owner": asdict(self.owner) if self.owner is not None else None,
        }

    @classmethod
    def from_json(cls, entity: Entity, data: MappingOf[str, Any]) -> "Mapping":
        """Reads the same shape, and leaves aside what a newer version added to it; the pair of the
        email is locked, whatever is said, and no other.
        Raises KeyError or TypeError for another shape."""
        return cls(
            entity=entity,
            enabled=data["enabled"],
            direction=data["direction"],
            scope=data["scope"],
            criteria=tuple(
                Criterion(item["field"], item["operator"], item.get("value"))
                for item in data["criteria"]
            ),
            conflict=data["conflict"],
            fields=tuple(_pair(item) for item in data["fields"]),
            owner=_owner(data["owner"]) if data.get("owner") is not None else None,
        )


def _owner(data: MappingOf[str, Any]) -> Owner:
    return Owner(data["id"], data["kind"], data.get("name", ""))


def _pair(data: MappingOf[str, Any]) -> FieldPair:
    return FieldPair(
        data["activecampaign"],
        data["dynamics"],
        data["direction"],
        locked=data["activecampaign"] == EMAIL_KEY,
        create_options=data.get("createOptions", False),
    )
