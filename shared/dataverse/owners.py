"""Who may own a row: a person, an app, or a team.

A user may own rows who is enabled and may read the table; so may a team but an access team
(learn.microsoft.com, "Update a record Owner and Owning Business Unit" and "Microsoft Dataverse
teams management", read 2026-11-24). Whether somebody may read the table is left to Dataverse, which
refuses the row."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from shared.dataverse.client import Dataverse
from shared.dataverse.rows import guid

OwnerKind = Literal["user", "team"]

_ACCESS_TEAM: Final = 1
_TABLE: Final = {"user": "systemusers", "team": "teams"}
_OWNING: Final[dict[OwnerKind, str]] = {
    "user": "_owninguser_value",
    "team": "_owningteam_value",
}
"""One of the two is set, while `ownerid` tells the kind by an annotation only."""


@dataclass(frozen=True, slots=True)
class FoundOwner:
    """`may_own` is False for a disabled user and an access team."""

    name: str
    may_own: bool


def find_owner(dataverse: Dataverse, owner_id: str, kind: OwnerKind) -> FoundOwner:
    """The user with this systemuserid, or the team with this teamid. Raises Gone."""
    if kind == "user":
        user = dataverse.user(owner_id)
        return FoundOwner(user.name, user.enabled)
    row = dataverse.row("teams", owner_id, ("name", "teamtype"))
    return FoundOwner(str(row.get("name") or ""), row.get("teamtype") != _ACCESS_TEAM)


def owners_of(
    dataverse: Dataverse, table: str, record_ids: Sequence[str]
) -> dict[str, tuple[str, OwnerKind]]:
    """Record id -> id and kind of its owner, of those records of the entity set `table` that are
    there: one call per 1,000 ids."""
    rows = dataverse.rows_by_id(table, record_ids, [*_OWNING.values()]) if record_ids else {}
    return {
        record_id: (str(owner_id), kind)
        for record_id, row in rows.items()
        for kind, column in _OWNING.items()
        if (owner_id := row.get(column)) is not None
    }


def owned_by(owner_id: str, kind: OwnerKind) -> dict[str, str]:
    """What a new row holds besides its columns to belong to this owner."""
    return {"ownerid@odata.bind": f"/{_TABLE[kind]}({guid(owner_id)})"}
