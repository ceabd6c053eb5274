"""Column security: who may read, create and update the values of a secured column.

A hidden value is null in rows, filters and orders; a write with such a column is refused as a
whole (learn.microsoft.com, "How field security can be used to control access to field values" and
"Web service error codes", read 2026-11-24). Whether RetrievePrincipalAttributePrivileges tells of
the administrators' own profile is not documented; here it does not. Values shared row by row and
masking rules are not imitated."""

from collections.abc import Collection, Iterable, Mapping
from typing import TYPE_CHECKING, Literal, get_args

from sandbox.dataverse.labels import Json, metadata_id
from sandbox.dataverse.people import APPLICATION_USER_ID, user_id
from sandbox.dataverse.refusals import Refusal
from sandbox.dataverse.rights import Caller, Principal
from sandbox.dataverse.schema import Column, Table
from sandbox.dataverse.store import Row

if TYPE_CHECKING:
    from sandbox.dataverse.organisation import Organisation

Access = Literal["read", "create", "update"]
ALLOWED, NOT_ALLOWED = 4, 0
_REFUSALS: Mapping[Access, tuple[str, str]] = {
    "create": (
        "0x8004f502",
        "The user does not have create permissions to a secured field. The requested operation "
        "could not be completed.",
    ),
    "update": (
        "0x8004f507",
        "The user doesn't have AttributePrivilegeUpdate and not granted shared access for a "
        "secured attribute during update operation",
    ),
}


class Profiles:
    """What column security profiles grant, by user, table and column."""

    def __init__(self) -> None:
        self._granted: dict[tuple[str, str, str], frozenset[Access]] = {}

    def grant(self, user: str, table: Table, column: str, access: Iterable[Access]) -> None:
        """In place of what was granted before. Raises KeyError for an unknown column."""
        self._granted[user, table.name, table.columns[column].name] = frozenset(access)

    def of(self, user: str) -> Iterable[tuple[str, str, frozenset[Access]]]:
        """Table, column and access."""
        for (holder, table, column), access in self._granted.items():
            if holder == user and access:
                yield table, column, access

    def allow(self, principal: Principal, table: Table, column: Column, access: Access) -> bool:
        key = (principal.user_id, table.name, column.name)
        return principal.everything or access in self._granted.get(key, ())


def securable(column: Column, access: Access) -> bool:
    """A yes or no can be secured, but not against reading."""
    return access != "read" or column.kind != "boolean"


def withheld(org: "Organisation", caller: Caller, table: Table, access: Access) -> frozenset[str]:
    """The columns to which one of the users behind a call has no right."""
    if caller.unbound:
        return frozenset()
    return frozenset(
        column.name
        for column in table.columns.values()
        if column.secured
        and securable(column, access)
        and not all(
            org.profiles.allow(principal, table, column, access)
            for principal in caller.principals()
        )
    )


def without(row: Row, hidden: Collection[str]) -> Row:
    """The row as a caller sees it from whom these columns are hidden."""
    return {name: value for name, value in row.items() if name not in hidden} if hidden else row


def refuse_secured(
    org: "Organisation",
    caller: Caller,
    table: Table,
    columns: Iterable[str],
    access: Literal["create", "update"],
) -> None:
    """Raises Refusal (403) if one of `columns` must not be written."""
    if not withheld(org, caller, table, access).isdisjoint(columns):
        code, message = _REFUSALS[access]
        raise Refusal(403, code, message)


def attribute_privileges(org: "Organisation", user: str) -> list[Json]:
    """As RetrievePrincipalAttributePrivileges lists them."""
    return [
        {
            "AttributeId": metadata_id("attribute", table, column),
            "CanCreate": ALLOWED if "create" in access else NOT_ALLOWED,
            "CanRead": ALLOWED if "read" in access else NOT_ALLOWED,
            "CanReadUnMasked": NOT_ALLOWED,
            "CanUpdate": ALLOWED if "update" in access else NOT_ALLOWED,
        }
        for table, column, access in org.profiles.of(user)
    ]


def grant(org: "Organisation", body: Mapping[str, object]) -> None:
    """{"user": a demo user or "app", "table", "column", "read", "create", "update"}; what is not
    named is not granted. Raises KeyError."""
    name = str(body["user"])
    user = APPLICATION_USER_ID if name == "app" else user_id(name)
    if user not in org.store.tables["systemuser"].rows:
        raise KeyError(name)
    table = org.schema.tables[str(body["table"])]
    access: list[Access] = [one for one in get_args(Access) if body.get(one) is True]
    org.profiles.grant(user, table, str(body["column"]), access)
