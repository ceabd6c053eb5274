"""A contact that belongs to no record in sync leaves its lists while an active record with its
address is flagged, whoever put it there."""

import pytest

from shared.sync.inbound import apply_contact_ids
from shared.sync.positions import Positions
from shared.transport import Calls
from tests.integration.engine.opting_out import FLAG, statuses
from tests.integration.engine.two_systems import TwoSystems, new_email

OUTSIDE = {"lastname": "Outside", FLAG: True}
TOLD = pytest.mark.parametrize("told", [True, False], ids=["by an event", "by the next run"])


def flagged_outside(systems: TwoSystems, email: str) -> str:
    """A flagged record out of scope, whose opt-out has been noted. `leaving_out` must be open."""
    record_id = systems.new_record("contact", emailaddress1=email, **OUTSIDE)
    systems.settle()
    return record_id


def hear(systems: TwoSystems, *, told: bool) -> None:
    if told:
        systems.deliver_events()
    else:
        systems.run_scheduled()


class TestOfARecordOutOfScope:
    @TOLD
    def test_one_that_joins_again(
        self, systems: TwoSystems, lists: list[int], *, told: bool
    ) -> None:
        email = new_email()
        with systems.leaving_out("contact", "Outside"):
            stranger = systems.new_contact(email=email, subscribe=lists[:1])
            flagged_outside(systems, email)
            assert statuses(systems, stranger) == {"2"}
            systems.lose_webhooks(lost=not told)
            systems.change_contact(stranger, subscribe=lists[:1])
            hear(systems, told=told)
            assert statuses(systems, stranger) == {"2"}

    @TOLD
    def test_one_that_is_made_anew(
        self, systems: TwoSystems, lists: list[int], *, told: bool
    ) -> None:
        email = new_email()
        with systems.leaving_out("contact", "Outside"):
            flagged_outside(systems, email)
            systems.lose_webhooks(lost=not told)
            stranger = systems.new_contact(email=email, subscribe=lists[:1])
            hear(systems, told=told)
            assert statuses(systems, stranger) == {"2"}

    def test_one_that_moves_to_the_address(self, systems: TwoSystems, lists: list[int]) -> None:
        email = new_email()
        with systems.leaving_out("contact", "Outside"):
            stranger = systems.new_contact(subscribe=lists[:1])
            flagged_outside(systems, email)
            assert statuses(systems, stranger) == {"1"}
            systems.change_contact(stranger, email=email)
            systems.deliver_events()
            assert statuses(systems, stranger) == {"2"}

    @TOLD
    def test_one_that_the_record_held_before_it_left_scope(
        self, systems: TwoSystems, lists: list[int], *, told: bool
    ) -> None:
        record_id, contact_id = systems.synced("contact")
        systems.change_contact(contact_id, subscribe=lists[:1])
        with systems.leaving_out("contact", "Outside"):
            systems.change_record("contact", record_id, **OUTSIDE)
            systems.settle()
            assert statuses(systems, contact_id) == {"2"}
            systems.lose_webhooks(lost=not told)
            systems.change_contact(contact_id, subscribe=lists[:1])
            hear(systems, told=told)
            assert statuses(systems, contact_id) == {"2"}
            link = systems.link("contact", record_id)
            assert link is not None
            assert (link.state, link.contact_id) == ("excluded", contact_id)

    def test_many_of_them_leave_without_a_call_each(
        self, systems: TwoSystems, lists: list[int]
    ) -> None:
        emails = [new_email() for _ in range(30)]
        with systems.leaving_out("contact", "Outside"):
            for email in emails:
                systems.new_record("contact", emailaddress1=email, **OUTSIDE)
            systems.settle()
            systems.lose_webhooks(lost=True)
            strangers = [systems.new_contact(email=one, subscribe=lists[:1]) for one in emails]
            before = systems.calls()
            systems.run_scheduled()
            after = systems.calls()
            assert {frozenset(statuses(systems, one)) for one in strangers} == {frozenset("2")}
            assert all(after[system] - before[system] < 20 for system in before)


class TestOfARecordInSync:
    def test_one_that_came_back_to_an_address_which_the_record_comes_to_have(
        self, systems: TwoSystems, lists: list[int]
    ) -> None:
        """Both addresses are known to have opted out, so that neither is news."""
        email = new_email()
        before, stranger = systems.synced("contact", emailaddress1=email, **{FLAG: True})
        systems.delete_record("contact", before)
        systems.settle()
        systems.change_contact(stranger, subscribe=lists[:1])
        record_id, _ = systems.synced("contact", **{FLAG: True})
        systems.settle()
        assert statuses(systems, stranger) == {"1"}
        systems.look_past_what_changed()

        systems.change_record("contact", record_id, emailaddress1=email)
        systems.settle()

        assert statuses(systems, stranger) == {"2"}

    def test_the_contact_whose_address_it_took_joins_again(
        self, systems: TwoSystems, lists: list[int]
    ) -> None:
        taken = new_email()
        stranger = systems.new_contact(email=taken, subscribe=lists[:1])
        record_id, _ = systems.synced("contact", **{FLAG: True})
        systems.change_record("contact", record_id, emailaddress1=taken)
        systems.settle()
        assert statuses(systems, stranger) == {"2"}
        systems.change_contact(stranger, subscribe=lists[:1])
        systems.deliver_events()
        assert statuses(systems, stranger) == {"2"}

    def test_its_contact_that_is_deleted_and_made_anew(
        self, systems: TwoSystems, lists: list[int]
    ) -> None:
        email = new_email()
        _, contact_id = systems.synced("contact", emailaddress1=email, **{FLAG: True})
        systems.delete_contact(contact_id)
        systems.settle()
        again = systems.new_contact(email=email, subscribe=lists[:1])
        systems.deliver_events()
        assert statuses(systems, again) == {"2"}


class TestWhereNobodySaysSo:
    def test_without_a_record_activecampaign_alone_knows_who_came_back(
        self, systems: TwoSystems, lists: list[int]
    ) -> None:
        stranger = systems.new_contact(subscribe=lists[:1])
        systems.change_contact(stranger, optOut=True)
        systems.settle()
        systems.change_contact(stranger, subscribe=lists[:1])
        systems.settle()
        assert "1" in statuses(systems, stranger)

    def test_the_flag_of_a_record_that_is_not_active_any_more_does_not_count(
        self, systems: TwoSystems, lists: list[int]
    ) -> None:
        email = new_email()
        with systems.leaving_out("contact", "Outside"):
            stranger = systems.new_contact(email=email, subscribe=lists[:1])
            record_id = flagged_outside(systems, email)
            systems.deactivate("contact", record_id)
            systems.settle()
            systems.change_contact(stranger, subscribe=lists[:1])
            systems.settle()
            assert statuses(systems, stranger) == {"1"}

    def test_many_strangers_on_lists_are_no_reason_to_ask_dynamics(
        self, systems: TwoSystems, lists: list[int]
    ) -> None:
        systems.lose_webhooks(lost=True)
        strangers = [systems.new_contact(subscribe=lists[:1]) for _ in range(30)]
        engine = systems.app.engine
        after_id = Positions(engine.cursors).sweep().after_id
        ctx = engine.open_context("events", Calls(), after_id=after_id, exclude_automations=False)
        before = systems.calls()["dataverse"]
        apply_contact_ids(ctx, strangers)
        assert systems.calls()["dataverse"] == before
        assert {frozenset(statuses(systems, one)) for one in strangers} == {frozenset("1")}
