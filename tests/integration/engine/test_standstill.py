"""Global sync off, a tracking token that expired: nothing is lost, and nothing written twice."""

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
