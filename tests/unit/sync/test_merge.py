"""Three-way merge of one field, row by row and as laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.mapping.model import Direction, Policy
from shared.mapping.values import Canonical
from shared.sync.merge import (
    Arbiter,
    Conflict,
    Copy,
    Equal,
    FieldMerge,
    FieldRule,
    RequiredBlank,
    Side,
    Untouched,
    merge,
    same,
)

DYNAMICS = Arbiter("dynamics")
TO_CONTACT: Side = "activecampaign"
TO_RECORD: Side = "dynamics"


def copy(value: Canonical, to: Side) -> Copy:
    return Copy(value, to)


@pytest.mark.parametrize(
    ("base", "record", "contact", "expected"),
    [
        pytest.param("a", "a", "a", Equal("a"), id="nothing changed"),
        pytest.param("a", "b", "a", copy("b", TO_CONTACT), id="record changed"),
        pytest.param("a", "a", "b", copy("b", TO_RECORD), id="contact changed"),
        pytest.param("a", "b", "b", Equal("b"), id="both changed to the same"),
        pytest.param("a", None, "a", copy(None, TO_CONTACT), id="record cleared"),
        pytest.param("a", "a", None, copy(None, TO_RECORD), id="contact cleared"),
        pytest.param("a", None, None, Equal(None), id="both cleared"),
        pytest.param(None, "b", None, copy("b", TO_CONTACT), id="no base, only the record"),
        pytest.param(None, None, "b", copy("b", TO_RECORD), id="no base, only the contact"),
        pytest.param(None, "b", "b", Equal("b"), id="no base, both the same"),
        pytest.param(True, False, True, copy(False, TO_CONTACT), id="false is a value"),
        pytest.param("1", "0", "1", copy("0", TO_CONTACT), id="zero is a value"),
    ],
)
def test_a_field_that_goes_both_ways(
    base: Canonical, record: Canonical, contact: Canonical, expected: FieldMerge
) -> None:
    assert merge(FieldRule("field:1", "both"), base, record, contact, DYNAMICS) == expected


@pytest.mark.parametrize(
    ("policy", "newer", "winner"),
    [
        ("dynamics", None, "dynamics"),
        ("activecampaign", None, "activecampaign"),
        ("newest", "dynamics", "dynamics"),
        ("newest", "activecampaign", "activecampaign"),
        ("newest", None, "dynamics"),
    ],
)
@pytest.mark.parametrize("base", [None, "a"])
def test_two_different_changes_are_settled_by_the_policy_and_the_loser_is_kept(
    base: Canonical, policy: Policy, newer: Side | None, winner: Side
) -> None:
    decided = merge(FieldRule("phone", "both"), base, "mine", "theirs", Arbiter(policy, newer))
    assert isinstance(decided, Copy)
    assert decided.value == ("mine" if winner == "dynamics" else "theirs")
    assert decided.to == ("activecampaign" if winner == "dynamics" else "dynamics")
    assert isinstance(decided.conflict, Conflict)
    assert (decided.conflict.record, decided.conflict.contact) == ("mine", "theirs")


@pytest.mark.parametrize(
    ("direction", "base", "record", "contact", "expected"),
    [
        pytest.param("outbound", "a", "b", "c", copy("b", TO_CONTACT), id="outbound, both changed"),
        pytest.param("outbound", "a", "a", "c", Untouched(), id="outbound, contact changed"),
        pytest.param("outbound", None, None, "c", Untouched(), id="outbound, first meeting"),
        pytest.param("inbound", "a", "b", "c", copy("c", TO_RECORD), id="inbound, both changed"),
        pytest.param("inbound", "a", "b", "a", Untouched(), id="inbound, record changed"),
        pytest.param("inbound", None, "b", None, Untouched(), id="inbound, first meeting"),
    ],
)
def test_a_one_way_field_is_written_on_one_side_only(
    direction: Direction,
    base: Canonical,
    record: Canonical,
    contact: Canonical,
    expected: FieldMerge,
) -> None:
    assert merge(FieldRule("phone", direction), base, record, contact, DYNAMICS) == expected


def test_a_required_column_is_never_cleared() -> None:
    rule = FieldRule("lastName", "both", required=True)
    assert merge(rule, "a", "a", None, DYNAMICS) == RequiredBlank()


def test_a_contact_record_speaks_for_the_lead_that_shares_its_contact() -> None:
    arbiter = Arbiter("dynamics", yielded=frozenset({"phone"}))
    decided = merge(FieldRule("phone", "both"), "1", "2", "1", arbiter)
    assert isinstance(decided, Copy)
    assert (decided.value, decided.to) == ("1", "dynamics")
    assert decided.conflict is not None
    assert decided.conflict.because == "contact_record"


def test_a_lead_fills_what_its_contact_record_leaves_blank() -> None:
    arbiter = Arbiter("dynamics", yielded=frozenset({"phone"}))
    assert merge(FieldRule("phone", "both"), None, "2", None, arbiter) == copy("2", TO_CONTACT)


def test_emails_are_compared_without_case_and_outer_blanks() -> None:
    assert same("email", "Ann@Example.org ", "ann@example.org")
    assert not same("firstName", "Ann", "ann")


values = st.one_of(st.none(), st.sampled_from(["", "a", "b", "c", "0"]), st.booleans())
directions = st.sampled_from(["both", "outbound", "inbound"])
arbiters = st.builds(
    Arbiter,
    st.sampled_from(["dynamics", "activecampaign", "newest"]),
    st.sampled_from([None, "dynamics", "activecampaign"]),
    st.sampled_from([frozenset(), frozenset({"field:1"})]),
)


def carried_out(
    decided: FieldMerge, base: Canonical, record: Canonical, contact: Canonical
) -> tuple[Canonical, Canonical, Canonical]:
    """Base, record and contact after the decision was carried out and confirmed."""
    if isinstance(decided, Equal):
        return decided.value, record, contact
    if isinstance(decided, Copy):
        if decided.to == "dynamics":
            return decided.value, decided.value, contact
        return decided.value, record, decided.value
    return base, record, contact


@given(values, values, values, directions, arbiters, st.booleans())
def test_a_second_merge_writes_nothing(
    base: Canonical,
    record: Canonical,
    contact: Canonical,
    direction: Direction,
    arbiter: Arbiter,
    required: bool,
) -> None:
    rule = FieldRule("field:1", direction, required)
    decided = merge(rule, base, record, contact, arbiter)
    base, record, contact = carried_out(decided, base, record, contact)
    again = merge(rule, base, record, contact, arbiter)
    assert not isinstance(again, Copy)


@given(values, values, values, arbiters)
def test_both_sides_agree_after_one_merge(
    base: Canonical, record: Canonical, contact: Canonical, arbiter: Arbiter
) -> None:
    decided = merge(FieldRule("field:1", "both"), base, record, contact, arbiter)
    _, record, contact = carried_out(decided, base, record, contact)
    assert same("field:1", record, contact)


@given(values, values, values, directions, arbiters)
def test_no_value_is_invented(
    base: Canonical, record: Canonical, contact: Canonical, direction: Direction, arbiter: Arbiter
) -> None:
    decided = merge(FieldRule("field:1", direction), base, record, contact, arbiter)
    if isinstance(decided, Copy):
        assert decided.value == (contact if decided.to == "dynamics" else record)


@given(values, values, arbiters)
def test_a_single_change_is_never_lost(
    base: Canonical, changed: Canonical, arbiter: Arbiter
) -> None:
    plain = Arbiter(arbiter.policy, arbiter.newer)
    rule = FieldRule("field:1", "both")
    for record, contact in ((changed, base), (base, changed)):
        decided = merge(rule, base, record, contact, plain)
        _, record, contact = carried_out(decided, base, record, contact)
        assert (record, contact) == (changed, changed)


@given(st.sampled_from(["a", "b"]), arbiters)
def test_at_the_first_meeting_a_blank_never_beats_a_value(value: str, arbiter: Arbiter) -> None:
    rule = FieldRule("field:1", "both")
    assert merge(rule, None, value, None, arbiter) == copy(value, TO_CONTACT)
    assert merge(rule, None, None, value, arbiter) == copy(value, TO_RECORD)
