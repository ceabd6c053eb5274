"""Who somebody is and what they may do, as Dataverse holds it now."""

from typing import Any

import pytest

from shared.actions.people import (
    ADMIN_ROLE,
    CACHE_SECONDS,
    SYSTEM_ADMINISTRATOR_TEMPLATE,
    USER_ROLE,
    NoRole,
    People,
    Person,
    RoleName,
)
from shared.dataverse.people import Role, User, Via
from shared.errors import Unreachable

OID = "aaaaaaaa-0000-0000-0000-000000000001"
COPY, UNIT = "99999999-0000-0000-0000-000000000000", "88888888-0000-0000-0000-000000000000"
BOTH: frozenset[RoleName] = frozenset({"admin", "user"})
USER_ONLY: frozenset[RoleName] = frozenset({"user"})


def held(
    role_id: str = COPY, root: str = COPY, template: str | None = None, via: Via = "direct"
) -> Role:
    return Role(role_id, "Renamed by somebody", UNIT, root, template, via)


class Dynamics:
    """One user and their roles. `away` is an outage."""

    def __init__(self, *roles: Role) -> None:
        self.user: User | None = User("u1", "Ann", "", True, False, UNIT, OID)
        self.roles = list(roles)
        self.away = False
        self.look_ups = 0

    def user_by_oid(self, oid: str) -> User | None:
        self.look_ups += 1
        if self.away:
            raise Unreachable("dataverse", "No answer.")
        assert oid == OID
        return self.user

    def roles_of(self, user_id: str) -> list[Role]:
        assert user_id == "u1"
        return self.roles


class At:
    """People over this Dynamics, at a time that tests move."""

    def __init__(self, dynamics: Dynamics) -> None:
        self.now = 0.0
        self.people = People(lambda: dynamics, lambda: self.now)

    def person(self) -> Person:
        return self.people.person(OID)


@pytest.mark.parametrize(
    ("role", "roles", "is_system_administrator"),
    [
        pytest.param(held(ADMIN_ROLE, ADMIN_ROLE), BOTH, False, id="admin"),
        pytest.param(held(COPY, ADMIN_ROLE), BOTH, False, id="copy of admin"),
        pytest.param(held(COPY, ADMIN_ROLE, via="team"), BOTH, False, id="admin by team"),
        pytest.param(held(USER_ROLE, USER_ROLE), USER_ONLY, False, id="user"),
        pytest.param(held(COPY, USER_ROLE, via="team"), USER_ONLY, False, id="copy by team"),
        pytest.param(
            held(template=SYSTEM_ADMINISTRATOR_TEMPLATE), BOTH, True, id="system administrator"
        ),
        pytest.param(
            held(template=SYSTEM_ADMINISTRATOR_TEMPLATE, via="team"), BOTH, True, id="by team"
        ),
    ],
)
def test_a_role_counts_by_its_ids_whatever_its_name_and_way(
    role: Role, roles: frozenset[RoleName], is_system_administrator: bool
) -> None:
    person = At(Dynamics(role)).person()
    assert (person.roles, person.system_administrator) == (roles, is_system_administrator)


@pytest.mark.parametrize(
    "role",
    [
        Role(COPY, "ActiveCampaign Admin", UNIT, COPY, None),
        Role(COPY, "System Administrator", UNIT, COPY, "119f245c-3cc8-4b62-b31c-d1a046ced15d"),
        Role(SYSTEM_ADMINISTRATOR_TEMPLATE, "x", UNIT, SYSTEM_ADMINISTRATOR_TEMPLATE, None),
    ],
    ids=["by name", "system customizer", "template's id as role"],
)
def test_another_role_counts_for_nothing(role: Role) -> None:
    with pytest.raises(NoRole):
        At(Dynamics(role)).person()


@pytest.mark.parametrize(
    "changes", [{"enabled": False}, {"application": True}], ids=["disabled", "application"]
)
def test_disabled_and_application_users_are_nobody(changes: dict[str, Any]) -> None:
    dynamics = Dynamics(held(ADMIN_ROLE, ADMIN_ROLE))
    facts = {"enabled": True, "application": False, **changes}
    dynamics.user = User("u1", "Ann", "", facts["enabled"], facts["application"], UNIT, OID)
    with pytest.raises(NoRole):
        At(dynamics).person()


def test_what_was_taken_or_given_counts_within_a_minute() -> None:
    dynamics = Dynamics(held(ADMIN_ROLE, ADMIN_ROLE))
    at = At(dynamics)
    assert at.person().roles == BOTH
    dynamics.roles = []
    at.now += CACHE_SECONDS + 1
    assert at.now < 60
    with pytest.raises(NoRole):
        at.person()
    dynamics.roles = [held(USER_ROLE, USER_ROLE)]
    at.now += CACHE_SECONDS + 1
    assert at.person().roles == USER_ONLY


def test_no_role_outlives_an_outage_of_dynamics() -> None:
    dynamics = Dynamics(held(ADMIN_ROLE, ADMIN_ROLE))
    at = At(dynamics)
    at.person()
    dynamics.away = True
    at.now += CACHE_SECONDS + 1
    with pytest.raises(Unreachable):
        at.person()


def test_many_calls_look_once_also_for_somebody_without_a_role() -> None:
    dynamics = Dynamics()
    at = At(dynamics)
    for _ in range(5):
        with pytest.raises(NoRole):
            at.person()
    assert dynamics.look_ups == 1


def test_a_look_up_that_began_before_a_role_was_taken_is_not_remembered() -> None:
    dynamics = Dynamics(held(ADMIN_ROLE, ADMIN_ROLE))
    at = At(dynamics)

    def taken_meanwhile(_: str) -> list[Role]:
        roles, dynamics.roles = dynamics.roles, []
        at.people.forget()
        return roles

    dynamics.roles_of = taken_meanwhile  # type: ignore[method-assign]
    at.person()
    del dynamics.roles_of
    with pytest.raises(NoRole):
        at.person()
