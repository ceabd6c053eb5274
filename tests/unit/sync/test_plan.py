"""What is decided about a pair, whichever side the hint came from."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from shared.errors import SkipRecord
from shared.mapping.values import Canonical
from shared.store.links import Link, Underway
from shared.sync.merge import FieldRule
from shared.sync.pair import ContactState, Pair, RecordState
from shared.sync.plan import Rules, plan, values_differ

RULES = Rules(
    "both",
    "dynamics",
    (
        FieldRule("email", "both"),
        FieldRule("firstName", "both"),
        FieldRule("lastName", "both", required=True),
    ),
)
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
RECORD_ID = "00000000-0000-0000-0000-000000000001"
OTHER_ID = "00000000-0000-0000-0000-000000000002"
PERSON: Mapping[str, Canonical] = {
    "email": "ann@example.org",
    "firstName": "Ann",
    "lastName": "Lee",
}


def record(**values: Any) -> RecordState:
    state = {name: values.pop(name) for name in ("active", "in_scope") if name in values}
    merged = {**PERSON, **values}
    email = merged["email"]
    return RecordState(
        id=RECORD_ID,
        name="Ann Lee",
        etag='W/"1"',
        email=email if isinstance(email, str) else None,
        values=merged,
        faults=(),
        active=state.get("active", True),
        in_scope=state.get("in_scope", True),
        created_at=NOON,
        modified_at=NOON,
    )


def contact(**values: Canonical) -> ContactState:
    merged = {**PERSON, **values}
    return ContactState("7", str(merged["email"]), merged, (), NOON)


def link(**changes: Any) -> Link:
    facts: dict[str, Any] = {
        "entity": "lead",
        "record_id": RECORD_ID,
        "state": "linked",
        "contact_id": "7",
        "email": "ann@example.org",
        "base": dict(PERSON),
        "reason_code": None,
        "reason_detail": None,
        "related_id": None,
        "synced_at": NOON,
        "name": "Ann Lee",
        "fields": "",
        "version": "1",
    }
    return Link(**{**facts, **changes})


def test_a_new_record_creates_a_tagged_contact() -> None:
    made = plan(Pair("lead", record=record()), RULES)
    assert made.action == "create_contact"
    assert made.to_contact == PERSON
    assert made.tags == ("[D365: Pushed from Dynamics]", "[D365: Lead]")


def test_a_new_record_whose_contact_exists_is_merged_with_it() -> None:
    made = plan(Pair("contact", record=record(firstName=None), contact=contact()), RULES)
    assert made.action == "update"
    assert made.to_record == {"firstName": "Ann"}
    assert made.to_contact == {}
    assert made.agreed == {"email": "ann@example.org", "lastName": "Lee"}
    assert made.tags == ("[D365: Pushed from Dynamics]", "[D365: Contact]")


@pytest.mark.parametrize(
    ("carried", "given"),
    [
        (set(), ("[D365: Pushed from Dynamics]", "[D365: Lead]")),
        ({"[D365: Lead]"}, ("[D365: Pushed from Dynamics]",)),
        ({"[D365: Contact]", "[D365: Pushed from Dynamics]"}, ("[D365: Lead]",)),
        ({"[D365: Lead]", "[D365: Pushed from Dynamics]"}, ()),
        ({"[D365: Lead]", "[D365: Pulled from ActiveCampaign]"}, ()),
    ],
)
def test_a_contact_that_is_tied_anew_is_given_the_tags_it_lacks(
    carried: set[str], given: tuple[str, ...]
) -> None:
    made = plan(Pair("lead", None, record(), contact(), tags=frozenset(carried)), RULES)
    assert made.tags == given
    assert made.writes == bool(given)


def test_a_pair_that_agrees_writes_nothing() -> None:
    made = plan(Pair("lead", link(), record(), contact()), RULES)
    assert not made.writes
    assert made.agreed == PERSON


def test_each_side_gets_the_change_of_the_other() -> None:
    pair = Pair("lead", link(), record(firstName="Anna"), contact(lastName="Li"))
    made = plan(pair, RULES)
    assert made.to_contact == {"firstName": "Anna"}
    assert made.to_record == {"lastName": "Li"}


def test_an_email_changed_in_dynamics_changes_the_same_contact() -> None:
    made = plan(Pair("lead", link(), record(email="new@example.org"), contact()), RULES)
    assert made.action == "update"
    assert made.to_contact == {"email": "new@example.org"}


@pytest.mark.parametrize(
    ("pair", "code", "related"),
    [
        (Pair("lead", record=record(email=None)), "excluded.no_email", None),
        (Pair("lead", record=record(in_scope=False)), "excluded.out_of_scope", None),
        (Pair("lead", record=record(active=False)), "excluded.inactive", None),
        (Pair("lead", record=record(), older=OTHER_ID), "excluded.duplicate_email", OTHER_ID),
    ],
)
def test_a_record_is_left_out_with_its_reason(pair: Pair, code: str, related: str | None) -> None:
    made = plan(pair, RULES)
    assert made.action == "exclude"
    assert made.reason is not None
    assert (made.reason.code, made.reason.related_id) == (code, related)
    assert not made.writes


@pytest.mark.parametrize("gone", [None, record(active=False)])
def test_a_record_that_left_dynamics_closes_its_link_and_tags_the_contact(
    gone: RecordState | None,
) -> None:
    made = plan(Pair("lead", link(), gone, contact()), RULES)
    assert made.action == "close"
    assert made.tags == ("[D365: Removed]",)
    assert not made.to_contact


def test_a_deleted_contact_is_not_created_again() -> None:
    made = plan(Pair("lead", link(), record()), RULES)
    assert made.action == "close"
    assert made.reason is not None
    assert made.reason.code == "closed.contact_deleted"


def test_a_deleted_contact_is_created_again_once_the_record_changes() -> None:
    closed = link(state="closed", reason_code="closed.contact_deleted")
    made = plan(Pair("lead", closed, record(firstName="Anna")), RULES)
    assert made.action == "create_contact"


def test_a_contact_whose_tag_asks_for_it_becomes_a_record() -> None:
    made = plan(Pair("lead", contact=contact(), asked_for=True), RULES)
    assert made.action == "create_record"
    assert made.to_record == PERSON
    assert made.tags == ("[D365: Pulled from ActiveCampaign]",)


def test_a_contact_that_nobody_asked_for_becomes_no_record() -> None:
    assert plan(Pair("lead", contact=contact()), RULES).action == "nothing"


class TestWhatWasHalfDone:
    """A value that a worker wrote, and died before it was in the base."""

    to_contact = Underway(to_contact={"firstName": "Bea"})
    to_record = Underway(to_record={"firstName": "Bea"})

    def test_is_no_change_of_the_side_that_was_written(self) -> None:
        written = Pair("lead", link(underway=self.to_contact), record(), contact(firstName="Bea"))
        made = plan(written, RULES)
        assert (made.to_contact, made.to_record) == ({"firstName": "Ann"}, {})

    def test_is_no_rival_of_a_later_change(self) -> None:
        written = Pair(
            "lead",
            link(underway=self.to_record),
            record(firstName="Bea"),
            contact(firstName="Cleo"),
        )
        made = plan(written, RULES)
        assert (made.to_contact, made.to_record) == ({}, {"firstName": "Cleo"})
        assert made.conflicts == ()

    def test_is_done_again_where_it_did_not_arrive(self) -> None:
        unwritten = Pair("lead", link(underway=self.to_contact), record(firstName="Bea"), contact())
        assert plan(unwritten, RULES).to_contact == {"firstName": "Bea"}

    def test_tells_nothing_of_a_value_that_cannot_be_read(self) -> None:
        fault = SkipRecord("too long", field="firstName")
        unreadable = replace(contact(firstName=None), faults=(fault,))
        cleared = Underway(to_contact={"firstName": None})
        pair = Pair("lead", link(underway=cleared), record(), unreadable)
        assert pair.base["firstName"] == "Ann"

    def test_leaves_the_tags_to_be_given_that_the_contact_lacks(self) -> None:
        tagged = Underway(tags=("[D365: Pushed from Dynamics]", "[D365: Lead]"))
        pair = Pair("lead", link(underway=tagged), record(), contact())
        half = replace(pair, tags=frozenset(["[D365: Pushed from Dynamics]", "[D365: Removed]"]))
        assert plan(half, RULES).tags == ("[D365: Lead]",)
        assert plan(half, RULES).untags == ("[D365: Removed]",)
        done = plan(replace(pair, tags=frozenset(tagged.tags)), RULES)
        assert (done.tags, done.untags, done.writes) == ((), (), False)

    def test_does_not_bring_a_deleted_contact_back(self) -> None:
        pair = Pair("lead", link(underway=self.to_record), record(firstName="Bea"))
        assert plan(pair, RULES).action == "close"


def test_clearing_a_required_column_is_a_problem_and_the_rest_goes_through() -> None:
    pair = Pair("lead", link(), record(), contact(lastName=None, firstName="Anna"))
    made = plan(pair, RULES)
    assert made.to_record == {"firstName": "Anna"}
    assert [fault.code for fault in made.faults] == ["mapping.required_blank"]


@pytest.mark.parametrize("email", ["not an address", "a@b", "a@@example.org"])
def test_an_address_that_cannot_receive_mail_is_a_problem_of_its_record(email: str) -> None:
    made = plan(Pair("lead", record=record(email=email)), RULES)
    assert not made.writes
    assert [fault.code for fault in made.faults] == ["record.email_invalid"]


def test_a_side_that_equals_the_base_needs_no_look_at_the_other() -> None:
    assert not values_differ(PERSON, PERSON, RULES.fields)
    assert values_differ({**PERSON, "firstName": None}, PERSON, RULES.fields)
