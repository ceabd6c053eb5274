"""A list of contacts is cut off in what stands beside it, which nobody documents: what it does not
show is not gone."""

from collections.abc import Iterator

import pytest

from shared.sync.second_look import FEW, SAMPLE
from tests.integration.engine.two_systems import TwoSystems, new_email

TEXT, COLUMN = "14", "cr1_text"
FLAG = "donotbulkemail"
TOLD = pytest.mark.parametrize("told", [True, False], ids=["by events", "by the next run"])


@pytest.fixture
def cut(systems: TwoSystems) -> Iterator[TwoSystems]:
    """Nothing is under way when a list is cut off, and none is after the test."""
    systems.settle()
    yield systems
    show(systems, None)


def show(systems: TwoSystems, rows: int | None) -> None:
    """So many rows beside a list of contacts from now on; None: all."""
    systems.world.activecampaign.post("/_sandbox/sideloads", {"rows": rows})


def hear(systems: TwoSystems, *, told: bool) -> None:
    if told:
        systems.deliver_events()
    systems.run_scheduled()


def people(systems: TwoSystems, how_many: int, **values: str) -> list[tuple[str, str]]:
    ids = [systems.new_record("contact", **values) for _ in range(how_many)]
    systems.settle()
    return [(one, systems.contact_id("contact", one)) for one in ids]


@TOLD
def test_no_value_that_is_not_shown_is_cleared(cut: TwoSystems, *, told: bool) -> None:
    known = people(cut, 3, cr1_text="kept", jobtitle="Baker")
    cut.lose_webhooks(lost=not told)
    for _, contact in known:
        cut.change_contact(contact, phone="+39 7")
    show(cut, 1)
    hear(cut, told=told)
    for person, _ in known:
        record = cut.record("contact", person)
        assert (record["telephone1"], record[COLUMN]) == ("+39 7", "kept")
    show(cut, None)
    assert cut.writes_of_another_run() == 0


@TOLD
def test_a_value_that_was_cleared_is_cleared_all_the_same(cut: TwoSystems, *, told: bool) -> None:
    (_, other), (person, contact) = people(cut, 2, cr1_text="to go", jobtitle="Baker")
    cut.lose_webhooks(lost=not told)
    cut.change_contact(other, phone="+39 8")
    cut.change_contact(contact, values={TEXT: ""})
    show(cut, 0)
    hear(cut, told=told)
    assert cut.record("contact", person)[COLUMN] is None
    show(cut, None)
    assert cut.writes_of_another_run() == 0


def test_a_value_cleared_in_dynamics_does_not_come_back(cut: TwoSystems) -> None:
    ((person, contact),) = people(cut, 1, cr1_text="old")
    cut.change_record("contact", person, cr1_text=None)
    cut.change_contact(contact, phone="+39 9")
    show(cut, 0)
    cut.deliver_events()
    show(cut, None)
    cut.settle()
    assert cut.record("contact", person)[COLUMN] is None
    assert cut.contact(contact)["values"].get(TEXT, "") == ""


def test_a_crowd_of_values_that_are_not_shown_is_kept(cut: TwoSystems) -> None:
    known = people(cut, FEW + 5, cr1_text="kept")
    for _, contact in known:
        cut.change_contact(contact, phone="+39 6")
    show(cut, 0)
    cut.deliver_events()
    texts = {cut.record("contact", person)[COLUMN] for person, _ in known}
    assert texts == {"kept"}
    show(cut, None)
    assert cut.writes_of_another_run() == 0


def test_a_crowd_of_values_that_were_cleared_costs_few_calls(cut: TwoSystems) -> None:
    known = people(cut, FEW + 5, cr1_text="to go")
    for _, contact in known:
        cut.change_contact(contact, values={TEXT: ""})
    before = cut.calls()["activecampaign"]
    cut.deliver_events()
    assert cut.calls()["activecampaign"] - before < 20
    assert {cut.record("contact", person)[COLUMN] for person, _ in known} == {None}


def meet(
    systems: TwoSystems, how_many: int, *, theirs: str | None, ours: str
) -> list[tuple[str, str]]:
    """Contacts that are known, and records with their addresses that are not linked yet."""
    emails = [new_email() for _ in range(how_many)]
    values = {} if theirs is None else {"values": {TEXT: theirs}}
    contacts = [systems.new_contact(email=email, **values) for email in emails]
    systems.settle()
    return [
        (systems.new_record("contact", emailaddress1=email, cr1_text=ours), contact)
        for email, contact in zip(emails, contacts, strict=True)
    ]


@pytest.mark.parametrize("how_many", [2, FEW + 5], ids=["a few", "a crowd"])
def test_on_first_linking_nothing_is_written_over_a_value_that_is_not_shown(
    cut: TwoSystems, how_many: int
) -> None:
    cut.set_mapping("contact", conflict="activecampaign")
    met = meet(cut, how_many, theirs="theirs", ours="ours")
    show(cut, 0)
    cut.run_scheduled()
    show(cut, None)
    cut.set_mapping("contact", conflict="dynamics")
    cut.settle()
    found = {
        (cut.record("contact", person)[COLUMN], cut.contact(contact)["values"].get(TEXT))
        for person, contact in met
    }
    assert found == {("theirs", "theirs")}


def test_on_first_linking_a_crowd_that_is_blank_costs_few_calls(cut: TwoSystems) -> None:
    met = meet(cut, FEW + 5, theirs=None, ours="ours")
    asked = len(asked_alone(cut))
    cut.run_scheduled()
    assert len(asked_alone(cut)) - asked == SAMPLE
    assert {cut.contact(contact)["values"].get(TEXT) for _, contact in met} == {"ours"}


def asked_alone(systems: TwoSystems) -> list[str]:
    """The calls that asked a contact for its own field values."""
    journal = systems.world.activecampaign.get("/_sandbox/journal")["items"]
    return [call["path"] for call in journal if "/fieldValues" in call["path"]]


def test_nobody_opts_out_by_a_list_that_is_not_shown(cut: TwoSystems, lists: list[int]) -> None:
    ((person, contact),) = people(cut, 1)
    cut.change_contact(contact, subscribe=lists[:2])
    cut.settle()
    cut.change_contact(contact, unsubscribe=lists[:1])
    show(cut, 1)
    cut.deliver_events()
    show(cut, None)
    cut.settle()
    assert cut.record("contact", person)[FLAG] is False
    assert cut.contact(contact)["lists"][str(lists[1])] == 1


def test_nor_does_an_address_without_a_record_in_sync(cut: TwoSystems, lists: list[int]) -> None:
    email = new_email()
    with cut.leaving_out("contact", "Outside"):
        person = cut.new_record("contact", emailaddress1=email, lastname="Outside")
        stranger = cut.new_contact(email=email, subscribe=lists[:2])
        cut.settle()
        cut.change_contact(stranger, unsubscribe=lists[:1])
        show(cut, 1)
        cut.deliver_events()
        assert cut.record("contact", person)[FLAG] is False
        show(cut, None)
        cut.change_contact(stranger, unsubscribe=lists[1:2])
        cut.deliver_events()
        assert cut.record("contact", person)[FLAG] is True
