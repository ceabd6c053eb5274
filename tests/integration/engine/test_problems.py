"""One record's failure stops nobody else, is tried again ever later, and ends when it is mended."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest

from shared.store.problems import Problem
from shared.sync.newcomers import Newcomers, Patience
from tests.integration.engine.two_systems import TwoSystems, new_email

TEXT = "14"
TOO_LONG = "x" * 101
Steer = Callable[..., None]


def problem(systems: TwoSystems, record_id: str) -> Problem:
    found = systems.problem("contact", record_id)
    assert found is not None
    return found


def shown(systems: TwoSystems, record_id: str) -> bool:
    listed, _ = systems.app.problems.page("contact", None, 200)
    return record_id in {one.record_id for one in listed}


@pytest.fixture
def failing(systems: TwoSystems) -> tuple[str, str]:
    """A record and its contact, whose text Dynamics cannot hold."""
    record_id, contact_id = systems.synced("contact", cr1_text="before")
    systems.deliver_events()
    systems.change_contact(contact_id, values={TEXT: TOO_LONG})
    systems.deliver_events()
    assert shown(systems, record_id)
    return record_id, contact_id


@pytest.fixture
def importer(systems: TwoSystems) -> Iterator[Steer]:
    """Steers ActiveCampaign's importer: `refuse` fails for an address, `malformed` for the whole
    batch, which `names` the address or does not."""

    def steer(*, refuse: str = "", malformed: str = "", names: bool = True) -> None:
        wanted = {"refuse": [refuse], "malformed": [malformed], "names": names}
        systems.world.activecampaign.post("/_sandbox/imports", wanted)

    yield steer
    steer()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A minute without news of an import is two seconds."""
    patience = Patience(without_progress=2.0)
    monkeypatch.setattr("shared.sync.engine.Newcomers", partial(Newcomers, patience=patience))


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "trouble",
    [{"malformed": True, "names": True}, {"malformed": True, "names": False}, {"refuse": True}],
    ids=["refused with its batch", "refused with its batch without a name", "refused alone"],
)
def test_of_a_batch_of_new_contacts_the_bad_one_is_found_and_the_rest_goes_through(
    systems: TwoSystems, importer: Steer, trouble: dict[str, bool]
) -> None:
    bad_email, emails = new_email(), [new_email() for _ in range(14)]
    steered = {key: bad_email for key in ("malformed", "refuse") if key in trouble}
    importer(**steered, names=trouble.get("names", True))
    good = [systems.new_record("contact", emailaddress1=email) for email in emails]
    bad = systems.new_record("contact", emailaddress1=bad_email)
    systems.run_scheduled()

    assert all(systems.contact_id("contact", record_id) for record_id in good)
    assert [len(systems.contacts_of(email)) for email in emails] == [1] * len(emails)
    assert problem(systems, bad).code == "activecampaign.contact_refused"

    importer()
    systems.app.problems.retry(problem(systems, bad).id)
    systems.run_scheduled()
    assert systems.contact_id("contact", bad)
    assert systems.problem("contact", bad) is None


def test_of_a_batch_of_changes_for_dynamics_the_bad_one_is_found_and_the_rest_goes_through(
    systems: TwoSystems,
) -> None:
    records = [systems.new_record("contact") for _ in range(5)]
    systems.settle()
    contacts = [systems.contact_id("contact", record_id) for record_id in records]
    for contact_id in contacts:
        systems.change_contact(contact_id, phone="1")
    systems.change_contact(contacts[2], values={TEXT: TOO_LONG})
    systems.deliver_events()
    assert [systems.record("contact", one)["telephone1"] for one in records] == ["1"] * 5
    assert [systems.problem("contact", one) is None for one in records] == [
        index != 2 for index in range(5)
    ]


def test_before_its_time_a_run_does_not_try_it_again(
    systems: TwoSystems, failing: tuple[str, str]
) -> None:
    record_id, _ = failing
    systems.look_past_what_changed()
    before = problem(systems, record_id)
    systems.run_scheduled()
    assert problem(systems, record_id).attempts == before.attempts


def test_once_asked_for_it_is_tried_in_the_next_run_and_then_waits_longer(
    systems: TwoSystems, failing: tuple[str, str]
) -> None:
    record_id, _ = failing
    systems.run_scheduled()
    before = problem(systems, record_id)
    assert systems.app.problems.retry(before.id)
    systems.run_scheduled()
    after = problem(systems, record_id)
    assert (after.attempts, after.first_seen_at) == (before.attempts + 1, before.first_seen_at)
    assert after.due_at - after.last_seen_at > before.due_at - before.last_seen_at


def test_a_dismissed_one_is_tried_no_more_until_its_record_changes(
    systems: TwoSystems, failing: tuple[str, str]
) -> None:
    record_id, contact_id = failing
    systems.look_past_what_changed()
    assert systems.app.problems.dismiss(problem(systems, record_id).id)
    attempts = problem(systems, record_id).attempts
    systems.run_scheduled()
    assert not shown(systems, record_id)
    assert problem(systems, record_id).attempts == attempts

    systems.change_contact(contact_id, values={TEXT: "short"})
    systems.deliver_events()
    assert systems.problem("contact", record_id) is None
    assert systems.record("contact", record_id)["cr1_text"] == "short"
