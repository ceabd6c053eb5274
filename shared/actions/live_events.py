"""Events of webhooks as activities of a contact: shown before ActiveCampaign's own lists bring
them, and what is not certain there is certain here."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from shared.actions.services import Services
from shared.actions.timeline.entries import Entry, Kind, of_event
from shared.activecampaign.activity_models import Happening, Names, What
from shared.store.keys import digest

MOST: Final = 100
"""Of one contact; ActiveCampaign's lists have the older ones too."""

_KEPT: Final = frozenset(
    {
        "id",
        "type",
        "contactId",
        "occurredAt",
        "receivedAt",
        "campaignId",
        "campaignName",
        "messageId",
        "messageSubject",
        "linkUrl",
        "lists",
        "bounceType",
        "unsubscribeReason",
    }
)
"""What an activity needs of an event; the address is not among it."""

_WHATS: Final[Mapping[Kind, What]] = {
    "opened": "opened",
    "clicked": "clicked",
    "replied": "replied",
    "forwarded": "forwarded",
    "bounced": "bounced",
    "unsubscribed": "unsubscribed",
    "subscribed": "subscribed",
}


def told_of_people(events: Sequence[Mapping[str, Any]]) -> list[tuple[Entry, dict[str, Any]]]:
    """Those that tell what a person did or got, with as much of each as is kept."""
    return [
        (entry, {key: value for key, value in event.items() if key in _KEPT})
        for event in events
        if (entry := of_event(event)) is not None
    ]


def keep_live(services: Services, told: Sequence[tuple[Entry, Mapping[str, Any]]]) -> None:
    services.live_events.put(
        [(entry.contact_id, entry.at, entry.identity, event) for entry, event in told]
    )


def live_happenings(services: Services, contact_id: str) -> tuple[list[Happening], Names]:
    """Newest first, and the names of their campaigns."""
    happenings: list[Happening] = []
    names: Names = {}
    for event in services.live_events.of_contact(contact_id, MOST):
        entry = of_event(event)
        if entry is None or entry.kind not in _WHATS:
            continue
        lists = event.get("lists") or []
        happenings.append(
            Happening(
                f"event-{digest(entry.identity)[:24]}",
                entry.at,
                _WHATS[entry.kind],
                campaign_id=entry.campaign_id,
                list_id=str(lists[0]) if len(lists) == 1 else "",
                text=entry.detail,
                url=entry.url,
            )
        )
        if entry.campaign:
            names = {("campaign", entry.campaign_id): entry.campaign, **names}
    return happenings, names
