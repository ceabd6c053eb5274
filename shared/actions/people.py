"""Who may do what: the person behind a token, and their roles as Dataverse holds them now. Knows
no token.

Roles are told by id, never by name (learn.microsoft.com, "Security roles", and the ids of our
solution). A role of a solution exists once per business unit; the copies name the one that the
solution brought as their root."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

from shared.dataverse.people import Role, User
from shared.errors import Forbidden

RoleName = Literal["admin", "user"]

ADMIN_ROLE = "3f6c1a52-8d0e-4c7b-9a41-6e2b7d5f0a11"
USER_ROLE = "b1d94e07-52c6-4f3a-8e9d-0c7a64f2b822"
SYSTEM_ADMINISTRATOR_TEMPLATE = "627090ff-40a3-4053-8790-584edc5be201"

CACHE_SECONDS = 30.0
MOST_CACHED = 2_000


class Directory(Protocol):
    """The part of Dataverse that knows people."""

    def user_by_oid(self, oid: str) -> User | None: ...

    def roles_of(self, user_id: str) -> list[Role]: ...


@dataclass(frozen=True)
class Person:
    """Somebody who may use the app. `oid` is the id in Entra, `id` the `systemuserid`. An admin
    may do all that a user may, and so holds both roles here. A System Administrator of Dynamics
    is an admin, and may make others one."""

    oid: str
    id: str
    name: str
    roles: frozenset[RoleName]
    system_administrator: bool = False


class NoRole(Forbidden):
    code = "auth.no_role"
    title = "No role"


class People:
    """Looks people up, and remembers the outcome for half a minute: a role that was taken stops
    working within a minute. Safe for many threads."""

    def __init__(self, directory: Callable[[], Directory], monotonic: Callable[[], float]) -> None:
        self._directory = directory
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._known: dict[str, tuple[float, Person | NoRole]] = {}
        self._forgotten = 0

    def person(self, oid: str) -> Person:
        """The person with this Entra object id.

        Raises NoRole if Dynamics has no enabled person of this id, or one without a role."""
        found = self._remembered(oid)
        if found is None:
            forgotten = self._forgotten
            found = self._look_up(oid)
            self._remember(oid, found, forgotten)
        if isinstance(found, NoRole):
            raise NoRole(found.detail, remedy=found.remedy)
        return found

    def forget(self) -> None:
        """For when a role was given or taken here."""
        with self._lock:
            self._known.clear()
            self._forgotten += 1

    def _remembered(self, oid: str) -> Person | NoRole | None:
        with self._lock:
            found = self._known.get(oid)
        if found is None or self._monotonic() - found[0] > CACHE_SECONDS:
            return None
        return found[1]

    def _remember(self, oid: str, found: Person | NoRole, forgotten: int) -> None:
        with self._lock:
            if forgotten != self._forgotten:
                return  # looked up before a role was given or taken
            if len(self._known) >= MOST_CACHED:
                self._known.clear()
            self._known[oid] = (self._monotonic(), found)

    def _look_up(self, oid: str) -> Person | NoRole:
        directory = self._directory()
        user = directory.user_by_oid(oid)
        if user is None or not user.enabled or user.application:
            return NoRole(
                "You are no enabled user of this Dynamics environment.",
                remedy="Ask an administrator of Dynamics to add or enable you.",
            )
        held = directory.roles_of(user.id)
        roles = roles_in(held)
        if not roles:
            return NoRole(
                "You hold neither ActiveCampaign User nor ActiveCampaign Admin.",
                remedy="Ask an administrator to give you the role.",
            )
        return Person(oid, user.id, user.name, roles, any(map(is_system_administrator, held)))


def roles_in(held: Iterable[Role]) -> frozenset[RoleName]:
    """What roles of Dataverse, held directly or through a team, allow here."""
    found: set[RoleName] = set()
    for role in held:
        if is_admin(role):
            found |= {"admin", "user"}
        elif USER_ROLE in _ids(role):
            found.add("user")
    return frozenset(found)


def is_admin(role: Role) -> bool:
    """True for System Administrator and ActiveCampaign Admin."""
    return is_system_administrator(role) or ADMIN_ROLE in _ids(role)


def is_system_administrator(role: Role) -> bool:
    return role.template_id == SYSTEM_ADMINISTRATOR_TEMPLATE


def _ids(role: Role) -> tuple[str, str | None]:
    return role.id, role.root_id
