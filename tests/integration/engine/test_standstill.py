"""Global sync off, a tracking token that expired, cursors that were lost, a run that was stopped:
nothing is lost, and nothing written twice."""

from datetime import timedelta

import pytest

from shared.actions.dashboard import dashboard_of
from shared.entities import ENTITIES
from shared.sync.schedule import PAUSES
from shared.sync.state import PollState, SyncState
from shared.sync.states import NAME
from shared.sync.tick import tick_scheduled
from tests.integration.engine.two_systems import TwoSystems


def test_global_sync_off_writes_nothing_and_resuming_catches_up(systems: TwoSystems) -> None:
    outward, outward_contact = systems.synced("contact")
    inward, inward_contact = systems.synced("lead")
    systems.settle()
    systems.switch_global_sync(on=False)
    written = systems.writes()

    systems.change_record("contact", outward, telephone1="from D")
    systems.change_contact(inward_contact, phone="from A")
    systems.deliver_events()
    systems.start_nothing()

    assert systems.writes() == written
    assert systems.contact(outward_contact)["phone"] == ""
    assert systems.record("lead", inward)["telephone1"] is None
    systems.switch_global_sync(on=True)
    systems.run_scheduled()
    assert systems.contact(outward_contact)["phone"] == "from D"
    assert systems.record("lead", inward)["telephone1"] == "from A"


def test_an_expired_tracking_token_leads_to_a_full_read_that_rewrites_nothing(
    systems: TwoSystems,
) -> None:
    systems.settle()
    written = systems.writes()
    systems.world.dataverse.post("/_sandbox/tokens/expire")

    run = systems.run_scheduled()

    assert systems.writes() == written
    assert run.entities["contact"].read == len(systems.records("contact"))
    assert run.entities["lead"].read == len(systems.records("lead"))


def test_after_an_expired_token_a_change_still_arrives(systems: TwoSystems) -> None:
    record_id, contact_id = systems.synced("contact")
    systems.world.dataverse.post("/_sandbox/tokens/expire")

    systems.change_record("contact", record_id, telephone1="after the loss")
    systems.run_scheduled()

    assert systems.contact(contact_id)["phone"] == "after the loss"


def test_tracking_tokens_lost_from_storage_lead_to_a_full_read_that_rewrites_nothing(
    systems: TwoSystems,
) -> None:
    record_id, contact_id = systems.synced("contact")
    systems.settle()
    written = systems.writes()
    for entity in ENTITIES:
        systems.app.engine.cursors.remove(f"tracking-{entity}")

    run = systems.run_scheduled()

    assert systems.writes() == written
    assert run.entities["contact"].read == len(systems.records("contact"))
    assert run.entities["lead"].read == len(systems.records("lead"))
    systems.change_record("contact", record_id, telephone1="after the loss")
    assert systems.run_scheduled().entities["contact"].read == 1
    assert systems.contact(contact_id)["phone"] == "after the loss"


def test_a_watermark_lost_from_storage_leads_to_reading_all_contacts_once(
    systems: TwoSystems,
) -> None:
    record_id, contact_id = systems.synced("contact")
    systems.settle()
    systems.lose_webhooks(lost=True)
    systems.change_contact(contact_id, phone="before the loss")
    systems.look_past_what_changed()
    systems.app.engine.cursors.remove("poll")

    systems.run_scheduled()

    assert systems.record("contact", record_id)["telephone1"] == "before the loss"
    found = systems.app.engine.cursors.load("poll", PollState)
    assert found is not None
    assert found[0].watermark is not None
    written = systems.writes()
    systems.run_scheduled()
    assert systems.writes() == written


@pytest.mark.parametrize(
    "body", ["<html>Not here</html>", '{"message": "No Result found"}'], ids=["page", "not found"]
)
def test_a_run_that_was_stopped_is_followed_by_one_after_a_pause(
    systems: TwoSystems, body: str
) -> None:
    """As by a page of a proxy in the place of an answer, or by a row that is not there."""
    record_id, contact_id = systems.synced("contact")
    systems.settle()
    systems.change_record("contact", record_id, telephone1="before the page")
    page = {"kind": "status", "status": 404, "body": body}
    systems.world.activecampaign.post("/_sandbox/faults", page)
    systems.make_due()
    tick_scheduled(systems.app.engine)
    systems.work_off_steps()
    state = systems.app.engine.states.load()
    assert (state.current_run_id, state.stopped_in_a_row) == (None, 1)
    assert state.stopped_at is not None
    assert dashboard_of(systems.app).next_run_at == state.stopped_at + PAUSES[0]

    tick_scheduled(systems.app.engine)
    assert systems.app.engine.states.load().current_run_id is None
    stopped_before(systems, PAUSES[0])
    tick_scheduled(systems.app.engine)
    systems.work_off_run()

    assert systems.contact(contact_id)["phone"] == "before the page"
    assert systems.app.engine.states.load().stopped_in_a_row == 0


def stopped_before(systems: TwoSystems, ago: timedelta) -> None:
    """As if the last run had been stopped so long ago."""
    cursors = systems.app.engine.cursors
    found = cursors.load(NAME, SyncState)
    assert found is not None
    stopped_at = systems.app.clock() - ago
    cursors.save(NAME, found[0].model_copy(update={"stopped_at": stopped_at}), found[1])
