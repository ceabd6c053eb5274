"""Which of several records an email belongs to."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.sync.matching import Claimant, holders

START = datetime(2026, 1, 1, tzinfo=UTC)


def test_the_oldest_record_holds_the_email() -> None:
    young = Claimant("a", "ann@example.org", START + timedelta(days=1))
    old = Claimant("b", " ANN@example.org", START)
    assert holders([young, old]) == {"ann@example.org": "b"}


def test_among_records_of_one_instant_the_linked_one_stays() -> None:
    first = Claimant("a", "ann@example.org", START)
    linked = Claimant("b", "ann@example.org", START, linked=True)
    assert holders([first, linked]) == {"ann@example.org": "b"}


claimants = st.lists(
    st.builds(
        Claimant,
        st.uuids().map(str),
        st.sampled_from(["a@example.org", "A@example.org ", "b@example.org"]),
        st.one_of(st.none(), st.integers(0, 3).map(lambda day: START + timedelta(days=day))),
        st.booleans(),
    )
)


@given(claimants, st.randoms())
def test_the_order_of_reading_does_not_matter(found: list[Claimant], random: object) -> None:
    shuffled = sorted(found, key=lambda claimant: claimant.id, reverse=True)
    assert holders(found) == holders(shuffled)


@given(claimants)
def test_each_email_has_exactly_one_holder_that_has_it(found: list[Claimant]) -> None:
    by_id = {claimant.id: claimant for claimant in found}
    held = holders(found)
    assert held.keys() == {claimant.email.strip().casefold() for claimant in found}
    for email, holder in held.items():
        assert by_id[holder].email.strip().casefold() == email
