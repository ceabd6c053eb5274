"""Adds records to an automation: each at most once, each with its own answer."""

from collections.abc import Callable
from uuid import uuid4

from shared.actions.answers import answer_name, answer_of, keep_answer, kept_answer, summary
from shared.actions.audit import note
from shared.actions.models.marketing import EnrolInput, ResultsOutput
from shared.actions.once import Done, Ledger, Outcome
from shared.actions.people import Person
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
    """One row per id, in order. Raises NoAutomation, Conflict if not connected, and RetryLater or
    StopRun while nothing has been done yet."""
    request_id = wanted.request_id or str(uuid4())
    name = answer_name("enrol", person.oid, request_id, automation_id, wanted.entity, wanted.ids)
    before = kept_answer(services.documents, name)
    if before is not None:
        return before
    calls = Calls()
    client = services.activecampaign(calls)
    automation = _automation(client, automation_id)
    ids = list(dict.fromkeys(wanted.ids))
    outcomes: dict[str, Outcome] = dict.fromkeys(ids, INACTIVE)
    if automation.active:
        ledger = Ledger(services.sends, "enrol", request_id, automation_id)
        found = recipients(services, person, wanted.entity, ids, calls)
        outcomes |= {
            record_id: _outcome(client, ledger, automation_id, found[record_id])
            for record_id in ids
        }
    answer = answer_of(wanted.ids, outcomes)
    keep_answer(services.documents, name, answer)
    note(services, person, "automation.enrol", automation_id, summary(wanted.entity, outcomes))
    return answer


def _automation(client: ActiveCampaign, automation_id: str) -> Automation:
    for automation in client.automations():
        if automation.id == automation_id:
            return automation
    raise NoAutomation("The account has no such automation; it may have been deleted.")


def _outcome(
    client: ActiveCampaign, ledger: Ledger, automation_id: str, found: Recipient | Refusal
) -> Outcome:
    if isinstance(found, Refusal):
        return found
    contact_id = found.contact_id
    return ledger.once(
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
