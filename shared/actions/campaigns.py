"""Which campaigns may be sent to a single person. Stores nothing.

ActiveCampaign's send call is documented for any campaign with a saved message, but nothing says
what it does with split tests, reminders and the mails of automations
(activecampaign.com/api/example.php?call=campaign_send, read 2026-11-24). So only plain campaigns
that have been sent are offered: their content was approved by whoever sent them."""

from shared.actions.models.base import Collection
from shared.actions.models.marketing import CampaignOutput
from shared.actions.services import Services
from shared.actions.slices import one_page
from shared.activecampaign.client import ActiveCampaign
from shared.activecampaign.models import Campaign
from shared.errors import Gone, RequestRefused
from shared.transport import Calls

PLAIN = "single"
SENT = "5"
MOST_SUBJECTS = 20
"""Campaigns on a page, whatever limit is asked for: the list of campaigns tells no subjects, so
that each costs a call, and the account grants five a second."""


def is_sendable(campaign: Campaign) -> bool:
    """True for a plain campaign that was sent and is no mail of an automation."""
    return campaign.type == PLAIN and campaign.status == SENT and campaign.series_id is None


def campaigns_page(services: Services, after: str | None, limit: int) -> Collection[CampaignOutput]:
    """The sendable ones, the latest first, at most MOST_SUBJECTS a page. Raises Conflict if not
    connected, and the client's errors."""
    client = services.activecampaign(Calls())
    sendable = [campaign for campaign in client.campaigns() if is_sendable(campaign)]
    page, following = one_page(sendable, after, min(limit, MOST_SUBJECTS))
    items = [
        CampaignOutput(
            id=campaign.id,
            name=campaign.name,
            subject=_subject(client, campaign),
            sent_at=campaign.sent_at,
        )
        for campaign in page
    ]
    return Collection(items=items, next=following)


def _subject(client: ActiveCampaign, campaign: Campaign) -> str | None:
    if campaign.subject is not None:
        return campaign.subject
    try:
        messages = client.campaign_messages(campaign.id)
    except (Gone, RequestRefused):
        return None
    return messages[0].subject if messages else None
