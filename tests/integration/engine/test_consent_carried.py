"""An opt-out reaches every record with its address, whatever comes in between."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest

from shared.dataverse.client import Dataverse
from shared.dataverse.write import Write, WriteResult
from shared.entities import Entity
from shared.errors import Unreachable
from shared.sync import flags, gather
from shared.sync.apply import ROUNDS, carry_out
from shared.sync.context import SyncContext
from shared.sync.inbound import apply_contact_ids
from shared.sync.positions import Positions
from shared.transport import Calls
from tests.integration.engine.opting_out import FLAG, statuses
from tests.integration.engine.two_systems import TwoSystems, new_email

OUTSIDE = {"lastname": "Outside"}

Shown = tuple[set[str], bool, bool]
OPTED_OUT: Shown = ({"2"}, True, True)


def apply_events(systems: TwoSystems, contact_id: str) -> None:
    """As the queue would, which brings it again if it fails."""
    apply_contact_ids(context(systems), [contact_id])


def context(systems: TwoSystems) -> SyncContext:
    engine = systems.app.engine
    after_id = Positions(engine.cursors).sweep().after_id
    return engine.open_context("step", Calls(), after_id=after_id, exclude_automations=False)


def sharing_an_address(systems: TwoSystems, **of_lead: str) -> tuple[str, str]:
    """A Dynamics contact and a lead. Their contact is on no list, so that no event of
    ActiveCampaign tells what becomes of its consent."""
    email = new_email()
    lead = systems.new_record("lead", emailaddress1=email, **of_lead)
    contact, _ = systems.synced("contact", emailaddress1=email)
    return contact, lead


@contextmanager
def writes_of_the_flag_alone(
    of: str, before: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[str]]:
    """While this is open, `before` is called before each try to flag the record `of` for the
    opt-out of another one. Yields those tries."""
    write, tries = Dataverse.write, list[str]()

    def writing(dataverse: Dataverse, writes: Sequence[Write]) -> list[WriteResult]:
        if any(one.id == of and one.values.keys() == {FLAG} for one in writes):
            tries.append(of)
            before()
        return write(dataverse, writes)

    with monkeypatch.context() as patch:
        patch.setattr(Dataverse, "write", writing)
        yield tries


class TestRecordEditedMeanwhile:
    def test_it_is_read_again_and_flagged(
        self, systems: TwoSystems, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        contact, lead = sharing_an_address(systems)
        edits = iter(["Director"])

        def edit() -> None:
            for title in edits:
                systems.change_record("contact", contact, jobtitle=title)

        systems.change_record("lead", lead, **{FLAG: True})
        with writes_of_the_flag_alone(contact, edit, monkeypatch) as tries:
            systems.run_scheduled()
        assert len(tries) == 2
        assert systems.record("contact", contact)[FLAG] is True

    def test_the_opt_out_comes_again_if_it_is_edited_each_time(
        self, systems: TwoSystems, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        contact, lead = sharing_an_address(systems)
        systems.change_record("lead", lead, **{FLAG: True})
        numbers = iter(range(1000))

        def edit() -> None:
            systems.change_record("contact", contact, jobtitle=f"Title {next(numbers)}")

        with writes_of_the_flag_alone(contact, edit, monkeypatch) as tries:
            systems.run_scheduled()
        assert len(tries) == flags.TRIES * ROUNDS
        problem = systems.problem("lead", lead)
        assert problem is not None
        assert problem.code == "record.restless"
        systems.make_problems_due()
        systems.run_scheduled()
        assert systems.record("contact", contact)[FLAG] is True
        assert systems.problem("lead", lead) is None

    def test_the_same_of_the_opt_out_of_a_contact_without_a_record(
        self, systems: TwoSystems, lists: list[int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        taken = new_email()
        stranger = systems.new_contact(email=taken, subscribe=lists[:1])
        record_id, _ = systems.synced("contact")
        systems.change_record("contact", record_id, emailaddress1=taken)
        systems.settle()
        systems.lose_webhooks(lost=True)
        systems.change_contact(stranger, optOut=True)
        numbers = iter(range(1000))

        def edit() -> None:
            systems.change_record("contact", record_id, jobtitle=f"Title {next(numbers)}")

        with (
            writes_of_the_flag_alone(record_id, edit, monkeypatch),
            pytest.raises(Unreachable, match="changed by others"),
        ):
            apply_events(systems, stranger)
        assert not systems.app.engine.open_consent().opted_out([taken])
        apply_events(systems, stranger)
        assert systems.record("contact", record_id)[FLAG] is True
        assert systems.app.engine.open_consent().opted_out([taken])


def test_an_opt_out_that_a_failure_kept_from_other_records_comes_again(
    systems: TwoSystems, monkeypatch: pytest.MonkeyPatch
) -> None:
    with systems.leaving_out("lead", "Outside"):
        contact, lead = sharing_an_address(systems, lastname="Outside")
        systems.change_record("lead", lead, **{FLAG: True})

        def fail() -> None:
            raise Unreachable("dataverse", "Out of order.")

        with (
            writes_of_the_flag_alone(contact, fail, monkeypatch),
            pytest.raises(Unreachable, match="Out of order"),
        ):
            take_up(systems, lead)
        take_up(systems, lead)
        assert systems.record("contact", contact)[FLAG] is True


def take_up(systems: TwoSystems, lead: str) -> None:
    """As a step of a run would, which is delivered anew if it fails."""
    ctx = context(systems)
    carry_out(ctx, gather.by_record_ids(ctx, "lead", [lead]).pairs)


class TestGivenAgain:
    """Only if the flag is away on every active record with the address."""

    @pytest.mark.parametrize("other", ["double", "lead out of scope"])
    def test_one_flag_that_stays_undoes_it(
        self, systems: TwoSystems, lists: list[int], other: str
    ) -> None:
        entity: Entity = "contact" if other == "double" else "lead"
        email = new_email()
        with systems.leaving_out("lead", "Outside"):
            record_id, contact_id = systems.synced("contact", emailaddress1=email)
            systems.change_contact(contact_id, subscribe=lists[:1])
            other_id = systems.new_record(entity, emailaddress1=email, **{**OUTSIDE, FLAG: True})
            systems.settle()
            assert systems.record("contact", record_id)[FLAG] is True
            systems.change_record("contact", record_id, **{FLAG: False})
            systems.change_contact(contact_id, subscribe=lists[:1])
            systems.settle()
            assert systems.record("contact", record_id)[FLAG] is True
            assert systems.record(entity, other_id)[FLAG] is True
            assert statuses(systems, contact_id) == {"2"}

    def test_it_holds_once_all_flags_are_away(self, systems: TwoSystems, lists: list[int]) -> None:
        email = new_email()
        with systems.leaving_out("lead", "Outside"):
            record_id, contact_id = systems.synced("contact", emailaddress1=email)
            systems.change_contact(contact_id, subscribe=lists[:1])
            lead = systems.new_record("lead", emailaddress1=email, **{**OUTSIDE, FLAG: True})
            double = systems.new_record("contact", emailaddress1=email)
            systems.settle()
            systems.change_record("lead", lead, **{FLAG: False})
            for one in (record_id, double):
                systems.change_record("contact", one, **{FLAG: False})
            systems.change_contact(contact_id, subscribe=lists[:1])
            systems.settle()
            assert statuses(systems, contact_id) == {"1"}
            assert systems.record("lead", lead)[FLAG] is False
            for one in (record_id, double):
                assert systems.record("contact", one)[FLAG] is False

    def test_the_flag_of_an_inactive_record_does_not_stand_in_the_way(
        self, systems: TwoSystems, lists: list[int]
    ) -> None:
        email = new_email()
        record_id, contact_id = systems.synced("contact", emailaddress1=email)
        systems.change_contact(contact_id, subscribe=lists[:1])
        double = systems.new_record("contact", emailaddress1=email, **{FLAG: True})
        systems.settle()
        systems.deactivate("contact", double)
        systems.settle()
        systems.change_record("contact", record_id, **{FLAG: False})
        systems.change_contact(contact_id, subscribe=lists[:1])
        systems.settle()
        systems.change_record("contact", double, lastname="Changed")
        systems.settle()
        assert statuses(systems, contact_id) == {"1"}
        assert systems.record("contact", record_id)[FLAG] is False


class TestFlaggedRecordThatLeftBeforeTheNextRun:
    def test_a_lead_that_was_disqualified(self, systems: TwoSystems, lists: list[int]) -> None:
        email = new_email()
        record_id, contact_id = self.on_a_list(systems, email, lists)
        lead = systems.new_record("lead", emailaddress1=email)
        systems.settle()
        systems.change_record("lead", lead, **{FLAG: True})
        systems.deactivate("lead", lead)
        systems.settle()
        assert self.shown(systems, record_id, contact_id, email) == OPTED_OUT
        link = systems.link("lead", lead)
        assert link is not None
        assert link.state == "closed"
        assert link.opted_out

    def test_a_double_that_was_merged(self, systems: TwoSystems, lists: list[int]) -> None:
        email = new_email()
        record_id, contact_id = self.on_a_list(systems, email, lists)
        double = systems.new_record("contact", emailaddress1=email)
        systems.settle()
        systems.change_record("contact", double, **{FLAG: True})
        systems.merge("contact", record_id, double)
        systems.settle()
        assert self.shown(systems, record_id, contact_id, email) == OPTED_OUT

    def test_a_record_that_had_the_contact_to_itself(
        self, systems: TwoSystems, lists: list[int]
    ) -> None:
        email = new_email()
        record_id, contact_id = self.on_a_list(systems, email, lists)
        systems.change_record("contact", record_id, **{FLAG: True})
        systems.deactivate("contact", record_id)
        systems.settle()
        assert self.shown(systems, record_id, contact_id, email) == OPTED_OUT
        link = systems.link("contact", record_id)
        assert link is not None
        assert link.state == "closed"

    def test_one_that_was_inactive_when_it_was_first_seen_says_nothing(
        self, systems: TwoSystems, lists: list[int]
    ) -> None:
        email = new_email()
        record_id, contact_id = self.on_a_list(systems, email, lists)
        double = systems.new_record("contact", emailaddress1=email, **{FLAG: True})
        systems.deactivate("contact", double)
        systems.settle()
        systems.change_record("contact", double, lastname="Changed")
        systems.settle()
        assert statuses(systems, contact_id) == {"1"}
        assert systems.record("contact", record_id)[FLAG] is False

    @staticmethod
    def on_a_list(systems: TwoSystems, email: str, lists: list[int]) -> tuple[str, str]:
        record_id, contact_id = systems.synced("contact", emailaddress1=email)
        systems.change_contact(contact_id, subscribe=lists[:1])
        systems.settle()
        return record_id, contact_id

    @staticmethod
    def shown(systems: TwoSystems, record_id: str, contact_id: str, email: str) -> Shown:
        """The contact's lists, the record's flag, and whether the ledger remembers the address."""
        remembered = systems.app.engine.open_consent().opted_out([email])
        flag = systems.record("contact", record_id)[FLAG]
        return statuses(systems, contact_id), flag, email in remembered
