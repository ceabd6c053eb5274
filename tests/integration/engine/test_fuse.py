"""A run that would change too much waits for an administrator."""

from collections.abc import Iterator
from typing import Any

import pytest

from shared.actions.people import Person
from shared.actions.runs import NotHeld, cancel_run, release_run
from shared.store.runs import Run
from shared.sync.tick import tick_scheduled
from tests.integration.engine.opting_out import statuses
from tests.integration.engine.two_systems import TwoSystems, new_email

FLAG = "donotbulkemail"
ADMIN = Person("1", "1", "Ada", frozenset({"admin", "user"}))


@pytest.fixture
def careful(systems: TwoSystems) -> Iterator[TwoSystems]:
    """Systems in sync, whose fuse blows for two people unsubscribed."""
    systems.settle()
    systems.app.sync_settings.change({"fuse_unsubscribed": 1, "fuse_percent": 1})
    yield systems
    systems.app.sync_settings.change({"fuse_unsubscribed": 500, "fuse_percent": 30})
    run = current(systems)
    if run is not None:
        release_run(systems.app, ADMIN, run.id)
        systems.work_off_steps()


def current(systems: TwoSystems) -> Run | None:
    run_id = systems.app.engine.states.load().current_run_id
    return systems.app.runs.load(run_id) if run_id is not None else None


def start(systems: TwoSystems) -> Run:
    """A scheduled run, as far as it goes by itself."""
    systems.make_due()
    tick_scheduled(systems.app.engine)
    run = current(systems)
    assert run is not None
    systems.work_off_steps()
    found = systems.app.runs.load(run.id)
    assert found is not None
    return found


def opt_out(systems: TwoSystems, people: int) -> list[str]:
    records = [systems.new_record("contact") for _ in range(people)]
    systems.app.sync_settings.change({"fuse_percent": 30})
    systems.run_scheduled()
    systems.settle()
    systems.app.sync_settings.change({"fuse_percent": 1})
    for record_id in records:
        systems.change_record("contact", record_id, **{FLAG: True})
    return records


def test_too_many_opt_outs_are_held_and_nothing_is_written(careful: TwoSystems) -> None:
    opt_out(careful, 2)
    before = careful.writes()
    run = start(careful)
    assert run.state == "held"
    assert run.held is not None
    assert run.held["reasons"] == ["fuse.unsubscribed"]
    assert run.held["unsubscribed"] == 2
    assert careful.writes() == before


def test_contacts_without_a_record_that_would_leave_their_lists_count_as_well(
    careful: TwoSystems, lists: list[int]
) -> None:
    emails = [new_email() for _ in range(2)]
    with careful.leaving_out("contact", "Outside"):
        careful.app.sync_settings.change({"fuse_percent": 30})
        for email in emails:
            flagged = {"lastname": "Outside", FLAG: True}
            careful.new_record("contact", emailaddress1=email, **flagged)
        careful.settle()
        strangers = [careful.new_contact(email=email) for email in emails]
        careful.settle()
        careful.lose_webhooks(lost=True)
        for contact_id in strangers:
            careful.change_contact(contact_id, subscribe=lists[:1])
        written = careful.writes()
        run = start(careful)
        assert (run.state, careful.writes()) == ("held", written)
        assert run.held is not None
        assert run.held["unsubscribed"] == 2
        release_run(careful.app, ADMIN, run.id)
        careful.work_off_steps()
        assert [statuses(careful, one) for one in strangers] == [{"2"}, {"2"}]


def test_what_is_read_anew_since_its_token_was_lost_is_weighed_too(careful: TwoSystems) -> None:
    opt_out(careful, 2)
    careful.app.engine.cursors.remove("tracking-contact")
    before = careful.writes()
    assert start(careful).state == "held"
    assert careful.writes() == before


def test_no_other_run_begins_meanwhile(careful: TwoSystems) -> None:
    opt_out(careful, 2)
    run = start(careful)
    careful.make_due()
    tick_scheduled(careful.app.engine)
    assert current(careful) == run


def test_a_released_run_does_all_of_it(careful: TwoSystems) -> None:
    records = opt_out(careful, 2)
    run = start(careful)
    release_run(careful.app, ADMIN, run.id)
    careful.work_off_steps()
    done = careful.app.runs.load(run.id)
    assert done is not None
    assert done.state == "done"
    links = [careful.link("contact", record_id) for record_id in records]
    assert [link is not None and link.opted_out for link in links] == [True, True]


def test_a_cancelled_run_ends_and_the_next_one_is_held_again(careful: TwoSystems) -> None:
    opt_out(careful, 2)
    run = start(careful)
    cancelled = cancel_run(careful.app, ADMIN, run.id)
    assert cancelled.state == "failed"
    assert start(careful).state == "held"


def test_a_run_that_is_not_held_can_be_neither_released_nor_cancelled(
    systems: TwoSystems,
) -> None:
    run = systems.run_scheduled()
    for act in (release_run, cancel_run):
        with pytest.raises(NotHeld):
            act(systems.app, ADMIN, run.id)


class TestShareOfRecords:
    @pytest.fixture
    def crowd(self, careful: TwoSystems) -> list[str]:
        records = [careful.new_record("contact") for _ in range(101)]
        careful.app.sync_settings.change({"fuse_percent": 100})
        careful.run_scheduled()
        careful.settle()
        return records

    def test_a_hundred_may_always_change(self, careful: TwoSystems, crowd: list[str]) -> None:
        careful.app.sync_settings.change({"fuse_percent": 1})
        for record_id in crowd[:100]:
            careful.change_record("contact", record_id, telephone1="1")
        assert start(careful).state == "done"

    def test_more_than_the_share_is_held(self, careful: TwoSystems, crowd: list[str]) -> None:
        careful.app.sync_settings.change({"fuse_percent": 1})
        for record_id in crowd:
            careful.change_record("contact", record_id, telephone1=None, firstname="All")
        run = start(careful)
        assert run.state == "held"
        held: dict[str, Any] = run.held or {}
        assert held["reasons"] == ["fuse.changed"]
        assert held["changed"] == 101
        assert held["linked"] > 100

    def test_contacts_changed_in_activecampaign_count_as_well(
        self, careful: TwoSystems, crowd: list[str]
    ) -> None:
        careful.app.sync_settings.change({"fuse_percent": 1})
        careful.lose_webhooks(lost=True)
        for record_id in crowd:
            careful.change_contact(careful.contact_id("contact", record_id), phone="2")
        before = careful.writes()
        assert start(careful).state == "held"
        assert careful.writes() == before
