"""What column security withholds from the app is told with the columns."""

from typing import Any

import pytest
import requests
import responses

from shared.dataverse.client import Dataverse
from shared.dataverse.column_security import SYSTEM_ADMINISTRATOR_TEMPLATE
from shared.errors import AnswerNotUnderstood, RightMissing
from shared.transport import Calls
from tests.unit.dataverse.support import (
    API,
    an_id,
    batch_answer,
    client,
    error_body,
    inner_requests,
    part,
)

ME, UNIT, SALARY, VIP, OPEN = (an_id(number) for number in range(1, 6))
RIGHTS = f"{API}systemusers({ME})/Microsoft.Dynamics.CRM.RetrievePrincipalAttributePrivileges()"
EVERYTHING = {"read", "create", "update"}


def column(name: str, metadata_id: str, **changes: Any) -> dict[str, Any]:
    return {
        "MetadataId": metadata_id.upper(),
        "LogicalName": name,
        "AttributeTypeName": {"Value": "StringType"},
        "IsValidForRead": True,
        "IsSecured": True,
        **changes,
    }


COLUMNS = [
    column("acd_salary", SALARY),
    column("acd_vip", VIP, CanBeSecuredForRead=False),
    column("acd_open", OPEN, IsSecured=False),
]


def granted(metadata_id: str, read: int = 0, create: int = 0, update: int = 0) -> dict[str, Any]:
    return {
        "AttributeId": metadata_id,
        "CanRead": read,
        "CanCreate": create,
        "CanUpdate": update,
        "CanReadUnMasked": 0,
    }


def serve(
    *rights: dict[str, Any],
    columns: list[dict[str, Any]] = COLUMNS,
    role_template: str | None = None,
) -> None:
    def inner(path: str) -> str:
        if "systemuserroles_association" in path:
            role = {"roleid": an_id(9), "name": "Role", "_roletemplateid_value": role_template}
            return part(200, {"value": [role]})
        is_base = path.partition("?")[0].endswith("/Attributes")
        return part(200, {"value": columns if is_base else []})

    def callback(request: requests.PreparedRequest) -> tuple[int, dict[str, str], bytes]:
        assert isinstance(request.body, bytes)
        return batch_answer([inner(path) for _, path, _, _ in inner_requests(request.body)])

    responses.add_callback(responses.POST, f"{API}$batch", callback)
    who = {"UserId": ME, "BusinessUnitId": UNIT, "OrganizationId": an_id(8)}
    responses.get(f"{API}WhoAmI", json=who)
    responses.get(RIGHTS, json={"AttributePrivileges": list(rights)})


def withheld(dataverse: Dataverse) -> dict[str, set[str]]:
    return {found.name: set(found.withheld) for found in dataverse.attributes("lead")}


@responses.activate
def test_without_a_profile_everything_that_is_secured_is_withheld() -> None:
    serve()
    assert withheld(client()) == {
        "acd_open": set(),
        "acd_salary": EVERYTHING,
        "acd_vip": {"create", "update"},
    }


@responses.activate
def test_each_right_of_a_profile_counts_by_itself() -> None:
    serve(granted(SALARY, read=4, update=4), granted(VIP, read=4, create=4, update=4))
    assert withheld(client()) == {"acd_open": set(), "acd_salary": {"create"}, "acd_vip": set()}


@responses.activate
def test_a_system_administrator_has_all_rights() -> None:
    serve(role_template=SYSTEM_ADMINISTRATOR_TEMPLATE)
    assert not any(withheld(client()).values())


@responses.activate
def test_another_role_gives_none() -> None:
    serve(role_template=an_id(7))
    assert withheld(client())["acd_salary"] == EVERYTHING


@responses.activate
def test_no_rights_are_asked_for_where_no_column_is_secured() -> None:
    serve(columns=[COLUMNS[2]])
    calls = Calls()
    assert withheld(client(calls=calls)) == {"acd_open": set()}
    assert calls.made("dataverse") == 1


@responses.activate
@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, {"AttributePrivileges": None}, AnswerNotUnderstood),
        (403, error_body("0x80040220", "is missing prvReadUser privilege"), RightMissing),
    ],
)
def test_rights_that_cannot_be_learnt_are_never_assumed(
    status: int, body: dict[str, Any], kind: type[Exception]
) -> None:
    serve()
    responses.replace(responses.GET, RIGHTS, status=status, json=body)
    with pytest.raises(kind):
        client().attributes("lead")
