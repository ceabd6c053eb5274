"""Which automations a person may add records to. Stores nothing."""

from shared.actions.models.base import Collection
from shared.actions.models.marketing import AutomationOutput
from shared.actions.services import Services
from shared.actions.slices import one_page
from shared.transport import Calls


def automations_page(
    services: Services, after: str | None, limit: int
) -> Collection[AutomationOutput]:
    """The active ones, by name. Raises Conflict if not connected, and the client's errors."""
    active = [one for one in services.activecampaign(Calls()).automations() if one.active]
    active.sort(key=lambda one: (one.name.casefold(), one.id))
    page, following = one_page(active, after, limit)
    return Collection(
        items=[AutomationOutput(id=one.id, name=one.name) for one in page], next=following
    )
