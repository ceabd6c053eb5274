"""Whether a person may be mailed, as ActiveCampaign holds it. Pure.

Unsubscribed from every list they were on, or bounced for good: the rule of ActiveCampaign's own
CRM apps (help.activecampaign.com, "Email opt out", read 2026-11-24). Status 1 is active; what is
neither 1 nor unsubscribed, such as unconfirmed or bounced, gets no mail either."""

from shared.activecampaign.models import Contact

ACTIVE = "1"


def has_opted_out(contact: Contact) -> bool:
    """True if the contact is on lists and active on none. One on no list has not opted out."""
    return bool(contact.lists) and ACTIVE not in (contact.lists or {}).values()
