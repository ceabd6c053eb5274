"""Mails that leave, and those held back without a word. Knows no transport: an outbox."""

from sandbox.activecampaign.changes import Changes
from sandbox.activecampaign.records import Campaign, Contact, Mail, Message
from sandbox.activecampaign.store import Store
from sandbox.activecampaign.stream import Stream


class Mailer:
    """Sends the messages of one account; every one that leaves is kept in `store.outbox`."""

    def __init__(self, store: Store, changes: Changes, stream: Stream) -> None:
        self.store = store
        self.changes = changes
        self.stream = stream

    def send(
        self,
        email: str,
        campaign: Campaign,
        message: Message,
        *,
        automation: int = 0,
        type_: str = "html",
        action: str = "send",
    ) -> bool:
        """False: held back, since the address bounced, unsubscribed or is excluded. Each call
        sends anew."""
        store = self.store
        contact = store.contact_by_email(email)
        body = message.text if type_ == "text" else message.html
        mail = Mail(
            id=store.next_id("mail"),
            at=store.now(),
            email=email.strip(),
            contact=None if contact is None else contact.id,
            campaign=campaign.id,
            message=message.id,
            automation=automation,
            subject=self._personal(message.subject, email, contact),
            body=self._personal(body, email, contact),
            type=type_,
            action=action,
        )
        if not self.changes.mailable(contact, email):
            store.suppressed.append(mail)
            return False
        store.outbox.append(mail)
        if action == "send":
            campaign.amount += 1
            campaign.last_sent = mail.at
        if contact is not None and action in ("send", "copy"):
            contact.sent += 1
            reference = {"campaign": campaign.id, "message": message.id, "automation": automation}
            self.stream.record(contact, "Log", "", None, reference)
        return True

    def _personal(self, template: str, email: str, contact: Contact | None) -> str:
        """An address that is no contact's gets the mail with empty merge fields."""
        merged = {
            "EMAIL": email,
            "FIRSTNAME": "" if contact is None else contact.first_name,
            "LASTNAME": "" if contact is None else contact.last_name,
            "PHONE": "" if contact is None else contact.phone,
        }
        for name, value in merged.items():
            template = template.replace(f"%{name}%", value)
        if contact is not None and "%" in template:
            for field in self.store.fields.values():
                held = contact.values.get(field.id)
                value = "" if held is None else held.value
                template = template.replace(f"%{field.perstag}%", value)
        return template
