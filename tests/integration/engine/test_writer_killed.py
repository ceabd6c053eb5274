"""A process that dies after it wrote a value, and before it noted down that both sides hold it:
what a person then does where the value came from is not overruled by the half-done write."""

from contextlib import suppress
from itertools import product

import pytest

from shared.sync.merge import Side
from tests.integration.engine.dying import Killed, calls_going_wrong
from tests.integration.engine.two_systems import TwoSystems

THEN = ("Before", "Between", "Later")
"""What stands there in the end: the old value again, what was half done, or another one."""

CALLS = 28
"""A sync makes fewer; whoever dies at a later one comes through."""


class Person:
    """A contact and its record."""

    def __init__(self, systems: TwoSystems, record_id: str) -> None:
        self._systems = systems
        self.record_id = record_id
        self._contact_id = systems.contact_id("contact", record_id)

    def enters(self, where: Side, name: str) -> None:
        if where == "dynamics":
            self._systems.change_record("contact", self.record_id, firstname=name)
        else:
            self._systems.change_contact(self._contact_id, firstName=name)
            self._systems.settled_deliveries()  # the app's other process is not the one that dies

    def dies_at_call(self, number: int) -> bool:
        """False if the sync was through before."""
        with calls_going_wrong("killed", number, "http") as calls, suppress(Killed):
            self._systems.sync_at_once("contact", self.record_id)
        return calls.struck

    @property
    def names(self) -> tuple[str, str, str]:
        """In Dynamics, in ActiveCampaign and in the link."""
        record = self._systems.record("contact", self.record_id)
        contact = self._systems.contact(self._contact_id)
        link = self._systems.link("contact", self.record_id)
        assert link is not None
        return record["firstname"], contact["firstName"], str(link.base["firstName"])


@pytest.fixture
def people(systems: TwoSystems) -> list[Person]:
    """Their first names are `Before`."""
    ids = [systems.new_record("contact", firstname="Before") for _ in range(CALLS * len(THEN))]
    systems.run_scheduled()
    return [Person(systems, record_id) for record_id in ids]


@pytest.mark.parametrize("origin", ["dynamics", "activecampaign"])
def test_what_is_entered_after_the_crash_is_not_overruled_by_what_was_half_done(
    systems: TwoSystems, people: list[Person], origin: Side
) -> None:
    ends = product(range(1, CALLS + 1), THEN)
    stories = [(person, *end) for person, end in zip(people, ends, strict=True)]
    for person, number, then in stories:
        person.enters(origin, "Between")
        struck = person.dies_at_call(number)
        if then != "Between":
            person.enters(origin, then)
    assert not struck
    systems.settle()
    assert [person.names for person, *_ in stories] == [(then,) * 3 for *_, then in stories]
