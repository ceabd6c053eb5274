"""Who may do what with which row: roles, their levels, ownership, impersonation.

Privileges come from roles held directly and through teams; a level says how far they reach:
own rows (user or one of the teams), rows of the business unit, or all. An impersonated call
needs both users' rights (learn.microsoft.com, "Impersonate another user using the Web API",
read 2026-11-24)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from sandbox.dataverse.refusals import (
    DENIED,
    DISABLED,
    NOT_A_MEMBER,
    TEAM_OWNS_NOTHING,
    Refusal,
)  # fmt: skip
from sandbox.dataverse.schema import Table
from sandbox.dataverse.store import Row, Store

Operation = Literal["Read", "Write", "Create", "Delete", "Append", "AppendTo", "Assign", "Share"]
Level = Literal["none", "user", "businessunit", "organization"]
OPERATIONS: tuple[Operation, ...] = (
    "Read", "Write", "Share", "Assign", "Delete", "Append", "AppendTo", "Create",
)  # fmt: skip
_ACCESS_TEAM = 1
_REACH: dict[Level, int] = {"none": 0, "user": 1, "businessunit": 2, "organization": 3}

ACT_ON_BEHALF = "prvActOnBehalfOfAnotherUser"
ASSIGN_ROLE = "prvAssignRole"
CUSTOMIZE = "prvWriteEntity"
BYPASS_HEADERS = {
    "mscrm.bypassbusinesslogicexecution": "prvBypassCustomBusinessLogic",
    "mscrm.bypassbusinesslogicexecutionstepids": "prvBypassCustomBusinessLogic",
    "mscrm.bypasscustompluginexecution": "prvBypassCustomPlugins",
}


@dataclass(frozen=True)
class RolePrivileges:
    """What one role grants: levels by (table, operation), `*` for every table, and privileges
    that belong to no table."""

    levels: Mapping[tuple[str, Operation], Level]
    general: frozenset[str] = frozenset()
    everything: bool = False


@dataclass(frozen=True)
class Principal:
    """A user with the sum of all roles."""

    user_id: str
    business_unit_id: str
    teams: frozenset[str]
    roles: tuple[str, ...]
    levels: Mapping[tuple[str, Operation], int]
    general: frozenset[str]
    everything: bool

    def reach(self, table: str, operation: Operation) -> int:
        if self.everything:
            return 3
        return max(self.levels.get((table, operation), 0), self.levels.get(("*", operation), 0))

    def may(self, table: Table, row: Row, operation: Operation) -> bool:
        reach = self.reach(table.rights_of or table.name, operation)
        if reach == 3:
            return True
        if reach == 0 or table.owned == "organization":
            return False
        if table.owned == "businessunit":
            own = row.get(table.id_column) in (self.user_id, *self.teams)
            return own or (reach == 2 and self._is_unit(row.get("businessunitid")))
        owner = row.get("ownerid")
        own = isinstance(owner, tuple) and (owner[1] == self.user_id or owner[1] in self.teams)
        return own or (reach == 2 and self._is_unit(row.get("owningbusinessunit")))

    def _is_unit(self, value: object) -> bool:
        return isinstance(value, tuple) and value[1] == self.business_unit_id


@dataclass(frozen=True)
class Caller:
    """Who makes a call: `acting` is the user it counts for, `behind` the one who really called
    when they differ; `unbound` is the platform itself."""

    acting: Principal
    behind: Principal | None = None
    unbound: bool = False

    @property
    def user_id(self) -> str:
        return self.acting.user_id

    @property
    def delegate_id(self) -> str | None:
        return self.behind.user_id if self.behind else None

    def principals(self) -> tuple[Principal, ...]:
        return (self.acting,) if self.behind is None else (self.acting, self.behind)

    def may(self, table: Table, row: Row, operation: Operation) -> bool:
        return self.unbound or all(p.may(table, row, operation) for p in self.principals())

    def reach(self, table: Table, operation: Operation) -> int:
        if self.unbound:
            return 3
        return min(p.reach(table.rights_of or table.name, operation) for p in self.principals())

    def require(self, table: Table, operation: Operation, reach: int = 1) -> None:
        """Raises Refusal (403) if the privilege is missing or does not reach that far."""
        if self.reach(table, operation) < reach:
            name = "Activity" if table.activity else table.schema_name
            raise missing(self.acting, f"prv{operation}{name}", table)

    def require_row(self, table: Table, row: Row, operation: Operation) -> None:
        """Raises Refusal (403) if that row is out of reach."""
        self.require(table, operation)
        if not self.may(table, row, operation):
            owner = row.get("ownerid")
            raise Refusal(
                403,
                DENIED,
                "SecLib::AccessCheckEx failed. Returned hr = -2147187962, ObjectID: "
                f"{row[table.id_column]}, OwnerId: {owner[1] if isinstance(owner, tuple) else ''}"
                f", OwnerIdType: 8 and CallingUser: {self.user_id}. ObjectTypeCode: "
                f"{table.type_code}, AccessRights: {operation}Access",
            )

    def require_general(self, privilege: str, table: str = "role") -> None:
        if self.unbound:
            return
        for principal in self.principals():
            if not principal.everything and privilege not in principal.general:
                raise _denied(principal, privilege, table)

    def visible(self, table: Table, operation: Operation = "Read") -> Callable[[Row], bool] | None:
        """The rows within reach; None: all of them. Raises Refusal (403) without privilege."""
        self.require(table, operation)
        if self.reach(table, operation) == 3:
            return None
        return lambda row: self.may(table, row, operation)


def missing(principal: Principal, privilege: str, table: Table) -> Refusal:
    return _denied(principal, privilege, table.name)


def _denied(principal: Principal, privilege: str, table: str) -> Refusal:
    return Refusal(
        403,
        DENIED,
        f"Principal user (Id={principal.user_id}, type=8, roleCount={len(principal.roles)}, "
        f"privilegeCount={len(principal.levels)}, accessMode=0, "
        f"businessUnitId={principal.business_unit_id}) is missing {privilege} privilege "
        f"for entity '{table}'.",
    )


class Directory:
    """Finds users and adds up their roles; remembers the sums until people or roles change."""

    def __init__(self, store: Store, privileges: Mapping[str, RolePrivileges]) -> None:
        self._store = store
        self._privileges = dict(privileges)
        self._known: dict[str, Principal] = {}

    def replace(self, root_role_id: str, privileges: RolePrivileges) -> None:
        """What that role and all its copies grant from here on."""
        self._privileges[root_role_id] = privileges
        self.forget()

    def forget(self) -> None:
        """Called when users, teams, roles or their links changed."""
        self._known.clear()

    def user_by(self, column: str, value: str) -> Row | None:
        users = self._store.tables["systemuser"]
        found = users.find(column, value.lower()) or set()
        return users.rows[min(found)] if found else None

    def enabled(self, user: Row | None) -> Principal:
        """Raises Refusal (403) for one who is not a user here, or disabled."""
        if user is None:
            raise Refusal(403, NOT_A_MEMBER, "The user is not a member of the organization.")
        if user.get("isdisabled"):
            raise Refusal(
                403,
                DISABLED,
                f"The specified user(Id = {user['systemuserid']}) is disabled. "
                "Consider enabling this user.",
            )
        return self.principal(user)

    def principal(self, user: Row) -> Principal:
        user_id = str(user["systemuserid"])
        known = self._known.get(user_id)
        if known is None:
            known = self._known[user_id] = self._sum(user)
        return known

    def owning_team(self, team: Row) -> Principal:
        """A team by the roles that it holds itself. Raises Refusal (400) for an access team."""
        if team.get("teamtype") == _ACCESS_TEAM:
            raise Refusal(
                400,
                TEAM_OWNS_NOTHING,
                "You cannot assign a record to the access team. You can assign a record to the "
                "owner team.",
            )
        team_id = str(team["teamid"])
        held = self._store.links.get("teamroles_association", ())
        return self._with_roles(team_id, team, frozenset(), {r for t, r in held if t == team_id})

    def _sum(self, user: Row) -> Principal:
        user_id = str(user["systemuserid"])
        links = self._store.links
        teams = {t for t, u in links.get("teammembership_association", ()) if u == user_id}
        roles = {r for u, r in links.get("systemuserroles_association", ()) if u == user_id}
        roles |= {r for t, r in links.get("teamroles_association", ()) if t in teams}
        return self._with_roles(user_id, user, frozenset(teams), roles)

    def _with_roles(
        self, principal_id: str, row: Row, teams: frozenset[str], roles: set[str]
    ) -> Principal:
        levels: dict[tuple[str, Operation], int] = {}
        general: set[str] = set()
        everything = False
        for role_id in roles:
            granted = self._privileges.get(self._root(role_id))
            if granted is None:
                continue
            for key, level in granted.levels.items():
                levels[key] = max(levels.get(key, 0), _REACH[level])
            general |= granted.general
            everything = everything or granted.everything
        unit = row.get("businessunitid")
        return Principal(
            principal_id,
            unit[1] if isinstance(unit, tuple) else "",
            teams,
            tuple(sorted(roles)),
            levels,
            frozenset(general),
            everything,
        )

    def _root(self, role_id: str) -> str:
        row = self._store.row("role", role_id) or {}
        root = row.get("parentrootroleid")
        return root[1] if isinstance(root, tuple) else role_id
