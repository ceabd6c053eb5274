"""A process that dies while a link moves from one record to another: whichever call was its last,
the next look finds what was done and does the rest."""

from collections.abc import Callable
from contextlib import suppress
from itertools import count

import pytest

from shared.entities import Entity
from tests.integration.engine.dying import Killed, calls_going_wrong
from tests.integration.engine.two_systems import TwoSystems, new_email

REMOVED = "[D365: Removed]"
CALLS_OF_A_MOVE = 40
"""One makes fewer."""
MOST_CALLS = 100
"""To sync one record takes fewer."""

Move = Callable[[TwoSystems, str, str], tuple[Entity, str]]


def qualified(systems: TwoSystems, lead: str, email: str) -> tuple[Entity, str]:
    person = systems.qualify(lead)
    systems.change_record("contact", person, emailaddress1=email)
    return "contact", person


def merged(systems: TwoSystems, lead: str, email: str) -> tuple[Entity, str]:
    master = systems.new_record("lead", emailaddress1=email)
    systems.merge("lead", master, lead)
    return "lead", master


@pytest.mark.parametrize(
    ("move", "first", "begin"),
    [
        (qualified, "who left", 1),
        (qualified, "the heir", 4),
        (merged, "who left", 7),
        (merged, "the heir", 10),
    ],
)
def test_whichever_call_is_the_last_one_the_link_moves_once(
    systems: TwoSystems, move: Move, first: str, begin: int
) -> None:
    """Every twelfth call, from another one on in each case."""
    leads = [systems.new_record("lead") for _ in range(12)]
    systems.run_scheduled()
    for number, lead in zip(count(begin, 12), leads, strict=False):
        old_email, email = systems.record("lead", lead)["emailaddress1"], new_email()
        contact_id = systems.contact_id("lead", lead)
        entity, heir = move(systems, lead, email)
        looks: list[tuple[Entity, str]] = [("lead", lead), (entity, heir)]
        looks = looks if first == "who left" else looks[::-1]

        with calls_going_wrong("killed", number, "http") as calls, suppress(Killed):
            systems.sync_at_once(*looks[0])
        for look in looks:
            systems.sync_at_once(*look)

        assert systems.contact_id(entity, heir) == contact_id, number
        link = systems.link("lead", lead)
        assert link is not None
        assert (link.state, link.related_id) == ("closed", heir), number
        contact = systems.contact(contact_id)
        assert contact["email"] == email, number
        assert REMOVED not in contact["tags"], number
        assert systems.contacts_of(old_email) == [], number
        held = systems.app.engine.claims.held([contact_id])
        assert [(claim.entity, claim.record_id) for claim in held] == [(entity, heir)], number
        if not calls.struck:
            return
    raise AssertionError("it never came through")


def test_a_record_deleted_while_its_contact_was_made_is_not_made_again_by_the_contact(
    systems: TwoSystems,
) -> None:
    """Whoever made the contact died before a link told whose it is."""
    emails = []
    for number in range(1, MOST_CALLS):
        emails.append(new_email())
        record = systems.new_record("contact", emailaddress1=emails[-1])
        with calls_going_wrong("killed", number, "http") as calls, suppress(Killed):
            systems.sync_at_once("contact", record)
        systems.delete_record("contact", record)
        if not calls.struck:
            break
    assert not calls.struck
    systems.settle()
    assert [systems.records_of("contact", email) for email in emails] == [[]] * len(emails)


@pytest.mark.parametrize("has_email", [False, True], ids=["left out", "in sync"])
def test_of_heir_and_returned_record_one_has_the_contact_after_the_night(
    systems: TwoSystems, *, has_email: bool
) -> None:
    """Who was merged comes back while the link has half moved."""
    pairs = []
    for _ in range(CALLS_OF_A_MOVE):
        email = new_email() if has_email else None
        pairs.append(
            (systems.new_record("contact"), systems.new_record("contact", emailaddress1=email))
        )
    systems.run_scheduled()
    contact_ids = [systems.contact_id("contact", record) for record, _ in pairs]
    for number, (record, heir) in enumerate(pairs, 1):
        systems.merge("contact", heir, record)
        with calls_going_wrong("killed", number, "http") as calls, suppress(Killed):
            systems.sync_at_once("contact", record)
        systems.activate("contact", record)
    assert not calls.struck
    systems.settle()
    systems.run_reconciliation()
    for (record, heir), contact_id in zip(pairs, contact_ids, strict=True):
        links = [systems.link("contact", one) for one in (record, heir)]
        holders = [link.record_id for link in links if link and link.contact_id == contact_id]
        held = systems.app.engine.claims.held([contact_id])
        assert [claim.record_id for claim in held] == holders
