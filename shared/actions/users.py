"""Who may use the app: finds people, gives and takes the two roles. Dynamics keeps them."""

from collections.abc import Iterable

from shared.actions.audit import note
from shared.actions.models.base import Collection
from shared.actions.models.people import FoundPeople, FoundPerson, RoleHolderOutput
from shared.actions.people import (
    ADMIN_ROLE,
    SYSTEM_ADMINISTRATOR_TEMPLATE,
    USER_ROLE,
    Person,
    RoleName,
    is_admin,
)
from shared.actions.services import Services
from shared.actions.slices import one_page
from shared.dataverse.people import RoleHolder, User, Via
from shared.errors import Conflict, Gone, NotFound
from shared.transport import Calls

ROLE_IDS: dict[RoleName, str] = {"admin": ADMIN_ROLE, "user": USER_ROLE}


class NoUser(NotFound):
    code = "people.not_found"
    title = "No such user"


class NotAPerson(Conflict):
    code = "people.not_a_person"
    title = "Not a person who can sign in"


class LastAdmin(Conflict):
    code = "people.last_admin"
    title = "The last administrator"


class HeldOtherwise(Conflict):
    code = "people.held_otherwise"
    title = "The role is held another way"


def search_people(services: Services, text: str) -> FoundPeople:
    """At most ten enabled people whose name or email contains `text`."""
    users = services.dataverse(Calls()).users_matching(text)
    return FoundPeople(items=[FoundPerson(id=u.id, name=u.name, email=u.email) for u in users])


def users_page(services: Services, after: str | None, limit: int) -> Collection[RoleHolderOutput]:
    """Those who hold a role, by name; each with their highest, and direct before team."""
    page, following = one_page(_people(_holders(services)), after, limit)
    return Collection(items=list(page), next=following)


def give_role(services: Services, person: Person, user_id: str, role: RoleName) -> RoleHolderOutput:
    """Gives one role and takes the other. Raises NoUser, NotAPerson, LastAdmin, HeldOtherwise."""
    dataverse = services.dataverse(Calls())
    try:
        user = dataverse.user(user_id)
    except Gone:
        raise NoUser("There is no such user in Dynamics.") from None
    if not user.enabled or user.application:
        raise NotAPerson("A role is for an enabled person, not for a disabled user or an app.")
    if role == "user":
        holders = _holders(services)
        _check_direct(holders, user_id, {ADMIN_ROLE})
        _check_not_last(holders, user_id)
    # Given before the other is taken: a failure in between leaves too much, never nothing.
    dataverse.assign_role(user_id, ROLE_IDS[role])
    dataverse.remove_role(user_id, ROLE_IDS["user" if role == "admin" else "admin"])
    services.people.forget()
    note(services, person, "people.give", user_id, f"The role {role}.")
    return _output(user, role, via="direct")


def take_role(services: Services, person: Person, user_id: str) -> None:
    """Takes both roles. Raises NoUser for one who holds none, LastAdmin, HeldOtherwise."""
    holders = _holders(services)
    if not any(holder.user.id == user_id for holder in holders):
        raise NoUser("This user holds no role.")
    _check_direct(holders, user_id, {ADMIN_ROLE, USER_ROLE})
    _check_not_last(holders, user_id)
    dataverse = services.dataverse(Calls())
    for role_id in ROLE_IDS.values():
        dataverse.remove_role(user_id, role_id)
    services.people.forget()
    note(services, person, "people.take", user_id, "Both roles.")


def _holders(services: Services) -> list[RoleHolder]:
    """Enabled people only."""
    found = services.dataverse(Calls()).role_holders(
        list(ROLE_IDS.values()), [SYSTEM_ADMINISTRATOR_TEMPLATE]
    )
    return [one for one in found if one.user.enabled and not one.user.application]


def _check_direct(holders: Iterable[RoleHolder], user_id: str, taken: set[str]) -> None:
    """What is held through a team, or by being a System Administrator, is not ours to take."""
    for holder in holders:
        if holder.user.id != user_id:
            continue
        if holder.role.template_id == SYSTEM_ADMINISTRATOR_TEMPLATE:
            raise HeldOtherwise(
                "A System Administrator of Dynamics is always an administrator here.",
                remedy="Take that role away in the Power Platform admin center.",
            )
        if holder.via == "team" and holder.role.root_id in taken:
            raise HeldOtherwise(
                "The user holds the role through a team.",
                remedy="Take the user out of the team, or the role from it.",
            )


def _check_not_last(holders: Iterable[RoleHolder], user_id: str) -> None:
    admins = {holder.user.id for holder in holders if is_admin(holder.role)}
    if admins == {user_id}:
        raise LastAdmin("Nobody else is an administrator.", remedy="Make somebody else one first.")


def _people(holders: Iterable[RoleHolder]) -> list[RoleHolderOutput]:
    best: dict[str, tuple[bool, bool, RoleHolder]] = {}
    for holder in holders:
        rank = (is_admin(holder.role), holder.via == "direct")
        if holder.user.id not in best or rank > best[holder.user.id][:2]:
            best[holder.user.id] = (*rank, holder)
    found = [
        _output(holder.user, "admin" if admin else "user", via=holder.via)
        for admin, _, holder in best.values()
    ]
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))


def _output(user: User, role: RoleName, *, via: Via) -> RoleHolderOutput:
    return RoleHolderOutput(id=user.id, name=user.name, email=user.email, role=role, via=via)
