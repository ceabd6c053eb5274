"""Users, roles and rights."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
import requests
import responses

from shared.dataverse.people import Role, RoleHolder, User, WhoAmI
from shared.errors import AnswerNotUnderstood, Gone, RightMissing
from shared.transport import Calls
from tests.unit.dataverse.support import (
    API,
    URL,
    an_id,
    batch_answer,
    client,
    error_body,
    inner_requests,
    part,
)

ANN, BOB, OID = an_id(1), an_id(2), an_id(101)
UNIT, OTHER_UNIT = an_id(201), an_id(202)
ROOT, COPY, SYSADMIN, TEMPLATE = an_id(301), an_id(302), an_id(303), an_id(399)
TEAM = an_id(401)


def user_row(user_id: str, **changes: Any) -> dict[str, Any]:
    return {
        "systemuserid": user_id,
        "fullname": "Ann Example",
        "internalemailaddress": "ann@x.it",
        "azureactivedirectoryobjectid": OID,
        "applicationid": None,
        "isdisabled": False,
        "_businessunitid_value": UNIT,
    } | changes


def user(user_id: str) -> User:
    return User(user_id, "Ann Example", "ann@x.it", True, False, UNIT, OID)


def role_row(role_id: str, root: str | None, unit: str = UNIT, **changes: Any) -> dict[str, Any]:
    return {
        "roleid": role_id,
        "name": "Admin",
        "_businessunitid_value": unit,
        "_parentrootroleid_value": root,
        "_roletemplateid_value": None,
    } | changes


def serve(rows_at: Mapping[str, list[dict[str, Any]]]) -> list[list[str]]:
    """Answers batches of reads by their path without options; what is not listed is empty."""
    served: list[list[str]] = []

    def callback(request: requests.PreparedRequest) -> tuple[int, dict[str, str], bytes]:
        assert isinstance(request.body, bytes)
        paths = [
            unquote(path).removeprefix("/api/data/v9.2/")
            for _, path, _, _ in inner_requests(request.body)
        ]
        served.append(paths)
        return batch_answer(
            [part(200, {"value": rows_at.get(path.split("?")[0], [])}) for path in paths]
        )

    responses.add_callback(responses.POST, f"{API}$batch", callback)
    return served


def options_of(call: Any) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(call.request.url).query))


@responses.activate
def test_the_app_knows_who_it_is() -> None:
    responses.get(
        f"{API}WhoAmI",
        json={"UserId": ANN.upper(), "BusinessUnitId": UNIT, "OrganizationId": an_id(9)},
    )
    assert client().who_am_i() == WhoAmI(ANN, UNIT, an_id(9))


@responses.activate
@pytest.mark.parametrize("body", [{}, {"UserId": "x", "BusinessUnitId": UNIT, "OrganizationId": 1}])
def test_another_answer_to_who_am_i_is_not_understood(body: dict[str, Any]) -> None:
    responses.get(f"{API}WhoAmI", json=body)
    with pytest.raises(AnswerNotUnderstood):
        client().who_am_i()


@responses.activate
def test_a_user_is_found_by_the_object_id_in_entra() -> None:
    call = responses.get(f"{API}systemusers", json={"value": [user_row(ANN.upper())]})
    assert client().user_by_oid(OID.upper()) == user(ANN)
    assert options_of(call.calls[0])["$filter"] == f"azureactivedirectoryobjectid eq {OID}"


@responses.activate
def test_an_enabled_user_is_preferred_to_a_disabled_one_with_the_same_sign_in() -> None:
    rows = [user_row(ANN, isdisabled=True), user_row(BOB)]
    responses.get(f"{API}systemusers", json={"value": rows})
    assert client().user_by_oid(OID) == user(BOB)


@responses.activate
def test_nobody_and_application_users_are_told_as_such() -> None:
    responses.get(f"{API}systemusers", json={"value": []})
    assert client().user_by_oid(OID) is None
    responses.get(
        f"{API}systemusers({ANN})",
        json=user_row(ANN, applicationid=an_id(5), isdisabled=True, internalemailaddress=None),
    )
    found = client().user(ANN)
    assert (found.application, found.enabled, found.email) == (True, False, "")


def test_an_oid_that_is_no_guid_is_never_sent() -> None:
    with pytest.raises(ValueError, match="GUID"):
        client().user_by_oid("x' or true")


@responses.activate
def test_people_are_found_by_part_of_name_or_email() -> None:
    rows = [user_row(an_id(number)) for number in range(12)]
    call = responses.get(f"{API}systemusers", json={"value": rows})
    found = client().users_matching("o'b_50%")
    assert len(found) == 10
    assert options_of(call.calls[0])["$filter"] == (
        "isdisabled eq false and applicationid eq null and azureactivedirectoryobjectid ne null "
        "and (contains(fullname,'o''b[_]50[%]') or "
        "contains(internalemailaddress,'o''b[_]50[%]'))"
    )
    assert options_of(call.calls[0])["$orderby"] == "fullname,systemuserid"
    assert call.calls[0].request.headers["Prefer"] == "odata.maxpagesize=10"


@responses.activate
def test_roles_come_directly_and_through_teams_in_two_calls() -> None:
    calls = Calls()
    served = serve(
        {
            f"systemusers({ANN})/systemuserroles_association": [role_row(COPY, ROOT, OTHER_UNIT)],
            f"systemusers({ANN})/teammembership_association": [
                {"teamid": TEAM},
                {"teamid": an_id(402)},
            ],
            f"teams({TEAM})/teamroles_association": [
                role_row(SYSADMIN, None, _roletemplateid_value=TEMPLATE),
                role_row(COPY, ROOT, OTHER_UNIT),
            ],
            f"teams({an_id(402)})/teamroles_association": [
                role_row(SYSADMIN, None, _roletemplateid_value=TEMPLATE)
            ],
        }
    )
    assert client(calls=calls).roles_of(ANN) == [
        Role(COPY, "Admin", OTHER_UNIT, ROOT, None, "direct"),
        Role(SYSADMIN, "Admin", UNIT, SYSADMIN, TEMPLATE, "team"),
        Role(COPY, "Admin", OTHER_UNIT, ROOT, None, "team"),
    ]
    assert calls.made("dataverse") == 2
    assert served[0][0].endswith(
        "?$select=roleid,name,_businessunitid_value,_parentrootroleid_value,_roletemplateid_value"
    )


@responses.activate
def test_a_user_without_teams_costs_one_call() -> None:
    serve({})
    calls = Calls()
    assert client(calls=calls).roles_of(ANN) == []
    assert calls.made("dataverse") == 1


@responses.activate
def test_holders_of_all_copies_of_a_role_are_found_with_their_way_to_it() -> None:
    roles = responses.get(
        f"{API}roles",
        json={"value": [role_row(ROOT, ROOT), role_row(COPY, ROOT, OTHER_UNIT)]},
    )
    serve(
        {
            f"roles({ROOT})/systemuserroles_association": [user_row(ANN)],
            f"roles({COPY})/teamroles_association": [{"teamid": TEAM}],
            f"teams({TEAM})/teammembership_association": [user_row(ANN), user_row(BOB)],
        }
    )
    copy = Role(COPY, "Admin", OTHER_UNIT, ROOT, None, "team")
    found = client().role_holders([ROOT], [TEMPLATE])
    assert found == [
        RoleHolder(user(ANN), Role(ROOT, "Admin", UNIT, ROOT, None, "direct")),
        RoleHolder(user(ANN), copy),
        RoleHolder(user(BOB), copy),
    ]
    assert [holder.via for holder in found] == ["direct", "team", "team"]
    assert options_of(roles.calls[0])["$filter"] == (
        f"_parentrootroleid_value eq {ROOT} or _roletemplateid_value eq {TEMPLATE}"
    )


@responses.activate
def test_no_roles_have_no_holders_and_cost_no_call() -> None:
    assert client().role_holders([]) == []
    assert len(responses.calls) == 0


@responses.activate
@pytest.mark.parametrize("status", [204, 412])
def test_the_copy_of_the_users_business_unit_is_assigned(status: int) -> None:
    """A role the user has already is no error."""
    responses.get(f"{API}systemusers({ANN})", json=user_row(ANN, _businessunitid_value=OTHER_UNIT))
    served = serve({"roles": [role_row(COPY, ROOT, OTHER_UNIT)]})
    call = responses.post(
        f"{API}systemusers({ANN})/systemuserroles_association/$ref",
        status=status,
        json=error_body("0x80040237") if status == 412 else None,
    )
    client().assign_role(ANN, ROOT)
    assert served[0][0].endswith(
        f"$filter=_parentrootroleid_value eq {ROOT} and _businessunitid_value eq {OTHER_UNIT}"
    )
    assert json.loads(call.calls[0].request.body) == {
        "@odata.id": f"{URL}/api/data/v9.2/roles({COPY})"
    }


@responses.activate
def test_a_role_that_is_not_installed_cannot_be_assigned() -> None:
    responses.get(f"{API}systemusers({ANN})", json=user_row(ANN))
    serve({})
    with pytest.raises(Gone) as caught:
        client().assign_role(ANN, ROOT)
    assert "Import the solution" in caught.value.remedy


@responses.activate
def test_the_right_to_assign_roles_may_be_missing() -> None:
    responses.get(f"{API}systemusers({ANN})", json=user_row(ANN))
    serve({"roles": [role_row(ROOT, ROOT)]})
    responses.post(
        f"{API}systemusers({ANN})/systemuserroles_association/$ref",
        status=403,
        json=error_body("0x80040220", "is missing prvAssignRole privilege for entity 'role'"),
    )
    with pytest.raises(RightMissing, match="prvAssignRole"):
        client().assign_role(ANN, ROOT)


@responses.activate
@pytest.mark.parametrize("status", [204, 404])
def test_removing_a_role_takes_every_copy_held_and_no_other_role(status: int) -> None:
    """One that somebody else took meanwhile is no error."""
    held = f"systemusers({ANN})/systemuserroles_association"
    serve({held: [role_row(COPY, ROOT), role_row(ROOT, None), role_row(SYSADMIN, None)]})
    for role_id in (COPY, ROOT):
        responses.delete(f"{API}{held}({role_id})/$ref", status=status)
    client().remove_role(ANN, ROOT)
    deleted = [str(call.request.url) for call in responses.calls if call.request.method == "DELETE"]
    assert deleted == [f"{API}{held}({role_id})/$ref" for role_id in (COPY, ROOT)]
