"""Giving and taking roles and team memberships by `$ref`, and making application users.

An application has one user in an organisation; only a disabled one can be deleted
(learn.microsoft.com, "Manage application users", read 2026-11-30). Making one by POST systemusers
with `applicationid`, `businessunitid` and `accessmode` 4: public scripts agree (read 2026-11-30);
that the platform fills in the rest is taken from how such rows look."""

from uuid import NAMESPACE_URL, uuid5

from sandbox.dataverse.associations import Association, pair
from sandbox.dataverse.organisation import Organisation
from sandbox.dataverse.people import default_team_id
from sandbox.dataverse.refusals import DUPLICATE_ID, Refusal, bad_payload, no_row
from sandbox.dataverse.rights import ASSIGN_ROLE, Caller
from sandbox.dataverse.schema import Table
from sandbox.dataverse.store import Row
from sandbox.dataverse.writes import existing


def associate(
    org: Organisation,
    caller: Caller,
    table: Table,
    row_id: str,
    association: Association,
    other: tuple[str, str],
) -> None:
    """Links two rows; linking again changes nothing. A role must be the copy of the user's or
    team's own business unit. Raises Refusal: 403, 404, 400."""
    row = existing(org, table, row_id)
    target = org.schema.tables[other[0]]
    if other[0] not in (association.first, association.second) or other[0] == table.name:
        raise bad_payload(table.set_name, f"'{other[0]}' does not fit '{association.name}'.")
    other_row = existing(org, target, other[1])
    _require(org, caller, table, row, target, other_row, association)
    org.store.link(association.name, pair(association, table, row_id, other[1]))
    org.directory.forget()


def disassociate(
    org: Organisation,
    caller: Caller,
    table: Table,
    row_id: str,
    association: Association,
    other_id: str,
) -> None:
    """Raises Refusal: 403, or 404 if they are not linked."""
    row = existing(org, table, row_id)
    forward = table.name == association.first
    target = org.schema.tables[association.second if forward else association.first]
    other_row = existing(org, target, other_id)
    _require(org, caller, table, row, target, other_row, None)
    if not org.store.unlink(association.name, pair(association, table, row_id, other_id)):
        raise no_row(target.name, other_id)
    org.directory.forget()


def completed(org: Organisation, values: Row) -> Row:
    """What a new user is made of. Raises Refusal: 400 without a business unit, 412 for an
    application that has a user."""
    if not isinstance(values.get("businessunitid"), tuple):
        raise bad_payload("systemusers", "A business unit is needed.")
    app_id = values.get("applicationid")
    if app_id is None:
        return values
    if org.directory.user_by("applicationid", str(app_id)) is not None:
        raise Refusal(412, DUPLICATE_ID, "The application has a user in this organization.")
    service_principal = str(uuid5(NAMESPACE_URL, f"serviceprincipal/{app_id}"))
    return {
        "lastname": f"# {app_id}",
        "azureactivedirectoryobjectid": service_principal,
        "islicensed": False,
        **values,
    }


def welcome(org: Organisation, user: Row) -> None:
    """A new user is in the default team of the business unit."""
    unit = user["businessunitid"]
    assert isinstance(unit, tuple)
    pair = (default_team_id(unit[1]), str(user["systemuserid"]))
    org.store.link("teammembership_association", pair)
    org.directory.forget()


def require_disabled(user: Row) -> None:
    if not user.get("isdisabled"):
        raise Refusal(400, "0x80040203", "An enabled user cannot be deleted. Disable it first.")


def _require(
    org: Organisation,
    caller: Caller,
    table: Table,
    row: Row,
    target: Table,
    other: Row,
    giving: Association | None,
) -> None:
    del org
    roles = [r for t, r in ((table, row), (target, other)) if t.name == "role"]
    holders = [r for t, r in ((table, row), (target, other)) if t.name in ("systemuser", "team")]
    if not roles:
        caller.require_general("prvWriteTeam", "team")
        return
    caller.require_general(ASSIGN_ROLE)
    if giving and holders and roles[0].get("businessunitid") != holders[0].get("businessunitid"):
        raise Refusal(
            400,
            "0x80041d31",
            f"The role with id {roles[0]['roleid']} belongs to another business unit than the "
            "principal it is given to.",
        )
