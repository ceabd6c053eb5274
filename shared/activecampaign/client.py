"""ActiveCampaign's API v3 (and v1 for sending), one method for each of its operations. Builds,
sends and reads by the modules of each resource; knows nothing of Dynamics and stores nothing.

Every method raises the errors of `shared.errors`: RetryLater (Throttled, Unreachable), StopRun
(CredentialsRefused, RightMissing, AnswerNotUnderstood), RequestRefused, Gone, and for what must
not be repeated OutcomeUnknown."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime

from shared.activecampaign import (
    account,
    automations,
    bulk_import,
    campaigns,
    contact_pages,
    contacts,
    field_options,
    fields,
    lists,
    tags,
    webhooks,
)
from shared.activecampaign.activity_reads import ActivityReads
from shared.activecampaign.asking import Asking
from shared.activecampaign.contact_pages import ContactPage
from shared.activecampaign.contact_reads import ContactReads
from shared.activecampaign.contacts import Sideloads
from shared.activecampaign.faults import EnrolRefused, not_understood, without_result
from shared.activecampaign.models import (
    Account,
    Automation,
    AutomationEntry,
    Campaign,
    CampaignMessage,
    Contact,
    ContactWrite,
    EnrolOutcome,
    FieldDefinition,
    ImportContact,
    ImportStatus,
    MailingList,
    SendAnswer,
    Tag,
    User,
    Webhook,
)
from shared.activecampaign.reading import Row, identifier, parsed, total
from shared.errors import AnswerNotUnderstood, Gone, RequestRefused, RightMissing, StopRun
from shared.transport import Transport


class ActiveCampaign:
    """One account, seen with one key. Safe for many threads."""

    def __init__(
        self,
        transport: Transport,
        *,
        url: str,
        key: str,
        on_refused: Callable[[StopRun], None] = lambda _: None,
    ) -> None:
        """`url` is the origin of the account; `key` goes into calls of API v1, which does not
        promise to read the header that `transport` sends. `on_refused` is called whenever the
        key, or a right of it, is refused."""
        self._asking = Asking(transport, on_refused)
        self._contacts = ContactReads(self._asking)
        self._activity = ActivityReads(self._asking)
        self._url = url
        self._key = key

    @property
    def url(self) -> str:
        """The origin of the account's address."""
        return self._url

    @property
    def activity(self) -> ActivityReads:
        """What happened with a contact, and how engaged it is."""
        return self._activity

    # The account

    def me(self) -> User:
        """The user whose key is used. Raises CredentialsRefused for a wrong key."""
        return self._asking.result(account.me_request(), account.read_user)

    def account(self) -> Account:
        """The account with the best name to be had. A missing right is no error."""
        try:
            name = account.read_site_name(self._asking.body(account.brandings_request()))
        except (RightMissing, AnswerNotUnderstood, RequestRefused, Gone):
            name = None
        return Account(name or account.name_in_address(self._url), self._url)

    # Contacts

    def contacts_by_id(
        self, ids: Sequence[str], *, tags: bool = False, lists: bool = False
    ) -> dict[str, Contact]:
        """The contacts of these ids with their field values, a hundred a call. Those that
        ActiveCampaign does not have are absent."""
        return self._contacts.by_ids(ids, Sideloads(tags, lists))

    def contacts_after_id(
        self,
        after_id: str,
        *,
        updated_after: datetime | None = None,
        tags: bool = False,
        lists: bool = False,
    ) -> Iterator[list[Contact]]:
        """Pages of contacts with a greater id ("0": all), by rising id. `updated_after` is what
        ActiveCampaign makes of it: its zone and precision are not documented.

        Raises AnswerNotUnderstood if a page does not go on from the one before, since contacts
        would be missed or the loop never end."""
        return self._contacts.after_id(after_id, updated_after, Sideloads(tags, lists))

    def contact_page(
        self, after_id: str = "0", *, updated_after: datetime | None = None
    ) -> ContactPage:
        """A page as `contacts_after_id` reads them, but as it is listed: one call."""
        request = contact_pages.after_id_request(after_id, updated_after)
        return self._asking.result(request, contact_pages.read_page)

    def contact_page_by_email(self, offset: int) -> ContactPage:
        """The contacts from the one at `offset` on in the order of their emails, as they are
        listed: one call. The order is ActiveCampaign's own."""
        request = contact_pages.by_email_request(offset)
        return self._asking.result(request, contact_pages.read_page)

    def count_updated_after(self, moment: datetime) -> int:
        """How many contacts `filters[updated_after]` lets through, to find out what it does."""
        return self._asking.result(contacts.count_request(moment), total)

    def contact_by_email(
        self, email: str, *, tags: bool = False, lists: bool = False
    ) -> Contact | None:
        """The contact with this email, whatever its case. Others that an answer may hold are
        left aside: ActiveCampaign ignores parameters it does not know without a word."""
        return self._contacts.by_email(email, Sideloads(tags, lists))

    def field_values(self, contact_id: str) -> dict[str, str]:
        """Field id -> raw value of one contact; those without a value are "" or absent. Raises
        Gone."""
        request = contacts.field_values_request(contact_id)
        return contacts.read_field_values(self._asking.all(request, "fieldValues"))

    def contact(self, contact_id: str) -> Contact:
        """The contact with its field values. Raises Gone."""
        return self._contacts.one(contact_id, Sideloads())

    def sync_contact(self, write: ContactWrite) -> Contact:
        """Creates the contact, or updates the one that has its email. The answer's `fields` may
        be None. Raises EmailTaken, RequestRefused."""
        return self._asking.result(contacts.sync_request(write), contacts.read_contact)

    def create_contact(self, write: ContactWrite) -> Contact:
        """Raises EmailTaken, also if an earlier try of this very call made the contact."""
        return self._asking.result(contacts.create_request(write), contacts.read_contact)

    def update_contact(self, contact_id: str, write: ContactWrite) -> Contact:
        """Raises EmailTaken, Gone, RequestRefused."""
        return self._asking.result(
            contacts.update_request(contact_id, write), contacts.read_contact
        )

    # Bulk import

    def start_import(self, contacts: Sequence[ImportContact], *, exclude_automations: bool) -> str:
        """Queues a batch as `split_import` makes them, and answers its id. Existing contacts
        are updated; which contacts were taken shows later.

        Raises ImportRejected if nothing was queued, Throttled."""
        request = bulk_import.import_request(contacts, exclude_automations=exclude_automations)
        answer = self._asking.send(request)
        try:
            body = self._asking.checked(request, answer)
            queued = bulk_import.was_queued(body)
        except RequestRefused:
            queued = False
        if not queued:
            raise bulk_import.read_rejection(parsed(answer.body), contacts, answer.status)
        batch_id = bulk_import.read_batch_id(body)
        if not batch_id:
            raise not_understood(request, answer.status, "names no batch")
        return batch_id

    def import_status(self, batch_id: str) -> ImportStatus:
        return bulk_import.read_status(self._asking.body(bulk_import.status_request(batch_id)))

    # Custom fields, tags, lists

    def fields(self) -> list[FieldDefinition]:
        """All custom fields of contacts, with the values that each may hold."""
        found = []
        for body, page in self._asking.pages(fields.fields_request(), "fields"):
            options = fields.read_options(body)
            found += [fields.read_field(field, self._options(field, options)) for field in page]
        return found

    def add_options(self, field_id: str, values: Sequence[str]) -> None:
        """Adds the options that a custom field lacks, whatever their case, behind those that are
        there; one that exists is never made twice. Raises Gone, OutcomeUnknown."""
        field_options.add_options(self._asking, field_id, values)

    def tags(self, search: str | None = None) -> list[Tag]:
        """All tags of contacts, or those whose name contains `search`."""
        page = self._asking.all(tags.tags_request(search), "tags")
        return [tags.read_tag(tag) for tag in page if tags.is_contact_tag(tag)]

    def ensure_tag(self, name: str) -> Tag:
        """The tag of this name, made if it is not there."""
        found = tags.named(name, self.tags(name))
        if found is not None:
            return found
        request = tags.create_tag_request(name)
        try:
            return tags.read_tag(self._asking.one(request, "tag"))
        except RequestRefused:
            found = tags.named(name, self.tags(name))
            if found is None:
                raise
            return found

    def tag_contact(self, contact_id: str, tag_id: str) -> None:
        self._asking.one(tags.tag_contact_request(contact_id, tag_id), "contactTag")

    def untag_contact(self, contact_id: str, tag_id: str) -> None:
        """Nothing happens if the contact does not carry the tag."""
        for tie in self._asking.all(tags.contact_tags_request(contact_id), "contactTags"):
            if identifier(tie.get("tag")) == tag_id:
                self._asking.delete(tags.untag_request(identifier(tie.get("id"))))

    def lists(self) -> list[MailingList]:
        """The lists that the key's user may see."""
        return [
            lists.read_list(found) for found in self._asking.all(lists.lists_request(), "lists")
        ]

    def contact_lists(self, contact_id: str) -> dict[str, str]:
        """List id -> status "0" to "3" of one contact. Raises Gone."""
        request = lists.contact_lists_request(contact_id)
        return lists.read_statuses(self._asking.all(request, "contactLists"))

    def unsubscribe(self, contact_id: str, list_id: str) -> None:
        self._asking.one(lists.unsubscribe_request(contact_id, list_id), "contactList")

    # Automations and campaigns

    def automations(self) -> list[Automation]:
        page = self._asking.all(automations.automations_request(), "automations")
        return [automations.read_automation(found) for found in page]

    def automation_entries(self, contact_id: str) -> list[AutomationEntry]:
        page = self._asking.all(automations.entries_request(contact_id), "contactAutomations")
        return [automations.read_entry(found) for found in page]

    def enrol(self, contact_id: str, automation_id: str) -> EnrolOutcome:
        """Adds the contact to the automation, which starts at once. `refused` if ActiveCampaign
        did not take it (already in, or not active). Raises OutcomeUnknown; never repeated."""
        request = automations.enrol_request(contact_id, automation_id)
        try:
            self._asking.one(request, "contactAutomation")
        except EnrolRefused:
            return "refused"
        return "added"

    def campaigns(self) -> list[Campaign]:
        """All campaigns, the latest first."""
        page = self._asking.all(campaigns.campaigns_request(), "campaigns")
        return [campaigns.read_campaign(found) for found in page]

    def campaign(self, campaign_id: str) -> Campaign:
        """Raises Gone."""
        request = campaigns.campaign_request(campaign_id)
        return campaigns.read_campaign(self._asking.one(request, "campaign"))

    def campaign_messages(self, campaign_id: str) -> list[CampaignMessage]:
        request = campaigns.messages_request(campaign_id)
        return [campaigns.read_message(m) for m in self._asking.all(request, "campaignMessages")]

    def send_campaign(self, *, email: str, campaign_id: str, message_id: str) -> SendAnswer:
        """Sends one mail to one address, each time it is called. Raises OutcomeUnknown if it is
        not known whether ActiveCampaign took it; never repeated."""
        request = campaigns.send_request(
            self._url, self._key, email=email, campaign_id=campaign_id, message_id=message_id
        )
        answer = self._asking.send(request)
        said = campaigns.read_send_answer(parsed(answer.body))
        if said is not None:
            return said
        raise without_result(request, answer.status, self._asking.checked(request, answer))

    # Webhooks

    def webhooks(self) -> list[Webhook]:
        page = self._asking.all(webhooks.webhooks_request(), "webhooks")
        return [webhooks.read_webhook(found) for found in page]

    def create_webhook(
        self, *, name: str, url: str, events: Collection[str], sources: Collection[str]
    ) -> Webhook:
        """Raises OutcomeUnknown; look for it among `webhooks()` then."""
        request = webhooks.create_webhook_request(name, url, events, sources)
        return webhooks.read_webhook(self._asking.one(request, "webhook"))

    def delete_webhook(self, webhook_id: str) -> None:
        """One that is not there counts as deleted."""
        self._asking.delete(webhooks.delete_webhook_request(webhook_id))

    def webhook_events(self) -> frozenset[str]:
        """The events that this account can deliver."""
        return self._asking.result(webhooks.events_request(), webhooks.read_events)

    def _options(
        self, field: Row, options: Mapping[str, tuple[str, ...]] | None
    ) -> tuple[str, ...]:
        """Of one field; asked for by itself if the list of fields came without options."""
        field_id = identifier(field.get("id"))
        if options is not None or field.get("type") not in fields.TYPES_WITH_OPTIONS:
            return (options or {}).get(field_id, ())
        return fields.in_order(self._asking.all(fields.options_request(field_id), "fieldOptions"))
