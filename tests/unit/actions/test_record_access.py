"""What a person may not read in Dynamics, they neither learn of nor act on here, each record by
itself."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest

from shared.actions.enrol import enrol
from shared.actions.models.marketing import EnrolInput, ResultsOutput, SendInput
from shared.actions.people import Person
from shared.actions.send import send
from tests.unit.triggers.fakes import FakeServices

IDS = [str(UUID(int=number + (4 << 76))) for number in range(100)]
REQUEST = "eeeeeeee-0000-0000-0000-000000000001"

Act = Callable[[FakeServices, Person], ResultsOutput]


def enrolling(services: FakeServices, person: Person) -> ResultsOutput:
    body = {"entity": "lead", "ids": IDS, "requestId": REQUEST}
    return enrol(services, person, "7", EnrolInput.model_validate(body))


def sending(services: FakeServices, person: Person) -> ResultsOutput:
    body = {"entity": "lead", "ids": IDS, "requestId": REQUEST}
    return send(services, person, "5", SendInput.model_validate(body))


@pytest.fixture
def services() -> FakeServices:
    """A hundred leads in sync."""
    made = FakeServices().connected()
    for number, record_id in enumerate(IDS, start=1):
        made.put_in_sync("lead", record_id, str(number), f"p{number}@example.com")
    return made


def touched(services: FakeServices) -> int:
    return len(services.campaign.entries) + len(services.campaign.mails)


BOTH = pytest.mark.parametrize("act", [enrolling, sending])


@BOTH
def test_of_a_hundred_each_is_answered_by_itself(services: FakeServices, act: Act) -> None:
    services.crm.unreadable.update(IDS[::3])
    for record_id in IDS[1::3]:
        del services.crm.rows["leads"][record_id]
    rows = act(services, services.person()).results
    assert [row.id for row in rows] == IDS
    assert [row.status for row in rows] == [
        "done" if place % 3 == 2 else "refused" for place in range(100)
    ]
    reasons = {row.reason.model_dump_json() for row in rows if row.reason is not None}
    assert len(reasons) == 1, "no access and no record read the same"
    assert touched(services) == 33


@BOTH
def test_somebody_elses_request_answers_nothing_of_what_one_may_not_read(
    services: FakeServices, act: Act
) -> None:
    act(services, services.person())
    services.crm.unreadable.update(IDS)
    other = replace(services.person(), oid="aaaaaaaa-0000-0000-0000-000000000009")
    rows = act(services, other).results
    assert {(row.status, row.reason.code if row.reason else "") for row in rows} == {
        ("refused", "record.not_found")
    }


@BOTH
def test_somebody_elses_request_is_not_carried_out_again(services: FakeServices, act: Act) -> None:
    act(services, services.person())
    before = touched(services)
    other = replace(services.person(), oid="aaaaaaaa-0000-0000-0000-000000000009")
    act(services, other)
    assert touched(services) == before
