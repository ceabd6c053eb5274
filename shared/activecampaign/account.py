"""The key's user and the account's name: builds the requests, reads the answers. Knows no
transport.

Source: developers.activecampaign.com, "Users" and "Brandings", read 2026-11-24. No call of API
v3 names the account for certain; the address does, in its first label."""

from urllib.parse import urlsplit

from shared.activecampaign.faults import ME_ROUTE
from shared.activecampaign.models import User
from shared.activecampaign.reading import Row, identifier, row, rows, text
from shared.transport import Request


def me_request() -> Request:
    return Request("GET", "users/me", ME_ROUTE)


def brandings_request() -> Request:
    return Request("GET", "brandings", "brandings")


def read_user(body: Row) -> User | None:
    found = row(body, "user")
    if found is None:
        return None
    return User(
        identifier(found.get("id")),
        text(found.get("username")),
        text(found.get("email")),
        text(found.get("firstName")),
        text(found.get("lastName")),
    )


def read_site_name(body: Row) -> str | None:
    """The display name of the account, if it has one."""
    for branding in rows(body, "brandings") or ():
        if name := text(branding.get("siteName")).strip():
            return name
    return None


def name_in_address(url: str) -> str | None:
    """`acme` of https://acme.api-us1.com; None for an address that holds no account name."""
    labels = (urlsplit(url).hostname or "").split(".")
    return labels[0] if len(labels) > 2 and not labels[-1].isdigit() else None
