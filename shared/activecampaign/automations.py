"""Automations: builds the requests, reads the answers. Knows no transport.

Sources: developers.activecampaign.com, "Automations" and "Contact automations", read
2026-11-24. Status "1" is active (seen live); what the others mean is not documented."""

from shared.activecampaign.models import Automation, AutomationEntry
from shared.activecampaign.reading import Row, identifier, moment, text
from shared.transport import Request, path_of


def automations_request() -> Request:
    return Request("GET", "automations", "automations")


def entries_request(contact_id: str) -> Request:
    path = path_of("contacts", contact_id, "contactAutomations")
    return Request("GET", path, "contacts/{id}/contactAutomations")


def enrol_request(contact_id: str, automation_id: str) -> Request:
    """Not to be repeated: whether a second call starts a second run is not documented."""
    body = {"contactAutomation": {"contact": contact_id, "automation": automation_id}}
    return Request("POST", "contactAutomations", "contactAutomations", json=body, repeatable=False)


def read_automation(row: Row) -> Automation:
    status = text(row.get("status"))
    return Automation(identifier(row.get("id")), text(row.get("name")), status == "1")


def read_entry(row: Row) -> AutomationEntry:
    """`automation` is named `seriesid` in some samples."""
    return AutomationEntry(
        identifier(row.get("id")),
        identifier(row.get("automation")) or identifier(row.get("seriesid")),
        text(row.get("status")),
        moment(row.get("adddate")),
    )
