"""Sends a campaign to the people behind records: to each at most once a request, and to nobody
who does not want mail. A mail cannot be taken back, so every doubt is against sending."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import partial

from shared.actions.acting import Plan, Todo, carry_out
from shared.actions.answers import summary
from shared.actions.audit import note
from shared.actions.campaigns import is_sendable
from shared.actions.models.marketing import ResultsOutput, SendInput, SendProgressOutput
from shared.actions.once import Done, Ledger, Outcome
from shared.actions.people import Person
from shared.actions.progress import Progress, known_request
from shared.actions.recipients import EMAIL, TABLES, Recipient, Refusal, recipients
from shared.actions.services import Services
from shared.activecampaign.client import ActiveCampaign
from shared.activecampaign.models import Contact
from shared.errors import Gone, NotFound
from shared.mapping.email import normalise_email
from shared.sync.sides import consent_of
from shared.transport import Calls

NOT_SENDABLE = Refusal(
    "refused",
    "campaign.not_sendable",
    "Only a plain campaign that has been sent can be sent to a person.",
)
NO_MESSAGE = Refusal("refused", "campaign.no_message", "The campaign has no message.")
GONE = Refusal("refused", "contact.gone", "The contact was deleted in ActiveCampaign meanwhile.")
OPTED_OUT = Refusal("refused", "person.opted_out", "The person wants no marketing mail.")
BOUNCED = Refusal("refused", "person.bounced", "Mail to this address has bounced for good.")
EMAIL_DIFFERS = Refusal(
    "refused",
    "person.email_differs",
    "The email address differs on the two sides; the next sync settles it.",
)


class NoCampaign(NotFound):
    code = "campaign.not_found"
    title = "No such campaign"


@dataclass(frozen=True)
class _Consent:
    """What is known of the people. `opted_out` are emails."""

    contacts: Mapping[str, Contact]
    opted_out: Collection[str]

    def refusal(self, one: Recipient) -> Refusal | None:
        contact = self.contacts.get(one.contact_id)
        if contact is None:
            return GONE
        if normalise_email(contact.email) != one.email:
            return EMAIL_DIFFERS
        if contact.hard_bounced:
            return BOUNCED
        consent = consent_of(contact)
        if consent is not None and consent.gets_no_campaign:
            return OPTED_OUT
        if one.opted_out or one.email in self.opted_out:
            return OPTED_OUT
        return None


def send(services: Services, person: Person, campaign_id: str, wanted: SendInput) -> ResultsOutput:
    """One row per id, in order; `done` means that ActiveCampaign took the mail, which is not
    proof of its delivery. The same request again does what is left, and nothing twice.

    Raises NoCampaign, Conflict if not connected or if the request id is in use, and RetryLater or
    StopRun while nothing has been sent yet."""
    entity, request_id = wanted.entity, wanted.request_id
    progress = Progress(services, person, "send", request_id, campaign_id, entity)
    left = progress.left(wanted.ids)
    if left:
        calls = Calls()
        client = services.activecampaign(calls)
        message = _message(client, campaign_id)
        ledger = Ledger(services.sends, "send", request_id, campaign_id, clock=services.clock)

        def plan() -> Plan:
            if isinstance(message, Refusal):
                return dict.fromkeys(left, message)
            mail = _Mail(client, campaign_id, message)
            found = recipients(services, person, entity, left, calls)
            return _plan(mail, found, _consent(services, client, found, calls))

        outcomes = carry_out(progress, ledger, left, plan)
        note(services, person, "campaign.send", campaign_id, summary(entity, outcomes))
    return progress.answer(wanted.ids)


def send_progress(services: Services, person: Person, request_id: str) -> SendProgressOutput:
    """How far a send is. Raises NoRequest."""
    known = known_request(services, person, "send", request_id)
    return SendProgressOutput(
        request_id=request_id,
        campaign_id=known.target_id,
        entity=known.entity,
        state=known.state,
        total=len(known.rows),
        processed=known.processed,
        results=list(known.rows),
    )


@dataclass(frozen=True)
class _Mail:
    """One message that may be sent to anybody."""

    client: ActiveCampaign
    campaign_id: str
    message_id: str

    def send_to(self, email: str) -> Outcome:
        answer = self.client.send_campaign(
            email=email, campaign_id=self.campaign_id, message_id=self.message_id
        )
        if answer.accepted:
            return Done()
        # It speaks of this campaign and this person alone, so that whoever sends may read it.
        why = f"“{answer.message}”" if answer.message else "it gave no reason"
        return Refusal("refused", "campaign.refused", f"ActiveCampaign refused to send: {why}.")


def _plan(mail: _Mail, found: Mapping[str, Recipient | Refusal], consent: _Consent) -> Plan:
    plan: dict[str, Refusal | Todo] = {}
    for record_id, one in found.items():
        refusal = one if isinstance(one, Refusal) else consent.refusal(one)
        if refusal is None and isinstance(one, Recipient):
            plan[record_id] = Todo(one.email, partial(mail.send_to, one.email))
        elif refusal is not None:
            plan[record_id] = refusal
    return plan


def _message(client: ActiveCampaign, campaign_id: str) -> str | Refusal:
    """The id of the campaign's message."""
    try:
        campaign = client.campaign(campaign_id)
        if not is_sendable(campaign):
            return NOT_SENDABLE
        messages = client.campaign_messages(campaign_id)
    except Gone:
        raise NoCampaign("The account has no such campaign; it may have been deleted.") from None
    return messages[0].id if messages else NO_MESSAGE


def _consent(
    services: Services,
    client: ActiveCampaign,
    found: Mapping[str, Recipient | Refusal],
    calls: Calls,
) -> _Consent:
    """An opt-out is a fact of the email address: one on any lead or contact counts, and so does
    one that is remembered of a record or contact that is gone."""
    reached = [one for one in found.values() if isinstance(one, Recipient)]
    if not reached:
        return _Consent({}, frozenset())
    emails = sorted({one.email for one in reached})
    column = services.settings.opt_out_column
    dataverse = services.dataverse(calls)
    opted_out = {
        normalise_email(str(row.get(EMAIL)))
        for table in TABLES.values()
        for row in dataverse.rows_where_any(table, EMAIL, emails, [EMAIL, column])
        if row.get(column) is True
    }
    opted_out |= services.engine.open_consent().opted_out(emails)
    contacts = client.contacts_by_id([one.contact_id for one in reached], lists=True)
    return _Consent(contacts, opted_out)
