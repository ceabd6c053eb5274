"""What both systems show of somebody's consent."""

from tests.integration.engine.two_systems import TwoSystems

FLAG = "donotbulkemail"


def statuses(systems: TwoSystems, contact_id: str) -> set[str]:
    """Those of a contact, over all lists that it is or was on."""
    return {str(status) for status in systems.contact(contact_id)["lists"].values()}
