"""The audit names the users on whom somebody acted, as Dynamics calls them now."""

from typing import Any

import pytest

from shared.actions.audit import audit_page, note
from shared.actions.models.records import AuditOutput
from shared.actions.people import Person
from shared.errors import Unreachable
from tests.unit.triggers.fake_remotes import USER_OID, user
from tests.unit.triggers.fakes import FakeServices

ADA = Person("oid", "11111111-0000-0000-0000-000000000001", "Ada", frozenset({"admin", "user"}))
NED, GONE = "22222222-0000-0000-0000-000000000001", "22222222-0000-0000-0000-000000000002"


@pytest.fixture
def services() -> Any:
    made = FakeServices()
    made.crm.users[USER_OID] = user(USER_OID)
    made.crm.users[USER_OID].id = NED
    made.crm.users[USER_OID].name = "Ned Newcomer"
    return made


def listed(services: Any) -> list[AuditOutput]:
    return audit_page(services, None, 10).items


def asked(services: Any) -> list[str]:
    """What is asked of Dynamics from now on."""
    calls: list[str] = []
    services.crm.fail = calls.append
    return calls


def test_a_role_change_names_its_target(services: Any) -> None:
    note(services, ADA, "people.give", NED, "The role user.")
    (entry,) = listed(services)
    assert (entry.target, entry.target_name) == (NED, "Ned Newcomer")


def test_one_call_names_all_of_a_page_and_a_page_without_users_makes_none(services: Any) -> None:
    calls = asked(services)
    note(services, ADA, "mapping.set", "lead", "")
    assert [entry.target_name for entry in listed(services)] == [None]
    assert calls == []
    for act in ("people.give", "people.take"):
        note(services, ADA, act, NED, "")
    assert [entry.target_name for entry in listed(services)] == ["Ned Newcomer"] * 2 + [None]
    assert calls == ["systemusers"]


def test_a_user_who_is_gone_is_shown_by_id(services: Any) -> None:
    note(services, ADA, "people.take", GONE, "Both roles.")
    (entry,) = listed(services)
    assert (entry.target, entry.target_name) == (GONE, None)


def test_the_audit_is_read_while_dynamics_is_away(services: Any) -> None:
    def away(_: str) -> None:
        raise Unreachable("dataverse", "No answer.")

    services.crm.fail = away
    note(services, ADA, "people.take", NED, "Both roles.")
    (entry,) = listed(services)
    assert (entry.act, entry.target, entry.target_name) == ("people.take", NED, None)
