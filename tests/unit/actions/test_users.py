"""Roles are given and taken in Dynamics, and the last administrator stays."""

from collections.abc import Callable
from typing import Any

import pytest

from shared.actions.people import (
    ADMIN_ROLE,
    SYSTEM_ADMINISTRATOR_TEMPLATE,
    USER_ROLE,
    Person,
    RoleName,
)
from shared.actions.users import (
    HeldOtherwise,
    LastAdmin,
    NotAPerson,
    NoUser,
    OnlySystemAdministrator,
    give_role,
    take_role,
    users_page,
)
from shared.dataverse.people import Role, RoleHolder, User
from shared.errors import Gone
from tests.unit.triggers.fake_remotes import ADMIN_OID, SYSADMIN_OID
from tests.unit.triggers.fakes import FakeServices

ANNA, BEN, CARA = (f"cccccccc-0000-0000-0000-00000000000{number}" for number in (1, 2, 3))


BOTH: frozenset[RoleName] = frozenset({"admin", "user"})
AC_ADMIN = Person(ADMIN_OID, "user-1", "Person 1", BOTH)
SYSTEM_ADMINISTRATOR = Person(SYSADMIN_OID, "user-3", "Person 3", BOTH, system_administrator=True)


def user(user_id: str, **parts: Any) -> User:
    known = {"enabled": True, "application": False, "business_unit_id": "u", "oid": user_id}
    return User(id=user_id, name=f"Name {user_id[-1]}", email="", **{**known, **parts})


class RolesOfDynamics:
    """Holders as Dynamics keeps them."""

    def __init__(self, *held: tuple[str, str, str]) -> None:
        self.users = {one: user(one) for one in (ANNA, BEN, CARA)}
        self.held = list(held)

    def user(self, user_id: str) -> User:
        if user_id not in self.users:
            raise Gone("dataverse", "No such user.")
        return self.users[user_id]

    def role_holders(self, root_ids: list[str], template_ids: list[str]) -> list[RoleHolder]:
        return [
            RoleHolder(
                self.users[one], Role(f"copy of {root}", "", "u", root, _template(root), via)
            )
            for one, root, via in self.held
            if root in root_ids or _template(root) in template_ids
        ]

    def assign_role(self, user_id: str, root_id: str) -> None:
        self.held.append((user_id, root_id, "direct"))

    def remove_role(self, user_id: str, root_id: str) -> None:
        self.held = [one for one in self.held if one != (user_id, root_id, "direct")]


def _template(root: str) -> str | None:
    return SYSTEM_ADMINISTRATOR_TEMPLATE if root == "system" else None


def over(*held: tuple[str, str, str]) -> tuple[FakeServices, RolesOfDynamics]:
    services, roles = FakeServices(), RolesOfDynamics(*held)
    services.dataverse = lambda _: roles  # type: ignore[method-assign, assignment, return-value]
    return services, roles


def test_each_holder_is_listed_once_with_the_highest_role() -> None:
    services, _ = over(
        (BEN, USER_ROLE, "direct"),
        (ANNA, USER_ROLE, "direct"),
        (ANNA, ADMIN_ROLE, "team"),
        (CARA, "system", "direct"),
        (CARA, ADMIN_ROLE, "team"),
    )
    found = [(one.id, one.role, one.via) for one in users_page(services, None, 50).items]
    assert found == [(ANNA, "admin", "team"), (BEN, "user", "direct"), (CARA, "admin", "direct")]


def test_disabled_people_and_apps_hold_nothing() -> None:
    services, roles = over((ANNA, ADMIN_ROLE, "direct"), (BEN, USER_ROLE, "direct"))
    roles.users[ANNA] = user(ANNA, enabled=False)
    roles.users[BEN] = user(BEN, application=True)
    assert users_page(services, None, 50).items == []
    with pytest.raises(NotAPerson):
        give_role(services, AC_ADMIN, ANNA, "user")


def test_who_cannot_sign_in_gets_no_role_and_is_no_administrator() -> None:
    services, roles = over((ANNA, ADMIN_ROLE, "direct"), (CARA, "system", "direct"))
    roles.users[CARA] = user(CARA, oid=None)
    with pytest.raises(NotAPerson):
        give_role(services, AC_ADMIN, CARA, "user")
    with pytest.raises(LastAdmin):
        take_role(services, AC_ADMIN, ANNA)


def test_only_a_system_administrator_makes_administrators() -> None:
    services, roles = over((ANNA, ADMIN_ROLE, "direct"), (BEN, USER_ROLE, "direct"))
    before = list(roles.held)
    with pytest.raises(OnlySystemAdministrator, match="System Administrator") as refused:
        give_role(services, AC_ADMIN, BEN, "admin")
    assert (refused.value.status, roles.held) == (403, before)
    assert services.audit.entries == []
    give_role(services, AC_ADMIN, CARA, "user")
    give_role(services, SYSTEM_ADMINISTRATOR, BEN, "admin")
    assert (BEN, ADMIN_ROLE, "direct") in roles.held


def test_giving_one_role_takes_the_other() -> None:
    services, roles = over((ANNA, ADMIN_ROLE, "direct"), (BEN, USER_ROLE, "direct"))
    give_role(services, SYSTEM_ADMINISTRATOR, BEN, "admin")
    give_role(services, AC_ADMIN, ANNA, "user")
    assert roles.held == [(BEN, ADMIN_ROLE, "direct"), (ANNA, USER_ROLE, "direct")]
    assert [one.act for one in services.audit.entries] == ["people.give", "people.give"]


def test_the_last_administrator_stays() -> None:
    services, roles = over((ANNA, ADMIN_ROLE, "direct"), (BEN, USER_ROLE, "direct"))
    before = list(roles.held)
    with pytest.raises(LastAdmin):
        give_role(services, AC_ADMIN, ANNA, "user")
    with pytest.raises(LastAdmin):
        take_role(services, AC_ADMIN, ANNA)
    assert roles.held == before


@pytest.mark.parametrize(
    "lose",
    [
        pytest.param(lambda services: take_role(services, AC_ADMIN, ANNA), id="taken"),
        pytest.param(lambda services: give_role(services, AC_ADMIN, ANNA, "user"), id="changed"),
    ],
)
def test_two_who_take_each_others_role_at_once_do_not_leave_nobody(
    lose: Callable[[FakeServices], object],
) -> None:
    services, roles = over((ANNA, ADMIN_ROLE, "direct"), (BEN, ADMIN_ROLE, "direct"))
    removes = roles.remove_role

    def remove_both(user_id: str, root_id: str) -> None:
        removes(user_id, root_id)
        removes(BEN, ADMIN_ROLE)  # by the other, at the same moment

    roles.remove_role = remove_both  # type: ignore[method-assign]
    with pytest.raises(LastAdmin):
        lose(services)
    assert (ANNA, ADMIN_ROLE, "direct") in roles.held


def test_a_system_administrator_makes_another_one_dispensable() -> None:
    services, roles = over((ANNA, ADMIN_ROLE, "direct"), (CARA, "system", "direct"))
    take_role(services, AC_ADMIN, ANNA)
    assert roles.held == [(CARA, "system", "direct")]


@pytest.mark.parametrize("held", [(BEN, ADMIN_ROLE, "team"), (BEN, "system", "direct")])
def test_what_is_held_another_way_is_not_taken(held: tuple[str, str, str]) -> None:
    services, roles = over((ANNA, ADMIN_ROLE, "direct"), held)
    with pytest.raises(HeldOtherwise):
        take_role(services, AC_ADMIN, BEN)
    with pytest.raises(HeldOtherwise):
        give_role(services, AC_ADMIN, BEN, "user")
    assert held in roles.held


def test_who_is_not_there_is_not_found() -> None:
    services, _ = over((ANNA, ADMIN_ROLE, "direct"))
    with pytest.raises(NoUser):
        give_role(services, AC_ADMIN, "cccccccc-0000-0000-0000-000000000009", "user")
    with pytest.raises(NoUser):
        take_role(services, AC_ADMIN, BEN)


def test_a_role_taken_here_stops_working_at_once() -> None:
    services = FakeServices()
    services.people.person(ADMIN_OID)
    services.people.forget()
    services.people.person(ADMIN_OID)
    assert services.crm.look_ups == 2
