"""What column security keeps the app from: builds the read, reads the answer, applies it. Pure.

A secured column reads as null for whoever lacks the right, just as if it were empty, also in a
filter; a write is refused as a whole. System administrators have all rights, by a profile of
their own (learn.microsoft.com, "Column-level security with code" and "How field security can be
used to control access to field values", read 2026-11-24)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from shared.dataverse.metadata import Access, Attribute
from shared.dataverse.query import row_path
from shared.dataverse.rows import Row
from shared.transport import Request

SYSTEM_ADMINISTRATOR_TEMPLATE: Final = "627090ff-40a3-4053-8790-584edc5be201"

ALLOWED: Final = 4
"""Of the global choice `field_security_permission_type`; 0 is not allowed."""

_FUNCTION = "Microsoft.Dynamics.CRM.RetrievePrincipalAttributePrivileges()"
_RIGHTS: Mapping[Access, str] = {"read": "CanRead", "create": "CanCreate", "update": "CanUpdate"}

Rights = Mapping[str, frozenset[Access]]
"""By metadata id of a column what a user may do with it; a column that is not there: nothing."""


def rights_request(user_id: str) -> Request:
    """All rights on secured columns that a user has by column security profiles, directly and
    through teams. Needs prvReadUser."""
    path = f"{row_path('systemusers', user_id)}/{_FUNCTION}"
    return Request("GET", path, route="systemusers(id)/RetrievePrincipalAttributePrivileges")


def read_rights(body: Row) -> Rights | None:
    """None if the answer tells no rights."""
    found = body.get("AttributePrivileges")
    if not isinstance(found, list):
        return None
    return {
        str(one.get("AttributeId")).lower(): frozenset(
            access for access, key in _RIGHTS.items() if one.get(key) == ALLOWED
        )
        for one in found
        if isinstance(one, Mapping)
    }


def with_rights(attributes: Iterable[Attribute], rights: Rights) -> list[Attribute]:
    """The columns with what is withheld from the user who has `rights`."""
    return [
        replace(
            attribute,
            withheld=attribute.secured - rights.get(attribute.metadata_id, frozenset()),
        )
        for attribute in attributes
    ]
