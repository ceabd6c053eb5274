"""Reads contacts whole, one or many: asks again for what an answer left out, and takes no answer
for what was asked unless it is. Knows no other resource than contacts and what is tied to them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from shared.activecampaign import contacts, lists, tags
from shared.activecampaign.asking import Asking
from shared.activecampaign.contacts import Sideloads
from shared.activecampaign.faults import not_understood, without_result
from shared.activecampaign.models import Contact
from shared.activecampaign.paging import PAGE_LIMIT
from shared.activecampaign.reading import Row, identifier, total
from shared.errors import Gone
from shared.transport import Request


class ContactReads:
    """The reading half of `ActiveCampaign`, for contacts."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    def one(self, contact_id: str, sideloads: Sideloads) -> Contact:
        """Raises Gone."""
        request = contacts.contact_request(contact_id)
        return self._complete(self._asking.result(request, contacts.read_contact), sideloads)

    def by_email(self, email: str, sideloads: Sideloads) -> Contact | None:
        request = contacts.by_email_request(email.strip(), sideloads)
        found, _ = self._answered(request)
        same = [contact for contact in found if contacts.same_email(contact.email, email)]
        return self._complete(same[0], sideloads) if same else None

    def by_ids(self, ids: Sequence[str], sideloads: Sideloads) -> dict[str, Contact]:
        """Any number of ids; what is no id is absent like a contact that is not there."""
        wanted = [contact_id for contact_id in dict.fromkeys(ids) if identifier(contact_id)]
        found: dict[str, Contact] = {}
        for start in range(0, len(wanted), PAGE_LIMIT):
            found |= self._hundred(wanted[start : start + PAGE_LIMIT], sideloads)
        return found

    def after_id(
        self, after_id: str, updated_after: datetime | None, sideloads: Sideloads
    ) -> Iterator[list[Contact]]:
        last = int(after_id or "0")
        while True:
            request = contacts.after_id_request(str(last), updated_after, sideloads)
            page, in_all = self._answered(request)
            for contact in page:
                if int(contact.id) <= last:
                    raise not_understood(request, 200, "does not go on by rising id")
                last = int(contact.id)
            if complete := self._still_there(page, sideloads):
                yield complete
            if not page or (len(page) < PAGE_LIMIT and in_all <= len(page)):
                return

    def _hundred(self, ids: Sequence[str], sideloads: Sideloads) -> dict[str, Contact]:
        """If ActiveCampaign answers with contacts nobody asked for, it ignored the ids, and one
        that is missing is not known to be gone: then each is asked for by itself."""
        found: dict[str, Contact] = {}
        missing = list(ids)
        while missing:
            page, in_all = self._answered(contacts.by_ids_request(missing, sideloads))
            asked = frozenset(missing)
            named = [contact for contact in page if contact.id in asked]
            found |= {contact.id: contact for contact in self._still_there(named, sideloads)}
            answered = frozenset(contact.id for contact in named)
            missing = [contact_id for contact_id in missing if contact_id not in answered]
            if len(named) < len(page):
                return found | self._each(missing, sideloads)
            if not page or in_all <= len(page):
                break
        return found

    def _each(self, ids: Sequence[str], sideloads: Sideloads) -> dict[str, Contact]:
        found: dict[str, Contact] = {}
        for contact_id in ids:
            try:
                found[contact_id] = self.one(contact_id, sideloads)
            except Gone:
                continue
        return found

    def _answered(self, request: Request) -> tuple[list[Contact], int]:
        """The contacts of a list, and how many the account says there are (0 if it does not)."""
        body = self._asking.body(request)
        found = contacts.read_contacts(body)
        if found is None:
            raise without_result(request, 200, body)
        return found, total(body) or 0

    def _still_there(self, page: Sequence[Contact], sideloads: Sideloads) -> list[Contact]:
        """The contacts, each complete, without those deleted while they were asked for."""
        complete = []
        for contact in page:
            try:
                complete.append(self._complete(contact, sideloads))
            except Gone:
                continue
        return complete

    def _complete(self, contact: Contact, sideloads: Sideloads) -> Contact:
        """Asks for what was wanted and not answered; for nothing, if all is there."""
        if contact.fields is None:
            values = self._tied(contacts.field_values_request(contact.id), "fieldValues")
            contact = replace(contact, fields=contacts.read_field_values(values))
        if sideloads.tags and contact.tag_ids is None:
            ties = self._tied(tags.contact_tags_request(contact.id), "contactTags")
            contact = replace(contact, tag_ids=tags.read_tag_ids(ties))
        if sideloads.lists and contact.lists is None:
            ties = self._tied(lists.contact_lists_request(contact.id), "contactLists")
            contact = replace(contact, lists=lists.read_statuses(ties))
        return contact

    def _tied(self, request: Request, key: str) -> list[Row]:
        return self._asking.all(request, key)
