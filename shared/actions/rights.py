"""Whether a key may do what the app needs. Only reads.

A key has the rights of its user's group (published OpenAPI document of API v3, read 2026-11-24),
so each is tried by a call that needs it."""

from collections.abc import Callable, Mapping

from shared.activecampaign.client import ActiveCampaign
from shared.errors import Gone, RightMissing

PROBES: Mapping[str, Callable[[ActiveCampaign], object]] = {
    "lists": lambda client: client.lists(),
    "custom fields": lambda client: client.fields(),
    "tags": lambda client: client.tags(),
    "automations": lambda client: client.automations(),
    "campaigns": lambda client: client.campaigns(),
    "webhooks": lambda client: client.webhooks(),
}


def missing_rights(client: ActiveCampaign) -> tuple[str, ...]:
    """What the key's user may not see. Raises the other errors of the client."""
    return tuple(name for name, probe in PROBES.items() if not _may(client, probe))


def _may(client: ActiveCampaign, probe: Callable[[ActiveCampaign], object]) -> bool:
    try:
        probe(client)
    except (RightMissing, Gone):
        return False
    return True
