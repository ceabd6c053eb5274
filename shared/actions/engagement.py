"""How warm a person is: score, last open and click, lists and tags, as ActiveCampaign holds them
now. Changes nothing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from shared.actions.kept_names import list_names
from shared.actions.models.activities import EngagementOutput, ListOutput, ListStatus
from shared.actions.services import Services
from shared.activecampaign.activity_models import Standing
from shared.activecampaign.client import ActiveCampaign
from shared.errors import Conflict, InvalidInput, RemoteError
from shared.sync.sides import consent_of
from shared.telemetry.output import Log
from shared.transport import Calls

log = Log(__name__)

_STATUSES: Mapping[str, ListStatus] = {
    "0": "unconfirmed",
    "1": "subscribed",
    "2": "unsubscribed",
    "3": "bounced",
}


@dataclass(frozen=True)
class Engagement:
    """What is shown, and whether the person may not be mailed."""

    shown: EngagementOutput
    opted_out: bool


def engagement_of(services: Services, contact_id: str, calls: Calls) -> Engagement | None:
    """None if there is no such contact, or ActiveCampaign cannot be asked just now."""
    try:
        client = services.activecampaign(calls)
        standing = client.activity.standing(contact_id)
    except (RemoteError, Conflict, InvalidInput) as fault:
        log.warning("engagement: %s", fault)
        return None
    if standing is None:
        return None
    lists = standing.contact.lists or {}
    shown = _shown(standing, lists, _names(services, client, lists))
    consent = consent_of(standing.contact)
    return Engagement(shown, consent is not None and consent.why_out is not None)


def _shown(
    standing: Standing, lists: Mapping[str, str], names: Mapping[str, str]
) -> EngagementOutput:
    return EngagementOutput(
        score=standing.score,
        last_open_at=standing.last_open_at,
        last_click_at=standing.last_click_at,
        lists=[
            ListOutput(id=list_id, name=names.get(list_id), status=_STATUSES.get(status, "unknown"))
            for list_id, status in sorted(lists.items(), key=lambda one: int(one[0] or "0"))
        ],
        tags=list(standing.tags) if standing.tags is not None else None,
    )


def _names(services: Services, client: ActiveCampaign, lists: Collection[str]) -> Mapping[str, str]:
    if not lists:
        return {}
    try:
        return list_names(services, client, services.connection_store.account(), lists)
    except RemoteError as fault:
        log.warning("names of lists: %s", fault)
        return {}
