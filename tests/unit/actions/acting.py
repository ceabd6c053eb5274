"""Enrols and sends over fakes."""

from typing import Any

from shared.actions.enrol import enrol
from shared.actions.models.marketing import EnrolInput, ResultsOutput, SendInput
from shared.actions.send import send
from shared.entities import Entity
from tests.unit.triggers.fakes import FakeServices

ONE = "dddddddd-0000-0000-0000-000000000001"
TWO = "dddddddd-0000-0000-0000-000000000002"
THREE = "dddddddd-0000-0000-0000-000000000003"
REQUEST = "eeeeeeee-0000-0000-0000-000000000001"


def in_sync() -> FakeServices:
    """Three leads in sync with the contacts 1 to 3."""
    made = FakeServices().connected()
    for number, record_id in enumerate((ONE, TWO, THREE), start=1):
        made.put_in_sync("lead", record_id, str(number), f"p{number}@example.com")
    return made


def do_enrol(
    services: FakeServices, *ids: str, automation: str = "7", request: str | None = None
) -> ResultsOutput:
    body: dict[str, Any] = {"entity": "lead", "ids": list(ids), "requestId": request}
    return enrol(services, services.person(), automation, EnrolInput.model_validate(body))


def do_send(
    services: FakeServices,
    *ids: str,
    campaign: str = "5",
    request: str = REQUEST,
    entity: Entity = "lead",
) -> ResultsOutput:
    body = {"entity": entity, "ids": list(ids), "requestId": request}
    return send(services, services.person(), campaign, SendInput.model_validate(body))


def told(answer: ResultsOutput) -> list[tuple[str, str | None]]:
    return [(row.status, row.reason.code if row.reason else None) for row in answer.results]


DONE = ("done", None)


def fail_once(services: FakeServices, call: str, fault: Exception, *, after: bool = False) -> None:
    """Raises at the next `call`, before or after it has had its effect."""
    campaign = services.campaign
    real = getattr(campaign, call)

    def failing(*args: Any, **named: Any) -> Any:
        setattr(campaign, call, real)
        if after:
            real(*args, **named)
        raise fault

    setattr(campaign, call, failing)
