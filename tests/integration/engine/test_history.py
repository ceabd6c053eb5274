"""What a record's history tells, and the way back for a value that lost a conflict."""

from collections.abc import Iterator

import pytest

from shared.actions.history import NoItem, history_page, restore_value
from shared.actions.models.history import HistoryOutput, RestoreOutput
from shared.actions.records import NoRecord
from shared.mapping.model import Policy
from shared.sync.restore import ChangedSince, NotRestorable
from tests.integration.engine.two_systems import TwoSystems, new_email

TEXT, KEY = "14", "field:14"


def history(systems: TwoSystems, record_id: str, limit: int = 50) -> list[HistoryOutput]:
    """All of a contact record's, by pages of `limit`."""
    found: list[HistoryOutput] = []
    after = None
    while True:
        page = history_page(systems.app, "contact", record_id, after, limit)
        assert len(page.items) <= limit
        found += page.items
        after = page.next
        if after is None:
            return found


def conflicts(systems: TwoSystems, record_id: str) -> list[HistoryOutput]:
    return [item for item in history(systems, record_id) if item.kind == "conflict"]


def restore(systems: TwoSystems, record_id: str, item: HistoryOutput) -> RestoreOutput:
    return restore_value(systems.app, systems.admin, "contact", record_id, item.id)


@pytest.fixture
def with_policy(systems: TwoSystems, policy: Policy) -> Iterator[TwoSystems]:
    systems.set_mapping("contact", conflict=policy)
    yield systems
    systems.set_mapping("contact", conflict="dynamics")


def conflict(systems: TwoSystems) -> tuple[str, str, HistoryOutput]:
    """A record and its contact whose text both sides had changed, and the decision."""
    record_id, contact_id = systems.synced("contact", cr1_text="before")
    systems.deliver_events()
    systems.change_record("contact", record_id, cr1_text="from D")
    systems.change_contact(contact_id, values={TEXT: "from A"})
    systems.deliver_events()
    systems.run_scheduled()
    (item,) = conflicts(systems, record_id)
    return record_id, contact_id, item


def texts(systems: TwoSystems, record_id: str, contact_id: str) -> tuple[str, str]:
    record, contact = systems.record("contact", record_id), systems.contact(contact_id)
    return record["cr1_text"], contact["values"].get(TEXT, "")


@pytest.mark.parametrize(
    ("policy", "side", "lost"),
    [("dynamics", "activecampaign", "from A"), ("activecampaign", "dynamics", "from D")],
)
def test_the_losing_value_comes_back_as_an_ordinary_change_that_is_decided_no_more(
    with_policy: TwoSystems, side: str, lost: str
) -> None:
    systems = with_policy
    record_id, contact_id, item = conflict(systems)

    assert restore(systems, record_id, item) == RestoreOutput(status="done", side=side)
    systems.deliver_events()
    systems.run_scheduled()

    assert texts(systems, record_id, contact_id) == (lost, lost)
    assert conflicts(systems, record_id) == [item]
    told = [one for one in history(systems, record_id) if one.restored is not None]
    assert [one.restored.of for one in told if one.restored is not None] == [item.id]
    entries, _ = systems.app.audit.page(None, 100)
    [told_of] = [one for one in entries if one.target == f"contact-{record_id}"]
    assert told_of.act == "history.restore"
    assert lost not in told_of.detail


def test_restoring_twice_writes_once(systems: TwoSystems) -> None:
    record_id, contact_id, item = conflict(systems)
    restore(systems, record_id, item)
    written = systems.writes()
    assert restore(systems, record_id, item).status == "already"
    assert systems.writes() == written
    systems.settle()
    assert restore(systems, record_id, item).status == "already"
    assert texts(systems, record_id, contact_id) == ("from A", "from A")


@pytest.mark.parametrize("in_dynamics", [True, False])
def test_a_value_that_was_changed_since_is_not_overwritten(
    systems: TwoSystems, *, in_dynamics: bool
) -> None:
    record_id, contact_id, item = conflict(systems)
    if in_dynamics:
        systems.change_record("contact", record_id, cr1_text="newer")
    else:
        systems.change_contact(contact_id, values={TEXT: "newer"})
    for _ in range(2):
        written = systems.writes()
        with pytest.raises(ChangedSince):
            restore(systems, record_id, item)
        assert systems.writes() == written
        systems.settle()
    assert texts(systems, record_id, contact_id) == ("newer", "newer")


def test_while_global_sync_is_off_nothing_is_restored(systems: TwoSystems) -> None:
    record_id, contact_id, item = conflict(systems)
    systems.switch_global_sync(on=False)
    with pytest.raises(NotRestorable, match="Global sync"):
        restore(systems, record_id, item)
    assert texts(systems, record_id, contact_id) == ("from D", "from D")


def test_only_a_conflict_of_this_record_can_be_restored(systems: TwoSystems) -> None:
    record_id, _, item = conflict(systems)
    other_id, _ = systems.synced("contact")
    with pytest.raises(NoItem):
        restore(systems, other_id, item)
    created = history(systems, record_id)[-1]
    with pytest.raises(NotRestorable):
        restore(systems, record_id, created)


def test_a_life_is_told_newest_first_page_by_page(systems: TwoSystems) -> None:
    email = new_email()
    record_id, contact_id = systems.synced("contact", emailaddress1=email)
    systems.change_record("contact", record_id, telephone1="1")
    systems.run_scheduled()
    systems.change_contact(contact_id, phone="2")
    systems.deliver_events()
    systems.change_record("contact", record_id, donotbulkemail=True)
    systems.run_scheduled()
    younger = systems.new_record("contact", emailaddress1=email)
    systems.run_scheduled()
    systems.delete_record("contact", record_id)
    systems.run_scheduled()

    told = history(systems, record_id, limit=2)
    assert [item.kind for item in told] == [
        "closed",
        "optedOut",
        "changed",
        "changed",
        "createdContact",
    ]
    closed, opted_out, from_contact, from_record, created = told
    assert closed.reason is not None
    assert closed.reason.code == "closed.record_deleted"
    assert opted_out.reason is not None
    assert opted_out.reason.code == "consent.flag"
    assert (from_contact.to_dynamics, from_contact.to_activecampaign) == (["phone"], [])
    assert (from_record.to_dynamics, from_record.to_activecampaign) == ([], ["phone"])
    assert (from_contact.run_id, created.contact_id) == ("events", contact_id)
    assert {"email", "lastName"} <= set(created.to_activecampaign)
    excluded, its_address = history(systems, younger)[-2:]
    assert excluded.reason is not None
    assert (excluded.kind, excluded.reason.related_id) == ("excluded", record_id)
    assert its_address.kind == "optedOut"


def test_a_run_without_a_change_adds_nothing(systems: TwoSystems) -> None:
    record_id, _ = systems.synced("contact", cr1_text="x")
    systems.settle()
    before = history(systems, record_id)
    systems.run_scheduled()
    systems.change_record("contact", record_id, fax="not mapped")
    systems.run_scheduled()
    assert history(systems, record_id) == before


def test_a_record_that_nobody_ever_saw_has_no_history(systems: TwoSystems) -> None:
    with pytest.raises(NoRecord):
        history(systems, "00000000-0000-4000-8000-00000000dead")
