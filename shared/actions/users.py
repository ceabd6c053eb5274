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
    is_system_administrator,
)
from shared.actions.services import Services
from shared.actions.slices import one_page
from shared.dataverse.people import RoleHolder, User, Via
from shared.errors import Conflict, Forbidden, Gone, NotFound
from shared.transport import Calls

ROLE_IDS: dict[RoleName, str] = {"admin": ADMIN_ROLE, "user": USER_ROLE}


class NoUser(NotFound):
    code = "people.not_found"
    title = "No such user"


class NotAPerson(Conflict):
    code = "people.not_a_person"
    title = "Not a person who can sign in"


class OnlySystemAdministrator(Forbidden):
    code = "people.system_administrator_only"
    title = "Only a System Administrator may do this"


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
    """Gives one role and takes the other. Raises OnlySystemAdministrator, NoUser, NotAPerson,
    LastAdmin, HeldOtherwise."""
    if role == "admin" and not person.system_administrator:
        raise OnlySystemAdministrator(
            "Only a System Administrator of Dynamics may make somebody an ActiveCampaign Admin; "
            "an ActiveCampaign Admin gives the role ActiveCampaign User.",
            remedy="Ask a System Administrator.",
        )
    dataverse = services.dataverse(Calls())
    try:
        user = dataverse.user(user_id)
    except Gone:
        raise NoUser("There is no such user in Dynamics.") from None
    if not _can_sign_in(user):
        raise NotAPerson("A role is for an enabled person, not for a disabled user or an app.")
    holders = _check_may_lose(services, user_id, {ADMIN_ROLE}) if role == "user" else []
    # Given before the other is taken: a failure in between leaves too much, never nothing.
    dataverse.assign_role(user_id, ROLE_IDS[role])
    dataverse.remove_role(user_id, ROLE_IDS["user" if role == "admin" else "admin"])
    services.people.forget()
    if user_id in _admins(holders):
        _keep_an_admin(services, user_id)
    note(services, person, "people.give", user_id, f"The role {role}.")
    return _output(user, role, via="direct")


def take_role(services: Services, person: Person, user_id: str) -> None:
    """Takes both roles. Raises NoUser for one who holds none, LastAdmin, HeldOtherwise."""
    holders = _check_may_lose(services, user_id, {ADMIN_ROLE, USER_ROLE})
    if not any(holder.user.id == user_id for holder in holders):
        raise NoUser("This user holds no role.")
    dataverse = services.dataverse(Calls())
    for role_id in ROLE_IDS.values():
        dataverse.remove_role(user_id, role_id)
    services.people.forget()
    if user_id in _admins(holders):
        _keep_an_admin(services, user_id)
    note(services, person, "people.take", user_id, "Both roles.")


def _can_sign_in(user: User) -> bool:
    return user.enabled and not user.application and user.oid is not None


def _holders(services: Services) -> list[RoleHolder]:
    """People who can sign in only."""
    found = services.dataverse(Calls()).role_holders(
        list(ROLE_IDS.values()), [SYSTEM_ADMINISTRATOR_TEMPLATE]
    )
    return [one for one in found if _can_sign_in(one.user)]


def _check_may_lose(services: Services, user_id: str, taken: set[str]) -> list[RoleHolder]:
    """All holders, if these roles may be taken from this one. Raises HeldOtherwise, LastAdmin."""
    holders = _holders(services)
    _check_direct(holders, user_id, taken)
    if _admins(holders) == {user_id}:
        raise _last_admin()
    return holders


def _keep_an_admin(services: Services, user_id: str) -> None:
    """Two who take each other's role at once would leave nobody: then it is given back. Raises
    LastAdmin."""
    if _admins(_holders(services)):
        return
    services.dataverse(Calls()).assign_role(user_id, ADMIN_ROLE)
    services.people.forget()
    raise _last_admin()


def _admins(holders: Iterable[RoleHolder]) -> set[str]:
    return {holder.user.id for holder in holders if is_admin(holder.role)}


def _last_admin() -> LastAdmin:
    return LastAdmin("Nobody else is an administrator.", remedy="Make somebody else one first.")


def _check_direct(holders: Iterable[RoleHolder], user_id: str, taken: set[str]) -> None:
    """What is held through a team, or by being a System Administrator, is not ours to take."""
    for holder in holders:
        if holder.user.id != user_id:
            continue
        if is_system_administrator(holder.role):
            raise HeldOtherwise(
                "A System Administrator of Dynamics is always an administrator here.",
                remedy="Take that role away in the Power Platform admin center.",
            )
        if holder.via == "team" and holder.role.root_id in taken:
            raise HeldOtherwise(
                "The user holds the role through a team.",
                remedy="Take the user out of the team, or the role from it.",
            )


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
