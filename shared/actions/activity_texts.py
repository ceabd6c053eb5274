"""What an activity is called, and what of it is shown. Pure."""

from collections.abc import Mapping

from shared.actions.models.activities import ActivityKind, ActivityOutput
from shared.activecampaign.activity_models import Happening, Names, Thing, What

LONGEST_DETAIL = 1_000

TITLES: Mapping[What, tuple[ActivityKind, str]] = {
    "sent": ("sent", "Email sent"),
    "personal_mail": ("sent", "Personal email sent"),
    "opened": ("opened", "Email opened"),
    "clicked": ("clicked", "Link clicked"),
    "bounced": ("bounced", "Email bounced"),
    "subscribed": ("subscribed", "Subscribed to a list"),
    "unsubscribed": ("unsubscribed", "Unsubscribed from a list"),
    "automation_started": ("automation", "Automation entered"),
    "automation_completed": ("automation", "Automation completed"),
    "automation_left": ("automation", "Automation left"),
    "tagged": ("tag", "Tag added"),
    "note": ("note", "Note added"),
    "not_sent": ("other", "Email not sent"),
    "machine_open": ("other", "Email loaded by a machine"),
    "opened_or_clicked": ("other", "Email opened or link clicked"),
    "replied": ("other", "Email answered"),
    "forwarded": ("other", "Email forwarded"),
    "tracked": ("other", "Event tracked"),
    "deal": ("other", "Deal created"),
    "updated": ("other", "Contact updated"),
    "unknown": ("other", "Activity"),
}
"""The kinds stand for what a person did or got for certain. What may have been a machine, or is
not certain, is `other`."""


def shown(happening: Happening, names: Names) -> ActivityOutput:
    """An unknown kind bears the name that it gives itself."""
    kind, title = TITLES[happening.what]
    unknown = happening.what == "unknown"
    return ActivityOutput(
        id=happening.id,
        at=happening.at,
        kind=kind,
        title=(happening.text or title) if unknown else title,
        detail=None if unknown else _detail(happening, names),
        campaign=names.get(("campaign", happening.campaign_id)),
        url=happening.url or None,
    )


def _detail(happening: Happening, names: Names) -> str | None:
    automation = _name("automation", happening.automation_id, names)
    if TITLES[happening.what][0] != "automation" and automation:
        automation = f"Automation: {automation}"
    parts = (
        _name("list", happening.list_id, names),
        _name("tag", happening.tag_id, names),
        happening.text.strip(),
        automation,
    )
    return " · ".join(part for part in parts if part)[:LONGEST_DETAIL] or None


def _name(thing: Thing, thing_id: str, names: Names) -> str:
    """The id stands in for a name that no answer told."""
    return names.get((thing, thing_id), f"#{thing_id}") if thing_id else ""
