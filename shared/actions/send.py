"""Sends a campaign to the people behind records: to each at most once a request, and to nobody
who does not want mail. A mail cannot be taken back, so every doubt is against sending."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from shared.actions.answers import answer_name, answer_of, keep_answer, kept_answer, summary
from shared.actions.audit import note
from shared.actions.campaigns import is_sendable
from shared.actions.models.marketing import ResultsOutput, SendInput
from shared.actions.once import Done, Ledger, Outcome
from shared.actions.people import Person
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
SAME_EMAIL = Refusal(
    "already", "person.same_email", "Another record of this request has the same email address."
)
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
    """What both sides know of the people. `opted_out` are emails."""

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
    proof of its delivery. Raises NoCampaign, Conflict if not connected, and RetryLater or StopRun
    while nothing has been sent yet."""
    name = answer_name(
        "send", person.oid, wanted.request_id, campaign_id, wanted.entity, wanted.ids
    )
    before = kept_answer(services.documents, name)
    if before is not None:
        return before
    calls = Calls()
    client = services.activecampaign(calls)
    message = _message(client, campaign_id)
    ids = list(dict.fromkeys(wanted.ids))
    outcomes: dict[str, Outcome]
    if isinstance(message, Refusal):
        outcomes = dict.fromkeys(ids, message)
    else:
        found = recipients(services, person, wanted.entity, ids, calls)
        consent = _consent(services, client, found, calls)
        ledger = Ledger(services.sends, "send", wanted.request_id, campaign_id)
        mailing = _Mailing(client, ledger, consent, campaign_id, message)
        outcomes = {record_id: mailing.outcome(found[record_id]) for record_id in ids}
    answer = answer_of(wanted.ids, outcomes)
    keep_answer(services.documents, name, answer)
    note(services, person, "campaign.send", campaign_id, summary(wanted.entity, outcomes))
    return answer


class _Mailing:
    """One message to one person after the other."""

    def __init__(
        self,
        client: ActiveCampaign,
        ledger: Ledger,
        consent: _Consent,
        campaign_id: str,
        message_id: str,
    ) -> None:
        self._client = client
        self._ledger = ledger
        self._consent = consent
        self._campaign_id = campaign_id
        self._message_id = message_id
        self._mailed: set[str] = set()

    def outcome(self, found: Recipient | Refusal) -> Outcome:
        if isinstance(found, Refusal):
            return found
        refusal = self._consent.refusal(found)
        if refusal is not None:
            return refusal
        if found.email in self._mailed:
            return SAME_EMAIL
        self._mailed.add(found.email)
        return self._ledger.once(found.email, lambda: self._send(found.email))

    def _send(self, email: str) -> Outcome:
        answer = self._client.send_campaign(
            email=email, campaign_id=self._campaign_id, message_id=self._message_id
        )
        if answer.accepted:
            return Done()
        said = f"ActiveCampaign refused to send: {answer.message or 'it gave no reason'}."
        return Refusal("refused", "campaign.refused", said)


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
    """An opt-out is a fact of the email address: one on any lead or contact counts."""
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
    contacts = client.contacts_by_id([one.contact_id for one in reached], lists=True)
    return _Consent(contacts, opted_out)
