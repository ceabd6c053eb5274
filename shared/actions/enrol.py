"""Adds records to an automation: each at most once, each with its own answer."""

from collections.abc import Callable
from uuid import uuid4

from shared.actions.acting import Plan, Todo, carry_out
from shared.actions.answers import summary
from shared.actions.audit import note
from shared.actions.models.marketing import EnrolInput, EnrolProgressOutput, ResultsOutput
from shared.actions.once import Done, Ledger, Outcome
from shared.actions.people import Person
from shared.actions.progress import Progress, known_request
from shared.actions.recipients import Recipient, Refusal, recipients
from shared.actions.services import Services
from shared.activecampaign.client import ActiveCampaign
from shared.activecampaign.models import Automation
from shared.errors import Gone, NotFound
from shared.transport import Calls

UNDER_WAY = "1"
"""Status of an entry whose contact is still in the automation."""

INACTIVE = Refusal("refused", "automation.inactive", "The automation is not active.")
GONE = Refusal("refused", "contact.gone", "The contact was deleted in ActiveCampaign meanwhile.")
ALREADY_IN = Refusal("already", "automation.already_in", "The contact is in the automation.")
NOT_TAKEN = Refusal(
    "refused",
    "automation.not_taken",
    "ActiveCampaign did not add the contact: it has been in the automation before, or the "
    "automation takes nobody now.",
)


class NoAutomation(NotFound):
    code = "automation.not_found"
    title = "No such automation"


def enrol(
    services: Services, person: Person, automation_id: str, wanted: EnrolInput
) -> ResultsOutput:
    """One row per id, in order. The same request again does what is left, and nothing twice.

    Raises NoAutomation, Conflict if not connected or if the request id is in use, and RetryLater
    or StopRun while nothing has been done yet."""
    entity, request_id = wanted.entity, wanted.request_id or str(uuid4())
    progress = Progress(services, person, "enrol", request_id, automation_id, entity)
    left = progress.left(wanted.ids)
    if left:
        calls = Calls()
        client = services.activecampaign(calls)
        automation = _automation(client, automation_id)
        ledger = Ledger(services.sends, "enrol", request_id, automation_id, clock=services.clock)

        def plan() -> Plan:
            if not automation.active:
                return dict.fromkeys(left, INACTIVE)
            found = recipients(services, person, entity, left, calls)
            return {one: _planned(client, automation_id, who) for one, who in found.items()}

        outcomes = carry_out(progress, ledger, left, plan)
        note(services, person, "automation.enrol", automation_id, summary(entity, outcomes))
    return progress.answer(wanted.ids)


def enrol_progress(services: Services, person: Person, request_id: str) -> EnrolProgressOutput:
    """How far an enrol is. Raises NoRequest."""
    known = known_request(services, person, "enrol", request_id)
    return EnrolProgressOutput(
        request_id=request_id,
        automation_id=known.target_id,
        entity=known.entity,
        state=known.state,
        total=len(known.rows),
        processed=known.processed,
        results=list(known.rows),
    )


def _automation(client: ActiveCampaign, automation_id: str) -> Automation:
    for automation in client.automations():
        if automation.id == automation_id:
            return automation
    raise NoAutomation("The account has no such automation; it may have been deleted.")


def _planned(
    client: ActiveCampaign, automation_id: str, found: Recipient | Refusal
) -> Refusal | Todo:
    if isinstance(found, Refusal):
        return found
    contact_id = found.contact_id
    return Todo(
        contact_id,
        act=_adding(client, contact_id, automation_id),
        check=_checking(client, contact_id, automation_id),
    )


def _checking(
    client: ActiveCampaign, contact_id: str, automation_id: str
) -> Callable[[], Refusal | None]:
    """Whether ActiveCampaign starts a second run for a contact that is in is not documented, so
    it is looked at first."""

    def check() -> Refusal | None:
        try:
            entries = client.automation_entries(contact_id)
        except Gone:
            return GONE
        is_in = any(
            entry.automation_id == automation_id and entry.status == UNDER_WAY for entry in entries
        )
        return ALREADY_IN if is_in else None

    return check


def _adding(client: ActiveCampaign, contact_id: str, automation_id: str) -> Callable[[], Outcome]:
    def add() -> Outcome:
        try:
            taken = client.enrol(contact_id, automation_id)
        except Gone:
            return GONE
        return Done() if taken == "added" else NOT_TAKEN

    return add
