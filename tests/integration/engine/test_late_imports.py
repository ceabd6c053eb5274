"""An import that ActiveCampaign finishes long after the run that sent it: what people enter until
then stands, whatever the import brings."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import uuid4

import pytest

from shared.entities import Entity
from shared.store.links import Link
from shared.sync.contact_writes import FEW
from tests.integration.engine.test_conflicts import decided
from tests.integration.engine.test_preview import preview
from tests.integration.engine.two_systems import TwoSystems, new_email

UNFINISHED = "activecampaign.import_unfinished"
NOT_TAKEN = "record.value_not_taken"
STATUS = "/import/info"
MANY = FEW + 2
"""So many go by import."""

EVERYBODY = slice(None)


@dataclass
class People:
    """Records and their contacts; `before` are the first names of a beginning, `between` is the
    one that an import brings to ActiveCampaign."""

    systems: TwoSystems
    entity: Entity
    records: list[str]
    contacts: list[str]
    before: list[str] = field(default_factory=list)
    between: str = ""

    def are_changed(self, **how: object) -> None:
        """In Dynamics all first names change, and ActiveCampaign keeps the import waiting, which
        ends as told by `how`."""
        self.before = [names[0] for names in self.names]
        self.between = f"Between {uuid4().hex[:6]}"
        self.enter(self.between)
        steer(self.systems, hold=True, **how)
        self.systems.run_scheduled()

    def enter(self, *names: str, only: slice = EVERYBODY) -> None:
        """The first names in Dynamics: one for all, or one each."""
        records = self.records[only]
        for record_id, name in zip(records, names * len(records), strict=False):
            self.systems.change_record(self.entity, record_id, firstname=name)

    @property
    def names(self) -> list[tuple[str, str]]:
        """In Dynamics and in ActiveCampaign."""
        return self.values("firstname", "firstName")

    def values(self, column: str, key: str) -> list[tuple[str, str]]:
        return [
            (
                self.systems.record(self.entity, record_id)[column],
                self.systems.contact(contact_id)[key],
            )
            for record_id, contact_id in zip(self.records, self.contacts, strict=True)
        ]

    @property
    def problems(self) -> set[str | None]:
        found = [self.systems.problem(self.entity, record_id) for record_id in self.records]
        return {problem.code if problem is not None else None for problem in found}

    @property
    def links(self) -> list[Link]:
        return list(self.systems.app.links.read(self.entity, self.records).values())

    @property
    def imports(self) -> set[str | None]:
        """Those that the links name."""
        return {link.underway.import_id for link in self.links}

    def run(self) -> None:
        self.systems.make_problems_due()
        self.systems.run_scheduled()

    def come_to_rest(self) -> None:
        """Two runs are enough; the next writes nothing, and nothing is left to be told."""
        self.run()
        self.systems.deliver_events()
        self.run()
        written = self.systems.writes()
        self.run()
        assert self.systems.writes() == written
        assert (self.problems, self.imports) == ({None}, {None})


def steer(systems: TwoSystems, **how: object) -> None:
    systems.world.activecampaign.post("/_sandbox/imports", how)


def lose_status(systems: TwoSystems) -> None:
    """From now on no import is known."""
    body = '{"message":"No Result found for Import"}'
    fault = {"kind": "status", "status": 404, "body": body, "path": STATUS, "times": None}
    systems.world.activecampaign.post("/_sandbox/faults", fault)


def status_calls(systems: TwoSystems) -> int:
    journal = systems.world.activecampaign.get("/_sandbox/journal")["items"]
    return sum(STATUS in call["path"] for call in journal)


@pytest.fixture(scope="module")
def crowd(synced_systems: TwoSystems) -> People:
    """In sync, once for all tests."""
    records = [synced_systems.new_record("contact", firstname="First") for _ in range(MANY)]
    synced_systems.run_scheduled()
    contacts = [synced_systems.contact_id("contact", record_id) for record_id in records]
    return People(synced_systems, "contact", records, contacts)


@pytest.fixture
def hasty(systems: TwoSystems, monkeypatch: pytest.MonkeyPatch) -> Iterator[TwoSystems]:
    """Nobody waits for imports that are not finished at once."""
    monkeypatch.setattr("shared.sync.imports.WAITS_SECONDS", (0.2, 0.4))
    yield systems
    systems.world.activecampaign.delete("/_sandbox/faults")
    steer(systems, hold=False)
    systems.make_problems_due()
    systems.run_scheduled()


@pytest.fixture
def people(hasty: TwoSystems, crowd: People) -> People:
    """An import that brings them their new names is not finished, and nobody waits for it."""
    assert hasty is crowd.systems
    crowd.are_changed()
    assert crowd.problems == {UNFINISHED}
    assert crowd.names == [(crowd.between, before) for before in crowd.before]
    return crowd


def test_what_people_enter_before_the_import_lands_stands(people: People) -> None:
    systems, half, rest = people.systems, slice(MANY // 2), slice(MANY // 2, MANY - 2)
    people.enter(*people.before, only=half)
    people.enter("Later", only=rest)
    meant = [*people.before[half], *["Later"] * (MANY // 2 - 2), people.between, people.between]
    written = systems.writes()
    people.run()
    assert systems.writes() == written
    assert people.problems == {UNFINISHED}

    steer(systems, hold=False)
    assert people.names == [(name, people.between) for name in meant]
    systems.run_scheduled()
    assert people.names == [(name, name) for name in meant]
    people.come_to_rest()
    assert people.names == [(name, name) for name in meant]


def test_what_is_entered_in_activecampaign_meanwhile_arrives_when_the_import_is_through(
    people: People,
) -> None:
    systems, asked = people.systems, status_calls(people.systems)
    people.enter(*people.before)
    for contact_id in people.contacts:
        systems.change_contact(contact_id, lastName="Edited")
    systems.deliver_events()
    assert status_calls(systems) == asked + 1
    assert set(people.values("lastname", "lastName")) == {("Case", "Edited")}

    steer(systems, hold=False)
    people.come_to_rest()
    assert set(people.values("lastname", "lastName")) == {("Edited", "Edited")}
    assert people.names == [(name, name) for name in people.before]


def test_a_value_that_loses_against_one_that_comes_late_is_kept(
    hasty: TwoSystems, crowd: People
) -> None:
    lost = [f"Theirs {number}" for number in range(MANY)]
    for contact_id, name in zip(crowd.contacts, lost, strict=True):
        hasty.change_contact(contact_id, firstName=name)
    hasty.settled_deliveries()
    crowd.are_changed()
    assert crowd.problems == {UNFINISHED}

    for _ in range(2):
        kept = [decided(hasty, record_id) for record_id in crowd.records]
        assert [(one[0].contact, one[0].winner) for one in kept] == [
            (name, "dynamics") for name in lost
        ]
        assert {len(one) for one in kept} == {1}
        steer(hasty, hold=False)
        crowd.come_to_rest()
    assert crowd.names == [(crowd.between, crowd.between)] * MANY


def test_an_import_that_fails_late_leaves_what_dynamics_says(
    hasty: TwoSystems, crowd: People
) -> None:
    crowd.are_changed(outcome="failed")
    assert crowd.problems == {UNFINISHED}
    crowd.enter(crowd.before[0], only=slice(1))
    steer(hasty, hold=False)
    crowd.come_to_rest()
    meant = [crowd.before[0], *[crowd.between] * (MANY - 1)]
    assert crowd.names == [(name, name) for name in meant]


def test_an_import_that_is_not_known_any_more_is_not_waited_for(people: People) -> None:
    lose_status(people.systems)
    people.enter(*people.before)
    people.come_to_rest()
    assert people.names == [(name, name) for name in people.before]


def test_a_status_that_is_not_there_while_an_import_is_waited_for_ends_no_run(
    hasty: TwoSystems, crowd: People
) -> None:
    lose_status(hasty)
    crowd.are_changed()
    assert crowd.problems == {NOT_TAKEN}
    assert crowd.imports == {None}


def test_an_import_of_yesterday_is_not_waited_for_any_more(people: People) -> None:
    systems, asked = people.systems, status_calls(people.systems)
    old = systems.app.clock() - timedelta(hours=25)
    systems.app.links.write(
        [replace(one, underway=replace(one.underway, since=old)) for one in people.links]
    )
    people.enter(*people.before)
    people.come_to_rest()
    assert status_calls(systems) == asked
    assert people.names == [(name, name) for name in people.before]


def test_who_opts_out_meanwhile_is_flagged_at_once(people: People) -> None:
    systems, contact_id, record_id = people.systems, people.contacts[0], people.records[0]
    systems.change_contact(contact_id, subscribe=[1])
    systems.change_contact(contact_id, unsubscribe=[1])
    systems.deliver_events()
    assert systems.record("contact", record_id)["donotbulkemail"]
    link = systems.link("contact", record_id)
    assert link is not None
    assert (link.opted_out, link.underway.import_id) == (True, *people.imports)


def test_a_preview_tells_of_who_waits(people: People) -> None:
    written = people.systems.writes()
    shown = preview(people.systems, "contact")
    waiting = [one for one in shown.sample if one.id in people.records]
    reasons = {one.reason.code for one in waiting if one.reason is not None}
    assert (len(waiting) > 0, reasons) == (True, {UNFINISHED})
    assert not any(one.changes for one in waiting)
    assert people.systems.writes() == written


def test_the_first_values_of_a_contact_that_was_there_may_come_late_too(hasty: TwoSystems) -> None:
    emails = [new_email() for _ in range(MANY)]
    contacts = [hasty.new_contact(email=one, firstName="First", lastName="Case") for one in emails]
    hasty.run_scheduled()
    steer(hasty, hold=True)
    records = [
        hasty.new_record("contact", emailaddress1=one, firstname="Between") for one in emails
    ]
    people = People(hasty, "contact", records, contacts)
    hasty.run_scheduled()
    assert people.problems == {UNFINISHED}
    assert set(people.names) == {("Between", "First")}
    people.enter("First")
    people.run()
    steer(hasty, hold=False)
    people.come_to_rest()
    assert set(people.names) == {("First", "First")}


def test_an_heir_waits_for_the_import_of_the_lead_that_it_came_from(hasty: TwoSystems) -> None:
    records = [hasty.new_record("lead", firstname="First") for _ in range(MANY)]
    hasty.run_scheduled()
    leads = People(hasty, "lead", records, [hasty.contact_id("lead", one) for one in records])
    leads.are_changed()
    heirs = People(hasty, "contact", [hasty.qualify(one) for one in records], leads.contacts)
    heirs.enter("First")
    hasty.run_scheduled()
    assert heirs.problems == {UNFINISHED}
    assert set(heirs.names) == {("First", "First")}
    steer(hasty, hold=False)
    heirs.come_to_rest()
    assert set(heirs.names) == {("First", "First")}
