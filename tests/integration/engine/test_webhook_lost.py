"""A webhook that ActiveCampaign has deleted or switched off: the set-up check tells of it, and the
daily tidying registers it anew."""

from collections.abc import Iterator

import pytest

from shared.actions.housekeeping import keep_house
from shared.actions.models.setup import CheckOutput
from shared.actions.setup_check import setup_of
from shared.transport import Calls
from tests.integration.engine.two_systems import TwoSystems


def webhook_check(systems: TwoSystems) -> CheckOutput:
    (check,) = [one for one in setup_of(systems.app).checks if one.code == "setup.webhook"]
    return check


@pytest.fixture(params=["deleted", "switched off"])
def without_webhook(systems: TwoSystems, request: pytest.FixtureRequest) -> Iterator[TwoSystems]:
    """Of which ActiveCampaign has lost the webhook, and nobody was told."""
    systems.settle()
    if request.param == "deleted":
        client = systems.app.activecampaign(Calls())
        for webhook in client.webhooks():
            client.delete_webhook(webhook.id)
    else:
        systems.answer_webhooks(410)
        systems.new_contact()
        systems.settled_deliveries()
        systems.answer_webhooks(200)
    yield systems
    keep_house(systems.app)
    systems.work_off_steps()


def test_the_setup_check_tells(without_webhook: TwoSystems) -> None:
    check = webhook_check(without_webhook)
    assert check.state == "failed"
    assert "in ActiveCampaign" in check.detail
    assert check.remedy is not None


def test_it_is_registered_anew_and_what_was_missed_meanwhile_is_found(
    without_webhook: TwoSystems,
) -> None:
    systems = without_webhook
    record_id, contact_id = systems.synced("contact")
    systems.change_contact(contact_id, phone="missed")
    systems.deliver_events()
    assert systems.record("contact", record_id)["telephone1"] is None

    keep_house(systems.app)
    systems.work_off_steps()

    assert webhook_check(systems).state != "failed"
    assert systems.record("contact", record_id)["telephone1"] == "missed"
    systems.change_contact(contact_id, phone="told")
    systems.deliver_events()
    assert systems.record("contact", record_id)["telephone1"] == "told"
