"""An opt-out is carried to the other side, and never taken back by a sync."""

import pytest

from shared.entities import ENTITIES, Entity
from tests.integration.engine.opting_out import FLAG, statuses
from tests.integration.engine.two_systems import TwoSystems, new_email


class TestFromActiveCampaign:
    def test_one_who_unsubscribes_is_flagged_in_dynamics(
        self, systems: TwoSystems, lists: list[int]
    ) -> None:
        record_id, contact_id = systems.synced("contact")
        systems.change_contact(contact_id, subscribe=lists)
        systems.deliver_events()
        assert systems.record("contact", record_id)[FLAG] is False
        systems.change_contact(contact_id, optOut=True)
        systems.deliver_events()
        assert systems.record("contact", record_id)[FLAG] is True

    def test_leaving_one_of_two_lists_is_no_opt_out(
        self, systems: TwoSystems, lists: list[int]
    ) -> None:
        record_id, contact_id = systems.synced("contact")
        systems.change_contact(contact_id, subscribe=lists[:2])
        systems.change_contact(contact_id, unsubscribe=lists[:1])
        systems.settle()
        assert systems.record("contact", record_id)[FLAG] is False

    def test_every_record_with_the_address_is_flagged_the_excluded_one_too(
        self, systems: TwoSystems, lists: list[int]
    ) -> None:
        email = new_email()
        contact, contact_id = systems.synced("contact", emailaddress1=email)
        double = systems.new_record("contact", emailaddress1=email.upper())
        lead = systems.new_record("lead", emailaddress1=email)
        systems.run_scheduled()
        systems.change_contact(contact_id, subscribe=lists)
        systems.change_contact(contact_id, optOut=True)
        systems.deliver_events()
        records: list[tuple[Entity, str]] = [
            ("contact", contact),
            ("contact", double),
            ("lead", lead),
        ]
        assert [systems.record(*one)[FLAG] for one in records] == [True, True, True]

    def test_it_works_though_the_webhook_is_lost(
        self, systems: TwoSystems, lists: list[int]
    ) -> None:
        record_id, contact_id = systems.synced("lead")
        systems.change_contact(contact_id, subscribe=lists)
        systems.settle()
        systems.lose_webhooks(lost=True)
        systems.change_contact(contact_id, optOut=True)
        systems.run_scheduled()
        assert systems.record("lead", record_id)[FLAG] is True


class TestFromDynamics:
    def test_a_flag_takes_the_contact_off_all_its_lists(
        self, systems: TwoSystems, lists: list[int]
    ) -> None:
        record_id, contact_id = systems.synced("contact")
        systems.change_contact(contact_id, subscribe=lists)
        systems.change_record("contact", record_id, **{FLAG: True})
        systems.run_scheduled()
        assert statuses(systems, contact_id) == {"2"}

    def test_many_flags_at_once_do_not_take_a_call_each(
        self, systems: TwoSystems, lists: list[int]
    ) -> None:
        records = [systems.new_record("contact") for _ in range(30)]
        systems.run_scheduled()
        contacts = [systems.contact_id("contact", record_id) for record_id in records]
        for contact_id in contacts:
            systems.change_contact(contact_id, subscribe=lists)
        systems.settle()
        for record_id in records:
            systems.change_record("contact", record_id, **{FLAG: True})
        before = systems.calls()["activecampaign"]
        systems.run_scheduled()
        assert {frozenset(statuses(systems, one)) for one in contacts} == {frozenset({"2"})}
        assert systems.calls()["activecampaign"] - before < 20

    def test_a_flagged_record_that_finds_its_contact_takes_it_off_its_lists(
        self, systems: TwoSystems, lists: list[int]
    ) -> None:
        email = new_email()
        contact_id = systems.new_contact(email=email, subscribe=lists)
        systems.deliver_events()
        systems.new_record("lead", emailaddress1=email, **{FLAG: True})
        systems.run_scheduled()
        assert statuses(systems, contact_id) == {"2"}

    def test_an_opt_out_holds_for_an_address_that_its_record_changes_to(
        self, systems: TwoSystems, lists: list[int]
    ) -> None:
        """Found by the model: two people have one address then, and one of them opted out."""
        taken = new_email()
        other, other_contact = systems.synced("contact", emailaddress1=taken)
        systems.change_contact(other_contact, subscribe=lists)
        moving, _ = systems.synced("contact", donotbulkemail=True)
        systems.change_record("contact", moving, emailaddress1=taken)
        systems.settle()
        assert systems.record("contact", other)[FLAG] is True
        assert statuses(systems, other_contact) == {"2"}

    def test_a_record_out_of_scope_counts_as_well(
        self, systems: TwoSystems, lists: list[int]
    ) -> None:
        with systems.leaving_out("contact", "Outside"):
            record_id, contact_id = systems.synced("contact")
            systems.change_contact(contact_id, subscribe=lists)
            systems.change_record("contact", record_id, lastname="Outside", **{FLAG: True})
            systems.run_scheduled()
            assert statuses(systems, contact_id) == {"2"}


class TestNeverWidened:
    def test_a_flag_taken_away_alone_comes_back(
        self, systems: TwoSystems, lists: list[int]
    ) -> None:
        record_id, contact_id = systems.synced("contact")
        systems.change_contact(contact_id, subscribe=lists)
        systems.change_contact(contact_id, optOut=True)
        systems.settle()
        systems.change_record("contact", record_id, **{FLAG: False})
        systems.run_scheduled()
        assert systems.record("contact", record_id)[FLAG] is True
        assert statuses(systems, contact_id) == {"2"}

    def test_a_record_entered_anew_for_an_address_that_opted_out_is_flagged(
        self, systems: TwoSystems
    ) -> None:
        email = new_email()
        record_id, contact_id = systems.synced("lead", emailaddress1=email)
        systems.change_record("lead", record_id, **{FLAG: True})
        systems.run_scheduled()
        systems.delete_record("lead", record_id)
        systems.delete_contact(contact_id)
        systems.settle()
        again = systems.new_record("contact", emailaddress1=email)
        systems.run_scheduled()
        assert systems.record("contact", again)[FLAG] is True

    def test_people_on_both_sides_can_give_it_again(
        self, systems: TwoSystems, lists: list[int]
    ) -> None:
        email = new_email()
        record_id, contact_id = systems.synced("contact", emailaddress1=email)
        systems.change_contact(contact_id, subscribe=lists)
        systems.change_contact(contact_id, optOut=True)
        systems.settle()
        for entity in ENTITIES:
            for row in systems.records_of(entity, email):
                systems.change_record(entity, row[f"{entity}id"], **{FLAG: False})
        systems.change_contact(contact_id, subscribe=lists[:1])
        systems.settle()
        assert systems.record("contact", record_id)[FLAG] is False
        assert "1" in statuses(systems, contact_id)

    def test_a_second_run_writes_nothing(self, systems: TwoSystems, lists: list[int]) -> None:
        record_id, contact_id = systems.synced("contact")
        systems.change_contact(contact_id, subscribe=lists)
        systems.change_record("contact", record_id, **{FLAG: True})
        systems.settle()
        before = systems.writes()
        systems.run_scheduled()
        assert systems.writes() == before


def test_the_ledger_says_when_where_and_why(systems: TwoSystems, lists: list[int]) -> None:
    email = new_email()
    _, contact_id = systems.synced("contact", emailaddress1=email)
    systems.change_contact(contact_id, subscribe=lists)
    systems.change_contact(contact_id, optOut=True)
    systems.deliver_events()
    ((_, change),) = systems.app.engine.open_consent().newest(email, None, 10)
    assert (change.out, change.why) == (True, "unsubscribed")
    assert change.contact_id == contact_id
    rows = systems.records_of(change.entity, email)
    assert change.record_id in [row[f"{change.entity}id"] for row in rows]


class TestAddressOfAContactThatIsNotTheRecordsOwn:
    """The record has a contact of its own, and took the address of another one: ActiveCampaign
    does not let it have it. Or it has none at all."""

    def test_one_who_unsubscribes_before_a_record_takes_the_address_is_flagged(
        self, systems: TwoSystems, lists: list[int]
    ) -> None:
        taken = new_email()
        stranger = systems.new_contact(email=taken, subscribe=lists[:1])
        systems.change_contact(stranger, optOut=True)
        systems.settle()
        record_id, _ = systems.synced("contact")
        systems.change_record("contact", record_id, emailaddress1=taken)
        systems.settle()
        assert systems.record("contact", record_id)[FLAG] is True

    def test_one_who_unsubscribes_later_is_flagged(
        self, systems: TwoSystems, lists: list[int]
    ) -> None:
        taken = new_email()
        stranger = systems.new_contact(email=taken, subscribe=lists[:1])
        record_id, _ = systems.synced("contact")
        systems.change_record("contact", record_id, emailaddress1=taken)
        systems.settle()
        systems.change_contact(stranger, optOut=True)
        systems.settle()
        assert systems.record("contact", record_id)[FLAG] is True

    @pytest.mark.parametrize("together", [True, False], ids=["with the address", "later"])
    def test_the_flag_takes_that_contact_off_its_lists(
        self, systems: TwoSystems, lists: list[int], *, together: bool
    ) -> None:
        taken = new_email()
        stranger = systems.new_contact(email=taken, subscribe=lists[:1])
        record_id, _ = systems.synced("contact")
        flag = {FLAG: True} if together else {}
        systems.change_record("contact", record_id, emailaddress1=taken, **flag)
        systems.settle()
        systems.change_record("contact", record_id, **{FLAG: True})
        systems.settle()
        assert statuses(systems, stranger) == {"2"}

    def test_the_flag_takes_the_contact_of_one_who_gave_the_address_up_off_its_lists(
        self, systems: TwoSystems, lists: list[int]
    ) -> None:
        given_up = new_email()
        other_id, contact_id = systems.synced("contact", emailaddress1=given_up)
        record_id, _ = systems.synced("contact", **{FLAG: True})
        systems.change_contact(contact_id, subscribe=lists[:1])
        systems.settle()
        systems.change_record("contact", other_id, emailaddress1=None)
        systems.change_record("contact", record_id, emailaddress1=given_up)
        systems.settle()
        assert statuses(systems, contact_id) == {"2"}

    def test_a_record_that_was_never_in_scope_is_flagged(
        self, systems: TwoSystems, lists: list[int]
    ) -> None:
        with systems.leaving_out("contact", "Outside"):
            email = new_email()
            record_id = systems.new_record("contact", emailaddress1=email, lastname="Outside")
            stranger = systems.new_contact(email=email, subscribe=lists[:1])
            systems.settle()
            systems.change_contact(stranger, optOut=True)
            systems.settle()
            assert systems.record("contact", record_id)[FLAG] is True
