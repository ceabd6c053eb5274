"""Rule 12: a run that would change too much is held."""

from dataclasses import replace
from typing import Any

import pytest

from shared.store.links import Link, LinkState
from shared.sync.consent import ContactConsent
from shared.sync.fuse import (
    NOTHING,
    Foreseen,
    Limits,
    blown,
    of_contact,
    of_deleted,
    of_plan,
    of_record,
)
from shared.sync.merge import FieldRule
from shared.sync.pair import Pair
from shared.sync.plan import plan
from tests.unit.sync.test_plan import RULES, contact, link, record

LIMITS = Limits(percent=30, people=500)
MARK = "now"


def linked(**changes: Any) -> Link:
    return link(fields=MARK, **changes)


class TestWhatIsForeseen:
    def test_of_a_record_that_is_as_before(self) -> None:
        assert of_record(record(), linked(), RULES.fields, MARK) == NOTHING

    def test_of_one_with_another_value(self) -> None:
        changed = record(firstName="Anna")
        assert of_record(changed, linked(), RULES.fields, MARK) == Foreseen(changed=1)

    def test_of_one_that_lost_a_value(self) -> None:
        cleared = record(firstName=None)
        assert of_record(cleared, linked(), RULES.fields, MARK) == Foreseen(1, cleared=1)

    def test_of_one_that_is_new_or_left_out(self) -> None:
        assert of_record(record(), None, RULES.fields, MARK) == NOTHING
        left_out = linked(state="excluded")
        assert of_record(record(firstName="x"), left_out, RULES.fields, MARK) == NOTHING
        out_of_scope = record(in_scope=False, firstName="x")
        assert of_record(out_of_scope, linked(), RULES.fields, MARK) == NOTHING

    def test_of_one_that_left_dynamics(self) -> None:
        assert of_record(record(active=False), linked(), RULES.fields, MARK) == Foreseen(1)
        assert of_deleted(linked()) == Foreseen(1)
        assert of_deleted(linked(state="closed")) == of_deleted(None) == NOTHING

    @pytest.mark.parametrize(("state", "active"), [("excluded", True), ("linked", False)])
    def test_an_opt_out_counts_though_its_record_is_left_out_or_leaves(
        self, state: LinkState, *, active: bool
    ) -> None:
        out, left = replace(record(active=active), opted_out=True), linked(state=state)
        told = linked(state=state, opted_out=True)
        assert of_record(out, left, RULES.fields, MARK).unsubscribed == 1
        assert of_record(out, told, RULES.fields, MARK).unsubscribed == 0
        nobody = linked(state="excluded", contact_id=None)
        assert of_record(out, nobody, RULES.fields, MARK) == NOTHING

    def test_a_new_field_pair_is_an_administrators_own_act(self) -> None:
        assert of_record(record(firstName="x"), link(fields="then"), RULES.fields, MARK) == NOTHING

    def test_a_field_that_does_not_go_that_way_changes_nothing(self) -> None:
        rules = (FieldRule("firstName", "inbound"),)
        assert of_record(record(firstName="x"), linked(), rules, MARK) == NOTHING
        assert of_contact(contact(firstName="x"), linked(), rules, MARK) == Foreseen(1)

    def test_of_a_contact_with_another_value(self) -> None:
        assert of_contact(contact(), linked(), RULES.fields, MARK) == NOTHING
        assert of_contact(contact(lastName="Li"), linked(), RULES.fields, MARK) == Foreseen(1)


def foreseen_of(pair: Pair) -> Foreseen:
    return of_plan(plan(pair, RULES), MARK)


class TestWhatAPlanWouldChange:
    def test_nothing_where_both_sides_agree(self) -> None:
        assert foreseen_of(Pair("contact", linked(), record(), contact())) == NOTHING

    def test_either_side(self) -> None:
        assert foreseen_of(Pair("contact", linked(), record(firstName="x"), contact())).changed == 1
        assert foreseen_of(Pair("contact", linked(), record(), contact(firstName="x"))).changed == 1

    def test_a_value_that_is_lost(self) -> None:
        pair = Pair("contact", linked(), record(firstName=None), contact())
        assert foreseen_of(pair) == Foreseen(1, cleared=1)

    def test_a_link_that_is_closed(self) -> None:
        assert foreseen_of(Pair("contact", linked(), None, contact())) == Foreseen(1)
        assert foreseen_of(Pair("contact", linked(), record(), None)) == Foreseen(1)

    def test_a_record_that_lost_its_link_if_its_contact_is_another(self) -> None:
        assert foreseen_of(Pair("contact", None, record(), contact())) == NOTHING
        assert foreseen_of(Pair("contact", None, record(firstName="x"), contact())).changed == 1

    def test_a_new_contact_changes_none_that_is_there(self) -> None:
        assert foreseen_of(Pair("contact", None, record(), None)) == NOTHING

    def test_who_is_unsubscribed_counts_under_any_mapping(self) -> None:
        listed = replace(contact(), consent=ContactConsent({"1": "1"}))
        pair = Pair("contact", linked(), replace(record(), opted_out=True), listed)
        assert foreseen_of(pair) == Foreseen(unsubscribed=1)
        other = link(fields="then")
        changed = Pair("contact", other, replace(record(firstName="x"), opted_out=True), listed)
        assert foreseen_of(changed) == Foreseen(unsubscribed=1)


@pytest.mark.parametrize(
    ("foreseen", "records", "codes"),
    [
        (Foreseen(100), 0, ()),
        (Foreseen(101), 101, ("fuse.changed",)),
        (Foreseen(300), 1000, ()),
        (Foreseen(301), 1000, ("fuse.changed",)),
        (Foreseen(0, 0, 500), 10, ()),
        (Foreseen(0, 0, 501), 10_000, ("fuse.unsubscribed",)),
        (Foreseen(900, 0, 900), 1000, ("fuse.changed", "fuse.unsubscribed")),
    ],
)
def test_the_limits(foreseen: Foreseen, records: int, codes: tuple[str, ...]) -> None:
    assert blown(LIMITS, foreseen, records) == codes
