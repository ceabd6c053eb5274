"""Users, security roles and rights: builds the calls and reads their answers. Knows no role of
the product.

A role exists once in each business unit. All its copies name the same root role; the root role of
a solution keeps its id wherever the solution is installed. Facts by learn.microsoft.com, "Entity
type reference" of systemuser, role and team, and "Associate and disassociate table rows" (read
2026-11-24)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from shared.dataverse.batch import Part
from shared.dataverse.query import any_id, name, names, pattern, row_path, rows_path, with_options
from shared.dataverse.rows import Row, guid
from shared.transport import Request

Via = Literal["direct", "team"]

USER_COLUMNS = (
    "systemuserid",
    "fullname",
    "internalemailaddress",
    "azureactivedirectoryobjectid",
    "applicationid",
    "isdisabled",
    "_businessunitid_value",
)

USER_SETTINGS = "usersettingscollection"
UI_LANGUAGE = "uilanguageid"
"""A user's settings have the key of the user (learn.microsoft.com, "usersettings EntityType",
read 2026-11-24)."""

ROLE_COLUMNS = (
    "roleid",
    "name",
    "_businessunitid_value",
    "_parentrootroleid_value",
    "_roletemplateid_value",
)


@dataclass(frozen=True)
class WhoAmI:
    """Who the app is in Dynamics."""

    user_id: str
    business_unit_id: str
    organization_id: str


@dataclass(frozen=True)
class User:
    """`id` is the systemuserid, `oid` the object id in Entra ID, None for one without a sign-in.
    `application` is True for an application user."""

    id: str
    name: str
    email: str
    enabled: bool
    application: bool
    business_unit_id: str
    oid: str | None


@dataclass(frozen=True)
class Role:
    """One copy of a role. `root_id` is the same for all copies and is what tells roles apart;
    `template_id` is there for the roles that Dynamics brings along."""

    id: str
    name: str
    business_unit_id: str
    root_id: str
    template_id: str | None
    via: Via = "direct"


@dataclass(frozen=True)
class RoleHolder:
    """A user who holds the role `role`, and how."""

    user: User
    role: Role

    @property
    def via(self) -> Via:
        return self.role.via


def who_am_i_request() -> Request:
    return Request("GET", "WhoAmI", route="WhoAmI")


def read_who_am_i(body: Row) -> WhoAmI | None:
    try:
        return WhoAmI(
            *(guid(str(body[key])) for key in ("UserId", "BusinessUnitId", "OrganizationId"))
        )
    except (KeyError, ValueError):
        return None


def read_user(row: Row) -> User:
    """Raises KeyError for a row without an id."""
    return User(
        id=str(row["systemuserid"]).lower(),
        name=str(row.get("fullname") or ""),
        email=str(row.get("internalemailaddress") or ""),
        enabled=row.get("isdisabled") is False,
        application=row.get("applicationid") is not None,
        business_unit_id=str(row.get("_businessunitid_value") or "").lower(),
        oid=_id(row.get("azureactivedirectoryobjectid")),
    )


def read_ui_language(row: Row) -> int | None:
    """The LCID; None where there is none, which is how a language that was never chosen reads."""
    found = row.get(UI_LANGUAGE)
    return found if isinstance(found, int) and found > 0 else None


def read_role(row: Row, via: Via = "direct") -> Role:
    """Raises KeyError for a row without an id."""
    role_id = str(row["roleid"]).lower()
    return Role(
        id=role_id,
        name=str(row.get("name") or ""),
        business_unit_id=str(row.get("_businessunitid_value") or "").lower(),
        root_id=_id(row.get("_parentrootroleid_value")) or role_id,
        template_id=_id(row.get("_roletemplateid_value")),
        via=via,
    )


def oid_filter(oid: str) -> str:
    return any_id("azureactivedirectoryobjectid", [oid])


def matching_filter(text: str) -> str:
    """People who can sign in and whose name or email contains `text`, whatever its case."""
    found = " or ".join(
        f"contains({column},{pattern(text)})" for column in ("fullname", "internalemailaddress")
    )
    return (
        "isdisabled eq false and applicationid eq null and "
        f"azureactivedirectoryobjectid ne null and ({found})"
    )


def roles_filter(root_ids: Sequence[str], template_ids: Sequence[str]) -> str:
    """All copies of the roles with these root ids or made from these templates."""
    terms = [any_id("_parentrootroleid_value", root_ids)] if root_ids else []
    terms += [any_id("_roletemplateid_value", template_ids)] if template_ids else []
    return " or ".join(terms)


def copy_part(root_id: str, business_unit_id: str) -> Part:
    """The copy of a role in one business unit."""
    unit = any_id("_businessunitid_value", [business_unit_id])
    root = any_id("_parentrootroleid_value", [root_id])
    return Part("GET", rows_path("roles", ROLE_COLUMNS, f"{root} and {unit}"))


def related_part(table: str, row_id: str, relationship: str, select: Iterable[str]) -> Part:
    """The rows tied to a row by a many-to-many relationship."""
    path = f"{row_path(table, row_id)}/{name(relationship)}"
    return Part("GET", with_options(path, {"$select": names(select)}))


def assign_request(user_id: str, role_id: str, api_url: str) -> Request:
    """Associating twice has the effect of once."""
    return Request(
        "POST",
        f"{row_path('systemusers', user_id)}/systemuserroles_association/$ref",
        route="systemusers(id)/systemuserroles_association/$ref",
        json={"@odata.id": f"{api_url}{row_path('roles', role_id)}"},
    )


def remove_request(user_id: str, role_id: str) -> Request:
    path = f"{row_path('systemusers', user_id)}/systemuserroles_association({guid(role_id)})/$ref"
    return Request("DELETE", path, route="systemusers(id)/systemuserroles_association(id)/$ref")


def _id(value: object) -> str | None:
    return value.lower() if isinstance(value, str) and value else None
