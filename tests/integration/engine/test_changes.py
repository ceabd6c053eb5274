"""A change on one side arrives on the other, whatever its type and however it became known."""

from typing import Any

import pytest

from shared.sync import changes, gather
from shared.sync.apply import carry_out
from shared.sync.changes import OVERLAP
from shared.sync.side_reads import rows_by_id
from shared.transport import Calls
from tests.integration.engine.two_systems import TwoSystems, new_email

GOLD, BRONZE = 727500000, 727500002
PHONE, NOTES, SINCE, LAST_SEEN, SCORE, TIER, VIP, TEXT = "12", "2", "3", "4", "5", "6", "13", "14"

TO_ACTIVECAMPAIGN = [
    ("firstname", "Zoë 🌟", "firstName", "Zoë 🌟"),
    ("lastname", "O'Brien & Söhne", "lastName", "O'Brien & Söhne"),
    ("telephone1", "+39 02 0000001", "phone", "+39 02 0000001"),
    ("cr1_notes", "Line one\nLine two", NOTES, "Line one\nLine two"),
    ("cr1_phone", "0", PHONE, "0"),
    ("cr1_since", "2024-02-29", SINCE, "2024-02-29"),
    ("cr1_score", 0, SCORE, "0"),
    ("cr1_tier", GOLD, TIER, "Gold"),
    ("cr1_vip", True, VIP, "||Yes||"),
]
TO_DYNAMICS = [
    ("firstName", "Łukasz", "firstname", "Łukasz"),
    ("lastName", "太郎", "lastname", "太郎"),
    ("phone", "0", "telephone1", "0"),
    (NOTES, "Met at the fair.\nCall.", "cr1_notes", "Met at the fair.\nCall."),
    (PHONE, "false", "cr1_phone", "false"),
    (SINCE, "1999-12-31", "cr1_since", "1999-12-31"),
    (SCORE, "0", "cr1_score", 0),
    (TIER, "Bronze", "cr1_tier", BRONZE),
    (VIP, "||Yes||", "cr1_vip", True),
]


def held(contact: dict[str, Any], key: str) -> str:
    """What a contact holds in a standard field, or in a custom field by its id."""
    return str(contact["values"].get(key, "") if key.isdecimal() else contact[key])


def act(key: str, value: str) -> dict[str, Any]:
    return {"values": {key: value}} if key.isdecimal() else {key: value}


@pytest.mark.parametrize("entity", ["lead", "contact"])
def test_a_change_in_dynamics_arrives_with_every_type(systems: TwoSystems, entity: Any) -> None:
    record_id, contact_id = systems.synced(entity)
    change = {column: value for column, value, _, _ in TO_ACTIVECAMPAIGN}

    systems.change_record(entity, record_id, **change)
    systems.run_scheduled()

    contact = systems.contact(contact_id)
    for _, _, key, expected in TO_ACTIVECAMPAIGN:
        assert held(contact, key) == expected


@pytest.mark.parametrize("entity", ["lead", "contact"])
def test_a_change_in_activecampaign_arrives_by_its_event_with_every_type(
    systems: TwoSystems, entity: Any
) -> None:
    record_id, contact_id = systems.synced(entity)
    systems.deliver_events()

    for key, value, _, _ in TO_DYNAMICS:
        systems.change_contact(contact_id, **act(key, value))
    systems.deliver_events()

    record = systems.record(entity, record_id)
    for _, _, column, expected in TO_DYNAMICS:
        assert record[column] == expected
    assert record["emailaddress1"] == systems.contact(contact_id)["email"]


def test_several_choices_travel_both_ways(systems: TwoSystems) -> None:
    record_id, contact_id = systems.synced("contact")
    systems.change_record("contact", record_id, cr1_interests="727500000,727500003")
    systems.run_scheduled()
    held_now = systems.contact(contact_id)["values"][systems.interests]
    assert set(held_now.strip("|").split("||")) == {"Sailing", "Wine & Food"}

    systems.change_contact(contact_id, values={systems.interests: "||Música||Skiing||"})
    systems.deliver_events()
    assert systems.record("contact", record_id)["cr1_interests"] in (
        "727500001,727500004",
        [727500001, 727500004],
    )


def test_a_moment_is_the_same_moment_on_both_sides(systems: TwoSystems) -> None:
    record_id, contact_id = systems.synced("lead")
    systems.change_record("lead", record_id, cr1_lastseen="2026-03-29T01:30:00Z")
    systems.run_scheduled()
    assert systems.contact(contact_id)["values"][LAST_SEEN]
    assert [one for one in systems.compare().differences if record_id in one] == []


def test_a_change_whose_webhook_is_lost_is_found_by_the_next_run(systems: TwoSystems) -> None:
    record_id, contact_id = systems.synced("contact")
    systems.deliver_events()
    systems.lose_webhooks(lost=True)

    systems.change_contact(contact_id, phone="+1 555 0100")
    systems.deliver_events()
    assert systems.record("contact", record_id)["telephone1"] is None

    systems.run_scheduled()
    assert systems.record("contact", record_id)["telephone1"] == "+1 555 0100"


def test_it_is_found_too_if_the_clock_of_activecampaign_is_two_minutes_slow(
    systems: TwoSystems, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changes, "OVERLAP", OVERLAP)
    record_id, contact_id = systems.synced("contact")
    systems.settle()
    systems.lose_webhooks(lost=True)
    systems.world.activecampaign.post("/_sandbox/clock", {"offsetSeconds": -120})
    try:
        systems.change_contact(contact_id, phone="+1 555 0199")
    finally:
        systems.world.activecampaign.post("/_sandbox/clock", {"offsetSeconds": 0})

    systems.run_scheduled()

    assert systems.record("contact", record_id)["telephone1"] == "+1 555 0199"


def test_our_own_write_coming_back_by_webhook_writes_nothing(systems: TwoSystems) -> None:
    record_id, _ = systems.synced("contact")
    systems.settle()
    systems.change_record("contact", record_id, telephone1="+1 555 0101")
    systems.run_scheduled()
    written = systems.writes()

    systems.deliver_events()

    assert systems.writes() == written


def test_a_value_cleared_in_dynamics_is_cleared_in_activecampaign(systems: TwoSystems) -> None:
    record_id, contact_id = systems.synced("contact", telephone1="1", cr1_score=7, cr1_text="x")

    systems.change_record("contact", record_id, telephone1=None, cr1_score=None, cr1_text=None)
    systems.run_scheduled()

    contact = systems.contact(contact_id)
    assert [held(contact, key) for key in ("phone", SCORE, TEXT)] == ["", "", ""]


def test_a_value_cleared_in_activecampaign_is_cleared_in_dynamics(systems: TwoSystems) -> None:
    record_id, contact_id = systems.synced("contact", telephone1="1", cr1_score=7, cr1_text="x")
    systems.deliver_events()

    systems.change_contact(contact_id, phone="", values={SCORE: "", TEXT: ""})
    systems.deliver_events()

    record = systems.record("contact", record_id)
    assert [record[name] for name in ("telephone1", "cr1_score", "cr1_text")] == [None] * 3


def test_a_required_column_is_not_cleared_but_a_problem(systems: TwoSystems) -> None:
    record_id, contact_id = systems.synced("contact", lastname="Kept")
    systems.deliver_events()

    systems.change_contact(contact_id, lastName="", phone="2")
    systems.deliver_events()

    record = systems.record("contact", record_id)
    assert record["lastname"] == "Kept"
    assert record["telephone1"] == "2"
    problem = systems.problem("contact", record_id)
    assert problem is not None
    assert problem.code == "mapping.required_blank"
    systems.change_contact(contact_id, lastName="New")
    systems.deliver_events()
    assert systems.record("contact", record_id)["lastname"] == "New"
    assert systems.problem("contact", record_id) is None


def test_an_email_changed_in_dynamics_updates_the_same_contact(systems: TwoSystems) -> None:
    old, new = new_email(), new_email()
    record_id, contact_id = systems.synced("contact", emailaddress1=old)

    systems.change_record("contact", record_id, emailaddress1=new)
    systems.run_scheduled()

    assert systems.contact(contact_id)["email"] == new
    assert systems.contact_id("contact", record_id) == contact_id
    assert systems.contacts_of(old) == []
    assert len(systems.contacts_of(new)) == 1


def test_an_email_changed_in_activecampaign_updates_the_same_record(systems: TwoSystems) -> None:
    new = new_email()
    record_id, contact_id = systems.synced("lead")
    systems.deliver_events()

    systems.change_contact(contact_id, email=new)
    systems.deliver_events()

    assert systems.record("lead", record_id)["emailaddress1"] == new
    assert systems.contact_id("lead", record_id) == contact_id


def test_a_new_email_that_another_contact_has_is_a_problem(systems: TwoSystems) -> None:
    taken = new_email()
    other_id = systems.new_contact(email=taken)
    record_id, contact_id = systems.synced("contact")

    systems.change_record("contact", record_id, emailaddress1=taken, telephone1="3")
    systems.run_scheduled()

    assert systems.problem("contact", record_id) is not None
    assert systems.contact(contact_id)["email"] != taken
    assert systems.contact(other_id)["email"] == taken
    assert len(systems.contacts_of(taken)) == 1


def test_a_page_read_before_an_event_was_applied_takes_nothing_back(systems: TwoSystems) -> None:
    record_id, contact_id = systems.synced("contact", telephone1="1")
    systems.change_record("contact", record_id, jobtitle="Pilot")  # a change that is not mapped
    engine = systems.app.engine
    ctx = engine.open_context("late", Calls(), after_id="0", exclude_automations=False)
    sync = ctx.entities["contact"]
    read_early = list(rows_by_id(ctx, sync, [record_id]).values())
    systems.change_contact(contact_id, phone="2")
    systems.deliver_events()
    carry_out(ctx, gather.outbound(ctx, "contact", read_early).pairs)
    assert systems.contact(contact_id)["phone"] == "2"
    assert systems.record("contact", record_id)["telephone1"] == "2"
