"""Where a contact is shown in ActiveCampaign. Pure."""

from urllib.parse import urlsplit

API_HOSTS = ("api-us1.com", "api-eu1.com", "api-ca1.com", "api-au1.com")
"""Their accounts' pages are at `{account}.activehosted.com` (as links in API answers show;
developers.activecampaign.com/reference/url, read 2026-11-24)."""


def contact_url(account_url: str | None, contact_id: str | None) -> str | None:
    """The address of the contact's page; that of another host stays on it."""
    if account_url is None or contact_id is None:
        return None
    host = urlsplit(account_url).hostname or ""
    account, _, domain = host.partition(".")
    origin = f"https://{account}.activehosted.com" if domain in API_HOSTS else account_url
    return f"{origin}/app/contacts/{contact_id}"
