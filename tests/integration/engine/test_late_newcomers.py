"""An import that is to make contacts, and is finished long after the run that sent it: the contact
that lands is that of its record, whatever became of the record until then."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from shared.actions.dashboard import dashboard_of
from shared.actions.records import records_page
from shared.entities import Entity
from shared.sync.newcomers import Patience
from shared.sync.plan import REMOVED_TAG
from tests.integration.engine.test_late_imports import (
    UNFINISHED,
    status_calls,
    steer,
)
from tests.integration.engine.test_preview import preview
from tests.integration.engine.two_systems import TwoSystems, new_email

TAKEN = "activecampaign.email_taken"
AWAITED = "excluded.contact_awaited"


@pytest.fixture
def late(systems: TwoSystems, monkeypatch: pytest.MonkeyPatch) -> Iterator[TwoSystems]:
    """A single record goes by import, which is not finished, and nobody waits for it."""
    hasty = partial(Patience, between_looks=0.1, without_progress=0.2)
    monkeypatch.setattr("shared.sync.newcomers.Patience", hasty)
    monkeypatch.setattr("shared.sync.imports.WAITS_SECONDS", (0.1,))
    monkeypatch.setattr("shared.sync.contact_writes.FEW", 1)
    steer(systems, hold=True)
    yield systems
    steer(systems, hold=False)
    run(systems)


def run(systems: TwoSystems) -> None:
    systems.make_problems_due()
    systems.run_scheduled()


def come_to_rest(systems: TwoSystems) -> None:
    """Two runs are enough."""
    run(systems)
    systems.deliver_events()
    run(systems)


def newcomer(systems: TwoSystems, entity: Entity = "contact", **values: Any) -> tuple[str, str]:
    """A record whose contact an import is to make: its id and its address."""
    email = new_email()
    record_id = systems.new_record(entity, emailaddress1=email, **values)
    systems.run_scheduled()
    assert code(systems, record_id, entity) == UNFINISHED
    assert systems.contacts_of(email) == []
    return record_id, email


def moved(systems: TwoSystems, record_id: str, entity: Entity = "contact") -> str:
    """The record has this address from now on."""
    email = new_email()
    systems.change_record(entity, record_id, emailaddress1=email)
    return email


def code(systems: TwoSystems, record_id: str, entity: Entity = "contact") -> str | None:
    problem = systems.problem(entity, record_id)
    return problem.code if problem is not None else None


def land(systems: TwoSystems, email: str) -> str:
    """The import is finished: the contact that it made."""
    steer(systems, hold=False)
    (contact,) = systems.contacts_of(email)
    return str(contact["id"])


def agree(systems: TwoSystems, record_id: str, contact_id: str) -> None:
    """The record is in sync with this contact."""
    assert code(systems, record_id) is None
    assert systems.contact_id("contact", record_id) == contact_id
    record, contact = systems.record("contact", record_id), systems.contact(contact_id)
    assert (record["emailaddress1"], record["firstname"]) == (
        contact["email"],
        contact["firstName"],
    )


def test_an_address_that_is_changed_meanwhile_comes_to_the_contact_that_lands(
    late: TwoSystems,
) -> None:
    late.set_mapping("contact", conflict="activecampaign")
    record_id, old = newcomer(late)
    new = moved(late, record_id)
    run(late)
    assert code(late, record_id) == UNFINISHED
    assert late.contacts_of(new) == []

    contact_id = land(late, old)
    come_to_rest(late)
    late.set_mapping("contact", conflict="dynamics")
    agree(late, record_id, contact_id)
    assert late.record("contact", record_id)["emailaddress1"] == new
    assert late.contacts_of(old) == []
    written = late.writes()
    run(late)
    assert late.writes() == written


def test_what_is_entered_meanwhile_on_either_side_stands(late: TwoSystems) -> None:
    record_id, email = newcomer(late, firstname="First", lastname="Last")
    late.change_record("contact", record_id, firstname="Later")
    contact_id = land(late, email)
    late.change_contact(contact_id, lastName="Edited")
    come_to_rest(late)
    agree(late, record_id, contact_id)
    record = late.record("contact", record_id)
    assert (record["firstname"], record["lastname"]) == ("Later", "Edited")


def test_an_import_that_fails_late_leaves_the_record_to_be_made_by_its_new_address(
    late: TwoSystems,
) -> None:
    steer(late, hold=True, outcome="failed")
    record_id, old = newcomer(late)
    new = moved(late, record_id)
    run(late)
    steer(late, hold=False)
    come_to_rest(late)
    agree(late, record_id, str(late.contacts_of(new)[0]["id"]))
    assert late.contacts_of(old) == []


def test_an_import_of_yesterday_is_not_waited_for_any_more(late: TwoSystems) -> None:
    record_id, _ = newcomer(late)
    asked, link = status_calls(late), late.link("contact", record_id)
    assert link is not None
    old = late.app.clock() - timedelta(hours=25)
    late.app.links.write([replace(link, underway=replace(link.underway, since=old))])
    run(late)
    # By another import, which is not finished either.
    link = late.link("contact", record_id)
    assert link is not None
    assert link.underway.since is not None
    assert link.underway.since > old
    assert status_calls(late) > asked


def test_a_record_deleted_meanwhile_leaves_a_contact_that_says_so(late: TwoSystems) -> None:
    record_id, email = newcomer(late)
    late.delete_record("contact", record_id)
    run(late)
    assert code(late, record_id) == UNFINISHED
    contact_id = land(late, email)
    come_to_rest(late)
    assert REMOVED_TAG in late.contact(contact_id)["tags"]
    link = late.link("contact", record_id)
    assert link is not None
    assert (link.state, link.reason_code) == ("closed", "closed.record_deleted")
    assert code(late, record_id) is None


def test_a_record_deactivated_meanwhile_leaves_a_contact_that_says_so_and_takes_it_up_again(
    late: TwoSystems,
) -> None:
    record_id, email = newcomer(late)
    late.deactivate("contact", record_id)
    run(late)
    contact_id = land(late, email)
    come_to_rest(late)
    assert REMOVED_TAG in late.contact(contact_id)["tags"]
    late.activate("contact", record_id)
    come_to_rest(late)
    agree(late, record_id, contact_id)


def test_a_record_that_leaves_the_scope_meanwhile_keeps_the_contact_that_lands(
    late: TwoSystems,
) -> None:
    with late.leaving_out("contact", "Outside"):
        record_id, old = newcomer(late)
        late.change_record("contact", record_id, lastname="Outside", emailaddress1=new_email())
        run(late)
        contact_id = land(late, old)
        come_to_rest(late)
        link = late.link("contact", record_id)
        assert link is not None
        assert (link.reason_code, link.contact_id) == ("excluded.out_of_scope", contact_id)
        assert late.contact(contact_id)["lastName"] == "Case"
    come_to_rest(late)
    agree(late, record_id, contact_id)


def test_a_lead_that_is_qualified_meanwhile_leaves_its_contact_to_its_heir(
    late: TwoSystems,
) -> None:
    lead_id, email = newcomer(late, "lead")
    heir = late.qualify(lead_id)
    run(late)
    contact_id = land(late, email)
    come_to_rest(late)
    agree(late, heir, contact_id)
    assert len(late.contacts_of(email)) == 1
    link = late.link("lead", lead_id)
    assert link is not None
    assert (link.state, link.reason_code) == ("closed", "closed.qualified")


def test_an_heir_whose_own_contact_lands_keeps_that_one(late: TwoSystems) -> None:
    steer(late, hold=False)
    lead_id = late.new_record("lead")
    late.run_scheduled()
    of_lead = late.contact_id("lead", lead_id)
    steer(late, hold=True)
    heir, email = newcomer(late)
    late.qualify(lead_id, contact_id=heir)
    run(late)
    assert code(late, lead_id, "lead") == "record.heir_not_linked"
    contact_id = land(late, email)
    come_to_rest(late)
    agree(late, heir, contact_id)
    assert REMOVED_TAG in late.contact(of_lead)["tags"]
    assert code(late, lead_id, "lead") is None


def test_two_that_swap_their_addresses_meanwhile_stay_who_they_are(late: TwoSystems) -> None:
    emails = [new_email(), new_email()]
    people = [
        late.new_record("contact", emailaddress1=email, firstname=name, telephone1=phone)
        for email, name, phone in zip(emails, ("Ann", "Eve"), ("+39 1", "+39 2"), strict=True)
    ]
    late.run_scheduled()
    for record_id, email in zip(people, reversed(emails), strict=True):
        late.change_record("contact", record_id, emailaddress1=email)
    run(late)
    contacts = [land(late, email) for email in emails]
    come_to_rest(late)
    assert [late.contact_id("contact", one) for one in people] == contacts
    assert [late.contact(one)["firstName"] for one in contacts] == ["Ann", "Eve"]
    assert {code(late, one) for one in people} == {TAKEN}


@pytest.mark.parametrize("is_linked", [False, True], ids=["a new one", "one in sync"])
def test_who_takes_an_address_that_an_import_is_to_bring_waits_and_gets_nothing_of_it(
    late: TwoSystems, *, is_linked: bool
) -> None:
    other = None
    if is_linked:
        steer(late, hold=False)
        other, _ = late.synced("contact", firstname="Other", telephone1=None)
        steer(late, hold=True)
    record_id, address = newcomer(late, firstname="First", telephone1="+39 3")
    moved(late, record_id)
    if other is None:
        other = late.new_record(
            "contact", emailaddress1=address, firstname="Other", telephone1=None
        )
    else:
        late.change_record("contact", other, emailaddress1=address)
    run(late)
    assert code(late, other) == UNFINISHED
    assert late.contacts_of(address) == []

    contact_id = land(late, address)
    late.deliver_events()
    come_to_rest(late)
    agree(late, record_id, contact_id)
    (its_own,) = late.contacts_of(address)
    agree(late, other, str(its_own["id"]))
    assert late.record("contact", other)["telephone1"] is None
    assert late.record("contact", record_id)["telephone1"] == "+39 3"


def test_the_lists_and_counts_tell_of_who_waits(late: TwoSystems) -> None:
    def counts() -> tuple[int, int, int]:
        shown = dashboard_of(late.app).records["contact"]
        return shown.in_sync, shown.excluded, shown.failing

    in_sync, excluded, failing = counts()
    record_id, email = newcomer(late)
    assert counts() == (in_sync, excluded, failing + 1)
    assert record_id in listed(late, "failing")
    assert record_id not in listed(late, "excluded")

    late.app.problems.dismiss(f"contact-{record_id}")
    assert counts() == (in_sync, excluded, failing)
    contact_id = land(late, email)
    late.change_record("contact", record_id, firstname="Changed")
    come_to_rest(late)
    agree(late, record_id, contact_id)
    assert counts() == (in_sync + 1, excluded, failing)


def listed(systems: TwoSystems, state: Any) -> set[str]:
    found: set[str] = set()
    after: str | None = None
    while True:
        page = records_page(systems.app, "contact", state, after, 200)
        found |= {one.id for one in page.items}
        after = page.next
        if after is None:
            return found


def test_a_preview_tells_of_who_waits_for_a_contact(late: TwoSystems) -> None:
    record_id, _ = newcomer(late)
    moved(late, record_id)
    written = late.writes()
    (shown,) = [one for one in preview(late, "contact").sample if one.id == record_id]
    assert shown.reason is not None
    assert (shown.reason.code, shown.changes) == (UNFINISHED, [])
    assert late.writes() == written


def test_runs_without_such_an_import_look_for_none(
    systems: TwoSystems, monkeypatch: pytest.MonkeyPatch
) -> None:
    systems.settle()
    records = [systems.new_record("contact") for _ in range(2)]
    reads: list[object] = []
    monkeypatch.setattr("shared.sync.late_contacts.by_address", reads.append)
    systems.run_scheduled()
    assert [systems.contact_id("contact", one) for one in records]
    assert reads == []
